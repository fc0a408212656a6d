// channels list, guide, test; webhook check: what is connected, how to set a platform up, and what the door would accept.
import { type Command, none, type Outcome, oneLine, shown } from './command.ts';

export const CHANNEL_COMMANDS: Readonly<Record<string, Command>> = {
  'channels list': {
    usage: 'channels list',
    run: (connection, words) =>
      none(words, async () =>
        shown((await connection.call('status', 'get', {})).channels, (channels) =>
          channels.map((c) =>
            oneLine(`${c.name}  ${c.state}  ${c.account ?? ''}  ${c.lastError ?? ''}`).trimEnd(),
          ),
        ),
      ),
  },
  'channels guide': {
    usage: 'channels guide [PLATFORM]   (what to set up there)',
    run: (connection, [platform, ...rest]) =>
      rest.length > 0
        ? null
        : connection.call('channels', 'guides', {}).then((guides): Outcome => {
            if (platform === undefined)
              return shown(guides, (all) => all.map((g) => `${g.platform}  ${g.title}: ${g.summary}`));
            const guide = guides.find((g) => g.platform === platform);
            if (guide === undefined)
              return { json: null, lines: [`There is no platform called ${platform}.`], succeeded: false };
            return shown(guide, guideLines);
          }),
  },
  'channels test': {
    usage: 'channels test CHANNEL   (connects anew and says whether it works)',
    run: (connection, [channel, ...rest]) =>
      channel === undefined || rest.length > 0
        ? null
        : connection
            .call('channels', 'test', { channel })
            .then((trial): Outcome => ({ json: trial, lines: [trial.message], succeeded: trial.works })),
  },
  'channels link': {
    usage: 'channels link CHANNEL   (the code to scan with the phone, where a channel has one)',
    run: (connection, [channel, ...rest]) =>
      channel === undefined || rest.length > 0
        ? null
        : connection.call('channels', 'link', { channel }).then(
            ({ message, code, warnings }): Outcome => ({
              json: { message, code, warnings },
              lines: [...(code === null ? [] : drawn(code)), message, ...warnings],
              succeeded: true,
            }),
          ),
  },
  'webhook check': {
    usage: 'webhook check   (what would be accepted from outside, and what is missing)',
    run: (connection, words) =>
      none(words, async () => {
        const check = await connection.call('channels', 'checkWebhooks', {});
        return { json: check, lines: webhookLines(check), succeeded: check.problem === null };
      }),
  },
};

const BOTH = '\u001b[30;107m';
const PLAIN = '\u001b[0m';

/** Two rows in one line of half blocks, dark on light whatever the terminal's colours are. */
function drawn(rows: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < rows.length; at += 2) {
    const below = rows[at + 1] ?? '';
    const signs = [...(rows[at] ?? '')].map((above, column) => {
      const under = below[column] ?? '0';
      if (above === '1') return under === '1' ? '█' : '▀';
      return under === '1' ? '▄' : ' ';
    });
    lines.push(`${BOTH}${signs.join('')}${PLAIN}`);
  }
  return lines;
}

function guideLines(guide: {
  title: string;
  summary: string;
  platform: string;
  steps: readonly { text: string; link?: string | undefined }[];
  permissions: readonly string[];
  secrets: readonly { name: string; hint: string }[];
  settings: readonly { key: string; hint: string }[];
  limits: readonly string[];
}): readonly string[] {
  return [
    `${guide.title}: ${guide.summary}`,
    ...guide.steps.map(
      ({ text, link }, index) => `${index + 1}. ${text}${link === undefined ? '' : ` ${link}`}`,
    ),
    'Permissions:',
    ...guide.permissions.map((permission) => `  ${permission}`),
    'Credentials (sallyport credentials set NAME):',
    ...guide.secrets.map(({ name, hint }) => `  ${guide.platform}.${name}: ${hint}`),
    `Settings in [channels.${guide.platform}]:`,
    ...guide.settings.map(({ key, hint }) => `  ${key}: ${hint}`),
    'Good to know:',
    ...guide.limits.map((limit) => `  ${limit}`),
  ];
}

function webhookLines(check: {
  port: number | null;
  problem: string | null;
  publicUrl: string;
  hosts: readonly string[];
  routes: readonly {
    url: string;
    methods: readonly string[];
    ready: boolean;
    lines: readonly string[];
    unsignedStatus: number | null;
  }[];
}): readonly string[] {
  const where =
    check.port === null
      ? 'Webhooks: not listening.'
      : `Webhooks: 127.0.0.1:${check.port}, reached as ${check.publicUrl}; accepted names: ${check.hosts.join(', ')}.`;
  return [
    where,
    ...(check.problem === null ? [] : [check.problem]),
    ...check.routes.flatMap((route) => [
      `${route.url}  ${route.methods.join(', ')}  ${route.ready ? 'ready' : 'not ready'}`,
      ...route.lines.map((line) => `  ${line}`),
      ...(route.unsignedStatus === null
        ? []
        : [`  A request without a signature was answered ${route.unsignedStatus}.`]),
    ]),
  ];
}

// The part of the first settings file that speaks of channels: what all have is explained once, under Telegram; under
// each other platform stands what only it has. Defaults are read off the schema, so that the two cannot drift apart.
import {
  CHANNEL_PLATFORMS,
  type ChannelPlatform,
  channelsSchema,
} from '../../../contracts/channel-settings.ts';

/** What every channel has, in this order, with what it means. */
const COMMON_WORDS: Readonly<Record<string, string>> = {
  enabled: `Whether the agent is on TITLE. It needs the credential telegram.bot-token.`,
  api_root: "Telegram's server. The bot token is sent there: change it only for a server of your own.",
  dm_policy: `Who may write to the agent directly: pairing (strangers ask, you approve), allowlist, open (everybody), disabled.
Danger: "open" lets anybody who finds the bot use it.`,
  allow_from:
    'Numeric Telegram ids that need not ask. "*" means everybody, and is taken only with dm_policy = "open".',
  group_policy: `Groups the agent listens in: allowlist (those below), open (any group it is added to), disabled.
Danger: "open" lets anybody add the bot to a group and speak to it there.`,
  groups: 'Numeric ids of the groups for "allowlist". Empty means none.',
  require_mention: 'Whether the agent stays silent in a group until it is addressed.',
  proxy: `A proxy for everything of this channel: "http://host:port" or "socks5://host:port". Its login, if it has one, is the
credential telegram.proxy-login, as user:password. What you send is seen by the proxy only as encrypted traffic.`,
};

interface PlatformWords {
  readonly title: string;
  /** Which credentials it needs, and what is special about who may write. */
  readonly needs: string;
  readonly own: Readonly<Record<string, string>>;
}

const WORDS: Readonly<Record<Exclude<ChannelPlatform, 'telegram'>, PlatformWords>> = {
  discord: {
    title: 'Discord',
    needs: 'It needs the credential discord.bot-token. Ids are long numbers, written as text.',
    own: {
      server: 'The id of the one server whose channels count. Empty means direct messages only.',
      api_root: "Discord's interface. The bot token is sent there.",
    },
  },
  slack: {
    title: 'Slack',
    needs:
      'It needs the credential slack.bot-token, and slack.app-token (socket) or slack.signing-secret (webhook).\nPeople are written as T…/U…: the id of the workspace and of the member.',
    own: {
      mode: 'How Slack reaches the agent: socket (nothing else to set up), or webhook (needs [webhooks] public_url).',
      api_root: "Slack's interface. The tokens are sent there.",
    },
  },
  whatsapp: {
    title: 'WhatsApp (Cloud API, or a linked device)',
    needs:
      "It needs [webhooks] public_url and the credentials whatsapp.access-token, whatsapp.app-secret and\nwhatsapp.verify-token. People are written by Meta's id (DE.1349…), which stands in their request.",
    own: {
      phone_number_id: 'The id of our number, as the app of Meta shows it.',
      link: 'cloud, or device: as a linked device of an account, by the add-on whatsapp-device, which is unofficial.',
      addon_fingerprint: 'The fingerprint of the add-on that may run.',
      addon_confined: 'false: the add-on is not confined, and can do whatever your account can.',
      api_root: "Meta's interface. The access token is sent there.",
    },
  },
  signal: {
    title: 'Signal',
    needs: 'It needs the daemon of signal-cli on this computer. People are written by their ACI, a UUID.',
    own: {
      rpc_url: 'Where the daemon listens. On this computer only.',
      account: 'The number that it speaks for; empty where it has one only.',
    },
  },
  line: {
    title: 'LINE',
    needs:
      'It needs [webhooks] public_url and the credentials line.channel-access-token and line.channel-secret.',
    own: {
      api_root: "LINE's interface. The access token is sent there.",
      data_api_root: 'Where LINE keeps attachments. The access token is sent there.',
    },
  },
  feishu: {
    title: 'Feishu or Lark',
    needs:
      'It needs the credential feishu.app-secret, and for a webhook feishu.encrypt-key and feishu.verification-token.',
    own: {
      mode: 'How it reaches the agent: socket (nothing else to set up), or webhook (needs [webhooks] public_url).',
      app_id: 'The id of the app; it begins with cli_.',
      api_root:
        'https://open.feishu.cn, or https://open.larksuite.com for Lark. The app secret is sent there.',
    },
  },
  matrix: {
    title: 'Matrix',
    needs:
      'It needs the credential matrix.access-token. Rooms are written by their id, which begins with "!".',
    own: { homeserver: 'The address of the homeserver, with https. The access token is sent there.' },
  },
  imessage: {
    title: 'iMessage (macOS only)',
    needs:
      'It needs full disk access for Sallyport, to read messages. People are written as +49… or by their address.',
    own: {},
  },
  twilio: {
    title: 'SMS or WhatsApp by Twilio',
    needs: 'It needs [webhooks] public_url and the credential twilio.auth-token. People are written as +49…',
    own: {
      account_sid: 'The account, which begins with AC.',
      from: 'Our number (+49…), whatsapp: and our number, or a messaging service (MG…).',
      api_root: "Twilio's interface. The auth token is sent there.",
    },
  },
  email: {
    title: 'e-mail',
    needs:
      'It needs the credential email.password. Only people on allow_from are read, and only when the receiving server says\nthat their mail is genuine. There is no pairing: dm_policy is allowlist or disabled.',
    own: {
      address: 'The address the agent writes from.',
      user: 'The name to sign in with; empty means the address.',
      imap_host: 'The server that is read from. The password is sent there, encrypted.',
      imap_port: 'Its port.',
      smtp_host: 'The server that is sent by. The password is sent there, encrypted.',
      smtp_port: 'Its port.',
      trusted_authserv:
        "The name of your receiving server as it stands in its Authentication-Results headers. Without it nobody's mail counts.",
    },
  },
};

const DEFAULTS = channelsSchema.parse({});

export function firstChannels(): string {
  const telegram = table('telegram', COMMON_WORDS, 'Telegram');
  const further = `# Further accounts are tables of their own, with the same settings: [channels.telegram.accounts.work]
# Their credentials carry the name: telegram.work.bot-token. So it is on every platform below, and who may write
# (dm_policy, allow_from, group_policy, groups, require_mention) and proxy are set there just as for Telegram.`;
  const others = CHANNEL_PLATFORMS.filter((platform) => platform !== 'telegram').map((platform) => {
    const { title, needs, own } = WORDS[platform];
    return table(platform, { enabled: `Whether the agent is on ${title}. ${needs}`, ...own }, title);
  });
  return [`${telegram}\n\n${further}`, ...others].join('\n\n');
}

function table(platform: ChannelPlatform, words: Readonly<Record<string, string>>, title: string): string {
  const defaults: Readonly<Record<string, unknown>> = DEFAULTS[platform];
  const settings = Object.entries(words).map(
    ([name, meaning]) =>
      `${commented(meaning.replace('TITLE', title))}\n# ${name} = ${JSON.stringify(defaults[name])}`,
  );
  return `[channels.${platform}]\n${settings.join('\n\n')}`;
}

/** Wrapped as the rest of the file is. */
function commented(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => line.match(/.{1,114}(?:\s|$)/g) ?? [])
    .map((line) => `# ${line.trimEnd()}`)
    .join('\n');
}

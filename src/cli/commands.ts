// The commands, each a few lines: read the words, make the call, say the result.
import { FRAME_KINDS, type FrameKind } from '../contracts/activity.ts';
import { AppError } from '../contracts/errors.ts';
import { idSchema } from '../contracts/scalars.ts';
import { APPROVAL_COMMANDS } from './approval-commands.ts';
import { CHANNEL_COMMANDS } from './channel-commands.ts';
import { chat } from './chat.ts';
import { type Command, none, type Outcome, settled, shown } from './command.ts';
import type { Connection } from './connection.ts';
import { DOCUMENT_COMMANDS } from './document-commands.ts';
import { GATEWAY_COMMANDS } from './gateway-commands.ts';
import { MEMORY_COMMANDS } from './memory-commands.ts';
import { OUTBOX_COMMANDS } from './outbox-commands.ts';
import { PAGE_COMMANDS } from './page-commands.ts';
import { RULE_COMMANDS } from './rule-commands.ts';

export const COMMANDS: Readonly<Record<string, Command>> = {
  status: {
    usage: 'status',
    run: (connection, words) =>
      none(words, async () => shown(await connection.call('status', 'get', {}), statusLines)),
  },
  chat: {
    usage: 'chat TEXT',
    wantsEvents: true,
    run: (connection, words) => (words.length === 0 ? null : chat(connection, words.join(' '))),
  },
  'pairing list': {
    usage: 'pairing list',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('pairing', 'list', {}), (requests) =>
          requests.map(
            (r) => `${r.channel}  ${r.code}  ${r.senderName ?? ''} (${r.senderId})  until ${r.expiresAt}`,
          ),
        ),
      ),
  },
  'pairing approve': {
    usage: 'pairing approve CHANNEL CODE [--owner]',
    run: (connection, words) => {
      const as = words.includes('--owner') ? 'owner' : 'person';
      const [channelId, code, ...rest] = words.filter((word) => word !== '--owner');
      if (channelId === undefined || code === undefined || rest.length > 0) return null;
      return settled(connection.call('authority', 'approvePairingByCode', { channelId, code, as }));
    },
  },
  'pairing invite': {
    usage: 'pairing invite CHANNEL',
    run: (connection, [channelId, ...rest]) =>
      channelId === undefined || rest.length > 0
        ? null
        : connection
            .call('authority', 'invite', { channelId })
            .then((invitation) =>
              shown(invitation, ({ code, expiresAt }) => [`${code}  until ${expiresAt}`]),
            ),
  },
  'pairing deny': {
    usage: 'pairing deny ID-OR-CODE [--block]',
    run: (connection, words) => {
      const [id, ...rest] = words.filter((word) => word !== '--block');
      if (id === undefined || rest.length > 0) return null;
      return settled(connection.call('pairing', 'deny', { id, block: words.includes('--block') }));
    },
  },
  'pairing revoke': {
    usage: 'pairing revoke CHANNEL SENDER-ID',
    run: (connection, [channel, senderId, ...rest]) =>
      channel === undefined || senderId === undefined || rest.length > 0
        ? null
        : settled(connection.call('pairing', 'revoke', { channel, senderId })),
  },
  'pairing senders': {
    usage: 'pairing senders',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('pairing', 'senders', {}), (senders) =>
          senders.map((s) => `${s.channel}  ${s.standing}  ${s.name ?? ''} (${s.senderId})`),
        ),
      ),
  },
  ...APPROVAL_COMMANDS,
  ...OUTBOX_COMMANDS,
  ...RULE_COMMANDS,
  ...MEMORY_COMMANDS,
  ...PAGE_COMMANDS,
  ...DOCUMENT_COMMANDS,
  ...GATEWAY_COMMANDS,
  ...CHANNEL_COMMANDS,
  'credentials set': {
    usage: 'credentials set NAME   (the value on standard input)',
    run: (connection, [name, ...rest], standardInput) => {
      // A value on the command line would stay in the shell's history and in the process list.
      if (name === undefined || rest.length > 0) return null;
      return standardInput().then(async (value) => {
        const trimmed = value.replace(/\r?\n$/, '');
        if (trimmed === '') throw new AppError('invalid-input', 'No value came on standard input.');
        const outcome = await connection.call('credentials', 'set', { name, value: trimmed });
        return outcome.kind === 'set'
          ? shown(outcome.credential, () => [`${name} is set.`])
          : {
              json: outcome,
              lines: [
                `${name} waits for your answer, because somebody is let in on that channel: sallyport approvals show ${outcome.approvalId}`,
              ],
              succeeded: true,
            };
      });
    },
  },
  'credentials remove': {
    usage: 'credentials remove NAME',
    run: (connection, [name, ...rest]) =>
      name === undefined || rest.length > 0
        ? null
        : connection.call('credentials', 'remove', { name }).then((value) => ({
            json: value,
            lines: [value.removed ? `${name} is removed.` : `${name} was not in the vault.`],
            succeeded: value.removed,
          })),
  },
  'credentials list': {
    usage: 'credentials list',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('credentials', 'list', {}), (list) =>
          list.map((c) => `${c.name}  ${c.source}`),
        ),
      ),
  },
  'ledger tail': {
    usage: 'ledger tail [KIND] [LIMIT]   (for instance: ledger tail reply-sent 20)',
    run: (connection, words) => {
      const filter = tailFilter(words);
      return filter === null
        ? null
        : connection
            .call('activity', 'tail', filter)
            .then((frames) =>
              shown(frames, (list) => list.toReversed().map((f) => `${f.id}  ${f.at}  ${f.sentence}`)),
            );
    },
  },
  'ledger explain': {
    usage: 'ledger explain ID',
    run: (connection, [id, ...rest]) =>
      id === undefined || rest.length > 0 ? null : explain(connection, id),
  },
  'ledger verify': {
    usage: 'ledger verify',
    run: (connection, words) =>
      none(words, async () => {
        const result = await connection.call('activity', 'verify', {});
        const line =
          result.kind === 'intact'
            ? `Intact: ${result.frames} frames.`
            : `Broken at ${result.firstBrokenId ?? 'the end'}: ${result.reason}`;
        return { json: result, lines: [line], succeeded: result.kind === 'intact' };
      }),
  },
  pause: {
    usage: 'pause',
    run: (connection, words) =>
      none(words, async () => shown(await connection.call('status', 'pause', {}), statusLines)),
  },
  resume: {
    usage: 'resume',
    run: (connection, words) =>
      none(words, async () => shown(await connection.call('status', 'resume', {}), statusLines)),
  },
  'stop-all': {
    usage: 'stop-all   (ends models, tools and commands, and pauses)',
    run: (connection, words) =>
      none(words, async () => shown(await connection.call('status', 'stopAll', {}), statusLines)),
  },
  stop: {
    usage: 'stop   (quits Sallyport)',
    run: (connection, words) =>
      none(words, async () =>
        shown(await connection.call('status', 'quit', {}), () => ['Sallyport is stopping.']),
      ),
  },
};

/** A word that no frame could be called is answered like an id that no frame has. */
async function explain(connection: Connection, id: string): Promise<Outcome> {
  if (!idSchema.safeParse(id).success) throw new AppError('not-found', 'There is no frame with this id.');
  const story = await connection.call('activity', 'explain', { id });
  return shown(story, (frames) => frames.map((f, depth) => `${'  '.repeat(depth)}${f.sentence}`));
}

/** Null when a word is neither a kind of frame nor a number from 1 to 500. */
function tailFilter(words: readonly string[]): { kinds?: FrameKind[]; limit?: number } | null {
  const kinds = FRAME_KINDS.filter((kind) => words.includes(kind));
  const numbers = words.filter((word) => /^[1-9]\d{0,2}$/.test(word)).map(Number);
  const [limit] = numbers;
  if (kinds.length + numbers.length !== words.length || numbers.length > 1 || (limit ?? 1) > 500) return null;
  return { ...(kinds.length > 0 ? { kinds } : {}), ...(limit === undefined ? {} : { limit }) };
}

function statusLines(status: {
  version: string;
  mood: string;
  channels: readonly { name: string; state: string }[];
  pending: { approvals: number; pairings: number };
  notices: readonly { text: string }[];
}): readonly string[] {
  return [
    `Sallyport ${status.version}: ${status.mood}`,
    ...status.channels.map((channel) => `${channel.name}: ${channel.state}`),
    `Waiting for you: ${status.pending.approvals} approvals, ${status.pending.pairings} pairing requests`,
    ...status.notices.map((notice) => notice.text),
  ];
}

// One part of a reply → one message on Discord → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// A part that carries a key is recognised by Discord when it comes again within a few minutes.
// Knows nothing of order in a chat or of what else waits: that is the caller's.
import { createHash } from 'node:crypto';
import type { Address, Channel, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { createBackoff } from '../backoff.ts';
import { sentIdOf } from './event-shape.ts';
import { fenced, literal } from './markdown.ts';
import { multipartOf } from './multipart.ts';
import { MAX_UNITS } from './render.ts';
import { type Call, type Reply, type Rest, refusalSentence } from './rest.ts';
import { isSnowflake } from './snowflake.ts';

export interface Sender {
  readonly send: Channel['send'];
  readonly edit: NonNullable<Channel['edit']>;
  readonly showTyping: Channel['showTyping'];
}

/** Discord looks for the same nonce "in the past few minutes" (Message, `enforce_nonce`): the least that can mean. */
export const REPEAT_WINDOW_MS = 2 * 60_000;
const SEND_DEADLINE_MS = 30_000;
/** With a file: ten megabytes on a slow line. */
const UPLOAD_DEADLINE_MS = 120_000;
const TYPING_DEADLINE_MS = 5_000;
/** Nothing that we do brings a token; a new one is used with the next attempt. */
const NO_TOKEN_RETRY_MS = 60_000;
const WITHOUT_A_WORD_MS = 5_000;
/** Message flag: links get no preview. */
const SUPPRESS_EMBEDS = 1 << 2;
const NONCE_LENGTH = 25; // the most that Discord takes
/** Limits on components (Component reference): buttons in a row, and characters. */
const [BUTTONS_IN_ROW, LABEL_LENGTH, DATA_LENGTH] = [5, 80, 100];

export function createSender(deps: { rest: Rest; token: () => string | null }): Sender {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

  async function ask(call: Call, signal: AbortSignal): Promise<Reply | SendOutcome> {
    const token = deps.token();
    if (token === null)
      return { kind: 'retry-later', afterMs: NO_TOKEN_RETRY_MS, reason: 'No bot token is set.' };
    const deadlineMs = call.form === undefined ? SEND_DEADLINE_MS : UPLOAD_DEADLINE_MS;
    return deps.rest.ask(token, call, { signal, deadlineMs });
  }

  function outcomeOf(reply: Reply | SendOutcome): SendOutcome {
    switch (reply.kind) {
      case 'ok':
        backoff.reset();
        return { kind: 'sent', platformMessageId: sentIdOf(reply.value) };
      case 'not-sent':
        return { kind: 'retry-later', afterMs: backoff.nextMs(), reason: reply.reason };
      case 'no-answer':
        return { kind: 'uncertain', reason: reply.reason };
      case 'refused':
        return refusalOutcome(reply);
      default:
        return reply;
    }
  }

  return {
    send: async (to, part, signal) => {
      const channelId = channelOf(to);
      if (channelId === null) return { kind: 'rejected', reason: 'This is not a chat on Discord.' };
      const content = contentOf(part);
      if (content === null) return TOO_LONG;
      const json = {
        content,
        ...ALWAYS,
        ...nonceOf(part),
        components: rowsOf(part),
        ...(part.file === undefined ? {} : { attachments: [{ id: 0, filename: part.file.name }] }),
      };
      const path = `/channels/${channelId}/messages`;
      if (part.file === undefined) return outcomeOf(await ask({ method: 'POST', path, json }, signal));
      const form = multipartOf(JSON.stringify(json), part.file);
      return outcomeOf(await ask({ method: 'POST', path, form }, signal));
    },
    edit: async (to, platformMessageId, part, signal) => {
      const channelId = channelOf(to);
      if (channelId === null || !isSnowflake(platformMessageId))
        return { kind: 'rejected', reason: 'This is not a message on Discord.' };
      const content = contentOf(part);
      if (content === null) return TOO_LONG;
      const path = `/channels/${channelId}/messages/${platformMessageId}`;
      const json = { content, ...ALWAYS, components: [] };
      const outcome = outcomeOf(await ask({ method: 'PATCH', path, json }, signal));
      // The same change twice is the same as once: what may have arrived can be tried again.
      return outcome.kind === 'uncertain'
        ? { kind: 'retry-later', afterMs: WITHOUT_A_WORD_MS, reason: outcome.reason }
        : outcome;
    },
    showTyping: (to) => {
      const [token, channelId] = [deps.token(), channelOf(to)];
      if (token === null || channelId === null) return;
      const call = { method: 'POST', path: `/channels/${channelId}/typing` } as const;
      void deps.rest.ask(token, call, {
        signal: new AbortController().signal,
        deadlineMs: TYPING_DEADLINE_MS,
      });
    },
  };
}

const ALWAYS = {
  // SECURITY: nobody is pinged by what the model writes, whatever stands in it.
  allowed_mentions: { parse: [] },
  // SECURITY: Discord fetches a link to preview it; a link made of stolen words would leave without a click.
  flags: SUPPRESS_EMBEDS,
};

const TOO_LONG: SendOutcome = {
  kind: 'rejected',
  reason: 'The message is longer than the 2,000 characters that Discord takes.',
};

/** A thread is a channel of its own. SECURITY: ids only; anything else could make another address of it. */
function channelOf({ chatId, threadId }: Address): string | null {
  const ids = [chatId, ...(threadId === null ? [] : [threadId])];
  return ids.every(isSnowflake) ? (threadId ?? chatId) : null;
}

/** Null: it does not fit. Discord reads everything as Markdown, so plain text is made literal here. */
function contentOf({ body, format }: OutboundPart): string | null {
  if (format === 'html') return body; // as rendered: Discord's own formatting
  return [literal(body), fenced(body)].find((content) => content.length <= MAX_UNITS) ?? null;
}

function nonceOf({ onceKey }: OutboundPart): { nonce?: string; enforce_nonce?: true } {
  if (onceKey === undefined) return {};
  const nonce = createHash('sha256').update(onceKey).digest('hex').slice(0, NONCE_LENGTH);
  return { nonce, enforce_nonce: true };
}

function rowsOf({ buttons = [] }: OutboundPart): readonly unknown[] {
  const [row, button, secondary] = [1, 2, 2]; // kinds of component, and the grey style
  const shown = buttons.map(({ label, data }) => ({
    type: button,
    style: secondary,
    label: label.slice(0, LABEL_LENGTH),
    custom_id: data.slice(0, DATA_LENGTH),
  }));
  const rows = Math.ceil(shown.length / BUTTONS_IN_ROW);
  return Array.from({ length: rows }, (_, at) => ({
    type: row,
    components: shown.slice(at * BUTTONS_IN_ROW, (at + 1) * BUTTONS_IN_ROW),
  }));
}

function refusalOutcome(reply: Extract<Reply, { kind: 'refused' }>): SendOutcome {
  const { status, code } = reply;
  if (status === 429) {
    return {
      kind: 'retry-later',
      afterMs: reply.waitMs ?? WITHOUT_A_WORD_MS,
      reason: 'Discord asks for a pause: there were too many messages.',
    };
  }
  if (status === 401)
    return { kind: 'retry-later', afterMs: NO_TOKEN_RETRY_MS, reason: 'Discord refused the bot token.' };
  // 5xx, most of all 502 and 504, come from the front of Discord when what stands behind it did not answer in time.
  // By then it may have delivered the message.
  if (status >= 500) return { kind: 'uncertain', reason: `Discord had trouble of its own (${status}).` };
  const known = REASONS[code] ?? REASONS[status];
  return { kind: 'rejected', reason: known ?? refusalSentence(reply) };
}

/** By Discord's own numbers (Opcodes and status codes, "JSON error codes"), then by status. */
const REASONS: Readonly<Record<number, string>> = {
  10003: 'Discord does not know this channel. It may have been deleted.',
  10008: 'This message no longer exists.',
  40005: 'The file is larger than Discord takes here.',
  50001: 'The bot may not see this channel.',
  50006: 'There is nothing in the message that Discord would show.',
  50007: 'This person does not take messages from the bot.',
  50013:
    'The bot may not write in this channel. Give it the permission Send Messages, and in threads Send Messages in Threads.',
  50083: 'This thread is archived and locked.',
  50278: 'This person shares no server with the bot.',
  200000: 'The rules of the server (AutoMod) blocked the message.',
  240000: 'Discord blocked the message because of a link in it.',
  403: 'The bot is not allowed to write in this chat.',
  404: 'Discord does not know this channel. It may have been deleted.',
  413: 'The file is larger than Discord takes here.',
};

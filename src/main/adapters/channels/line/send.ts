// One part of a reply → one push message → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// Pushed, not replied: a reply token is free of charge, but it lasts a minute or so and serves once, so that nothing
// could be tried again with it. A push carries our retry key instead, by which LINE knows for 24 hours what it has taken.
// Source: Messaging API reference, "Send push message", and "Retrying a failed API request". Knows nothing of order.
import { createHash } from 'node:crypto';
import type { Address, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { outcomeOfStatus } from '../answer-outcome.ts';
import { createBackoff } from '../backoff.ts';
import { type Answer, jsonOf } from '../exchange.ts';
import type { OwnMessages } from '../own-messages.ts';
import type { Account } from './account.ts';
import { isLineId } from './event-shape.ts';
import { type LineApi, wordsOf } from './line-api.ts';
import { MAX_UNITS } from './plain.ts';

export const REPEAT_WINDOW_MS = 24 * 60 * 60 * 1_000;

const SEND_DEADLINE_MS = 30_000;
/** Nothing that we do brings a token; a new one is used with the next attempt. */
const NO_TOKEN_RETRY_MS = 60_000;
/** The quota is of a month: asking often would not bring it back. */
const QUOTA_RETRY_MS = 60 * 60 * 1_000;

/** Limits of a buttons template (Messaging API reference, "Buttons template" and "Postback action"). */
const MAX_BUTTONS = 4;
const MAX_TEMPLATE_UNITS = 160;
const MAX_LABEL_UNITS = 20;
const MAX_DATA_UNITS = 300;
const MAX_ALT_UNITS = 400;

export function createSend(deps: {
  api: LineApi;
  account: Pick<Account, 'reconnect' | 'tokenRefused'>;
  own: OwnMessages;
}): (to: Address, part: OutboundPart, signal: AbortSignal) => Promise<SendOutcome> {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

  return async (to, part, signal) => {
    // SECURITY: ids of LINE only; what goes into the request is never a name or an address of somebody's making.
    if (!isLineId(to.chatId) || to.threadId !== null)
      return { kind: 'rejected', reason: 'This is not a chat on LINE.' };
    if (part.file !== undefined)
      return { kind: 'rejected', reason: 'LINE takes files only from public web addresses.' };
    if (part.body.length > MAX_UNITS)
      return { kind: 'rejected', reason: `A message on LINE has at most ${MAX_UNITS} characters.` };
    const messages = messagesOf(part);
    if (messages === null) return { kind: 'rejected', reason: 'LINE cannot show these buttons.' };
    const asked = await deps.api.ask({
      method: 'POST',
      path: '/v2/bot/message/push',
      headers: part.onceKey === undefined ? {} : { 'x-line-retry-key': retryKeyOf(part.onceKey) },
      body: { to: to.chatId, messages },
      signal,
      deadlineMs: SEND_DEADLINE_MS,
    });
    switch (asked.kind) {
      case 'no-token':
        return { kind: 'retry-later', afterMs: NO_TOKEN_RETRY_MS, reason: 'No channel access token is set.' };
      case 'bad-token':
        return refused();
      case 'not-sent':
        if (!signal.aborted) deps.account.reconnect();
        return { kind: 'retry-later', afterMs: backoff.nextMs(), reason: asked.reason };
      case 'no-answer':
        if (!signal.aborted) deps.account.reconnect();
        return { kind: 'uncertain', reason: asked.reason };
      case 'answer':
        return outcomeOf(asked.answer);
    }
  };

  function outcomeOf(answer: Answer): SendOutcome {
    const json = jsonOf(answer);
    // 409: this very push was taken before; what it says of that is the same as then.
    if (answer.status === 200 || answer.status === 409) {
      backoff.reset();
      const sent = sentIdOf(json);
      if (sent !== null) deps.own.add(sent);
      return { kind: 'sent', platformMessageId: sent };
    }
    const words = wordsOf(json);
    if (answer.status === 429 && /monthly limit/i.test(words ?? ''))
      return {
        kind: 'retry-later',
        afterMs: QUOTA_RETRY_MS,
        reason: 'The messages of this month are used up. Change the plan of the LINE account, or wait.',
      };
    if (answer.status === 401) return refused();
    return outcomeOfStatus(answer, 'LINE') ?? { kind: 'rejected', reason: plainReason(answer.status, words) };
  }

  function refused(): SendOutcome {
    deps.account.tokenRefused();
    return {
      kind: 'retry-later',
      afterMs: NO_TOKEN_RETRY_MS,
      reason: 'LINE refused the channel access token.',
    };
  }
}

/** Null: there are more buttons, or longer ones, than LINE shows. */
function messagesOf(part: OutboundPart): readonly object[] | null {
  const text = { type: 'text', text: part.body };
  const { buttons } = part;
  if (buttons === undefined || buttons.length === 0) return [text];
  if (buttons.length > MAX_BUTTONS || buttons.some(({ data }) => data.length > MAX_DATA_UNITS)) return null;
  const actions = buttons.map(({ label, data }) => ({
    type: 'postback',
    label: cut(label, MAX_LABEL_UNITS),
    data,
  }));
  const isShort = part.body.length <= MAX_TEMPLATE_UNITS;
  const template = {
    type: 'template',
    altText: cut(part.body, MAX_ALT_UNITS),
    template: { type: 'buttons', text: isShort ? part.body : 'Choose:', actions },
  };
  // Together in one push: they are shown together, and counted once.
  return isShort ? [template] : [text, template];
}

/** Never within a pair of surrogates. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A UUID, as LINE wants it: the same for the same part. */
function retryKeyOf(onceKey: string): string {
  const hex = createHash('sha256').update(`line-retry:${onceKey}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The last one: what it is replied to is mostly the last that is seen. */
function sentIdOf(json: Readonly<Record<string, unknown>> | null): string | null {
  const sent = json?.['sentMessages'];
  const last: unknown = Array.isArray(sent) ? sent.at(-1) : null;
  const id = typeof last === 'object' && last !== null && 'id' in last ? last.id : null;
  return typeof id === 'string' && /^\d{1,32}$/.test(id) ? id : null;
}

function plainReason(status: number, words: string | null): string {
  if (status === 403) return 'The LINE account is not allowed to send this message.';
  return words === null
    ? `LINE refused the message (${status}).`
    : `LINE refused the message: ${words.replace(/[.\s]+$/, '')}.`;
}

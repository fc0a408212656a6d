// One part of a reply → one sendMessage → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// The difference between the last two is the whole point: what may have been delivered is never sent again by itself.
// Knows nothing of order in a chat or of what else waits: that is the caller's.

import type { OutboundFile } from '../../../domain/ports/attachments.ts';
import type { Address, Channel, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { createBackoff } from '../backoff.ts';
import type { ApiAnswer, BotApi, Raw } from './bot-api.ts';
import { formOf } from './form.ts';
import { plainOf } from './html.ts';
import { sentIdOf } from './update-shape.ts';

export type SendPart = (to: Address, part: OutboundPart, signal: AbortSignal) => Promise<SendOutcome>;
export type EditPart = NonNullable<Channel['edit']>;

const SEND_DEADLINE_MS = 30_000;
/** 25 MB at half a megabyte a second; less than the outbox waits. */
const UPLOAD_DEADLINE_MS = 55_000;
/** Bot API, "sendPhoto". What is larger, or no picture that Telegram shows, goes as a document. */
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const PHOTOS = ['image/jpeg', 'image/png'];
/** Nothing that we do brings a token; a new one is used with the next attempt. */
const NO_TOKEN_RETRY_MS = 60_000;
/** Without a word from Telegram on how long to wait. */
const RATE_LIMIT_RETRY_MS = 5_000;

export function createSend(deps: { api: BotApi; token: () => string | null }): SendPart {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

  async function attempt(
    to: Address,
    part: OutboundPart,
    signal: AbortSignal,
  ): Promise<ApiAnswer | SendOutcome> {
    // SECURITY: numbers only; Telegram would also take a name here, and names can change hands.
    const chatId = /^-?\d{1,16}$/.test(to.chatId) ? Number(to.chatId) : null;
    if (chatId === null) return { kind: 'rejected', reason: 'This is not a chat on Telegram.' };
    const token = deps.token();
    if (token === null)
      return { kind: 'retry-later', afterMs: NO_TOKEN_RETRY_MS, reason: 'No bot token is set.' };
    if (part.file !== undefined) return await attemptFile(to, chatId, token, part, part.file, signal);
    return deps.api.ask(
      token,
      (raw, abort) =>
        raw.sendMessage(
          {
            chat_id: chatId,
            text: part.body,
            // SECURITY: Telegram fetches a link to preview it; a link made of stolen words would leave without a click.
            link_preview_options: { is_disabled: true },
            ...(part.format === 'html' ? { parse_mode: 'HTML' as const } : {}),
            ...(to.threadId === null ? {} : { message_thread_id: Number(to.threadId) }),
            ...keyboardOf(part),
          },
          abort,
        ),
      { signal, deadlineMs: SEND_DEADLINE_MS },
    );
  }

  async function attemptFile(
    to: Address,
    chatId: number,
    token: string,
    part: OutboundPart,
    file: OutboundFile,
    signal: AbortSignal,
  ): Promise<ApiAnswer> {
    const keyboard = keyboardOf(part).reply_markup;
    const fields: Record<string, string> = {
      chat_id: String(chatId),
      ...(part.body === '' ? {} : { caption: part.body }),
      ...(part.body !== '' && part.format === 'html' ? { parse_mode: 'HTML' } : {}),
      ...(to.threadId === null ? {} : { message_thread_id: to.threadId }),
      ...(keyboard === undefined ? {} : { reply_markup: JSON.stringify(keyboard) }),
    };
    const limits = { signal, deadlineMs: UPLOAD_DEADLINE_MS };
    if (PHOTOS.includes(file.mediaType) && file.bytes.byteLength <= MAX_PHOTO_BYTES) {
      const shown = await deps.api.upload(token, 'sendPhoto', formOf(fields, 'photo', file), limits);
      // Refused as a picture before anything was delivered: the same bytes may go as a document.
      if (shown.kind !== 'refused' || shown.code !== 400 || !/photo|image/i.test(shown.description))
        return shown;
    }
    // Of itself Telegram would make a video or a picture of some documents; what is sent is what was shown.
    const asIs = { ...fields, disable_content_type_detection: 'true' };
    return await deps.api.upload(token, 'sendDocument', formOf(asIs, 'document', file), limits);
  }

  function outcomeOf(answer: ApiAnswer | SendOutcome): SendOutcome {
    switch (answer.kind) {
      case 'ok':
        backoff.reset();
        return { kind: 'sent', platformMessageId: sentIdOf(answer.result) };
      case 'not-sent':
        return { kind: 'retry-later', afterMs: backoff.nextMs(), reason: answer.reason };
      case 'no-answer':
        return { kind: 'uncertain', reason: answer.reason };
      case 'refused':
        return refusalOutcome(answer);
      default:
        return answer;
    }
  }

  return async (to, part, signal) => {
    const answer = await attempt(to, part, signal);
    if (
      part.format === 'html' &&
      answer.kind === 'refused' &&
      answer.code === 400 &&
      /can't parse entities/i.test(answer.description)
    ) {
      // Refused before anything was delivered, so the same words may go again, without formatting.
      return outcomeOf(await attempt(to, { ...part, body: plainOf(part.body), format: 'plain' }, signal));
    }
    return outcomeOf(answer);
  };
}

/** Changes the words of a message of ours; its buttons go, as none are named. */
export function createEdit(deps: { api: BotApi; token: () => string | null }): EditPart {
  return async (to, platformMessageId, part, signal) => {
    const token = deps.token();
    const [chatId, messageId] = [Number(to.chatId), Number(platformMessageId)];
    if (!Number.isSafeInteger(chatId) || !Number.isSafeInteger(messageId))
      return { kind: 'rejected', reason: 'This is not a message on Telegram.' };
    if (token === null)
      return { kind: 'retry-later', afterMs: NO_TOKEN_RETRY_MS, reason: 'No bot token is set.' };
    const answer = await deps.api.ask(
      token,
      (raw, abort) =>
        raw.editMessageText(
          {
            chat_id: chatId,
            message_id: messageId,
            text: part.body,
            // SECURITY: as with what is sent: no link is fetched to preview it.
            link_preview_options: { is_disabled: true },
            ...(part.format === 'html' ? { parse_mode: 'HTML' as const } : {}),
          },
          abort,
        ),
      { signal, deadlineMs: SEND_DEADLINE_MS },
    );
    switch (answer.kind) {
      case 'ok':
        return { kind: 'sent', platformMessageId };
      // The same change twice is the same as once: what may have arrived can be tried again.
      case 'not-sent':
      case 'no-answer':
        return { kind: 'retry-later', afterMs: RATE_LIMIT_RETRY_MS, reason: answer.reason };
      case 'refused':
        return refusalOutcome(answer);
    }
  };
}

type Keyboard = Pick<Parameters<Raw['sendMessage']>[0], 'reply_markup'>;

function keyboardOf({ buttons }: OutboundPart): Keyboard {
  if (buttons === undefined || buttons.length === 0) return {};
  const row = buttons.map(({ label, data }) => ({ text: label, callback_data: data }));
  return { reply_markup: { inline_keyboard: [row] } };
}

function refusalOutcome(answer: Extract<ApiAnswer, { kind: 'refused' }>): SendOutcome {
  const { code, description, migratedTo } = answer;
  if (code === 429) {
    return {
      kind: 'retry-later',
      afterMs: answer.retryAfterMs ?? RATE_LIMIT_RETRY_MS,
      reason: 'Telegram asks for a pause: there were too many messages.',
    };
  }
  if (code === 401 || code === 404)
    return { kind: 'retry-later', afterMs: NO_TOKEN_RETRY_MS, reason: 'Telegram refused the bot token.' };
  // 5xx, most of all 502 and 504, come from the front of Telegram when what stands behind it did not answer in time.
  // By then it may have delivered the message.
  if (code >= 500 || code < 400)
    return { kind: 'uncertain', reason: `Telegram had trouble of its own (${code}).` };
  if (migratedTo !== null)
    return {
      kind: 'rejected',
      reason: `This group was upgraded and now has the id ${migratedTo}. Add that to the groups of the channel.`,
    };
  return { kind: 'rejected', reason: plainReason(code, description) };
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/blocked by the user/i, 'This person has blocked the bot.'],
  [/user is deactivated/i, 'This account no longer exists.'],
  [/can't initiate conversation/i, 'This person has not started a chat with the bot.'],
  [/kicked|not a member|chat was deleted/i, 'The bot is no longer in this chat.'],
  [/chat not found/i, 'Telegram does not know this chat.'],
  [/thread not found|topic.?(closed|deleted)/i, 'This topic is closed or no longer exists.'],
  [/not enough rights|have no rights|CHAT_WRITE_FORBIDDEN/i, 'The bot is not allowed to write in this chat.'],
];

function plainReason(code: number, description: string): string {
  const known = REASONS.find(([pattern]) => pattern.test(description))?.[1];
  if (known !== undefined) return known;
  return code === 403
    ? 'The bot is not allowed to write in this chat.'
    : `Telegram refused the message: ${description}`;
}

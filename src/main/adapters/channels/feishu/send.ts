// One part of a reply → one message on Feishu (with a file: its words, then the file) → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// A part's `onceKey` goes along as `uuid`, by which Feishu knows for an hour what it has taken.
// Source: open.feishu.cn, "Send message", "Reply message", "Edit message", "Update card". Knows nothing of order.
import type { Address, Channel, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { outcomeOfStatus } from '../answer-outcome.ts';
import { type Backoff, createBackoff } from '../backoff.ts';
import type { OwnMessages } from '../own-messages.ts';
import { fieldsOf } from '../record.ts';
import type { Connection } from './connection.ts';
import { isChatId, isMessageId } from './event-shape.ts';
import { type FailedAnswer, type FeishuApi, pauseOf } from './feishu-api.ts';
import { cardWithoutButtons, type MessageContent, postContent, wordsContent } from './message-content.ts';
import { paragraphsOfPart } from './post.ts';
import { upload } from './upload.ts';

/** An hour by the documentation; a little less, for clocks that differ. */
export const REPEAT_WINDOW_MS = 55 * 60_000;

const SEND_DEADLINE_MS = 30_000;
/** Nothing that we do brings a secret; a new one is used with the next attempt. */
const NO_SECRET_RETRY_MS = 60_000;
const SAME_AT_WORK_MS = 2_000;
/** "The message is being sent": the same uuid a moment ago. */
const BEING_SENT = 230_049;
/** "This operation is not supported for this message type", and "invalid parameter": an edit of a card as if it were text. */
const NOT_THIS_TYPE = [230_054, 230_001];

export interface Sending {
  readonly send: Channel['send'];
  readonly edit: NonNullable<Channel['edit']>;
}

export function createSending(deps: {
  api: FeishuApi;
  connection: Pick<Connection, 'doubt' | 'secretRefused'>;
  own: OwnMessages;
}): Sending {
  const { api, connection } = deps;
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });
  const failed = (answer: FailedAnswer, signal: AbortSignal): SendOutcome => {
    if (answer.kind === 'bad-secret') connection.secretRefused();
    else if ((answer.kind === 'not-sent' || answer.kind === 'no-answer') && !signal.aborted)
      connection.doubt();
    return outcomeOf(answer, backoff);
  };

  async function deliver(
    to: Address,
    message: MessageContent,
    uuid: string | null,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const once = uuid === null ? {} : { uuid };
    const answer = await api.ask({
      method: 'POST',
      path:
        to.threadId === null
          ? '/im/v1/messages?receive_id_type=chat_id'
          : `/im/v1/messages/${to.threadId}/reply`,
      body:
        to.threadId === null
          ? { receive_id: to.chatId, ...message, ...once }
          : { ...message, reply_in_thread: true, ...once },
      signal,
      deadlineMs: SEND_DEADLINE_MS,
    });
    if (answer.kind !== 'ok') return failed(answer, signal);
    backoff.reset();
    const id = fieldsOf(answer.json['data'])['message_id'];
    const platformMessageId = typeof id === 'string' && isMessageId(id) ? id : null;
    if (platformMessageId !== null) deps.own.add(platformMessageId);
    return { kind: 'sent', platformMessageId };
  }

  async function sendFile(
    to: Address,
    part: OutboundPart & { readonly file: NonNullable<OutboundPart['file']> },
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const uploaded = await upload(api, part.file, signal);
    if (uploaded.kind === 'too-large') return { kind: 'rejected', reason: uploaded.reason };
    if (uploaded.kind === 'failed') {
      const outcome = failed(uploaded.answer, signal);
      // An upload shows nothing to anybody: what may have arrived can be tried again.
      return outcome.kind === 'uncertain'
        ? { kind: 'retry-later', afterMs: backoff.nextMs(), reason: outcome.reason }
        : outcome;
    }
    const uuid = part.onceKey ?? null;
    if (uploaded.kind === 'picture') {
      const picture = [{ tag: 'img' as const, image_key: uploaded.imageKey }];
      const words = part.body === '' ? [] : paragraphsOfPart(part);
      return deliver(to, postContent([picture, ...words]), uuid, signal);
    }
    if (part.body !== '') {
      const words = await deliver(to, wordsContent(part, to), uuid === null ? null : `${uuid}-words`, signal);
      if (words.kind !== 'sent') return words;
    }
    const outcome = await deliver(to, uploaded.content, uuid, signal);
    // The words are there: only a platform that recognises them may be given them again.
    return outcome.kind === 'retry-later' && uuid === null && part.body !== ''
      ? { kind: 'uncertain', reason: outcome.reason }
      : outcome;
  }

  return {
    send: async (to, part, signal) => {
      // SECURITY: ids of chats and messages only; both become parts of addresses, and names can change hands.
      if (!isChatId(to.chatId) || (to.threadId !== null && !isMessageId(to.threadId)))
        return { kind: 'rejected', reason: 'This is not a chat on Feishu.' };
      const { file } = part;
      return file === undefined
        ? deliver(to, wordsContent(part, to), part.onceKey ?? null, signal)
        : sendFile(to, { ...part, file }, signal);
    },
    edit: async (_to, platformMessageId, part, signal) => {
      if (!isMessageId(platformMessageId))
        return { kind: 'rejected', reason: 'This is not a message on Feishu.' };
      const path = `/im/v1/messages/${platformMessageId}`;
      const common = { path, signal, deadlineMs: SEND_DEADLINE_MS };
      const post = postContent(paragraphsOfPart(part));
      const asWords = await api.ask({ ...common, method: 'PUT', body: post });
      const mayBeCard = asWords.kind === 'refused' && NOT_THIS_TYPE.includes(asWords.code ?? 0);
      const asCard = mayBeCard
        ? await api.ask({ ...common, method: 'PATCH', body: { content: cardWithoutButtons(part) } })
        : null;
      // Refused both ways, what was said of it as words is the reason.
      const isNoCard = asCard?.kind === 'refused' && NOT_THIS_TYPE.includes(asCard.code ?? 0);
      const answer = asCard === null || isNoCard ? asWords : asCard;
      if (answer.kind === 'ok') return { kind: 'sent', platformMessageId };
      const outcome = failed(answer, signal);
      // The same change twice is the same as once: what may have arrived can be tried again.
      return outcome.kind === 'uncertain'
        ? { kind: 'retry-later', afterMs: backoff.nextMs(), reason: outcome.reason }
        : outcome;
    },
  };
}

function outcomeOf(answer: FailedAnswer, backoff: Backoff): SendOutcome {
  switch (answer.kind) {
    case 'no-secret':
      return { kind: 'retry-later', afterMs: NO_SECRET_RETRY_MS, reason: 'No app secret is set.' };
    case 'bad-secret':
      return { kind: 'retry-later', afterMs: NO_SECRET_RETRY_MS, reason: 'Feishu refused the app secret.' };
    case 'not-sent':
      return { kind: 'retry-later', afterMs: backoff.nextMs(), reason: answer.reason };
    case 'no-answer':
      return { kind: 'uncertain', reason: answer.reason };
    case 'refused': {
      const waitMs = pauseOf(answer);
      if (waitMs !== null)
        return {
          kind: 'retry-later',
          afterMs: waitMs,
          reason: 'Feishu asks for a pause: there were too many messages.',
        };
      if (answer.code === BEING_SENT)
        return {
          kind: 'retry-later',
          afterMs: SAME_AT_WORK_MS,
          reason: 'Feishu is still sending this message.',
        };
      const known = outcomeOfStatus(answer.answer, 'Feishu');
      if (known !== null) return known;
      // Not one of Feishu's answers, a page of a proxy most of all: what came of it is not known.
      if (answer.code === null) return { kind: 'uncertain', reason: 'The answer did not come from Feishu.' };
      return { kind: 'rejected', reason: plainReason(answer.code, answer.words) };
    }
  }
}

const REASONS: Readonly<Record<number, string>> = {
  230002: 'The bot is not in this group.',
  230006: 'The bot of the app is not active. Release a version with it in the developer console.',
  230011: 'The message that this belongs to was taken back.',
  230013: 'The app is not available to this person. Change its availability in the developer console.',
  230018: 'The settings of this group do not let the bot write.',
  230019: 'This topic no longer exists.',
  230022: 'Feishu holds the message back because of its words.',
  230025: 'The message is too long for Feishu.',
  230027: 'The app lacks a permission for this. Check its scopes in the developer console.',
  230072: 'Feishu lets a message be changed twenty times at most.',
  230075: 'The time in which this message can be changed is over.',
};

function plainReason(code: number, words: string): string {
  return REASONS[code] ?? `Feishu refused the message: ${words === '' ? 'error' : words} (${code}).`;
}

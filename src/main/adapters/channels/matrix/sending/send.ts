// One part of a reply → one event in a room → exactly one of four outcomes.
//   room not encrypted? → file uploaded → PUT with a transaction id → sent | rejected | retry-later | uncertain
// A homeserver knows a transaction id again, so that what may have arrived can be sent once more and arrives once.
// Knows nothing of order in a room or of what else waits: that is the caller's.

import { createHash, randomBytes } from 'node:crypto';
import type { Address, Channel, SendOutcome } from '../../../../domain/ports/channel.ts';
import { createBackoff } from '../../backoff.ts';
import { keepAtMost } from '../../keep-at-most.ts';
import { type ApiAnswer, type ClientApi, isTokenRefused, type Refused, Unanswered } from '../client-api.ts';
import { isEventId, isRoomId, segment } from '../ids.ts';
import type { Rooms } from '../rooms.ts';
import { sentSchema, uploadedSchema } from '../wire-shape.ts';
import { type Content, contentOf, replacementOf } from './content.ts';

export type SendPart = Channel['send'];
export type EditPart = NonNullable<Channel['edit']>;

interface Deps {
  readonly api: ClientApi;
  readonly rooms: Rooms;
  readonly token: () => string | null;
}

const SEND_DEADLINE_MS = 30_000;
const UPLOAD_DEADLINE_MS = 5 * 60_000;
/** Nothing that we do brings a token; a new one is used with the next attempt. */
const NO_TOKEN_RETRY_MS = 60_000;
/** Without a word from the homeserver on how long to wait. */
const RATE_LIMIT_RETRY_MS = 5_000;

const MAX_OPEN = 500;

/** A homeserver knows a transaction again only for the sign-in that made it. */
const OTHER_SIGN_IN: SendOutcome = {
  kind: 'uncertain',
  reason: 'It may have arrived before the access token was replaced; with the new one it could arrive twice.',
};
const NO_ROOM: SendOutcome = { kind: 'rejected', reason: 'This is not a room on Matrix.' };
const NO_TOKEN: SendOutcome = {
  kind: 'retry-later',
  afterMs: NO_TOKEN_RETRY_MS,
  reason: 'No access token is set.',
};

export function createSend(deps: Deps, put: Put): SendPart {
  const { api } = deps;

  return async (to, part, signal) => {
    const token = deps.token();
    if (!isRoomId(to.chatId) || (to.threadId !== null && !isEventId(to.threadId))) return NO_ROOM;
    if (token === null) return NO_TOKEN;
    const stop = await put.refusal(to, token, signal);
    if (stop !== null) return stop;
    let uploaded: string | null = null;
    if (part.file !== undefined) {
      const answer = await api.ask(token, {
        method: 'POST',
        path: '/_matrix/media/v3/upload',
        query: { filename: part.file.name },
        file: { bytes: part.file.bytes, mediaType: mediaTypeOf(part.file.mediaType) },
        signal,
        deadlineMs: UPLOAD_DEADLINE_MS,
      });
      const read = uploadedSchema.safeParse(answer.kind === 'ok' ? answer.value : null);
      // Without an event that names it, nobody sees a file: it may simply be brought again.
      if (!read.success) return put.beforeSending(answer);
      uploaded = read.data.content_uri;
    }
    return put.event(to, contentOf(part, to.threadId, uploaded), part.onceKey, token, signal);
  };
}

export function createEdit(deps: Deps, put: Put): EditPart {
  return async (to, platformMessageId, part, signal) => {
    const token = deps.token();
    if (!isRoomId(to.chatId)) return NO_ROOM;
    if (!isEventId(platformMessageId))
      return { kind: 'rejected', reason: 'This is not a message on Matrix.' };
    if (token === null) return NO_TOKEN;
    const stop = await put.refusal(to, token, signal);
    return stop ?? put.event(to, replacementOf(part, platformMessageId), part.onceKey, token, signal);
  };
}

/** It becomes a header: what does not fit into one would be refused here again and again, and never sent. */
function mediaTypeOf(mediaType: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream';
}

export interface Put {
  /** Why nothing may be sent there; null: it may. */
  refusal(to: Address, token: string, signal: AbortSignal): Promise<SendOutcome | null>;
  event(
    to: Address,
    content: Content,
    onceKey: string | undefined,
    token: string,
    signal: AbortSignal,
  ): Promise<SendOutcome>;
  /** Of a call after which nothing can have been delivered. */
  beforeSending(answer: ApiAnswer): SendOutcome;
}

/** For sending and changing together: both speak to the same homeserver. */
export function createPut({ api, rooms }: Deps): Put {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });
  /** Parts that may have arrived → the sign-in that sent them, which alone knows them again. */
  const open = new Map<string, string>();

  function noteOutcome(onceKey: string, signIn: string, outcome: SendOutcome): void {
    if (outcome.kind !== 'uncertain') open.delete(onceKey);
    else open.set(onceKey, signIn);
    keepAtMost(MAX_OPEN, open);
  }

  function beforeSending(answer: ApiAnswer): SendOutcome {
    const outcome = outcomeOf(answer);
    return outcome.kind === 'uncertain' || outcome.kind === 'sent'
      ? {
          kind: 'retry-later',
          afterMs: backoff.nextMs(),
          reason:
            outcome.kind === 'sent' ? 'The answer was not one that a homeserver gives.' : outcome.reason,
        }
      : outcome;
  }

  function outcomeOf(answer: ApiAnswer): SendOutcome {
    switch (answer.kind) {
      case 'ok': {
        backoff.reset();
        const sent = sentSchema.safeParse(answer.value);
        return { kind: 'sent', platformMessageId: sent.success ? sent.data.event_id : null };
      }
      case 'not-sent':
        return { kind: 'retry-later', afterMs: backoff.nextMs(), reason: answer.reason };
      case 'no-answer':
        return { kind: 'uncertain', reason: answer.reason };
      case 'refused':
        return refusalOutcome(answer);
    }
  }

  return {
    beforeSending,
    refusal: async (to, token, signal) => {
      try {
        // `me` is not needed for this question.
        const isEncrypted = await rooms.isEncrypted(to.chatId, { token, me: '', signal });
        // SECURITY: people in an encrypted room believe that nobody else reads; plain words there would be read by
        // every homeserver on the way.
        return isEncrypted
          ? { kind: 'rejected', reason: 'The room is end-to-end encrypted, which Sallyport cannot write in.' }
          : null;
      } catch (error) {
        if (error instanceof Unanswered) return beforeSending(error.answer);
        throw error;
      }
    },
    event: async (to, content, onceKey, token, signal) => {
      const signIn = createHash('sha256').update(token).digest('hex');
      const sentBy = onceKey === undefined ? undefined : open.get(onceKey);
      if (sentBy !== undefined && sentBy !== signIn) return OTHER_SIGN_IN;
      // The same part, tried again, is the same transaction.
      const transaction = onceKey ?? randomBytes(12).toString('hex');
      const answer = await api.ask(token, {
        method: 'PUT',
        path: `/_matrix/client/v3/rooms/${segment(to.chatId)}/send/m.room.message/${segment(transaction)}`,
        json: content,
        signal,
        deadlineMs: SEND_DEADLINE_MS,
      });
      const outcome = outcomeOf(answer);
      if (onceKey !== undefined) noteOutcome(onceKey, signIn, outcome);
      return outcome;
    },
  };
}

function refusalOutcome(answer: Refused): SendOutcome {
  if (answer.status === 429) {
    return {
      kind: 'retry-later',
      afterMs: answer.afterMs ?? RATE_LIMIT_RETRY_MS,
      reason: 'The homeserver asks for a pause: there were too many messages.',
    };
  }
  if (isTokenRefused(answer))
    return {
      kind: 'retry-later',
      afterMs: NO_TOKEN_RETRY_MS,
      reason: 'The homeserver refused the access token.',
    };
  // 502 and 504 come from a front when the homeserver did not answer in time; by then it may have taken the message.
  if (answer.status >= 500 || answer.status < 400)
    return { kind: 'uncertain', reason: `The homeserver had trouble of its own (${answer.status}).` };
  return { kind: 'rejected', reason: plainReason(answer) };
}

const REASONS: Readonly<Record<string, string>> = {
  M_FORBIDDEN: 'The agent may not write in this room, or is no longer in it.',
  M_NOT_FOUND: 'The homeserver does not know this room.',
  M_TOO_LARGE: 'The homeserver does not take anything this large.',
  M_GUEST_ACCESS_FORBIDDEN: 'The account is a guest and may not write in this room.',
  M_CONSENT_NOT_GIVEN:
    'The homeserver has terms that the account has not accepted. Sign in to it with a Matrix app and accept them.',
  M_USER_SUSPENDED: 'The homeserver has suspended the account.',
};

function plainReason({ code, words, status }: Refused): string {
  return REASONS[code] ?? `The homeserver refused the message: ${words || code || status}`;
}

// One part of a reply → one `send` of signal-cli → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// signal-cli answers only when Signal took the message, and says what came of each recipient. It recognises no repeats,
// so what may have been delivered is never sent again by itself. Knows nothing of order in a chat.
import type { Address, Channel, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { createBackoff } from '../backoff.ts';
import { isAci, isGroupId } from './daemon-address.ts';
import { type Sent, sentOf, sentOfError } from './envelope-shape.ts';
import { RPC, type Rpc, type RpcAnswer } from './rpc.ts';
import { fromBody } from './styled-text.ts';

/** An attachment is uploaded to Signal while we wait. */
const SEND_DEADLINE_MS = 120_000;
const TYPING_DEADLINE_MS = 5_000;
/** Without a word from Signal on how long to wait. */
const RATE_LIMIT_RETRY_MS = 60_000;
/** What only the owner can change: an account that is missing. */
const OWNER_RETRY_MS = 60_000;
/** Longer waits are asked for anew; Signal will say so again. */
const LONGEST_WAIT_MS = 60 * 60 * 1_000;

const NO_CHAT: SendOutcome = { kind: 'rejected', reason: 'This is not a chat on Signal.' };

export function createSend(deps: { rpc: Rpc }): Pick<Channel, 'send' | 'showTyping'> & {
  readonly edit: NonNullable<Channel['edit']>;
} {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

  async function deliver(
    to: Address,
    part: OutboundPart,
    more: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<SendOutcome> {
    const target = targetOf(to);
    if (target === null) return NO_CHAT;
    const { text, styles } = part.format === 'html' ? fromBody(part.body) : { text: part.body, styles: [] };
    // No previews and no mentions: signal-cli adds none that is not asked for, so nobody is pinged by words.
    const params = {
      ...target,
      message: text,
      ...(styles.length === 0 ? {} : { textStyles: styles }),
      ...(part.file === undefined ? {} : { attachments: [dataAddressOf(part.file)] }),
      ...more,
    };
    const answer = await deps.rpc.call('send', params, { signal, deadlineMs: SEND_DEADLINE_MS });
    return outcomeOf(answer);
  }

  function outcomeOf(answer: RpcAnswer): SendOutcome {
    switch (answer.kind) {
      case 'ok': {
        const sent = sentOf(answer.result);
        if (sent === null)
          return { kind: 'uncertain', reason: 'The answer was not one that signal-cli gives.' };
        const outcome = outcomeOfResults(sent);
        if (outcome.kind === 'sent') backoff.reset();
        return outcome;
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
    send: (to, part, signal) => deliver(to, part, {}, signal),
    edit: async (to, platformMessageId, part, signal) => {
      if (!/^\d{1,16}$/.test(platformMessageId))
        return { kind: 'rejected', reason: 'This is not a message of ours on Signal.' };
      const outcome = await deliver(to, part, { editTimestamp: Number(platformMessageId) }, signal);
      if (outcome.kind === 'sent') return { kind: 'sent', platformMessageId };
      // The same change twice is the same as once: what may have arrived can be tried again.
      return outcome.kind === 'uncertain'
        ? { kind: 'retry-later', afterMs: backoff.nextMs(), reason: outcome.reason }
        : outcome;
    },
    showTyping: (to) => {
      const target = targetOf(to);
      if (target === null) return;
      const signal = new AbortController().signal;
      void deps.rpc.call('sendTyping', target, { signal, deadlineMs: TYPING_DEADLINE_MS });
    },
  };
}

function targetOf({ chatId, threadId }: Address): Readonly<Record<string, unknown>> | null {
  if (threadId !== null) return null;
  // SECURITY: ids only; signal-cli would also take a number or a user name here, and those can change hands.
  if (isAci(chatId)) return { recipient: [chatId] };
  return isGroupId(chatId) ? { groupId: chatId } : null;
}

/** RFC 2397 with a file name, as signal-cli(1) has it under `send --attachment`. */
function dataAddressOf(file: NonNullable<OutboundPart['file']>): string {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.mediaType) ? file.mediaType : 'application/octet-stream';
  // SECURITY: anything else given as an attachment is the path of a file on this computer, which would be sent.
  return `data:${type};filename=${encodeURIComponent(file.name)};base64,${Buffer.from(file.bytes).toString('base64')}`;
}

function refusalOutcome(answer: Extract<RpcAnswer, { kind: 'refused' }>): SendOutcome {
  const sent = sentOfError(answer.data);
  if (sent !== null && (sent.results?.length ?? 0) > 0) return outcomeOfResults(sent);
  switch (answer.code) {
    case RPC.rateLimit:
      return { kind: 'retry-later', afterMs: RATE_LIMIT_RETRY_MS, reason: rateLimited(false) };
    case RPC.untrusted:
      return { kind: 'rejected', reason: UNTRUSTED };
    case RPC.user:
      return { kind: 'rejected', reason: `signal-cli refused the message: “${answer.message}”.` };
    case RPC.badParameters:
    case RPC.noMethod:
      return {
        kind: 'retry-later',
        afterMs: OWNER_RETRY_MS,
        reason: `signal-cli does not take it: “${answer.message}”.`,
      };
    default:
      // Errors of reading, writing and its own: by then some of it may have been delivered.
      return { kind: 'uncertain', reason: `signal-cli had trouble of its own: “${answer.message}”.` };
  }
}

/** Of a group one success is enough: sent again, those who have it would get it twice. */
function outcomeOfResults(sent: Sent): SendOutcome {
  const results = sent.results ?? [];
  if (results.length === 0 || results.some(({ type }) => type === 'SUCCESS'))
    return {
      kind: 'sent',
      platformMessageId: sent.timestamp === undefined ? null : String(sent.timestamp),
    };
  const of = (type: string) => results.find((result) => result.type === type);
  if (of('NETWORK_FAILURE') !== undefined)
    return { kind: 'uncertain', reason: 'signal-cli lost the connection to Signal while it was sending.' };
  const limited = of('RATE_LIMIT_FAILURE');
  if (limited !== undefined) {
    const seconds = limited.retryAfterSeconds ?? 0;
    return {
      kind: 'retry-later',
      afterMs: seconds > 0 ? Math.min(seconds * 1_000, LONGEST_WAIT_MS) : RATE_LIMIT_RETRY_MS,
      reason: rateLimited(seconds > 0),
    };
  }
  if (of('IDENTITY_FAILURE') !== undefined) return { kind: 'rejected', reason: UNTRUSTED };
  if (of('UNREGISTERED_FAILURE') !== undefined)
    return { kind: 'rejected', reason: 'This person is no longer on Signal.' };
  if (of('INVALID_PRE_KEY_FAILURE') !== undefined)
    return {
      kind: 'rejected',
      reason: "The keys of this person's device are not valid, so nothing can be sent to it.",
    };
  return { kind: 'uncertain', reason: 'signal-cli gave an outcome that Sallyport does not know.' };
}

const UNTRUSTED =
  'The safety number of this person changed. Compare it with them, then trust it with signal-cli trust.';

function rateLimited(proof: boolean): string {
  return proof
    ? 'Signal asks for a pause, or for a proof that a person is sending: see signal-cli submitRateLimitChallenge.'
    : 'Signal asks for a pause: there were too many messages.';
}

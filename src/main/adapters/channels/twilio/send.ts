// One part of a reply → one message by Twilio → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// Knows nothing of order in a chat or of what else waits: that is the caller's.
import type { Address, OutboundPart, SendOutcome } from '../../../domain/ports/channel.ts';
import { outcomeOfError } from '../answer-outcome.ts';
import { createBackoff } from '../backoff.ts';
import { isAddress, senderFor } from './addresses.ts';
import { isTokenRefused, outcomeOfRefusal, TOKEN_RETRY_MS } from './refusals.ts';
import { MAX_BODY_UNITS } from './render.ts';
import type { RestAnswer, RestApi } from './rest-api.ts';

export type SendPart = (to: Address, part: OutboundPart, signal: AbortSignal) => Promise<SendOutcome>;

const SEND_DEADLINE_MS = 30_000;

/**
 * @param deps.statusAddress where Twilio tells what became of a message, most of all that it did not arrive; null: nowhere
 * @param deps.onDoubt Twilio did not answer, or refused the token: whoever watches the account looks again
 * @param deps.onSeen Twilio answered properly
 */
export function createSend(deps: {
  api: RestApi;
  from: string;
  statusAddress: () => string | null;
  onDoubt: () => void;
  onSeen: () => void;
}): SendPart {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

  function outcomeOf(answer: RestAnswer): SendOutcome {
    switch (answer.kind) {
      case 'ok': {
        backoff.reset();
        deps.onSeen();
        const sid = answer.json['sid'];
        return { kind: 'sent', platformMessageId: typeof sid === 'string' ? sid : null };
      }
      case 'no-token':
        return { kind: 'retry-later', afterMs: TOKEN_RETRY_MS, reason: 'No auth token is set.' };
      case 'failed':
        deps.onDoubt();
        return outcomeOfError(answer.error, 'Twilio', backoff.nextMs());
      case 'refused':
        if (isTokenRefused(answer)) deps.onDoubt();
        return outcomeOfRefusal(answer);
    }
  }

  return async (to, part, signal) => {
    // SECURITY: only what can be a person's number goes into a request, never a name or an id of another platform.
    if (!isAddress(to.chatId))
      return { kind: 'rejected', reason: 'This is not a number for SMS or WhatsApp.' };
    const sender = senderFor(deps.from, to.chatId);
    if (sender === null)
      return {
        kind: 'rejected',
        reason: 'This account sends by WhatsApp only, and this is a number for SMS.',
      };
    const body = wordsOf(part);
    if (body.length > MAX_BODY_UNITS)
      return { kind: 'rejected', reason: 'The message is longer than Twilio takes.' };
    const status = deps.statusAddress();
    return outcomeOf(
      await deps.api.ask({
        method: 'POST',
        path: '/Messages.json',
        form: {
          To: to.chatId,
          ...sender,
          Body: body,
          ...(status === null ? {} : { StatusCallback: status }),
        },
        signal,
        deadlineMs: SEND_DEADLINE_MS,
      }),
    );
  };
}

/** Twilio fetches files from public addresses only, and ours are on this computer: a sentence stands for them. */
function wordsOf({ body, file, buttons = [] }: OutboundPart): string {
  const lines = [
    ...(body === '' ? [] : [body]),
    ...buttons.map(({ label }) => `• ${label}`),
    ...(file === undefined ? [] : [`[The file ${file.name} cannot be sent here.]`]),
  ];
  return lines.join('\n');
}

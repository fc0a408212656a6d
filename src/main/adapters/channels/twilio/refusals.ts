// What Twilio's codes mean for a message of ours, in words that a person can act on.
//   code → token refused | later | never | may have arrived
// Source of every code: Twilio, "Error and warning dictionary". Pure.
import type { SendOutcome } from '../../../domain/ports/channel.ts';
import { outcomeOfStatus, retryAfterMs } from '../answer-outcome.ts';
import type { Refusal } from '../json-call.ts';

/** A new token is used with the next attempt. */
export const TOKEN_RETRY_MS = 60_000;
const PAUSE_MS = 5_000;
/** Too many requests; too many at once; too many waiting; too many to WhatsApp. */
const PAUSES: readonly number[] = [20_429, 14_107, 21_611, 63_018];

const REASONS: ReadonlyMap<number, string> = new Map([
  [21_211, 'This number is not one.'],
  [21_214, 'This number cannot be reached.'],
  [21_217, 'This number is not one.'],
  [21_408, 'The account may not send to this country. Allow it at Twilio under Messaging, Geo permissions.'],
  [21_606, 'Our number cannot send to this person. Is it one of the account, and does it do SMS?'],
  [21_608, 'A trial account sends only to numbers that were confirmed at Twilio.'],
  [21_610, 'This person has sent STOP; nothing reaches them until they send START.'],
  [21_612, 'This person cannot be reached from our number.'],
  [21_614, 'This number is no mobile number.'],
  [21_617, 'The message is longer than Twilio takes.'],
  [21_659, 'Our number is not one of this account.'],
  [30_003, 'The phone is off or cannot be reached.'],
  [30_004, 'This person, or their network, blocks messages from our number.'],
  [30_005, 'This number does not exist or is out of service.'],
  [30_006, 'This number takes no SMS: it may be a landline.'],
  [30_007, 'The network took the message for unwanted mail.'],
  [30_008, 'The network did not say why.'],
  [30_034, 'The network asks for a registration of our number (A2P 10DLC in the United States).'],
  [63_003, 'This person has no WhatsApp.'],
  [63_007, 'Our number is not set up for WhatsApp at Twilio.'],
  [63_015, 'This person has not joined the sandbox of Twilio for WhatsApp.'],
  [
    63_016,
    'This person last wrote more than 24 hours ago; until they write again, WhatsApp lets only templates through.',
  ],
  [63_024, 'This person cannot be reached on WhatsApp.'],
]);

/** 20003: account or token; 20005, 20006: what the account may do. */
export function isTokenRefused({ code, answer }: Refusal): boolean {
  return code === null ? answer.status === 401 : code === 20_003 || code === 20_005 || code === 20_006;
}

export function tokenSentence({ code }: Refusal): string {
  if (code === 20_005) return 'Twilio says that this account is not active.';
  if (code === 20_006) return 'Twilio does not allow this account to do that.';
  return 'Twilio refused the account SID or the auth token.';
}

export function outcomeOfRefusal(refusal: Refusal): SendOutcome {
  const { code, answer, message } = refusal;
  if (isTokenRefused(refusal))
    return { kind: 'retry-later', afterMs: TOKEN_RETRY_MS, reason: tokenSentence(refusal) };
  if (code !== null && PAUSES.includes(code))
    return {
      kind: 'retry-later',
      afterMs: retryAfterMs(answer) ?? PAUSE_MS,
      reason: 'Twilio asks for a pause: there were too many messages.',
    };
  const known = code === null ? undefined : REASONS.get(code);
  if (known !== undefined) return { kind: 'rejected', reason: known };
  return (
    outcomeOfStatus(answer, 'Twilio') ?? {
      kind: 'rejected',
      reason: `Twilio refused the message: ${message}`,
    }
  );
}

/** Why a message that was taken did not arrive. */
export function reasonOfFailure(code: number | null): string {
  if (code === null) return 'Twilio does not say why.';
  return REASONS.get(code) ?? `Twilio gives the code ${code}.`;
}

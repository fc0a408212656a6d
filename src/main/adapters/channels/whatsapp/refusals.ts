// What Meta's codes mean for a message of ours, in words that a person can act on.
//   code → token refused | later, and when | never | may have arrived
// Source of every code: WhatsApp Business Platform, "Error codes" (June 2026). Pure.
import type { SendOutcome } from '../../../domain/ports/channel.ts';
import { outcomeOfStatus, retryAfterMs } from '../answer-outcome.ts';
import type { Refusal } from '../json-call.ts';
import { recordOf } from '../record.ts';

/** A new token is used with the next attempt. */
export const TOKEN_RETRY_MS = 60_000;
const LONGEST_WAIT_MS = 60 * 60 * 1_000;

/** Codes that ask for a pause, and how long it is where Meta does not say. */
const PAUSES: ReadonlyMap<number, number> = new Map([
  [4, 60_000], // the app's calls of this hour
  [80_007, 60_000], // the business account's
  [130_429, 5_000], // messages a second
  [131_048, 10 * 60_000], // restricted for a while, because people blocked or reported the number
  [131_056, 6_000], // to this one person: one message in six seconds, after a burst of 45
  [133_004, 60_000], // the server is being changed
]);

const REASONS: ReadonlyMap<number, string> = new Map([
  [
    131_026,
    'This person cannot be reached: they may have no WhatsApp, an old version, or have blocked this number.',
  ],
  [131_030, 'This is a test number of Meta, and this person is not on its list of recipients.'],
  [131_031, 'Meta has locked the business account.'],
  [131_042, 'Meta asks for a way of payment in the business account.'],
  [
    131_047,
    'This person last wrote more than 24 hours ago; until they write again, WhatsApp lets only templates through.',
  ],
  [131_049, 'Meta held the message back, because this person gets many from businesses.'],
  [131_050, 'This person has asked for no such messages.'],
  [131_051, 'WhatsApp does not take this kind of message.'],
  [131_052, 'The file could not be fetched.'],
  [131_053, 'WhatsApp does not take this file: its type or its size does not fit.'],
  [131_021, 'This is our own number.'],
  [133_010, 'The phone number is not registered with the Cloud API.'],
  [368, 'Meta has blocked the business account for a while, because of its rules.'],
]);

/** 0, 190 and 401: the token; 3, 10 and 200 to 299: what it may do. */
export function isTokenRefused({ code, answer }: Refusal): boolean {
  if (code === null) return answer.status === 401;
  return code === 0 || code === 190 || code === 3 || code === 10 || (code >= 200 && code <= 299);
}

export function tokenSentence({ code }: Refusal): string {
  return code === null || code === 0 || code === 190
    ? 'Meta refused the access token.'
    : 'The access token lacks a permission: it needs whatsapp_business_messaging and this business account.';
}

export function outcomeOfRefusal(refusal: Refusal): SendOutcome {
  const { code, answer, message } = refusal;
  if (isTokenRefused(refusal))
    return { kind: 'retry-later', afterMs: TOKEN_RETRY_MS, reason: tokenSentence(refusal) };
  const pause = code === null ? undefined : PAUSES.get(code);
  if (pause !== undefined)
    return {
      kind: 'retry-later',
      afterMs: retryAfterMs(answer) ?? regainMs(answer.headers['x-business-use-case-usage']) ?? pause,
      reason: 'WhatsApp asks for a pause: there were too many messages.',
    };
  const known = code === null ? undefined : REASONS.get(code);
  if (known !== undefined) return { kind: 'rejected', reason: known };
  return (
    outcomeOfStatus(answer, 'WhatsApp') ?? {
      kind: 'rejected',
      reason: `WhatsApp refused the message: ${message}`,
    }
  );
}

/** Why a message that was taken did not arrive. */
export function reasonOfFailure(code: number | null): string {
  if (code === null) return 'WhatsApp does not say why.';
  if (PAUSES.has(code)) return 'There were too many messages.';
  return REASONS.get(code) ?? `WhatsApp gives the code ${code}.`;
}

/** The longest `estimated_time_to_regain_access`, in minutes there (Graph API, "Rate limits"). */
function regainMs(header: string | string[] | undefined): number | null {
  if (typeof header !== 'string') return null;
  try {
    const uses = Object.values(recordOf(JSON.parse(header)) ?? {}).flat();
    const minutes = uses
      .map((use) => Number(recordOf(use)?.['estimated_time_to_regain_access']))
      .filter((value) => Number.isFinite(value) && value > 0);
    return minutes.length === 0 ? null : Math.min(Math.max(...minutes) * 60_000, LONGEST_WAIT_MS);
  } catch {
    return null;
  }
}

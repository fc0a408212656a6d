// How a failed send is told apart, the same on every platform that speaks HTTP.
//   error before it left → retry-later; after → uncertain; 429 → retry-later; 5xx → uncertain; the rest is the platform's
// Pure; knows no platform.
import type { SendOutcome } from '../../domain/ports/channel.ts';
import type { Answer } from './exchange.ts';
import { ExchangeError } from './exchange.ts';

const WITHOUT_A_WORD_MS = 5_000;
/** A platform that asks for longer is asked again after this; it will say so again. */
const LONGEST_WAIT_MS = 60 * 60 * 1_000;

/**
 * @param platform for the sentences: `Slack`
 * @param retryMs for what certainly never left this computer
 */
export function outcomeOfError(error: unknown, platform: string, retryMs: number): SendOutcome {
  const reason = sentenceOfFailure(error, platform);
  return error instanceof ExchangeError && error.stage === 'before'
    ? { kind: 'retry-later', afterMs: retryMs, reason }
    : { kind: 'uncertain', reason };
}

/** For statuses that mean the same everywhere; null: the platform's own answer decides. */
export function outcomeOfStatus(answer: Answer, platform: string): SendOutcome | null {
  if (answer.status === 429) {
    return {
      kind: 'retry-later',
      afterMs: retryAfterMs(answer) ?? WITHOUT_A_WORD_MS,
      reason: `${platform} asks for a pause: there were too many messages.`,
    };
  }
  // 5xx, most of all 502 and 504, come from the front of a platform when what stands behind it did not answer in time.
  // By then it may have delivered the message. A redirect is no answer either.
  if (answer.status >= 500 || (answer.status >= 300 && answer.status < 400))
    return { kind: 'uncertain', reason: `${platform} had trouble of its own (${answer.status}).` };
  return null;
}

/** From the header `Retry-After` in seconds (RFC 9110, 10.2.3); null when there is none. */
export function retryAfterMs(answer: Pick<Answer, 'headers'>): number | null {
  const seconds = Number(answer.headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1_000, LONGEST_WAIT_MS) : null;
}

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'PLATFORM refused the connection.',
  ENOTFOUND: 'The address of PLATFORM was not found. Is this computer online?',
  EAI_AGAIN: 'The address of PLATFORM was not found. Is this computer online?',
  ENETUNREACH: 'There is no network.',
  EHOSTUNREACH: 'PLATFORM cannot be reached from this network.',
  ECONNRESET: 'The connection to PLATFORM broke.',
  EPIPE: 'The connection to PLATFORM broke.',
  ETIMEDOUT: 'PLATFORM did not answer in time.',
  DEADLINE: 'PLATFORM did not answer in time.',
  ABORTED: 'It was stopped before PLATFORM had answered.',
  BAD_PROXY: 'The address of the proxy is not one. It begins with http, https or socks5 and holds no login.',
  PROXY_REFUSED: 'The proxy refused to connect to PLATFORM. Does it ask for a login?',
  TOO_LARGE: 'The answer of PLATFORM was larger than any that it should give.',
};

export function sentenceOf(error: ExchangeError, platform: string): string {
  if (/CERT|TLS|SSL|SELF_SIGNED|EPROTO/.test(error.code))
    return `The server could not prove that it is that of ${platform} (${error.code}).`;
  return (SENTENCES[error.code] ?? `The connection to PLATFORM failed (${error.code}).`).replaceAll(
    'PLATFORM',
    platform,
  );
}

/** For whatever was thrown by an exchange. */
export function sentenceOfFailure(error: unknown, platform: string): string {
  return error instanceof ExchangeError
    ? sentenceOf(error, platform)
    : `The call to ${platform} failed in an unexpected way.`;
}

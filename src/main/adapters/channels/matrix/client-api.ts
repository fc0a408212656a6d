// The calls of the client-server API, each one exchange with the one homeserver that the owner named.
//   call → exchange → value | refused (with the code of Matrix) | not sent | no answer
// The token comes with each call and is kept by no object. Knows nothing of rooms, messages or when to try again.
// Source: Matrix client-server API v1.11 and later.
import { retryAfterMs, sentenceOf } from '../answer-outcome.ts';
import { type AbortLike, type Answer, type Exchange, ExchangeError, jsonOf } from '../exchange.ts';
import { errorSchema, wellKnownSchema } from './wire-shape.ts';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** After the address of the homeserver, with every id already encoded: `/_matrix/client/v3/sync`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly file?: { readonly bytes: Uint8Array; readonly mediaType: string };
  readonly signal: AbortLike;
  readonly deadlineMs: number;
  readonly maxAnswerBytes?: number;
}

export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  /** `M_FORBIDDEN`; empty when the answer was none of Matrix. */
  readonly code: string;
  /** The homeserver's own words, cut to a length that can be shown; may be empty. */
  readonly words: string;
  /** Only where it asked for a pause. */
  readonly afterMs: number | null;
  /** With a refused token: the device still exists, only its session ended. */
  readonly isSoftLogout: boolean;
}

export type ApiAnswer =
  | { readonly kind: 'ok'; readonly value: Readonly<Record<string, unknown>>; readonly raw: Answer }
  | Refused
  /** Certainly not sent. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** May have arrived. */
  | { readonly kind: 'no-answer'; readonly reason: string; readonly tooLarge: boolean };

export interface ClientApi {
  /** @param expect `bytes`: the answer is a file, not JSON. Never throws. */
  ask(token: string, call: Call, expect?: 'json' | 'bytes'): Promise<ApiAnswer>;
  /** Where the host says that its homeserver is, when that is elsewhere; null when it does not say. Sends no token. */
  delegatedTo(signal: AbortLike): Promise<string | null>;
  closeIdle(): void;
}

const NAME = 'the homeserver';
const MAX_WORDS = 200;
const LONGEST_PAUSE_MS = 60 * 60 * 1_000;
const WELL_KNOWN_DEADLINE_MS = 5_000;
const MAX_WELL_KNOWN_BYTES = 64 * 1024;

/** @param deps.address as `safeAddress` gives it */
export function createClientApi(deps: { address: string; exchange: Exchange }): ClientApi {
  const { address, exchange } = deps;

  async function ask(token: string, call: Call, expect: 'json' | 'bytes' = 'json'): Promise<ApiAnswer> {
    const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
    const body = bodyOf(call);
    try {
      const raw = await exchange.ask({
        method: call.method,
        url: `${address}${call.path}${query}`,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json', ...body.headers },
        ...(body.bytes === undefined ? {} : { body: body.bytes }),
        signal: call.signal,
        deadlineMs: call.deadlineMs,
        ...(call.maxAnswerBytes === undefined ? {} : { maxAnswerBytes: call.maxAnswerBytes }),
      });
      return answerOf(raw, expect, token);
    } catch (error) {
      return failureOf(error);
    }
  }

  return {
    ask,
    delegatedTo: async (signal) => {
      try {
        // SECURITY: without the token; an address found there is only shown, never used: it may be anybody's.
        const raw = await exchange.ask({
          method: 'GET',
          url: `${new URL(address).origin}/.well-known/matrix/client`,
          signal,
          deadlineMs: WELL_KNOWN_DEADLINE_MS,
          maxAnswerBytes: MAX_WELL_KNOWN_BYTES,
        });
        const read = wellKnownSchema.safeParse(jsonOf(raw));
        const url = read.success ? new URL(read.data['m.homeserver'].base_url) : null;
        return url === null || url.protocol !== 'https:' || url.origin === new URL(address).origin
          ? null
          : url.origin;
      } catch {
        return null;
      }
    },
    closeIdle: exchange.closeIdle,
  };
}

function bodyOf(call: Call): { bytes?: string | Uint8Array; headers: Readonly<Record<string, string>> } {
  if (call.file !== undefined)
    return { bytes: call.file.bytes, headers: { 'content-type': call.file.mediaType } };
  if (call.json === undefined) return { headers: {} };
  return { bytes: JSON.stringify(call.json), headers: { 'content-type': 'application/json' } };
}

function answerOf(raw: Answer, expect: 'json' | 'bytes', token: string): ApiAnswer {
  const isGood = raw.status >= 200 && raw.status < 300;
  if (isGood && expect === 'bytes') return { kind: 'ok', value: {}, raw };
  const value = jsonOf(raw);
  if (isGood && value !== null) return { kind: 'ok', value, raw };
  if (isGood)
    return { kind: 'no-answer', reason: 'The answer was not one that a homeserver gives.', tooLarge: false };
  const read = errorSchema.safeParse(value ?? {});
  const error = read.success ? read.data : {};
  const code = error.errcode ?? '';
  return {
    kind: 'refused',
    status: raw.status,
    code: /^[A-Z0-9_.]{1,60}$/i.test(code) ? code : '',
    // SECURITY: a server that repeats what it was sent must not bring the token into a log or onto the screen.
    words: (error.error ?? '')
      .replaceAll(token, '…')
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .slice(0, MAX_WORDS),
    afterMs: raw.status === 429 ? (retryAfterMs(raw) ?? pauseOf(error.retry_after_ms)) : null,
    isSoftLogout: error.soft_logout === true,
  };
}

/** The older way to ask for a pause, in milliseconds. */
function pauseOf(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.min(ms, LONGEST_PAUSE_MS);
}

function failureOf(error: unknown): ApiAnswer {
  if (!(error instanceof ExchangeError))
    return { kind: 'no-answer', reason: 'The call failed in an unexpected way.', tooLarge: false };
  const sentence = sentenceOf(error, NAME);
  const reason = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
  return error.stage === 'before'
    ? { kind: 'not-sent', reason }
    : { kind: 'no-answer', reason, tooLarge: error.code === 'TOO_LARGE' };
}

/** An answer that says nothing of the thing asked for: it has to be asked again later. */
export class Unanswered extends Error {
  readonly answer: Exclude<ApiAnswer, { kind: 'ok' }>;

  constructor(answer: Exclude<ApiAnswer, { kind: 'ok' }>) {
    super('The homeserver did not say.');
    this.name = 'Unanswered';
    this.answer = answer;
  }
}

/** The token is taken no longer, whatever was asked (client-server API, "Using access tokens"). */
export function isTokenRefused(answer: ApiAnswer): boolean {
  return answer.kind === 'refused' && answer.status === 401;
}

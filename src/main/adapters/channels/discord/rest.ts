// Calls to Discord's HTTP API, each ending in one of four answers; never a throw.
//   ask(token, call) → ok | refused | not-sent | no-answer
// Nothing is tried twice here: whoever asked knows whether it may be. Knows nothing of chats or health.
import type { Clock } from '../../../domain/ports/world.ts';
import { retryAfterMs, sentenceOf } from '../answer-outcome.ts';
import { type Answer, type Exchange, ExchangeError, type ExchangeRequest } from '../exchange.ts';
import type { MultipartBody } from './multipart.ts';
import { createRateLimits, routeOf } from './rate-limits.ts';

export type Reply =
  /** `value` is what the server sent: unchecked; null when it sent nothing. */
  | { readonly kind: 'ok'; readonly value: unknown }
  /** The server said no. Below 500 it did nothing. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      /** Discord's own number beside the status; 0 when there is none. */
      readonly code: number;
      readonly message: string;
      /** Only with 429: how long Discord asks to wait. */
      readonly waitMs: number | null;
    }
  /** Certainly never left this computer. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** May have arrived and taken effect. */
  | { readonly kind: 'no-answer'; readonly reason: string };

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Begins with a slash; ids in it are checked by whoever makes it. */
  readonly path: string;
  readonly json?: unknown;
  readonly form?: MultipartBody;
  /** The address itself holds what is needed: the token is not sent. */
  readonly withoutToken?: true;
}

export interface Limits {
  readonly signal: AbortSignal;
  /** Milliseconds for connecting, sending and the whole answer. */
  readonly deadlineMs: number;
}

export interface Rest {
  ask(token: string, call: Call, limits: Limits): Promise<Reply>;
}

/** Letters, digits, `_`, `-` and dots: nothing that could end the header it becomes a part of. */
const TOKEN = /^[A-Za-z0-9._-]{1,256}$/;
const MAX_MESSAGE = 300;
/** Asked for by Discord of every bot (https://discord.com/developers/docs/reference#user-agent). */
const USER_AGENT = 'DiscordBot (https://localhost, 1.0) Sallyport';

/** In Discord's own words, where it had some. */
export function refusalSentence({ message, status }: Extract<Reply, { kind: 'refused' }>): string {
  const words = message.trim().replace(/\.$/, '');
  return words === '' ? `Discord refused (status ${status}).` : `Discord refused: ${words}.`;
}

/** @param deps.apiRoot as `checkApiRoot` gave it */
export function createRest(deps: { apiRoot: string; exchange: Exchange; clock: Clock }): Rest {
  const limits = createRateLimits(deps.clock);

  return {
    ask: async (token, call, { signal, deadlineMs }) => {
      // SECURITY: a pasted token with a line break would write headers of its own.
      if (!TOKEN.test(token))
        return { kind: 'refused', status: 401, code: 0, message: 'This is not a bot token.', waitMs: null };
      const route = routeOf(call.method, call.path);
      const waitMs = limits.waitMs(route);
      if (waitMs > 0) return { kind: 'refused', status: 429, code: 0, message: '', waitMs };
      try {
        const request = requestOf(deps.apiRoot, token, call);
        const answer = await deps.exchange.ask({ ...request, signal, deadlineMs });
        const body = readJson(answer);
        const asked = answer.status === 429 ? askedWait(answer, body) : null;
        limits.note(route, {
          status: answer.status,
          headers: answer.headers,
          retryAfterMs: asked,
          isGlobal: isGlobal(answer, body),
        });
        return replyOf(answer, body, token, asked);
      } catch (error) {
        if (!(error instanceof ExchangeError))
          return { kind: 'no-answer', reason: 'The call to Discord failed in an unexpected way.' };
        const reason = sentenceOf(error, 'Discord');
        return { kind: error.stage === 'before' ? 'not-sent' : 'no-answer', reason };
      }
    },
  };
}

function requestOf(
  apiRoot: string,
  token: string,
  call: Call,
): Pick<ExchangeRequest, 'method' | 'url' | 'headers' | 'body'> {
  const authorization = call.withoutToken === true ? {} : { authorization: `Bot ${token}` };
  const common = { method: call.method, url: `${apiRoot}${call.path}` };
  const headers = { 'user-agent': USER_AGENT, ...authorization };
  if (call.form !== undefined)
    return {
      ...common,
      headers: { ...headers, 'content-type': call.form.contentType },
      body: call.form.bytes,
    };
  if (call.json !== undefined)
    return {
      ...common,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(call.json),
    };
  return { ...common, headers: { ...headers, ...(call.method === 'GET' ? {} : { 'content-length': '0' }) } };
}

type Read = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'other' };

function readJson({ bytes }: Answer): Read {
  if (bytes.length === 0) return { kind: 'json', value: null };
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return { kind: 'json', value };
  } catch {
    return { kind: 'other' };
  }
}

function replyOf(answer: Answer, body: Read, token: string, waitMs: number | null): Reply {
  const { status } = answer;
  if (status >= 400) {
    const code = Number(fieldOf(body, 'code') ?? 0);
    const message = withoutToken(String(fieldOf(body, 'message') ?? ''), token);
    return { kind: 'refused', status, code: Number.isSafeInteger(code) ? code : 0, message, waitMs };
  }
  if (status < 200 || status >= 300 || body.kind === 'other')
    return {
      kind: 'no-answer',
      reason: `The answer did not come from Discord (status ${status}). A proxy or a sign-in page may stand between.`,
    };
  return { kind: 'ok', value: body.value };
}

function fieldOf(body: Read, name: string): unknown {
  return body.kind === 'json' && typeof body.value === 'object' && body.value !== null
    ? Reflect.get(body.value, name)
    : undefined;
}

/** In the body in seconds with a fraction; in front of Discord's own servers only in the header. */
function askedWait(answer: Answer, body: Read): number | null {
  const seconds = fieldOf(body, 'retry_after');
  return typeof seconds === 'number' && seconds >= 0 ? Math.ceil(seconds * 1_000) : retryAfterMs(answer);
}

function isGlobal(answer: Answer, body: Read): boolean {
  return fieldOf(body, 'global') === true || answer.headers['x-ratelimit-global'] === 'true';
}

/** Text of the server made fit to show. */
function withoutToken(text: string, token: string): string {
  // SECURITY: a server may repeat what it was sent, and with it the token.
  const masked = text.replaceAll(token, '[token]');
  return masked.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, MAX_MESSAGE);
}

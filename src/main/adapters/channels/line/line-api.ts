// Calls to the LINE Messaging API, each ending in one of five answers; never a throw.
//   ask(call) → answer (any status) | no-token | bad-token | not-sent | no-answer
// The token is fetched with each call and not kept. Knows nothing of messages, webhooks or health.
// Source: developers.line.biz, "Messaging API reference", domain names and common specifications.
import { sentenceOf } from '../answer-outcome.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { type AbortLike, type Answer, createExchange, ExchangeError } from '../exchange.ts';
import { createProxyAgent } from '../proxy-agent.ts';

export interface LineCall {
  readonly method: 'GET' | 'POST';
  /** Begins with a slash; ids in it were checked. */
  readonly path: string;
  /** `data`: the host that has the contents of messages. */
  readonly host?: 'api' | 'data';
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortLike;
  readonly deadlineMs: number;
  readonly maxAnswerBytes?: number;
}

export type LineAnswer =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'no-token' }
  /** Not sent: what is set cannot be a token. */
  | { readonly kind: 'bad-token' }
  /** Certainly never left this computer. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** May have arrived and taken effect. */
  | { readonly kind: 'no-answer'; readonly reason: string; readonly tooLarge: boolean };

export interface LineApi {
  ask(call: LineCall): Promise<LineAnswer>;
  closeIdle(): void;
}

/** Long-lived tokens are Base64, the others JSON Web Tokens. */
const TOKEN = /^[A-Za-z0-9+/=._-]{1,2048}$/;
const MAX_WORDS = 300;

/** @param roots as `safeAddress` gave them */
export function createLineApi(
  options: ChannelOptions,
  roots: { readonly api: string; readonly data: string },
): LineApi {
  const exchange = createExchange(createProxyAgent(options));
  return {
    ask: async (call) => {
      const token = options.secret('channel-access-token');
      if (token === null) return { kind: 'no-token' };
      if (!TOKEN.test(token)) return { kind: 'bad-token' };
      try {
        const answer = await exchange.ask({
          method: call.method,
          url: `${roots[call.host ?? 'api']}${call.path}`,
          headers: {
            authorization: `Bearer ${token}`,
            ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
            ...call.headers,
          },
          ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
          signal: call.signal,
          deadlineMs: call.deadlineMs,
          ...(call.maxAnswerBytes === undefined ? {} : { maxAnswerBytes: call.maxAnswerBytes }),
        });
        return { kind: 'answer', answer };
      } catch (error) {
        if (!(error instanceof ExchangeError))
          return {
            kind: 'no-answer',
            reason: 'The call to LINE failed in an unexpected way.',
            tooLarge: false,
          };
        const reason = sentenceOf(error, 'LINE');
        return error.stage === 'before'
          ? { kind: 'not-sent', reason }
          : { kind: 'no-answer', reason, tooLarge: error.code === 'TOO_LARGE' };
      }
    },
    closeIdle: exchange.closeIdle,
  };
}

/** What LINE says is wrong (`message` of its error answers), made fit to show; null when it says nothing. */
export function wordsOf(json: Readonly<Record<string, unknown>> | null): string | null {
  const message = json?.['message'];
  if (typeof message !== 'string' || message.trim() === '') return null;
  return message.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, MAX_WORDS);
}

// Calls to Feishu's open platform, each ending in one of six answers; never a throw.
//   ask(call) → ok | refused | no-secret | bad-secret | not-sent | no-answer
// A token that Feishu no longer takes is got anew once: such a call has done nothing. Knows nothing of messages or health.
// Source: open.feishu.cn, "Calling process" and "Generic error codes".
import { sentenceOf } from '../answer-outcome.ts';
import { type Answer, type Exchange, ExchangeError, jsonOf } from '../exchange.ts';
import type { TenantToken } from './tenant-token.ts';

export interface FeishuCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Below `/open-apis`; ids in it were checked. */
  readonly path: string;
  readonly body?: object;
  /** Instead of `body`: a form with one file in it. */
  readonly form?: { readonly boundary: string; readonly bytes: Uint8Array };
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly maxAnswerBytes?: number;
  /** The answer is the bytes themselves: a status of 200 is all there is to it. */
  readonly raw?: true;
}

export interface OkAnswer {
  readonly kind: 'ok';
  readonly json: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
}

export interface RefusedAnswer {
  readonly kind: 'refused';
  /** Feishu's own; null: the answer was not one of Feishu's. */
  readonly code: number | null;
  readonly words: string;
  readonly answer: Answer;
}

export type FailedAnswer =
  | RefusedAnswer
  | { readonly kind: 'no-secret' }
  /** Feishu does not take the app id with this secret. */
  | { readonly kind: 'bad-secret' }
  /** Certainly never left this computer. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** May have arrived and taken effect. */
  | { readonly kind: 'no-answer'; readonly reason: string; readonly tooLarge: boolean };

export type FeishuAnswer = OkAnswer | FailedAnswer;

export interface FeishuApi {
  ask(call: FeishuCall): Promise<FeishuAnswer>;
}

/** Token missing, invalid or expired: nothing was done. */
const STALE_TOKEN = [99_991_661, 99_991_663, 99_991_664, 99_991_668];
const MAX_WORDS = 300;

/** @param apiRoot as `safeAddress` gave it */
export function createFeishuApi(deps: {
  apiRoot: string;
  exchange: Exchange;
  tenant: TenantToken;
}): FeishuApi {
  async function once(call: FeishuCall, token: string): Promise<FeishuAnswer> {
    const type =
      call.form === undefined
        ? 'application/json; charset=utf-8'
        : `multipart/form-data; boundary=${call.form.boundary}`;
    const body = call.form?.bytes ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    try {
      const answer = await deps.exchange.ask({
        method: call.method,
        url: `${deps.apiRoot}/open-apis${call.path}`,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': type }),
        },
        ...(body === undefined ? {} : { body }),
        signal: call.signal,
        deadlineMs: call.deadlineMs,
        ...(call.maxAnswerBytes === undefined ? {} : { maxAnswerBytes: call.maxAnswerBytes }),
      });
      if (call.raw === true && answer.status === 200) return { kind: 'ok', json: {}, answer };
      const json = jsonOf(answer);
      const code = typeof json?.['code'] === 'number' ? json['code'] : null;
      if (json !== null && code === 0 && answer.status < 300) return { kind: 'ok', json, answer };
      return { kind: 'refused', code, words: wordsOf(json), answer };
    } catch (error) {
      if (!(error instanceof ExchangeError))
        return {
          kind: 'no-answer',
          reason: 'The call to Feishu failed in an unexpected way.',
          tooLarge: false,
        };
      const reason = sentenceOf(error, 'Feishu');
      return error.stage === 'before'
        ? { kind: 'not-sent', reason }
        : { kind: 'no-answer', reason, tooLarge: error.code === 'TOO_LARGE' };
    }
  }

  return {
    ask: async (call) => {
      const first = await deps.tenant.get(call.signal);
      if (first.kind !== 'token') return first;
      const answered = await once(call, first.token);
      if (answered.kind !== 'refused' || answered.code === null || !STALE_TOKEN.includes(answered.code))
        return answered;
      deps.tenant.forget(first.token);
      const second = await deps.tenant.get(call.signal);
      return second.kind === 'token' ? once(call, second.token) : second;
    },
  };
}

/** How long Feishu asks to wait (header `x-ogw-ratelimit-reset`, seconds); null: this is no wish for a pause. */
export function pauseOf(refused: RefusedAnswer): number | null {
  const { code, answer } = refused;
  // Calls of the app, messages to one chat, messages at all.
  const asksForPause = answer.status === 429 || [99_991_400, 230_020, 11_232, 11_233].includes(code ?? 0);
  if (!asksForPause) return null;
  const seconds = Number(
    answer.headers['x-ogw-ratelimit-reset'] ?? answer.headers['retry-after'] ?? Number.NaN,
  );
  return Number.isFinite(seconds) && seconds >= 0
    ? Math.min(seconds, LONGEST_PAUSE_SECONDS) * 1_000
    : WITHOUT_A_WORD_MS;
}

const WITHOUT_A_WORD_MS = 5_000;
const LONGEST_PAUSE_SECONDS = 60 * 60;

function wordsOf(json: Readonly<Record<string, unknown>> | null): string {
  const words = json?.['msg'];
  return typeof words === 'string'
    ? words
        .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
        .slice(0, MAX_WORDS)
        .replace(/[.\s]+$/, '')
    : '';
}

// The tenant access token: got with app id and secret, kept in memory until shortly before it expires, never logged.
//   app id, secret of now → token | no-secret | bad-secret | not-sent
// Source: open.feishu.cn, "Get tenant_access_token of a custom app". Knows nothing of what it is used for.
import { createHash } from 'node:crypto';
import { sentenceOf } from '../answer-outcome.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { type Exchange, ExchangeError, jsonOf } from '../exchange.ts';

export type TokenAnswer =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'no-secret' }
  /** Feishu does not take the app id with this secret. */
  | { readonly kind: 'bad-secret' }
  /** There is no token now; what it was wanted for has not left. */
  | { readonly kind: 'not-sent'; readonly reason: string };

export interface TenantToken {
  get(signal: AbortSignal): Promise<TokenAnswer>;
  /** Feishu no longer takes it, though it should not have expired yet. */
  forget(token: string): void;
}

const DEADLINE_MS = 15_000;
/** Feishu gives a new one when less than half an hour is left; a request under way must not outlive it. */
const EARLY_MS = 10 * 60_000;
/** Wrong app id, wrong secret, app not found, disabled ("Server error codes"). */
const REFUSALS = [10_003, 10_005, 10_012, 10_013, 10_014, 10_015, 99_991_543];

export function createTenantToken(deps: {
  options: ChannelOptions;
  exchange: Exchange;
  apiRoot: string;
  appId: string;
}): TenantToken {
  const { options } = deps;
  /** `of`: a hash of the secret, so that a new one is noticed without keeping the old one. */
  let kept: { readonly of: string; readonly token: string; readonly untilMs: number } | null = null;
  let asking: { readonly of: string; readonly answer: Promise<TokenAnswer> } | null = null;

  async function ask(secret: string, of: string): Promise<TokenAnswer> {
    try {
      const answer = await deps.exchange.ask({
        method: 'POST',
        url: `${deps.apiRoot}/open-apis/auth/v3/tenant_access_token/internal`,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ app_id: deps.appId, app_secret: secret }),
        signal: new AbortController().signal,
        deadlineMs: DEADLINE_MS,
      });
      const json = jsonOf(answer);
      const { code, tenant_access_token: token, expire } = json ?? {};
      if (code === 0 && typeof token === 'string' && /^[A-Za-z0-9._-]{1,1024}$/.test(token)) {
        const lastsMs = (typeof expire === 'number' ? expire : 0) * 1_000;
        kept = { of, token, untilMs: options.clock.now() + Math.max(lastsMs - EARLY_MS, lastsMs / 2) };
        return { kind: 'token', token };
      }
      if (typeof code === 'number' && REFUSALS.includes(code)) return { kind: 'bad-secret' };
      const why = typeof code === 'number' ? `error ${code}` : `status ${answer.status}`;
      return { kind: 'not-sent', reason: `Feishu did not give an access token (${why}).` };
    } catch (error) {
      const reason =
        error instanceof ExchangeError
          ? sentenceOf(error, 'Feishu')
          : 'Feishu could not be asked for a token.';
      return { kind: 'not-sent', reason };
    }
  }

  return {
    get: (signal) => {
      const secret = options.secret('app-secret');
      if (secret === null || deps.appId === '') return Promise.resolve({ kind: 'no-secret' });
      const of = createHash('sha256').update(secret).digest('hex');
      if (kept !== null && kept.of === of && options.clock.now() < kept.untilMs)
        return Promise.resolve({ kind: 'token', token: kept.token });
      if (asking === null || asking.of !== of) {
        const answer = ask(secret, of).finally(() => {
          if (asking?.answer === answer) asking = null;
        });
        asking = { of, answer };
      }
      return Promise.race([asking.answer, aborted(signal)]);
    },
    forget: (token) => {
      if (kept?.token === token) kept = null;
    },
  };
}

/** Who waits may stop; the token is still got for the others. */
function aborted(signal: AbortSignal): Promise<TokenAnswer> {
  const stopped: TokenAnswer = { kind: 'not-sent', reason: 'It was stopped before it had left.' };
  if (signal.aborted) return Promise.resolve(stopped);
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(stopped), { once: true });
  });
}

// Calls to Slack's Web API, each ending in one of five answers; never a throw.
//   ask(token, method, fields) → ok | refused | limited | not-sent | no-answer
// Fields go as a form, which every method takes; JSON is taken by methods that write only. The token comes with each call
// and is not kept. Knows nothing of chats, health or connections.
import { outcomeOfStatus, retryAfterMs, sentenceOf } from '../answer-outcome.ts';
import { type Answer, type Exchange, ExchangeError, jsonOf } from '../exchange.ts';

export type ApiAnswer =
  /** `result` is whatever the server sent: unchecked. */
  | { readonly kind: 'ok'; readonly result: Readonly<Record<string, unknown>> }
  /** Slack said no: it did nothing. `error` is its code, for instance `channel_not_found`. */
  | { readonly kind: 'refused'; readonly error: string; readonly needed: string | null }
  | { readonly kind: 'limited'; readonly afterMs: number }
  /** Certainly never left this computer. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** May have arrived and taken effect. */
  | { readonly kind: 'no-answer'; readonly reason: string };

export interface WebApi {
  readonly apiRoot: string;
  /** Strings as they are, everything else as JSON. `deadlineMs` covers connecting, sending and the whole answer. */
  ask(
    token: string,
    method: string,
    fields: Readonly<Record<string, unknown>>,
    limits: { readonly signal: AbortSignal; readonly deadlineMs: number },
  ): Promise<ApiAnswer>;
}

/** Letters, digits and `-._`: nothing that could end the header it stands in. */
const TOKEN = /^[A-Za-z0-9._-]{1,512}$/;
const PLATFORM = 'Slack';
const WITHOUT_A_WORD_MS = 5_000;

/** Slack's words for a token that it takes no longer (docs.slack.dev: errors of `auth.test`, `apps.connections.open`). */
const TOKEN_ERRORS: readonly string[] = [
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'user_removed_from_team',
  'team_disabled',
];
/** "It's possible some aspect of the operation succeeded before the error was raised" (docs.slack.dev, errors). */
const MAY_HAVE_HAPPENED: readonly string[] = [
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
];

/** @param deps.apiRoot as `safeAddress` gave it */
export function createWebApi(deps: { apiRoot: string; exchange: Exchange }): WebApi {
  const { apiRoot, exchange } = deps;
  return {
    apiRoot,
    ask: async (token, method, fields, { signal, deadlineMs }) => {
      // SECURITY: a pasted token with a line break would make headers of its own.
      if (!TOKEN.test(token)) return { kind: 'refused', error: 'invalid_auth', needed: null };
      try {
        const answer = await exchange.ask({
          method: 'POST',
          url: `${apiRoot}/${method}`,
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
            accept: 'application/json',
          },
          body: formOf(fields),
          signal,
          deadlineMs,
        });
        return describe(answer);
      } catch (error) {
        if (!(error instanceof ExchangeError))
          return { kind: 'no-answer', reason: 'The call to Slack failed in an unexpected way.' };
        return {
          kind: error.stage === 'before' ? 'not-sent' : 'no-answer',
          reason: sentenceOf(error, PLATFORM),
        };
      }
    },
  };
}

export function isTokenError(error: string): boolean {
  return TOKEN_ERRORS.includes(error);
}

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

function formOf(fields: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return form.toString();
}

function describe(answer: Answer): ApiAnswer {
  if (answer.status === 429) return { kind: 'limited', afterMs: retryAfterMs(answer) ?? WITHOUT_A_WORD_MS };
  const failed = outcomeOfStatus(answer, PLATFORM);
  if (failed !== null && failed.kind === 'uncertain') return { kind: 'no-answer', reason: failed.reason };
  const result = jsonOf(answer);
  if (result === null || typeof result['ok'] !== 'boolean') {
    const reason = `The answer did not come from Slack (status ${answer.status}). A proxy or a sign-in page may stand between.`;
    return { kind: 'no-answer', reason };
  }
  if (result['ok']) return { kind: 'ok', result };
  const error = codeOf(result['error']) ?? 'unknown_error';
  if (error === 'ratelimited' || error === 'rate_limited')
    return { kind: 'limited', afterMs: retryAfterMs(answer) ?? WITHOUT_A_WORD_MS };
  if (MAY_HAVE_HAPPENED.includes(error))
    return { kind: 'no-answer', reason: `Slack had trouble of its own (${error}).` };
  return { kind: 'refused', error, needed: neededOf(result['needed']) };
}

/** A word of Slack's own, fit to show: it cannot hold anything that we sent. */
function codeOf(value: unknown): string | null {
  // SECURITY: only the form of a code is passed on; a server that repeats the request would otherwise show the token.
  return typeof value === 'string' && /^[a-z][a-z0-9_]{0,79}$/.test(value) ? value : null;
}

/** The missing scope, for instance `files:read`. */
function neededOf(value: unknown): string | null {
  return typeof value === 'string' && /^[a-z:.,_]{1,100}$/.test(value) ? value : null;
}

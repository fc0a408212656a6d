// Calls to Twilio's REST API, each ending in one of four answers; never a throw.
//   ask(call) → ok | refused (Twilio said no) | no-token | failed (with whether it left)
// The auth token is fetched with each call, goes into a header and is kept nowhere. Knows nothing of messages or health.
import type { ChannelOptions } from '../channel-options.ts';
import { type Answer, type Exchange, ExchangeError, jsonOf } from '../exchange.ts';

export type RestAnswer =
  | { readonly kind: 'ok'; readonly json: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'refused';
      readonly answer: Answer;
      /** Twilio's own code; null when the answer was not one of Twilio's. */
      readonly code: number | null;
      /** Twilio's words, fit to show. */
      readonly message: string;
    }
  | { readonly kind: 'no-token' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface RestApi {
  /** @param path below the account: `/Messages.json`, `.json` for the account itself; made of checked ids only */
  ask(call: {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly form?: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
    readonly deadlineMs: number;
  }): Promise<RestAnswer>;
  /** The address of something below the account, and the header that opens it; null without a token. */
  access(path: string): { readonly url: string; readonly authorization: string } | null;
}

const MAX_MESSAGE = 300;
/** Every answer that is not a file stays far below this. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** @param deps.apiRoot as `safeAddress` gave it: `https://api.twilio.com` */
export function createRestApi(deps: {
  exchange: Exchange;
  apiRoot: string;
  accountSid: string;
  secret: ChannelOptions['secret'];
}): RestApi {
  const { exchange, apiRoot, accountSid, secret } = deps;

  function access(path: string): { url: string; authorization: string } | null {
    const token = secret('auth-token');
    if (token === null) return null;
    const login = Buffer.from(`${accountSid}:${token}`, 'utf8').toString('base64');
    return { url: `${apiRoot}/2010-04-01/Accounts/${accountSid}${path}`, authorization: `Basic ${login}` };
  }

  return {
    access,
    ask: async ({ method, path, form, signal, deadlineMs }) => {
      const allowed = access(path);
      if (allowed === null) return { kind: 'no-token' };
      try {
        const answer = await exchange.ask({
          method,
          url: allowed.url,
          headers: {
            accept: 'application/json',
            authorization: allowed.authorization,
            ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          },
          ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
          signal,
          deadlineMs,
          maxAnswerBytes: MAX_ANSWER_BYTES,
        });
        const json = jsonOf(answer);
        if (answer.status >= 200 && answer.status < 300)
          return json === null
            ? { kind: 'failed', error: new ExchangeError('after', 'NOT_JSON', answer.status) }
            : { kind: 'ok', json };
        return refusalOf(answer, json, secret('auth-token') ?? '');
      } catch (error) {
        return { kind: 'failed', error };
      }
    },
  };
}

/** `{ code, message, more_info, status }` (Twilio, "Twilio's response"). */
function refusalOf(
  answer: Answer,
  json: Readonly<Record<string, unknown>> | null,
  token: string,
): RestAnswer {
  const { code, message } = json ?? {};
  return {
    kind: 'refused',
    answer,
    code: typeof code === 'number' ? code : null,
    message: typeof message === 'string' ? fitToShow(message, token) : 'There was no reason with it.',
  };
}

function fitToShow(text: string, token: string): string {
  // SECURITY: a server may repeat what it was given.
  const masked = token === '' ? text : text.replaceAll(token, '[token]');
  return masked.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, MAX_MESSAGE);
}

// Calls to Twilio's REST API, each ending in one of four answers; never a throw.
//   ask(call) → ok | refused (Twilio said no) | no-token | failed (with whether it left)
// The auth token is fetched with each call, goes into a header and is kept nowhere. Knows nothing of messages or health.
import type { ChannelOptions } from '../channel-options.ts';
import type { Exchange } from '../exchange.ts';
import { callJson, type JsonAnswer } from '../json-call.ts';

export type RestAnswer = JsonAnswer | { readonly kind: 'no-token' };

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

/** @param deps.apiRoot as `safeAddress` gave it: `https://api.twilio.com` */
export function createRestApi(deps: {
  exchange: Exchange;
  apiRoot: string;
  accountSid: string;
  secret: ChannelOptions['secret'];
}): RestApi {
  const { exchange, apiRoot, accountSid, secret } = deps;

  function accessBy(token: string, path: string): { url: string; authorization: string } {
    const login = Buffer.from(`${accountSid}:${token}`, 'utf8').toString('base64');
    return { url: `${apiRoot}/2010-04-01/Accounts/${accountSid}${path}`, authorization: `Basic ${login}` };
  }

  return {
    access: (path) => {
      const token = secret('auth-token');
      return token === null ? null : accessBy(token, path);
    },
    ask: async ({ method, path, form, signal, deadlineMs }) => {
      const token = secret('auth-token');
      if (token === null) return { kind: 'no-token' };
      const { url, authorization } = accessBy(token, path);
      const headers = { accept: 'application/json', authorization };
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      return await callJson(
        exchange,
        {
          method,
          url,
          headers: form === undefined ? headers : { ...headers, ...type },
          ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
          signal,
          deadlineMs,
        },
        // `{ code, message, more_info, status }` (Twilio, "Twilio's response").
        { secret: token, errorOf: (json) => ({ code: json?.['code'], message: json?.['message'] }) },
      );
    },
  };
}

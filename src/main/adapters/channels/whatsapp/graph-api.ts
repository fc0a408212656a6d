// Calls to Meta's Graph API, each ending in one of four answers; never a throw.
//   ask(call) → ok | refused (Meta said no) | no-token | failed (with whether it left)
// The access token is fetched with each call, goes into a header and is kept nowhere. Knows nothing of messages or health.
import type { ChannelOptions } from '../channel-options.ts';
import type { Exchange } from '../exchange.ts';
import { callJson, type JsonAnswer } from '../json-call.ts';
import { type Json, recordOf } from '../record.ts';

export type GraphAnswer = JsonAnswer | { readonly kind: 'no-token' };

export interface GraphApi {
  ask(call: {
    readonly method: 'GET' | 'POST';
    /** Below the root, made of checked ids only. */
    readonly path: string;
    readonly body?: { readonly contentType: string; readonly bytes: string | Uint8Array };
    readonly signal: AbortSignal;
    readonly deadlineMs: number;
  }): Promise<GraphAnswer>;
}

/** @param deps.apiRoot as `safeAddress` gave it, with the version: `https://graph.facebook.com/v26.0` */
export function createGraphApi(deps: {
  exchange: Exchange;
  apiRoot: string;
  secret: ChannelOptions['secret'];
}): GraphApi {
  return {
    ask: async ({ method, path, body, signal, deadlineMs }) => {
      const token = deps.secret('access-token');
      if (token === null) return { kind: 'no-token' };
      const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
      return await callJson(
        deps.exchange,
        {
          method,
          url: `${deps.apiRoot}/${path}`,
          headers: body === undefined ? headers : { ...headers, 'content-type': body.contentType },
          ...(body === undefined ? {} : { body: body.bytes }),
          signal,
          deadlineMs,
        },
        { secret: token, errorOf },
      );
    },
  };
}

/** `{ error: { message, code, error_data: { details } } }` (WhatsApp Business Platform, "Error codes"). */
function errorOf(json: Json | null): { code: unknown; message: unknown } {
  const error = recordOf(json?.['error']);
  return {
    code: error?.['code'],
    message: recordOf(error?.['error_data'])?.['details'] ?? error?.['message'],
  };
}

// Calls to Meta's Graph API, each ending in one of four answers; never a throw.
//   ask(call) → ok | refused (Meta said no) | no-token | failed (with whether it left)
// The access token is fetched with each call, goes into a header and is kept nowhere. Knows nothing of messages or health.
import type { ChannelOptions } from '../channel-options.ts';
import { type Answer, type Exchange, ExchangeError, jsonOf } from '../exchange.ts';

export type GraphAnswer =
  | { readonly kind: 'ok'; readonly json: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'refused';
      readonly answer: Answer;
      /** Meta's own code; null when the answer was not one of Meta's. */
      readonly code: number | null;
      /** Meta's words, fit to show. */
      readonly message: string;
    }
  | { readonly kind: 'no-token' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface GraphCall {
  readonly method: 'GET' | 'POST';
  /** Below the root, made of checked ids only. */
  readonly path: string;
  readonly body?: { readonly contentType: string; readonly bytes: string | Uint8Array };
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
}

export interface GraphApi {
  ask(call: GraphCall): Promise<GraphAnswer>;
}

const MAX_MESSAGE = 300;
/** Every answer that is not a file stays far below this. */
const MAX_ANSWER_BYTES = 1024 * 1024;

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
      try {
        const answer = await deps.exchange.ask({
          method,
          url: `${deps.apiRoot}/${path}`,
          headers: {
            accept: 'application/json',
            authorization: `Bearer ${token}`,
            ...(body === undefined ? {} : { 'content-type': body.contentType }),
          },
          ...(body === undefined ? {} : { body: body.bytes }),
          signal,
          deadlineMs,
          maxAnswerBytes: MAX_ANSWER_BYTES,
        });
        const json = jsonOf(answer);
        if (answer.status >= 200 && answer.status < 300)
          return json === null
            ? { kind: 'failed', error: new ExchangeError('after', 'NOT_JSON', answer.status) }
            : { kind: 'ok', json };
        return refusalOf(answer, json, token);
      } catch (error) {
        return { kind: 'failed', error };
      }
    },
  };
}

/** `{ error: { message, code, error_data: { details } } }` (WhatsApp Business Platform, "Error codes"). */
function refusalOf(
  answer: Answer,
  json: Readonly<Record<string, unknown>> | null,
  token: string,
): GraphAnswer {
  const error = recordOf(json?.['error']);
  const details = recordOf(error?.['error_data'])?.['details'];
  const message = typeof details === 'string' ? details : error?.['message'];
  const code = error?.['code'];
  return {
    kind: 'refused',
    answer,
    code: typeof code === 'number' ? code : null,
    message: typeof message === 'string' ? fitToShow(message, token) : 'There was no reason with it.',
  };
}

function fitToShow(text: string, token: string): string {
  // SECURITY: Meta's words on a malformed token repeat it.
  const masked = text.replaceAll(token, '[token]');
  return masked.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, MAX_MESSAGE);
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : null;
}

// One call to a platform that answers in JSON, ending in one of three answers; never a throw.
//   request → ok | refused (the platform said no, with its code and its words) | failed (with whether it left)
// Knows no platform: where code and words stand in a refusal comes with the call.
import { type Answer, type Exchange, ExchangeError, type ExchangeRequest, jsonOf } from './exchange.ts';
import type { Json } from './record.ts';

export type JsonAnswer =
  | { readonly kind: 'ok'; readonly json: Json }
  | {
      readonly kind: 'refused';
      readonly answer: Answer;
      /** The platform's own code; null when the answer was not one of the platform's. */
      readonly code: number | null;
      /** The platform's words, fit to show. */
      readonly message: string;
    }
  | { readonly kind: 'failed'; readonly error: unknown };

export type Refusal = Extract<JsonAnswer, { kind: 'refused' }>;

const MAX_MESSAGE = 300;
/** Every answer that is not a file stays far below this. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * @param reading.secret what is in the request and must not be in what is shown
 * @param reading.errorOf where a refusal has its code and its words
 */
export async function callJson(
  exchange: Exchange,
  request: ExchangeRequest,
  reading: {
    readonly secret: string;
    readonly errorOf: (json: Json | null) => { readonly code: unknown; readonly message: unknown };
  },
): Promise<JsonAnswer> {
  try {
    const answer = await exchange.ask({ ...request, maxAnswerBytes: MAX_ANSWER_BYTES });
    const json = jsonOf(answer);
    if (answer.status >= 200 && answer.status < 300)
      return json === null
        ? { kind: 'failed', error: new ExchangeError('after', 'NOT_JSON', answer.status) }
        : { kind: 'ok', json };
    const { code, message } = reading.errorOf(json);
    return {
      kind: 'refused',
      answer,
      code: typeof code === 'number' ? code : null,
      message:
        typeof message === 'string' ? fitToShow(message, reading.secret) : 'There was no reason with it.',
    };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function fitToShow(text: string, secret: string): string {
  // SECURITY: a server may repeat what it was given, and with it the token.
  const masked = secret === '' ? text : text.replaceAll(secret, '[token]');
  return masked.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, MAX_MESSAGE);
}

// Calls to signal-cli by JSON-RPC over HTTP (signal-cli-jsonrpc(5), POST /api/v1/rpc).
//   method, parameters → result | refused with signal-cli's number | not sent | no answer
// Never throws, tries nothing twice. Knows no message and no health.
import { outcomeOfError, sentenceOf } from '../answer-outcome.ts';
import type { AbortLike, Exchange } from '../exchange.ts';
import { ExchangeError, jsonOf } from '../exchange.ts';

/** Numbers of signal-cli's own errors, and of JSON-RPC 2.0 (section 5.1). */
export const RPC = {
  user: -1,
  io: -3,
  untrusted: -4,
  rateLimit: -5,
  noMethod: -32601,
  badParameters: -32602,
} as const;

export type RpcAnswer =
  | { readonly kind: 'ok'; readonly result: unknown }
  /** signal-cli answered with an error; `data` may hold what came of each recipient. */
  | { readonly kind: 'refused'; readonly code: number; readonly message: string; readonly data: unknown }
  /** Certainly nothing was done. */
  | { readonly kind: 'not-sent'; readonly code: string; readonly reason: string }
  /** It may have been done. */
  | { readonly kind: 'no-answer'; readonly code: string; readonly reason: string };

export interface Rpc {
  call(
    method: string,
    params: Readonly<Record<string, unknown>>,
    limits: { readonly signal: AbortLike; readonly deadlineMs: number; readonly maxAnswerBytes?: number },
  ): Promise<RpcAnswer>;
  closeIdle(): void;
}

export const PLATFORM = 'signal-cli';
const LONGEST_MESSAGE = 300;

/** @param account sent along where signal-cli serves several; null in its mode for one */
export function createRpc(deps: { url: string; exchange: Exchange; account: () => string | null }): Rpc {
  let number = 0;
  return {
    call: async (method, params, limits) => {
      number += 1;
      const id = String(number);
      const account = deps.account();
      const asked = {
        jsonrpc: '2.0',
        id,
        method,
        params: account === null ? params : { ...params, account },
      };
      try {
        const answer = await deps.exchange.ask({
          method: 'POST',
          url: `${deps.url}/api/v1/rpc`,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            // On this computer a new connection costs nothing, and one kept open would make it unclear whether a call
            // reached a signal-cli that was just ended.
            connection: 'close',
          },
          body: JSON.stringify(asked),
          ...limits,
        });
        return answerOf(answer.status, jsonOf(answer), id);
      } catch (error) {
        return failureOf(error);
      }
    },
    closeIdle: deps.exchange.closeIdle,
  };
}

function answerOf(status: number, body: Readonly<Record<string, unknown>> | null, id: string): RpcAnswer {
  // 404, 405, 415, 421: what listens there refused before it read the call.
  if (status >= 400 && status < 500)
    return {
      kind: 'not-sent',
      code: `HTTP_${status}`,
      reason: `What listens there does not answer as signal-cli does (${status}). Is the port another program's?`,
    };
  if (status !== 200 || body === null)
    return {
      kind: 'no-answer',
      code: `HTTP_${status}`,
      reason: `signal-cli gave no proper answer (${status}).`,
    };
  const { error } = body;
  if (typeof error === 'object' && error !== null) {
    const { code, message, data } = error as Readonly<Record<string, unknown>>;
    return {
      kind: 'refused',
      code: typeof code === 'number' ? code : 0,
      message: typeof message === 'string' ? plain(message) : '',
      data: data ?? null,
    };
  }
  if (body['id'] !== id || !('result' in body))
    return { kind: 'no-answer', code: 'NOT_OURS', reason: 'signal-cli gave an answer to something else.' };
  return { kind: 'ok', result: body['result'] };
}

function failureOf(error: unknown): RpcAnswer {
  if (error instanceof ExchangeError)
    return {
      kind: error.stage === 'before' ? 'not-sent' : 'no-answer',
      code: error.code,
      reason: sentenceOf(error, PLATFORM),
    };
  const outcome = outcomeOfError(error, PLATFORM, 0);
  return { kind: 'no-answer', code: 'UNKNOWN', reason: 'reason' in outcome ? outcome.reason : '' };
}

/** One line, bounded: it may be shown. */
function plain(message: string): string {
  return message.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE);
}

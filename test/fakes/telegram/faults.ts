// What is to go wrong, and when: one queue of faults a method, taken in order, `*` for any method.
//   test asks for a fault → the next call of the method takes it → the server acts on it
// It knows neither HTTP nor methods; it only keeps and hands out.

import type { Refusal } from './wire.ts';
import { refused } from './wire.ts';

export type Fault =
  | { readonly kind: 'refuse'; readonly refusal: Refusal; readonly rawBody: string | null }
  | { readonly kind: 'hang'; readonly released: Promise<void>; leave(): void }
  | { readonly kind: 'drop'; readonly afterHandling: boolean };

export interface Failure {
  /** HTTP status and `error_code`, e.g. 429, 500, 403. */
  readonly status: number;
  /** Default: the platform's words for the status. */
  readonly description?: string;
  /** Seconds, put into `parameters.retry_after`. */
  readonly retryAfter?: number;
  readonly migrateToChatId?: number;
  /** Sent instead of the envelope, e.g. the HTML page of a proxy. */
  readonly rawBody?: string;
  /** How many calls fail; default 1. */
  readonly times?: number;
}

export interface Hung {
  release(): void;
  /** Resolves when a client gave up a call that hangs: that call will have no effect. */
  readonly abandoned: Promise<void>;
}

export interface Faults {
  failNext(method: string, failure: Failure): void;
  /** The next `times` calls (default 1) are not answered until released; then they are handled as usual. */
  hang(method: string, options?: { readonly times?: number }): Hung;
  /** The connection is reset: before anything happened, or after the call had its full effect. */
  dropConnection(
    method: string,
    options?: { readonly afterHandling?: boolean; readonly times?: number },
  ): void;
  /** The fault for this call, used up by asking; null when all is well. */
  take(method: string): Fault | null;
  clear(): void;
}

const WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function createFaults(): Faults {
  const waiting = new Map<string, Fault[]>();
  const queue = (method: string, fault: Fault, times: number) => {
    const key = method.toLowerCase();
    waiting.set(key, [...(waiting.get(key) ?? []), ...Array.from({ length: times }, () => fault)]);
  };
  return {
    failNext(method, { status, description, retryAfter, migrateToChatId, rawBody, times = 1 }) {
      const after = retryAfter === undefined ? '' : `: retry after ${retryAfter}`;
      const parameters = {
        ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
        ...(migrateToChatId === undefined ? {} : { migrate_to_chat_id: migrateToChatId }),
      };
      const words = description ?? `${WORDS[status] ?? 'Error'}${after}`;
      const refusal = refused(status, words, Object.keys(parameters).length === 0 ? undefined : parameters);
      queue(method, { kind: 'refuse', refusal, rawBody: rawBody ?? null }, times);
    },
    hang(method, { times = 1 } = {}) {
      const released = signal();
      const abandoned = signal();
      queue(method, { kind: 'hang', released: released.given, leave: abandoned.give }, times);
      return { release: released.give, abandoned: abandoned.given };
    },
    dropConnection(method, { afterHandling = false, times = 1 } = {}) {
      queue(method, { kind: 'drop', afterHandling }, times);
    },
    take: (method) => waiting.get(method.toLowerCase())?.shift() ?? waiting.get('*')?.shift() ?? null,
    clear: () => waiting.clear(),
  };
}

function signal(): { readonly given: Promise<void>; give(): void } {
  let resolveGiven: () => void = () => {};
  const given = new Promise<void>((resolve) => {
    resolveGiven = resolve;
  });
  return { given, give: () => resolveGiven() };
}

// A safe fetch whose every name leads to our own servers: what a composition of the product never is.
//   address → safe fetch (127.0.0.1 counts as public) → outcome, its text read to the end
import { type FetchLimits, PAGE_LIMITS } from '../../../src/main/adapters/web/limits.ts';
import {
  createSafeFetch,
  type SafeFetchOptions,
  type SafeOutcome,
} from '../../../src/main/adapters/web/safe-fetch.ts';

export interface Asked {
  readonly options?: Partial<SafeFetchOptions>;
  readonly limits?: Partial<FetchLimits>;
  readonly signal?: AbortSignal;
}

export type Fetched = SafeOutcome & {
  /** The body, when it came whole. */
  readonly text?: string;
  /** What ended it, when it did not. */
  readonly trouble?: string;
};

export async function fetchFrom(address: string, { options, limits, signal }: Asked = {}): Promise<Fetched> {
  const fetchSafely = createSafeFetch({
    hosts: () => ({ allow: [], deny: [] }),
    resolve: async () => ['127.0.0.1'],
    mayDial: (ip) => ip === '127.0.0.1',
    ...options,
  });
  const outcome = await fetchSafely(address, {
    accept: '*/*',
    limits: { ...PAGE_LIMITS, ...limits },
    signal: signal ?? new AbortController().signal,
  });
  if (outcome.kind !== 'answer') return outcome;
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of outcome.answer.body) pieces.push(piece);
    return { ...outcome, text: Buffer.concat(pieces).toString('utf8') };
  } catch (error) {
    return { ...outcome, trouble: error instanceof Error ? error.message : String(error) };
  } finally {
    outcome.answer.close();
  }
}

// How many requests a caller may make: a bucket that fills again with time. By the caller's id, never by its address.
import { BURST_REQUESTS, REQUESTS_A_SECOND } from '../limits.ts';

export interface RateLimit {
  /** False: too many, and nothing was taken. */
  take(callerId: string): boolean;
  forget(callerId: string): void;
}

export function createRateLimit(now: () => number): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take: (callerId) => {
      const at = now();
      const bucket = buckets.get(callerId) ?? { left: BURST_REQUESTS, at };
      const left = Math.min(BURST_REQUESTS, bucket.left + ((at - bucket.at) / 1_000) * REQUESTS_A_SECOND);
      // SECURITY: bounded; one key must not take the whole agent for itself.
      if (left < 1) {
        buckets.set(callerId, { left, at });
        return false;
      }
      buckets.set(callerId, { left: left - 1, at });
      return true;
    },
    forget: (callerId) => void buckets.delete(callerId),
  };
}

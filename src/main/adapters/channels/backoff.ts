// How long to wait before trying again: twice as long each time, with chance in it, up to a limit.
// Chance, so that many clients of a server that came back do not all arrive at once.
// Knows neither what is tried nor the clock.

export interface Backoff {
  /** Milliseconds until the next attempt: between half of the step and the whole of it. */
  nextMs(): number;
  /** As long as a server asks for, and never less than `nextMs`: one that asks for nothing would be asked in a circle. */
  askedMs(asked: number | null): number;
  /** How often `nextMs` was asked since the last success. */
  failures(): number;
  /** After a success. */
  reset(): void;
}

export function createBackoff(limits: { firstMs: number; maxMs: number }): Backoff {
  let count = 0;
  const nextMs = (): number => {
    const stepMs = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(count, 30));
    count += 1;
    return Math.round(stepMs * (0.5 + Math.random() / 2));
  };
  return {
    nextMs,
    askedMs: (asked) => Math.max(asked ?? 0, nextMs()),
    failures: () => count,
    reset: () => {
      count = 0;
    },
  };
}

// Lets a test wait for something to become true instead of sleeping.
//   a change → every waiting look is tried again → the first that sees something ends its wait
// It knows nothing of what is looked at, and costs nothing while nobody waits.

export interface Watch {
  /** To be called after every change that somebody could be waiting for. */
  changed(): void;
  /**
   * Resolves with the first thing `look` returns that is not undefined, at once if it is there already.
   * Rejects after `timeoutMs` with a sentence naming `what` was waited for.
   */
  until<T>(
    look: () => T | undefined,
    wait: { readonly timeoutMs?: number; readonly what: string },
  ): Promise<T>;
}

/** Long enough for a slow machine, short enough that a failing test names its cause before the runner does. */
export const DEFAULT_WAIT_MS = 5_000;

export function createWatch(): Watch {
  const waiting = new Set<() => void>();
  return {
    changed() {
      for (const tryAgain of waiting) tryAgain();
    },
    until(look, { timeoutMs = DEFAULT_WAIT_MS, what }) {
      const already = look();
      if (already !== undefined) return Promise.resolve(already);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(tryAgain);
          reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}.`));
        }, timeoutMs);
        const tryAgain = () => {
          const seen = look();
          if (seen === undefined) return;
          waiting.delete(tryAgain);
          clearTimeout(timer);
          resolve(seen);
        };
        waiting.add(tryAgain);
      });
    },
  };
}

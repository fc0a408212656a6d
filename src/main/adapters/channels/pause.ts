// Waiting that ends at once when it is no longer wanted.
// Knows nothing of why one waits.
import type { Clock } from '../../domain/ports/world.ts';

/** Resolves after `delayMs`, or when `signal` aborts; never rejects. */
export function pause(delayMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(delayMs, done);
    signal.addEventListener('abort', done);
  });
}

/** Resolves only when `signal` aborts. */
export function pauseUntilWoken(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

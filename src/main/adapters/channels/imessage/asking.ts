// Asks Messages whether it can be told to send: when the channel starts, and again while something stands in the way,
// so that the channel shows by itself when that is over. Knows no messages.
import type { Clock } from '../../../domain/ports/world.ts';
import { createBackoff } from '../backoff.ts';

export interface Asking {
  /** At once. */
  begin(): void;
  /** Again in a while, if it is not being asked already. */
  again(): void;
  stop(): void;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** @param ask null: nothing stands in the way */
export function createAsking(deps: {
  ask: (signal: AbortSignal) => Promise<string | null>;
  clock: Clock;
}): Asking {
  const backoff = createBackoff({ firstMs: FIRST_RETRY_MS, maxMs: LONGEST_RETRY_MS });
  let running: AbortController | null = null;
  let cancel: (() => void) | null = null;

  async function askNow(own: AbortController): Promise<void> {
    const trouble = await deps.ask(own.signal);
    if (own.signal.aborted) return;
    if (trouble === null) backoff.reset();
    else wait(own);
  }

  function wait(own: AbortController): void {
    cancel?.();
    cancel = deps.clock.after(backoff.nextMs(), () => {
      cancel = null;
      void askNow(own);
    });
  }

  function stop(): void {
    running?.abort();
    running = null;
    cancel?.();
    cancel = null;
  }

  return {
    begin: () => {
      stop();
      backoff.reset();
      running = new AbortController();
      void askNow(running);
    },
    again: () => {
      if (running !== null && cancel === null) wait(running);
    },
    stop,
  };
}

// Keeps the health of a channel that is called by its platform and has no connection of its own.
//   asks the platform who we are → connected | missing | refused (wait for a change) | trouble (again, later and later)
// Connected only after the platform answered; asked again now and then, so that a revoked credential is noticed on a
// quiet day. Knows no platform.
import type { Clock } from '../../domain/ports/world.ts';
import { createBackoff } from './backoff.ts';
import type { HealthBoard } from './health-board.ts';
import { pause, pauseUntilWoken } from './pause.ts';

export type Look =
  | { readonly kind: 'works'; readonly account: string }
  /** A credential is not set. */
  | { readonly kind: 'missing'; readonly reason: string }
  /** The platform does not take a credential. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'trouble'; readonly reason: string };

export interface AccountWatch {
  start(): void;
  /** Resolves when no further look is under way. */
  stop(): Promise<void>;
  /** Looks again at once: after a new secret, or a change of network. */
  again(): void;
  /** Something did not work: looks again, unless that is known already. */
  doubt(): void;
  /** Something worked: looks again, if it was known to be in trouble. */
  seen(): void;
}

const AGAIN_MS = 10 * 60 * 1_000;

/** @param look asks the platform once; never rejects */
export function createAccountWatch(deps: {
  look: (signal: AbortSignal) => Promise<Look>;
  board: HealthBoard;
  clock: Clock;
}): AccountWatch {
  const { look, board, clock } = deps;
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });
  let running: {
    readonly stop: AbortController;
    wake: AbortController;
    readonly ended: Promise<void>;
  } | null = null;

  async function watch(stop: AbortSignal, nextWake: () => AbortSignal): Promise<void> {
    while (!stop.aborted) {
      // Asked for before the look, so that a change that comes during it is not missed.
      const woken = AbortSignal.any([stop, nextWake()]);
      const found = await look(stop);
      if (stop.aborted) return;
      tell(found);
      switch (found.kind) {
        case 'works':
          backoff.reset();
          await pause(AGAIN_MS, clock, woken);
          break;
        case 'trouble':
          await pause(backoff.nextMs(), clock, woken);
          break;
        default:
          // What is missing or refused stays so until somebody changes it: the platform is not asked again.
          await pauseUntilWoken(woken);
      }
    }
  }

  function tell(found: Look): void {
    switch (found.kind) {
      case 'works':
        board.set({
          state: 'connected',
          lastError: null,
          account: found.account,
          lastSeenAtMs: clock.now(),
        });
        break;
      case 'missing':
        board.set({ state: 'token-missing', lastError: found.reason });
        break;
      case 'refused':
        board.set({ state: 'token-refused', lastError: found.reason });
        break;
      case 'trouble':
        board.set({ state: 'trouble', lastError: found.reason });
        break;
    }
  }

  function again(): void {
    running?.wake.abort();
  }

  return {
    start: () => {
      if (running !== null) return;
      const stop = new AbortController();
      const mine = { stop, wake: new AbortController(), ended: Promise.resolve() };
      board.set({ state: 'connecting', lastError: null });
      const nextWake = (): AbortSignal => {
        mine.wake = new AbortController();
        return mine.wake.signal;
      };
      mine.ended = watch(stop.signal, nextWake);
      running = mine;
    },
    stop: async () => {
      const mine = running;
      running = null;
      mine?.stop.abort();
      await mine?.ended;
      if (running === null) board.set({ state: 'off', lastError: null });
    },
    again,
    doubt: () => {
      if (board.get().state === 'connected') again();
    },
    seen: () => {
      board.set({ lastSeenAtMs: clock.now() });
      if (board.get().state === 'trouble') again();
    },
  };
}

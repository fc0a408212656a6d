// What each turn of a connection means for the health of its channel, and how long is waited after it.
//   lost → connecting, later trouble | trouble | limited → waits, longer each time      missing | refused → until woken
// Knows no platform: the sentences come with the call.
import type { Clock } from '../../domain/ports/world.ts';
import { createBackoff } from './backoff.ts';
import type { HealthBoard } from './health-board.ts';
import { pause, pauseUntilWoken } from './pause.ts';

/** What returns a promise has waited when it resolves; it never rejects. */
export interface ConnectionHealth {
  off(): void;
  connecting(): void;
  /** A connection that broke or was not made; a hiccup does not count as trouble. `extraMs` is waited besides. */
  lost(reason: string, signal: AbortSignal, extraMs?: number): Promise<void>;
  /** @param waitMs instead of longer each time */
  trouble(reason: string, signal: AbortSignal, waitMs?: number): Promise<void>;
  /** The platform answered that there were too many requests. `waitMs` null: it did not say for how long. */
  limited(platform: string, waitMs: number | null, signal: AbortSignal): Promise<void>;
  /** A credential is not set. */
  missing(reason: string, signal: AbortSignal): Promise<void>;
  /** Waits for a new credential: asking again with the same one would only be hammering. */
  refused(reason: string, signal: AbortSignal): Promise<void>;
  /** Waits as after a failure, and says nothing. */
  wait(signal: AbortSignal): Promise<void>;
  /** After something worked: the next failure is the first one. */
  forget(): void;
}

export const NOT_SAVED =
  'A message could not be saved, so it was not taken up. It comes again as soon as saving works; check that the disk has room.';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** Fewer failures than this in a row are an ordinary hiccup of a network. */
const FAILURES_UNTIL_TROUBLE = 3;

export function createConnectionHealth(deps: {
  board: HealthBoard;
  clock: Clock;
  firstRetryMs?: number;
  longestRetryMs?: number;
}): ConnectionHealth {
  const { board, clock } = deps;
  const backoff = createBackoff({
    firstMs: deps.firstRetryMs ?? FIRST_RETRY_MS,
    maxMs: deps.longestRetryMs ?? LONGEST_RETRY_MS,
  });

  return {
    off: () => board.set({ state: 'off', lastError: null }),
    connecting: () => {
      // Trouble stays shown until something works; each attempt would otherwise count as a change.
      if (board.get().state !== 'trouble') board.set({ state: 'connecting', lastError: null });
    },
    lost: (reason, signal, extraMs = 0) => {
      const waitMs = backoff.nextMs();
      const state = backoff.failures() < FAILURES_UNTIL_TROUBLE ? 'connecting' : 'trouble';
      board.set({ state, lastError: reason });
      return pause(waitMs + extraMs, clock, signal);
    },
    trouble: (reason, signal, waitMs = backoff.nextMs()) => {
      board.set({ state: 'trouble', lastError: reason });
      return pause(waitMs, clock, signal);
    },
    limited: (platform, waitMs, signal) => {
      const lastError = `${platform} asks for a pause: there were too many requests.`;
      board.set({ state: 'trouble', lastError, lastSeenAtMs: clock.now() });
      return pause(backoff.askedMs(waitMs), clock, signal);
    },
    missing: (reason, signal) => {
      board.set({ state: 'token-missing', lastError: reason, account: null });
      return pauseUntilWoken(signal);
    },
    refused: (reason, signal) => {
      board.set({ state: 'token-refused', lastError: reason, account: null });
      return pauseUntilWoken(signal);
    },
    wait: (signal) => pause(backoff.nextMs(), clock, signal),
    forget: backoff.reset,
  };
}

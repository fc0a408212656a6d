// A clock that only the test turns. Timers run when their moment is reached, in order of their moments.
// May not know what is timed.
import type { Clock } from '../../src/main/domain/ports/world.ts';

export interface HandTurnedClock extends Clock {
  /** Time passes: every timer due on the way runs. */
  advance(ms: number): void;
  /** The computer sleeps: time passes and no timer runs; the next `advance` runs what is overdue. */
  sleep(ms: number): void;
  /** Also backwards, as when somebody sets the clock. */
  set(ms: number): void;
  /** Timers that are waiting. */
  waiting(): number;
}

/** A Saturday noon in 2026, UTC. */
export const NOON_MS = Date.UTC(2026, 0, 3, 12);

export function createHandTurnedClock(startMs: number = NOON_MS): HandTurnedClock {
  let now = startMs;
  let timers: { at: number; run: () => void }[] = [];

  return {
    now: () => now,
    after: (delayMs, run) => {
      const timer = { at: now + Math.max(0, delayMs), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
    sleep: (ms) => {
      now += ms;
    },
    set: (ms) => {
      now = ms;
    },
    waiting: () => timers.length,
  };
}

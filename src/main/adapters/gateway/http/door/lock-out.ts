// Failed tokens, counted by the known part of the token and the route: behind a tunnel every peer is this computer.
// While locked, even the right token fails, and looks the same. A few lines of our own: what counts is by what it counts.
import { FAILURE_WINDOW_MS, LOCKED_MS, MAX_FAILURES } from '../limits.ts';

export interface LockOut {
  isLocked(key: string): boolean;
  /** True when this failure locked it. */
  failed(key: string): boolean;
}

/** Keys are those of known callers and one for all others, times the routes: bounded by what we made ourselves. */
export function createLockOut(now: () => number): LockOut {
  const failures = new Map<string, number[]>();
  const lockedUntil = new Map<string, number>();

  function isLocked(key: string): boolean {
    const until = lockedUntil.get(key);
    if (until === undefined) return false;
    if (until > now()) return true;
    lockedUntil.delete(key);
    return false;
  }

  return {
    isLocked,
    failed: (key) => {
      const recent = (failures.get(key) ?? []).filter((at) => at > now() - FAILURE_WINDOW_MS);
      recent.push(now());
      // SECURITY: ten a minute; 256 bits are safe anyway, and whoever tries is told apart from who mistypes.
      if (recent.length < MAX_FAILURES) {
        failures.set(key, recent);
        return false;
      }
      failures.delete(key);
      lockedUntil.set(key, now() + LOCKED_MS);
      return true;
    },
  };
}

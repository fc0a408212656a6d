// When what makes vectors failed several times one after another, it is left alone for a while.
// May not know what failed, nor why.

const FAILURES_BEFORE_REST = 3;
const REST_MS = 60_000;

export interface Resting {
  isResting(): boolean;
  worked(): void;
  failed(): void;
}

/** After a rest a single further failure is enough for the next one. */
export function createResting(now: () => number): Resting {
  let failures = 0;
  let until = 0;
  return {
    isResting: () => now() < until,
    worked: () => {
      failures = 0;
    },
    failed: () => {
      failures += 1;
      if (failures >= FAILURES_BEFORE_REST) until = now() + REST_MS;
    },
  };
}

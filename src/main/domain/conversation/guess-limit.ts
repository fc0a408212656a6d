// Counts wrong codes in a window of time. While there were too many, even a right code fails, and looks the same.
import type { Clock } from '../ports/world.ts';

export interface GuessLimit {
  /** Too many wrong ones lately, for this key. */
  isReached(key: string): boolean;
  countWrong(key: string): void;
}

/** Five guesses in ten minutes against 40 bits: a year of guessing finds a code with odds below one in four million. */
const MAX_WRONG = 5;
const WINDOW_MS = 10 * 60 * 1000;

export function createGuessLimit(clock: Clock): GuessLimit {
  const wrongAt = new Map<string, readonly number[]>();
  const recent = (key: string): readonly number[] =>
    (wrongAt.get(key) ?? []).filter((at) => at > clock.now() - WINDOW_MS);

  return {
    isReached: (key) => recent(key).length >= MAX_WRONG,
    countWrong: (key) => {
      wrongAt.set(key, [...recent(key), clock.now()].slice(-MAX_WRONG));
    },
  };
}

// The world as this process gives it: time, randomness, hashes. Real, and nothing else.
import { createHash, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import type { Clock, Digest, Random } from './domain/ports/world.ts';

/** Longest delay a timer of Node's takes, milliseconds; longer ones would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), MAX_DELAY_MS));
    return () => clearTimeout(timer);
  },
};

export const systemRandom: Random = { bytes: (length) => randomBytes(length) };

export function createDigest(ledgerKey: KeyObject): Digest {
  return {
    sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
    ledgerMac: (text) => createHmac('sha256', ledgerKey).update(text, 'utf8').digest('hex'),
  };
}

// Bytes that look random and are the same in every run (mulberry32, public domain), so that a failure can be repeated.
import type { Random } from '../../src/main/domain/ports/world.ts';

export function createSeededRandom(seed = 1): Random {
  let state = seed >>> 0;
  return {
    bytes: (length) =>
      Uint8Array.from({ length }, () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) & 255;
      }),
  };
}

// Puts together events that came in several frames of the long connection.
//   frame (message_id, sum, seq) → whole event | not yet | not understood
// Bounded in number, size and time: what is never completed is forgotten, and comes again. Knows nothing of events.

import type { Clock } from '../../../domain/ports/world.ts';
import { keepAtMost } from '../keep-at-most.ts';
import { type Frame, headerNamed } from './frames.ts';

export type Joined =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'malformed' };

export interface Fragments {
  add(frame: Frame): Joined;
}

const MAX_PIECES = 256;
const MOST_WAITING = 32;
const MAX_BYTES = 8 * 1024 * 1024;
/** As Feishu's own SDKs: a piece that took longer than this to come does not come. */
const KEEP_MS = 10_000;

export function createFragments(clock: Clock): Fragments {
  const waiting = new Map<string, { pieces: (Uint8Array | null)[]; atMs: number; bytes: number }>();

  return {
    add: (frame) => {
      const sum = Number(headerNamed(frame, 'sum') ?? 1);
      const seq = Number(headerNamed(frame, 'seq') ?? 0);
      if (
        !Number.isInteger(sum) ||
        !Number.isInteger(seq) ||
        sum < 1 ||
        sum > MAX_PIECES ||
        seq < 0 ||
        seq >= sum
      )
        return { kind: 'malformed' };
      if (sum === 1) return { kind: 'whole', bytes: frame.payload };
      const id = headerNamed(frame, 'message_id');
      if (id === null) return { kind: 'malformed' };
      for (const [key, { atMs }] of waiting) if (clock.now() - atMs > KEEP_MS) waiting.delete(key);
      const event = waiting.get(id) ?? {
        pieces: Array.from({ length: sum }, () => null),
        atMs: clock.now(),
        bytes: 0,
      };
      if (event.pieces.length !== sum) return { kind: 'malformed' };
      if (event.pieces[seq] === null) event.bytes += frame.payload.length;
      event.pieces[seq] = frame.payload;
      waiting.delete(id);
      if (event.bytes > MAX_BYTES) return { kind: 'malformed' };
      const pieces = event.pieces.filter((piece) => piece !== null);
      if (pieces.length === sum) return { kind: 'whole', bytes: Buffer.concat(pieces) };
      waiting.set(id, event);
      // SECURITY: pieces that are never completed must not fill the memory.
      keepAtMost(MOST_WAITING, waiting);
      return { kind: 'waiting' };
    },
  };
}

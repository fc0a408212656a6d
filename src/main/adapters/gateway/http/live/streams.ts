// What is open for longer than one answer: sockets and event streams, by caller. Closed at once when the caller no
// longer holds or the app stops. May not know what is sent.
import { MAX_STREAMS_PER_CALLER } from '../limits.ts';

export type CloseReason = 'revoked' | 'stopping';

export interface Streams {
  /** Null: this caller has too many. The returned function takes it out again. */
  open(callerId: string, close: (why: CloseReason) => void): (() => void) | null;
  closeOf(callerId: string): void;
  closeAll(): void;
  count(): number;
}

export function createStreams(): Streams {
  const open = new Map<string, Set<(why: CloseReason) => void>>();

  return {
    open: (callerId, close) => {
      const streams = open.get(callerId) ?? new Set();
      // SECURITY: bounded; one key must not hold every connection.
      if (streams.size >= MAX_STREAMS_PER_CALLER) return null;
      open.set(callerId, streams.add(close));
      return () => {
        streams.delete(close);
        if (streams.size === 0 && open.get(callerId) === streams) open.delete(callerId);
      };
    },
    closeOf: (callerId) => {
      for (const close of [...(open.get(callerId) ?? [])]) close('revoked');
    },
    closeAll: () => {
      for (const streams of [...open.values()]) for (const close of [...streams]) close('stopping');
    },
    count: () => [...open.values()].reduce((total, streams) => total + streams.size, 0),
  };
}

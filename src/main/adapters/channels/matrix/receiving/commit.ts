// Makes what a sync told durable, and with the last of it our position.
//   taken → Inbound.receive / skip, some at a time in one commit → position
// Knows neither rooms nor the homeserver.
import { setImmediate } from 'node:timers/promises';
import type { ChannelId } from '../../../../../contracts/scalars.ts';
import type { Inbound } from '../../../../domain/ports/channel.ts';
import { handIn } from '../../hand-in.ts';
import type { Taken } from './take.ts';

/** Made durable in one commit: most of what one costs is the disk's answer. Few enough to hold nothing up. */
const TOGETHER = 20;

export interface Commit {
  /**
   * In order. Throws when something could not be saved: then the position is not, and what was saved before is left out
   * when the same sync is given again.
   */
  save(inbound: Inbound, taken: readonly Taken[], cursor: string | null, signal: AbortSignal): Promise<void>;
}

/** @returns for one sync after another: what is `done` belongs to the one that is not whole yet */
export function createCommit(channelId: ChannelId): Commit {
  const done = new Set<string>();

  function saveOne(inbound: Inbound, one: Taken): void {
    if (!done.has(one.dedupKey)) handIn(inbound, channelId, one);
  }

  function saveSome(inbound: Inbound, some: readonly Taken[], cursor: string | null): void {
    const together = (): void => {
      for (const one of some) saveOne(inbound, one);
      if (cursor !== null) inbound.saveCursor(channelId, cursor);
    };
    const note = (one: Taken): void => {
      done.add(one.dedupKey);
    };
    if (inbound.together !== undefined) {
      try {
        inbound.together(together);
        for (const one of some) note(one);
        return;
      } catch {
        // None is durable: each for itself, up to the one that cannot be saved.
      }
    }
    for (const one of some) {
      saveOne(inbound, one);
      note(one);
    }
    if (cursor !== null) inbound.saveCursor(channelId, cursor);
  }

  return {
    save: async (inbound, taken, cursor, signal) => {
      for (let at = 0; at < taken.length || at === 0; at += TOGETHER) {
        if (signal.aborted) return;
        const isLast = at + TOGETHER >= taken.length;
        saveSome(inbound, taken.slice(at, at + TOGETHER), isLast ? cursor : null);
        await setImmediate(); // a full batch must not hold up everything else
      }
      done.clear();
    },
  };
}

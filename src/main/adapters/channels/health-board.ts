// What a channel last knew of itself, and who wants to hear of changes.
// Being seen again is no change: lastSeenAtMs moves in silence, or every quiet long poll would be an event.
// Knows no platform.
import type { ChannelHealth } from '../../domain/ports/channel.ts';
import type { Log } from '../../domain/ports/world.ts';

export interface HealthBoard {
  get(): ChannelHealth;
  set(change: Partial<ChannelHealth>): void;
  /** The returned function ends listening. */
  listen(listener: (health: ChannelHealth) => void): () => void;
}

export function createHealthBoard(log: Log): HealthBoard {
  const listeners = new Set<(health: ChannelHealth) => void>();
  let health: ChannelHealth = { state: 'off', lastSeenAtMs: null, lastError: null, account: null };

  return {
    get: () => health,
    set: (change) => {
      const before = health;
      health = { ...before, ...change };
      const same =
        before.state === health.state &&
        before.lastError === health.lastError &&
        before.account === health.account;
      if (same) return;
      for (const listener of listeners) {
        try {
          listener(health);
        } catch (cause) {
          // Listeners write to disk; a full disk must not end the connection that will outlive it.
          log.error('A change of a channel could not be told', { cause });
        }
      }
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

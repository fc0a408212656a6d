// How often requests were refused: told at most once a minute a channel and reason, and what locks a channel out.
// By channel, not by peer: behind a tunnel every peer is this computer. Holds numbers only, bounded by the channels.
// What is locked out is the handshake by which a platform proves a word that the owner chose (GET). A signature of 256
// bits is not found by guessing, so signed requests go on being judged: whoever shouts at the door must not keep the
// platform out.
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { WebhookVerdict } from '../../domain/ports/webhooks.ts';
import type { Clock, Log } from '../../domain/ports/world.ts';

export interface Refusal {
  readonly channelId: ChannelId;
  readonly why: Extract<WebhookVerdict, { kind: 'refused' }>['why'] | 'too-large';
  /** Refused for this reason since the last time it was told, this one included. */
  readonly count: number;
}

export interface Refusals {
  /** @param isHandshake it came by GET; only those lead to a lock-out, or whoever shouts at the door could lock it. */
  refused(channelId: ChannelId, why: Refusal['why'], isHandshake: boolean): void;
  isLockedOut(channelId: ChannelId): boolean;
  /** Tells what was not told yet. */
  close(): void;
}

/** Source: capabilities E2, ten failures a minute lock out for five. */
const MINUTE_MS = 60_000;
const FAILURES_A_MINUTE = 10;
const LOCK_OUT_MS = 5 * MINUTE_MS;
export function createRefusals(deps: {
  clock: Clock;
  log: Log;
  onRefused: (refusal: Refusal) => void;
}): Refusals {
  const { clock } = deps;
  const untold = new Map<
    string,
    { channelId: ChannelId; why: Refusal['why']; count: number; toldAt: number }
  >();
  const failures = new Map<ChannelId, { since: number; count: number; lockedUntil: number }>();

  function tell(entry: { channelId: ChannelId; why: Refusal['why']; count: number; toldAt: number }): void {
    if (entry.count === 0) return;
    const { channelId, why, count } = entry;
    entry.count = 0;
    entry.toldAt = clock.now();
    deps.log.warn('Requests to a webhook were refused', { channel: channelId, why, count });
    try {
      deps.onRefused({ channelId, why, count });
    } catch (cause) {
      // SECURITY: what cannot be saved, on a full disk most of all, must neither keep the door open nor change an answer.
      deps.log.error('Refused requests could not be recorded', { channel: channelId, why, count, cause });
    }
  }

  return {
    refused: (channelId, why, isHandshake) => {
      const key = `${channelId} ${why}`;
      const entry = untold.get(key) ?? { channelId, why, count: 0, toldAt: Number.NEGATIVE_INFINITY };
      untold.set(key, entry);
      entry.count += 1;
      if (clock.now() - entry.toldAt >= MINUTE_MS) tell(entry);
      if (!isHandshake) return;
      const now = clock.now();
      const before = failures.get(channelId);
      const current =
        before === undefined || now - before.since >= MINUTE_MS
          ? { since: now, count: 0, lockedUntil: before?.lockedUntil ?? 0 }
          : before;
      current.count += 1;
      if (current.count >= FAILURES_A_MINUTE) current.lockedUntil = now + LOCK_OUT_MS;
      failures.set(channelId, current);
    },
    isLockedOut: (channelId) => clock.now() < (failures.get(channelId)?.lockedUntil ?? 0),
    close: () => {
      for (const entry of untold.values()) tell(entry);
    },
  };
}

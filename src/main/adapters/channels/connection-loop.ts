// One connection after the other until stopped, and a way to begin the next one at once.
//   start → connect → (failed) → connect … → stop
// Knows no platform; how a connection is made and how long is waited after it comes with it.
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { Inbound } from '../../domain/ports/channel.ts';
import type { Log } from '../../domain/ports/world.ts';
import type { ConnectionHealth } from './connection-health.ts';

export interface Running {
  readonly inbound: Inbound;
  readonly stopped: AbortSignal;
}

export interface ConnectionLoop {
  start(inbound: Inbound): void;
  /** Resolves when the connection has ended: no further `receive` can come. */
  stop(): Promise<void>;
  /** Begins anew at once, with the credentials of now: after a new secret, a change of network, or sleep. */
  reconnect(): void;
  /** Ends the connection of now, and with it whatever it waits for; the next one begins. */
  renew(): void;
  /** Null while not started. */
  running(): Running | null;
}

const UNEXPECTED = 'Receiving failed in an unexpected way. The log has the details.';

export function createConnectionLoop(deps: {
  readonly channelId: ChannelId;
  /** Returns, or throws, when the connection is to be made anew; ends soon after `signal` aborted. */
  readonly connect: (inbound: Inbound, signal: AbortSignal) => Promise<void>;
  /** After `connect` threw: says so and waits. Never throws. Absent: it is unexpected, and goes into the log. */
  readonly failed?: (cause: unknown, signal: AbortSignal) => Promise<void>;
  /** After each connection, its signal aborted: whatever still follows from it ends. */
  readonly ended?: () => Promise<void>;
  readonly health: ConnectionHealth;
  readonly log: Log;
}): ConnectionLoop {
  const { channelId, connect, health, log } = deps;
  let now: { readonly inbound: Inbound; readonly stop: AbortController; ended: Promise<void> } | null = null;
  let session = new AbortController();

  async function run(inbound: Inbound, stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      session = new AbortController();
      const signal = AbortSignal.any([stopped, session.signal]);
      try {
        await connect(inbound, signal);
      } catch (cause) {
        if (!signal.aborted) await (deps.failed ?? failed)(cause, signal);
      }
      session.abort();
      await deps.ended?.();
    }
    health.off();
  }

  function failed(cause: unknown, signal: AbortSignal): Promise<void> {
    log.error('Receiving stopped unexpectedly and begins anew', { channel: channelId, cause });
    return health.trouble(UNEXPECTED, signal);
  }

  return {
    start: (inbound) => {
      if (now !== null) return;
      const stop = new AbortController();
      now = { inbound, stop, ended: Promise.resolve() };
      now.ended = run(inbound, stop.signal);
    },
    stop: async () => {
      const ending = now;
      now = null;
      ending?.stop.abort();
      await ending?.ended;
    },
    reconnect: () => {
      health.forget();
      session.abort();
    },
    renew: () => session.abort(),
    running: () => now && { inbound: now.inbound, stopped: now.stop.signal },
  };
}

// One connection after the other until stopped, and a way to begin the next one at once.
//   start → connect → (failed) → connect … → stop
// Knows no platform; how long to wait after a failure is the connection's own.
import type { Inbound } from '../../domain/ports/channel.ts';

export interface ConnectionLoop {
  start(inbound: Inbound): void;
  /** Resolves when the connection has ended: no further `receive` can come. */
  stop(): Promise<void>;
  /** Ends the connection of now, and with it whatever it waits for; the next one begins. */
  renew(): void;
}

export function createConnectionLoop(steps: {
  /** Returns, or throws, when the connection is to be made anew; ends soon after `signal` aborted. */
  readonly connect: (inbound: Inbound, signal: AbortSignal) => Promise<void>;
  /** After `connect` threw: says so and waits. Never throws. */
  readonly failed: (cause: unknown, signal: AbortSignal) => Promise<void>;
  readonly stopped: () => void;
}): ConnectionLoop {
  let running: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;
  let session = new AbortController();

  async function run(inbound: Inbound, stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      session = new AbortController();
      const signal = AbortSignal.any([stopped, session.signal]);
      try {
        await steps.connect(inbound, signal);
      } catch (cause) {
        if (!signal.aborted) await steps.failed(cause, signal);
      }
    }
    steps.stopped();
  }

  return {
    start: (inbound) => {
      if (running !== null) return;
      const stop = new AbortController();
      running = { stop, ended: run(inbound, stop.signal) };
    },
    stop: async () => {
      const ending = running;
      running = null;
      ending?.stop.abort();
      await ending?.ended;
    },
    renew: () => session.abort(),
  };
}

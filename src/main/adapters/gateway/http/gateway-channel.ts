// The gateway as a channel: it starts and stops with the settings, its words reach their readers through the transcript,
// and its health is whether it listens. Everything of HTTP is loaded with it, and only where it is wanted.
//   start → listen on the kept port (or another, where that one is taken) → serve; stop → nothing is open any more
import type { Channel, ChannelHealth } from '../../../domain/ports/channel.ts';
import type { Gateway } from '../../../domain/ports/gateway.ts';
import type { Log } from '../../../domain/ports/world.ts';
import { type PlaceSettings, type Places, placesOf } from './door/allowed-places.ts';
import { createAuthenticate } from './door/authenticate.ts';
import { createLockOut } from './door/lock-out.ts';
import { createRateLimit } from './door/rate-limit.ts';
import { ANSWER_WITHIN_MS } from './limits.ts';
import { createServeSockets } from './live/serve-sockets.ts';
import { createStreams } from './live/streams.ts';
import { type Listener, openListener, type Serving } from './open-listener.ts';
import { createAttempts } from './routes/chat-completions.ts';
import { routeTable } from './routes/route-table.ts';
import { createServeRequests } from './serve-requests.ts';

export interface GatewayChannelOptions {
  readonly gateway: Gateway;
  readonly log: Log;
  /** 0: the kept one, or a free one that is kept from then on. */
  readonly port: number;
  readonly keptPort: () => number | null;
  readonly keepPort: (port: number) => void;
  readonly places: PlaceSettings;
  readonly now?: () => number;
  readonly answerWithinMs?: number;
}

export interface GatewayChannel extends Channel {
  /** `http://127.0.0.1:41234` while it listens. */
  address(): string | null;
}

const TAKEN = 'The port is taken by another program. Set another one in [gateway], or 0 for a free one.';

export function createGatewayChannel(options: GatewayChannelOptions): GatewayChannel {
  const { gateway, log, now = Date.now } = options;
  const listeners = new Set<(health: ChannelHealth) => void>();
  const streams = createStreams();
  let health: ChannelHealth = { state: 'connecting', lastSeenAtMs: null, lastError: null, account: null };
  let listener: Promise<Listener | null> = Promise.resolve(null);
  let opened: Listener | null = null;
  let stopRevoked: (() => void) | null = null;
  let isStopped = false;

  function tell(change: Partial<ChannelHealth>): void {
    health = { ...health, ...change };
    for (const listen of listeners) listen(health);
  }

  function serving(places: Places): Serving {
    const rateLimit = createRateLimit(now);
    const authenticate = createAuthenticate({ gateway, lockOut: createLockOut(now) });
    const shared = {
      ...{ gateway, streams, rateLimit, authenticate, now },
      places: () => places,
      answerWithinMs: options.answerWithinMs ?? ANSWER_WITHIN_MS,
      onProved: (incoming: Parameters<Listener['proved']>[0]) => opened?.proved(incoming),
      onFault: (route: string, cause: unknown) =>
        log.error('A request to the gateway failed unexpectedly', { route, cause }),
    };
    return {
      request: createServeRequests({ ...shared, routes: routeTable(createAttempts(now)) }),
      upgrade: createServeSockets(shared),
    };
  }

  async function open(): Promise<Listener | null> {
    let current: Serving | null = null;
    // Nothing is served before the port is known: Host is compared with it.
    const serve = (): Serving => current ?? REFUSE_ALL;
    try {
      opened = await listenOn(options, serve);
    } catch (cause) {
      log.warn('The gateway cannot listen', { cause });
      tell({ state: 'trouble', lastError: TAKEN });
      return null;
    }
    if (isStopped) return opened;
    current = serving(placesOf(opened.port, options.places));
    stopRevoked = gateway.onRevoked(streams.closeOf);
    tell({
      state: 'connected',
      lastSeenAtMs: now(),
      lastError: null,
      account: `127.0.0.1:${opened.port}`,
    });
    return opened;
  }

  return {
    id: 'gateway',
    platform: 'gateway',
    address: () => (opened === null || isStopped ? null : `http://127.0.0.1:${opened.port}`),
    start: () => {
      listener = open();
    },
    stop: async () => {
      isStopped = true;
      const last = await listener;
      stopRevoked?.();
      streams.closeAll();
      await last?.close();
      tell({ state: 'off', account: null });
    },
    // Readers take a reply from the conversation itself; nothing is sent anywhere.
    render: (markdown) => (markdown.trim() === '' ? [] : [{ body: markdown, format: 'plain' }]),
    send: () => Promise.resolve({ kind: 'sent', platformMessageId: null }),
    showTyping: () => {},
    health: () => health,
    onHealth: (listen) => {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
  };
}

const REFUSE_ALL: Serving = {
  request: (_incoming, outgoing) => void outgoing.destroy(),
  upgrade: (_incoming, socket) => void socket.destroy(),
};

async function listenOn(
  { port, keptPort, keepPort }: GatewayChannelOptions,
  serve: () => Serving,
): Promise<Listener> {
  if (port !== 0) return await openListener(port, serve);
  const kept = keptPort();
  const again = kept === null ? null : await openListener(kept, serve).catch(() => null);
  const listener = again ?? (await openListener(0, serve));
  if (listener.port !== kept) keepPort(listener.port);
  return listener;
}

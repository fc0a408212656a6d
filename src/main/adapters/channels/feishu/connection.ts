// Who we are and how we stand with Feishu: app, bot, and in the mode "socket" the long connection, again and again.
//   secret → bot/v3/info → (socket) endpoint → long connection → lost → wait → again
// Shows it all as health. In the mode "webhook" Feishu calls us, and the app is asked for from time to time.
// Knows nothing of messages.
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createConnectionHealth } from '../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../connection-loop.ts';
import type { ProxyAgent } from '../exchange.ts';
import type { HealthBoard } from '../health-board.ts';
import { pause } from '../pause.ts';
import type { Endpoint } from './endpoint.ts';
import { type Me, meOf } from './event-shape.ts';
import { type FeishuApi, pauseOf } from './feishu-api.ts';
import type { History } from './history.ts';
import { runLongConnection } from './long-connection.ts';

export interface Connection extends ConnectionLoop {
  /** A call ended in a way that may concern the connection: in the mode "webhook" it is looked at now. */
  doubt(): void;
  /** Feishu refused app id and secret in another call. */
  secretRefused(): void;
  seen(): void;
  /** Null: not known yet. */
  me(): Me | null;
}

const DEADLINE_MS = 15_000;
const LONGEST_RETRY_MS = 60_000;
const LOOK_EVERY_MS = 15 * 60_000;
/** Out of reach for longer, a sleeping computer most of all: Feishu may have tried in vain for the last time. */
const GAP_MS = 20 * 60_000;
const NO_APP = 'No app id is set.';
const NO_SECRET = 'No app secret is set.';
const NO_KEYS =
  'The encrypt key and the verification token are not both set. Without them everything that Feishu sends is refused.';
const REFUSED = 'Feishu refused the app id or the app secret. Copy both anew from the developer console.';
const NO_BOT = 'The app has no bot. Add the bot feature in the developer console and release a version.';
const NOT_SAVED =
  'A message could not be saved, so it was not taken up. It comes again; check that the disk has room.';

export function createConnection(deps: {
  options: ChannelOptions;
  mode: 'socket' | 'webhook';
  appId: string;
  api: FeishuApi;
  endpoint: (signal: AbortSignal) => Promise<Endpoint>;
  proxy: ProxyAgent | null;
  board: HealthBoard;
  clock: Clock;
  log: Log;
  onEvent: (text: string) => Promise<void>;
  history: Pick<History, 'begin' | 'fellBehind' | 'catchUp'>;
}): Connection {
  const { options, mode, api, board, clock, log } = deps;
  const health = createConnectionHealth({ board, clock, longestRetryMs: LONGEST_RETRY_MS });
  const loop = createConnectionLoop({ channelId: options.id, connect, health, log });
  let me: Me | null = null;
  let refused = false;
  let listenedAtMs = clock.now();

  async function connect(_: Inbound, signal: AbortSignal): Promise<void> {
    if (refused) return health.refused(REFUSED, signal);
    if (deps.appId === '') return health.missing(NO_APP, signal);
    if (board.get().state === 'off') board.set({ state: 'connecting', lastError: null });
    const info = await api.ask({ method: 'GET', path: '/bot/v3/info', signal, deadlineMs: DEADLINE_MS });
    if (signal.aborted) return;
    switch (info.kind) {
      case 'no-secret':
        return health.missing(NO_SECRET, signal);
      case 'bad-secret':
        refused = true;
        return;
      case 'not-sent':
      case 'no-answer':
        return health.lost(info.reason, signal);
      case 'refused': {
        const waitMs = pauseOf(info);
        if (waitMs !== null) return health.limited('Feishu', waitMs, signal);
        if (info.answer.status >= 500) return health.lost('Feishu has trouble of its own.', signal);
        return health.trouble(
          `Feishu refused: ${info.words || `error ${info.code ?? info.answer.status}`}`,
          signal,
        );
      }
      case 'ok': {
        const found = meOf(info.json);
        if (found === null) return health.trouble(NO_BOT, signal);
        me = found;
        board.set({ account: found.name ?? deps.appId, lastSeenAtMs: clock.now() });
        return mode === 'socket' ? openConnection(signal) : beCalled(signal);
      }
    }
  }

  async function beCalled(signal: AbortSignal): Promise<void> {
    health.forget();
    const both = ['encrypt-key', 'verification-token'].every((name) => options.secret(name) !== null);
    board.set({ state: both ? 'connected' : 'token-missing', lastError: both ? null : NO_KEYS });
    await catchUp(signal);
    await pause(LOOK_EVERY_MS, clock, signal);
  }

  async function openConnection(signal: AbortSignal): Promise<void> {
    const endpoint = await deps.endpoint(signal);
    if (signal.aborted) return;
    if (endpoint.kind === 'no-secret') return health.missing(NO_SECRET, signal);
    if (endpoint.kind === 'bad-secret') {
      refused = true;
      return;
    }
    if (endpoint.kind === 'not-now')
      return endpoint.lost ? health.lost(endpoint.reason, signal) : health.trouble(endpoint.reason, signal);
    let caughtUp = Promise.resolve();
    const end = await runLongConnection({
      url: endpoint.url,
      service: endpoint.service,
      pingMs: endpoint.pingMs,
      proxy: deps.proxy,
      clock,
      signal,
      onOpen: () => {
        health.forget();
        board.set({ state: 'connected', lastError: null, lastSeenAtMs: clock.now() });
        caughtUp = catchUp(signal);
      },
      onSeen: () => {
        listenedAtMs = clock.now();
        board.set({ lastSeenAtMs: listenedAtMs });
      },
      onEvent: takeEvent,
      onMalformed: (what) =>
        log.warn('Feishu sent something that was not understood', { channel: options.id, what }),
    });
    await caughtUp;
    if (signal.aborted) return;
    if (end.kind === 'bad-secret') {
      refused = true;
      return;
    }
    return end.kind === 'lost' ? health.lost(end.reason, signal) : health.trouble(end.reason, signal);
  }

  /** What was written while we were away; what cannot be brought now is, the next time. */
  async function catchUp(signal: AbortSignal): Promise<void> {
    if (clock.now() - listenedAtMs > GAP_MS) deps.history.fellBehind();
    listenedAtMs = clock.now();
    try {
      await deps.history.catchUp(signal);
    } catch (cause) {
      if (!signal.aborted) log.error('What was missed could not be brought', { channel: options.id, cause });
    }
  }

  async function takeEvent(text: string): Promise<void> {
    try {
      await deps.onEvent(text);
      if (board.get().lastError === NOT_SAVED) board.set({ state: 'connected', lastError: null });
    } catch (cause) {
      if (loop.running() !== null) {
        log.error('An event could not be saved and comes again', { channel: options.id, cause });
        board.set({ state: 'trouble', lastError: NOT_SAVED });
      }
      throw cause;
    }
  }

  return {
    ...loop,
    start: (inbound) => {
      if (loop.running() === null) {
        refused = false;
        deps.history.begin(inbound);
      }
      loop.start(inbound);
    },
    reconnect: () => {
      refused = false;
      loop.reconnect();
    },
    doubt: () => {
      if (mode === 'webhook' && board.get().state === 'connected') loop.renew();
    },
    secretRefused: () => {
      if (refused) return;
      refused = true;
      loop.renew();
    },
    seen: () => board.set({ lastSeenAtMs: clock.now() }),
    me: () => me,
  };
}

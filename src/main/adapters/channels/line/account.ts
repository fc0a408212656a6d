// Which account we are, and whether LINE takes our token: asked at the start, from time to time, and when a call failed.
//   token → bot/info → connected | token-missing | token-refused | trouble → wait → again
// LINE calls us, so there is no connection to lose; what was last seen is an answer of its own or a genuine webhook.
// Knows nothing of messages.
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createConnectionHealth } from '../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../connection-loop.ts';
import { jsonOf } from '../exchange.ts';
import type { HealthBoard } from '../health-board.ts';
import { pause } from '../pause.ts';
import { type Me, meSchema } from './event-shape.ts';
import type { LineApi } from './line-api.ts';

export interface Account extends ConnectionLoop {
  /** LINE refused the token in another call: not asked again until something changes. */
  tokenRefused(): void;
  /** A genuine sign of life that came to us. */
  seen(): void;
  /** Who we are; waits a little where that is being asked. Null: not known yet. */
  me(): Promise<Me | null>;
  /** The same, without waiting. */
  known(): Me | null;
}

const DEADLINE_MS = 15_000;
const LONGEST_RETRY_MS = 60_000;
const LOOK_EVERY_MS = 15 * 60_000;
/** LINE waits two seconds for the answer to a webhook. */
const WAIT_FOR_ME_MS = 1_000;

const NO_TOKEN = 'No channel access token is set.';
const NO_SECRET = 'No channel secret is set. Without it everything that LINE sends is refused.';
const REFUSED = 'LINE refused the channel access token. Issue a new one in the LINE Developers Console.';

export function createAccount(deps: {
  options: ChannelOptions;
  api: LineApi;
  board: HealthBoard;
  clock: Clock;
  log: Log;
}): Account {
  const { options, api, board, clock, log } = deps;
  const health = createConnectionHealth({ board, clock, longestRetryMs: LONGEST_RETRY_MS });
  const loop = createConnectionLoop({ channelId: options.id, connect: look, health, log });
  let me: Me | null = null;
  let refused = false;
  const waiting = new Set<() => void>();

  async function look(_: Inbound, signal: AbortSignal): Promise<void> {
    if (refused) return health.refused(REFUSED, signal);
    const missing = options.secret('channel-secret') === null ? NO_SECRET : null;
    if (board.get().state === 'off') board.set({ state: 'connecting', lastError: null });
    const asked = await api.ask({ method: 'GET', path: '/v2/bot/info', signal, deadlineMs: DEADLINE_MS });
    if (signal.aborted) return;
    switch (asked.kind) {
      case 'no-token':
        return health.missing(NO_TOKEN, signal);
      case 'bad-token':
        refused = true;
        return;
      case 'not-sent':
      case 'no-answer':
        return health.lost(asked.reason, signal);
      case 'answer': {
        const { status } = asked.answer;
        if (status === 401) {
          refused = true;
          return;
        }
        if (status >= 500) return health.lost('LINE has trouble of its own.', signal);
        const read = meSchema.safeParse(status === 200 ? jsonOf(asked.answer) : null);
        if (!read.success)
          return health.trouble(`The answer was not one that LINE gives (${status}).`, signal);
        learn(read.data);
        health.forget();
        const account = read.data.basicId ?? read.data.displayName ?? read.data.userId;
        const state = missing === null ? 'connected' : 'token-missing';
        board.set({ state, lastError: missing, account, lastSeenAtMs: clock.now() });
        return pause(LOOK_EVERY_MS, clock, signal);
      }
    }
  }

  function learn(found: Me): void {
    me = found;
    for (const tell of waiting) tell();
  }

  return {
    ...loop,
    start: (inbound) => {
      if (loop.running() === null) refused = false;
      loop.start(inbound);
    },
    reconnect: () => {
      refused = false;
      loop.renew();
    },
    tokenRefused: () => {
      if (refused) return;
      refused = true;
      loop.renew();
    },
    seen: () => board.set({ lastSeenAtMs: clock.now() }),
    me: async () => {
      if (me !== null) return me;
      const wait = new AbortController();
      const tell = (): void => wait.abort();
      waiting.add(tell);
      await pause(WAIT_FOR_ME_MS, clock, wait.signal);
      waiting.delete(tell);
      return me;
    },
    known: () => me,
  };
}

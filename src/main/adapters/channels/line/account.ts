// Which account we are, and whether LINE takes our token: asked at the start, from time to time, and when a call failed.
//   token → bot/info → connected | token-missing | token-refused | trouble → wait → again
// LINE calls us, so there is no connection to lose; what was last seen is an answer of its own or a genuine webhook.
// Knows nothing of messages.
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { createBackoff } from '../backoff.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { jsonOf } from '../exchange.ts';
import type { HealthBoard } from '../health-board.ts';
import { pause, pauseUntilWoken } from '../pause.ts';
import { type Me, meSchema } from './event-shape.ts';
import type { LineApi } from './line-api.ts';

export interface Account {
  start(): void;
  /** Resolves when nothing is asked any more. */
  stop(): Promise<void>;
  /** Asks anew at once: a secret changed, the network did, or a call ended in a way that says so. */
  look(): void;
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
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;
const LOOK_EVERY_MS = 15 * 60_000;
/** Fewer failures than this in a row are an ordinary hiccup of a network. */
const FAILURES_UNTIL_TROUBLE = 3;
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
  const backoff = createBackoff({ firstMs: FIRST_RETRY_MS, maxMs: LONGEST_RETRY_MS });
  let running: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;
  let session = new AbortController();
  let me: Me | null = null;
  let refused = false;
  const waiting = new Set<() => void>();

  async function run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      session = new AbortController();
      const signal = AbortSignal.any([stopped, session.signal]);
      try {
        await lookOnce(signal);
      } catch (cause) {
        log.error('Asking LINE for the account failed unexpectedly', { channel: options.id, cause });
        await trouble('Asking LINE failed in an unexpected way. The log has the details.', signal);
      }
    }
    board.set({ state: 'off', lastError: null });
  }

  async function lookOnce(signal: AbortSignal): Promise<void> {
    if (refused) {
      board.set({ state: 'token-refused', lastError: REFUSED, account: null });
      return pauseUntilWoken(signal);
    }
    const missing = options.secret('channel-secret') === null ? NO_SECRET : null;
    if (board.get().state === 'off') board.set({ state: 'connecting', lastError: null });
    const asked = await api.ask({ method: 'GET', path: '/v2/bot/info', signal, deadlineMs: DEADLINE_MS });
    if (signal.aborted) return;
    switch (asked.kind) {
      case 'no-token':
        board.set({ state: 'token-missing', lastError: NO_TOKEN, account: null });
        return pauseUntilWoken(signal);
      case 'bad-token':
        refused = true;
        return;
      case 'not-sent':
      case 'no-answer':
        return lost(asked.reason, signal);
      case 'answer': {
        const { status } = asked.answer;
        if (status === 401) {
          refused = true;
          return;
        }
        if (status >= 500) return lost('LINE has trouble of its own.', signal);
        const read = meSchema.safeParse(status === 200 ? jsonOf(asked.answer) : null);
        if (!read.success) return trouble(`The answer was not one that LINE gives (${status}).`, signal);
        learn(read.data);
        backoff.reset();
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

  function lost(reason: string, signal: AbortSignal): Promise<void> {
    const waitMs = backoff.nextMs();
    const state = backoff.failures() < FAILURES_UNTIL_TROUBLE ? 'connecting' : 'trouble';
    board.set({ state, lastError: reason });
    return pause(waitMs, clock, signal);
  }

  function trouble(reason: string, signal: AbortSignal): Promise<void> {
    board.set({ state: 'trouble', lastError: reason });
    return pause(backoff.nextMs(), clock, signal);
  }

  return {
    start: () => {
      if (running !== null) return;
      refused = false;
      const stop = new AbortController();
      running = { stop, ended: run(stop.signal) };
    },
    stop: async () => {
      const ending = running;
      running = null;
      ending?.stop.abort();
      await ending?.ended;
    },
    look: () => {
      refused = false;
      session.abort();
    },
    tokenRefused: () => {
      if (refused) return;
      refused = true;
      session.abort();
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

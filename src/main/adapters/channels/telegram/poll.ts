// Receiving by long polling, so that an update is confirmed to Telegram only after it is durable here.
//   getMe → getUpdates → read → Inbound.receive (durable) → the next getUpdates confirms
// What could not be saved is not confirmed and comes again; what comes twice carries the same key.
// Knows nothing of what a message means or who may speak.
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { createConnectionHealth, NOT_SAVED } from '../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../connection-loop.ts';
import type { HealthBoard } from '../health-board.ts';
import { pause } from '../pause.ts';
import type { ApiAnswer, BotApi } from './bot-api.ts';
import { cursorOf, offsetAfter } from './cursor.ts';
import { type Me, meSchema, WANTED_UPDATES } from './update-shape.ts';
import { dedupKeyOf, inOrder, type NumberedUpdate, readUpdate } from './updates.ts';

const BATCH = 100; // the most that Telegram gives
/** Made durable in one commit: most of what one costs is the disk's answer. Few enough to hold nothing up. */
const TOGETHER = 20;
const LONG_POLL_SECONDS = 30; // below the idle limits of common routers and proxies; Telegram allows up to 50
const ANSWER_DEADLINE_MS = 20_000;
/** A server that answers a long poll this fast with nothing does not wait; it is not asked in a tight circle. */
const TOO_FAST_MS = 1_000;
const IDLE_PAUSE_MS = 500;

const TOKEN_REFUSED = 'Telegram refused the bot token. Get a new one from @BotFather and set it in Settings.';
export function createPoller(deps: {
  channelId: ChannelId;
  api: BotApi;
  /** Never throws; null: none is set. */
  token: () => string | null;
  clock: Clock;
  log: Log;
  board: HealthBoard;
}): ConnectionLoop {
  const { channelId, api, clock, log, board } = deps;
  const health = createConnectionHealth({ board, clock });

  /** One connection with one token: returns when it is to be made anew. */
  async function connect(inbound: Inbound, signal: AbortSignal): Promise<void> {
    const token = deps.token();
    if (token === null) return health.missing('No bot token is set.', signal);
    health.connecting();
    await setImmediate(); // the first call loads its library: after the app is ready, not before
    const answer = await api.ask(token, (raw, abort) => raw.getMe(abort), {
      signal,
      deadlineMs: ANSWER_DEADLINE_MS,
    });
    if (signal.aborted) return;
    if (answer.kind !== 'ok') return handleFailure(answer, signal);
    const me = meSchema.safeParse(answer.result);
    if (!me.success) return health.trouble('The answer was not one that Telegram gives.', signal);
    const username = me.data.username;
    board.set({
      account: username === undefined ? `bot ${me.data.id}` : `@${username}`,
      lastSeenAtMs: clock.now(),
    });
    await receiveUpdates(inbound, token, me.data, signal);
  }

  async function receiveUpdates(inbound: Inbound, token: string, me: Me, signal: AbortSignal): Promise<void> {
    let offset = offsetAfter(inbound.cursor(channelId), me, clock.now());
    let live = false;
    // SECURITY: another token may be another bot; its updates are never confirmed with this one's numbers.
    while (!signal.aborted && deps.token() === token) {
      const askedAt = clock.now();
      // The first question does not wait for news: its answer shows at once that receiving works.
      const seconds = live ? LONG_POLL_SECONDS : 0;
      const answer = await api.ask(
        token,
        (raw, abort) =>
          raw.getUpdates(
            {
              limit: BATCH,
              timeout: seconds,
              allowed_updates: WANTED_UPDATES,
              ...(offset === null ? {} : { offset }),
            },
            abort,
          ),
        { signal, deadlineMs: seconds * 1_000 + ANSWER_DEADLINE_MS },
      );
      if (signal.aborted) return;
      if (answer.kind !== 'ok') {
        live = false;
        await handleFailure(answer, signal);
        continue;
      }
      if (!Array.isArray(answer.result)) {
        live = false;
        await health.trouble('The answer was not one that Telegram gives.', signal);
        continue;
      }
      const taken = await takeBatch(inbound, answer.result, me, signal);
      if (taken.nextOffset !== null) offset = taken.nextOffset;
      // Nothing but updates without a number: they are counted from where we are, or they would come for ever.
      else if (taken.saved && offset !== null) offset += answer.result.length;
      if (!taken.saved) {
        live = false;
        await health.trouble(NOT_SAVED, signal);
        continue;
      }
      if (signal.aborted) return;
      health.forget();
      board.set({ state: 'connected', lastError: null, lastSeenAtMs: clock.now() });
      const idle =
        taken.nextOffset === null &&
        (answer.result.length > 0 || (live && clock.now() - askedAt < TOO_FAST_MS));
      live = true;
      if (idle) await pause(IDLE_PAUSE_MS, clock, signal);
    }
  }

  /** In order, until all are durable, one could not be made so, or we are to stop. */
  async function takeBatch(
    inbound: Inbound,
    updates: readonly unknown[],
    me: Me,
    signal: AbortSignal,
  ): Promise<{ saved: boolean; nextOffset: number | null }> {
    let nextOffset: number | null = null;
    const takeAll = (some: readonly NumberedUpdate[]): string[] => {
      const pressed = some.flatMap(({ update, updateId }) => {
        const callbackId = takeOne(inbound, update, updateId, me);
        if (updateId !== null) nextOffset = updateId + 1;
        return callbackId === null ? [] : [callbackId];
      });
      if (nextOffset !== null) inbound.saveCursor(channelId, cursorOf(me, nextOffset - 1, clock.now()));
      return pressed;
    };
    const takeSome = (some: readonly NumberedUpdate[]): readonly string[] => {
      if (inbound.together === undefined) return takeAll(some);
      const before = nextOffset;
      try {
        return inbound.together(() => takeAll(some));
      } catch {
        nextOffset = before; // none is durable: each for itself, up to the one that cannot be saved
        return takeAll(some);
      }
    };
    try {
      const ordered = inOrder(updates);
      for (let at = 0; at < ordered.length && !signal.aborted; at += TOGETHER) {
        const pressed = takeSome(ordered.slice(at, at + TOGETHER));
        for (const callbackId of pressed) acknowledgePress(callbackId, signal);
        await setImmediate(); // a full batch must not hold up everything else
      }
      return { saved: true, nextOffset };
    } catch (cause) {
      log.error('An update could not be saved and is asked for again', { channel: channelId, cause });
      return { saved: false, nextOffset };
    }
  }

  /** Throws when it could not be made durable. Returns the button press that is to be acknowledged, if it is one. */
  function takeOne(inbound: Inbound, update: unknown, updateId: number | null, me: Me): string | null {
    if (updateId === null) {
      const hash = createHash('sha256')
        .update(JSON.stringify(update) ?? '')
        .digest('hex');
      inbound.skip({
        channelId,
        dedupKey: `${me.id}:unnumbered:${hash}`,
        reason: 'The update has no number.',
      });
      return null;
    }
    const read = readUpdate(update, updateId, channelId, me);
    if (read.kind === 'skip') {
      inbound.skip({ channelId, dedupKey: dedupKeyOf(me, updateId), reason: read.reason });
      return null;
    }
    inbound.receive(read.message);
    return read.callbackId;
  }

  /** Ends the waiting circle on the button. Nothing depends on it. */
  function acknowledgePress(callbackId: string, signal: AbortSignal): void {
    const token = deps.token();
    if (token === null) return;
    void api.ask(token, (raw, abort) => raw.answerCallbackQuery({ callback_query_id: callbackId }, abort), {
      signal,
      deadlineMs: ANSWER_DEADLINE_MS,
    });
  }

  /** Shows what went wrong and waits as long as it asks for. */
  async function handleFailure(
    answer: Exclude<ApiAnswer, { kind: 'ok' }>,
    signal: AbortSignal,
  ): Promise<void> {
    if (answer.kind !== 'refused') return health.lost(answer.reason, signal);
    switch (answer.code) {
      case 401:
      case 404: // what Telegram says when the token in the address has the wrong form
        return health.refused(TOKEN_REFUSED, signal);
      case 409:
        return health.trouble(conflict(answer.description), signal);
      case 429:
        return health.limited('Telegram', answer.retryAfterMs, signal);
      default:
        return answer.code >= 500
          ? health.lost('Telegram has trouble of its own.', signal)
          : health.trouble(`Telegram refused: ${answer.description}`, signal);
    }
  }

  return createConnectionLoop({ channelId, connect, health, log });
}

function conflict(description: string): string {
  return /webhook/i.test(description)
    ? 'A webhook is set for this bot, so Telegram gives its messages to another program. Remove the webhook there, or use another bot.'
    : 'Another program is polling with the same token, so messages go to either of the two. Stop the other program, or use another bot.';
}

// Receiving from signal-cli: each event is durable here before the next one is read, and its id is our position.
//   account → stream from our position on → read → Inbound.receive (durable) → position saved
// signal-cli confirms to Signal before we have anything, so what cannot be saved is kept and tried again here; a
// signal-cli that gives its events ids also repeats them from our position on. Knows nothing of who may speak.
import { createHash } from 'node:crypto';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { createConnectionHealth } from '../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../connection-loop.ts';
import { handIn, inOneCommit } from '../hand-in.ts';
import type { HealthBoard } from '../health-board.ts';
import { findAccount } from './account.ts';
import { eventOf } from './envelope-shape.ts';
import { type ReadEnvelope, readEvent, type Self } from './envelopes.ts';
import { readEvents, type StreamEnd, type StreamEvent } from './event-stream.ts';
import type { Rpc, RpcAnswer } from './rpc.ts';

/** signal-cli says something every 15 seconds (its DaemonCommand); four times that is silence. */
const SILENT_MS = 60_000;

/** An id that signal-cli does not know: it gives all that it kept. It keeps nothing from before somebody listened. */
const BEFORE_ALL = '0';

const NOT_SAVED =
  'A message could not be saved, so it was not taken up. It is tried again until saving works; check that the disk has room.';

export function createReceiver(deps: {
  channelId: ChannelId;
  url: string;
  account: string;
  /** Shown when nothing listens. */
  startCommand: string;
  rpc: Rpc;
  /** Learns which account calls are made for. */
  named: (account: string | null) => void;
  clock: Clock;
  log: Log;
  board: HealthBoard;
}): ConnectionLoop {
  const { channelId, rpc, clock, log, board } = deps;
  const health = createConnectionHealth({ board, clock });
  /** Read, not yet durable: outlives a connection, as not every signal-cli gives it again. */
  let unsaved: { readonly event: StreamEvent; readonly self: Self } | null = null;

  /** One connection: returns when it is to be made anew. */
  async function connect(inbound: Inbound, signal: AbortSignal): Promise<void> {
    health.connecting();
    const found = await findAccount(rpc, deps.account, signal);
    if (signal.aborted) return;
    if (found.kind === 'unclear') return health.trouble(found.reason, signal);
    if (found.kind === 'failed') return health.trouble(sentenceOf(found.answer), signal);
    deps.named(found.named);
    board.set({ account: found.self.number ?? found.self.aci ?? 'signal-cli', lastSeenAtMs: clock.now() });
    if (unsaved !== null) await keepTrying(inbound, unsaved.event, unsaved.self, signal);
    if (signal.aborted) return;
    const query = found.named === null ? '' : `?account=${encodeURIComponent(found.named)}`;
    const end = await readEvents(
      {
        url: `${deps.url}/api/v1/events${query}`,
        lastEventId: inbound.cursor(channelId),
        silentMs: SILENT_MS,
        signal,
      },
      {
        opened: () => {
          if (inbound.cursor(channelId) === null) inbound.saveCursor(channelId, BEFORE_ALL);
          health.forget();
          board.set({ state: 'connected', lastError: null, lastSeenAtMs: clock.now() });
        },
        alive: () => board.set({ lastSeenAtMs: clock.now() }),
        event: (event) => keepTrying(inbound, event, found.self, signal),
      },
    );
    if (!signal.aborted) await health.trouble(endSentence(end), signal);
  }

  /** Until it is durable or we are to stop; nothing further is read meanwhile. */
  async function keepTrying(
    inbound: Inbound,
    event: StreamEvent,
    self: Self,
    signal: AbortSignal,
  ): Promise<void> {
    unsaved = { event, self };
    while (!signal.aborted) {
      try {
        take(inbound, event, self);
        unsaved = null;
        if (board.get().lastError === NOT_SAVED) board.set({ state: 'connected', lastError: null });
        health.forget();
        return;
      } catch (cause) {
        log.error('A message could not be saved and is tried again', { channel: channelId, cause });
        await health.trouble(NOT_SAVED, signal);
      }
    }
  }

  /** Throws when it could not be made durable. */
  function take(inbound: Inbound, event: StreamEvent, self: Self): void {
    const read = readStreamEvent(event, channelId, self);
    inOneCommit(inbound, () => {
      if (read.kind !== 'quiet') handIn(inbound, channelId, read);
      if (event.id !== null) inbound.saveCursor(channelId, event.id);
    });
  }

  function sentenceOf(answer: Exclude<RpcAnswer, { kind: 'ok' }>): string {
    if (answer.kind === 'refused') return `signal-cli refused: “${answer.message}”.`;
    return answer.code === 'ECONNREFUSED' ? notRunning() : answer.reason;
  }

  function notRunning(): string {
    return `signal-cli is not running. Start it with: ${deps.startCommand}`;
  }

  function endSentence(end: StreamEnd): string {
    if (end.kind === 'status')
      return end.status === 400
        ? 'signal-cli does not know the account that is set for this channel.'
        : `What listens there does not give the events of signal-cli (${end.status}). Version 0.12 or later is needed.`;
    if (end.code === 'ECONNREFUSED') return notRunning();
    return 'The connection to signal-cli broke.';
  }

  return createConnectionLoop({ channelId, connect, health, log });
}

function readStreamEvent(event: StreamEvent, channelId: ChannelId, self: Self): ReadEnvelope {
  const unknownKey = `unknown:${createHash('sha256').update(event.data).digest('hex')}`;
  const skip = (reason: string): ReadEnvelope => ({ kind: 'skip', dedupKey: unknownKey, reason });
  if (event.type !== 'receive') return skip('The event is of a kind that Sallyport does not read.');
  if (event.cut) return skip('The message was longer than any that Signal has.');
  const read = eventOf(event.data);
  if (read === null) return skip('The event has a field of the wrong type.');
  // In the mode for one account nobody told us its number before.
  const known = { number: self.number ?? read.account ?? null, aci: self.aci };
  return readEvent(read, channelId, known, unknownKey);
}

// Receiving by looking into Messages' database: a moment after something was written there, from where we were.
//   database → rows → read → Inbound.receive (durable) → our note of the position
// Only what was saved moves the note, so what could not be saved is read again. Knows nothing of who may speak.
import { setImmediate } from 'node:timers/promises';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { createConnectionHealth, NOT_SAVED } from '../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../connection-loop.ts';
import { handIn, inOneCommit } from '../hand-in.ts';
import type { HealthBoard } from '../health-board.ts';
import { pause } from '../pause.ts';
import { cursorOf, type Position, positionOf } from './cursor.ts';
import { type MessagesDatabase, MessagesTrouble, messagesTroubleOf } from './database.ts';
import { ownAddressOf } from './handles.ts';
import { type ReadMessage, readMessage } from './messages.ts';
import { readAttachments, readRow } from './row-shape.ts';

/** Made durable in one commit. */
const BATCH = 20;
/** Where no note is yet: who wrote just now, to try it, is answered; the owner's years of messages are not. */
const FIRST_LOOK_BACK_MS = 5 * 60_000;
/** What belongs to a row is written within moments; after this it is read as it is. */
const SETTLE_MS = 2_000;
/** Older ones are not news: Messages has fetched them from iCloud, or from a backup. */
const OLDEST_MS = 7 * 24 * 60 * 60_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;

const UNEXPECTED = 'Reading Messages failed in an unexpected way. The log has the details.';

export function createWatcher(deps: {
  channelId: ChannelId;
  /** Throws MessagesTrouble. */
  open: () => MessagesDatabase;
  pollEveryMs: number;
  clock: Clock;
  log: Log;
  board: HealthBoard;
  /** What stands in the way of sending, or null: the channel is in trouble then, though it receives. */
  sendingTrouble: () => string | null;
}): ConnectionLoop {
  const { channelId, clock, log, board } = deps;
  const health = createConnectionHealth({
    board,
    clock,
    firstRetryMs: FIRST_RETRY_MS,
    longestRetryMs: LONGEST_RETRY_MS,
  });

  async function connect(inbound: Inbound, signal: AbortSignal): Promise<void> {
    health.connecting();
    await setImmediate(); // start() returns before anything is read
    const db = deps.open();
    try {
      await watch(db, inbound, signal);
    } finally {
      db.close();
    }
  }

  function failed(cause: unknown, signal: AbortSignal): Promise<void> {
    const trouble: Error & { readonly words?: string } = messagesTroubleOf(cause);
    const words = trouble.words ?? UNEXPECTED;
    // Once, not with each attempt; and without the cause where that is the system's, which names the owner's folder.
    if (board.get().lastError !== words)
      log.error('Messages could not be read and is tried again', {
        channel: channelId,
        reason: words,
        cause: trouble instanceof MessagesTrouble ? trouble.code : trouble,
      });
    return health.trouble(words, signal);
  }

  async function watch(db: MessagesDatabase, inbound: Inbound, signal: AbortSignal): Promise<void> {
    let position = whereWeWere(db, inbound.cursor(channelId), clock.now());
    inbound.saveCursor(channelId, cursorOf(position));
    /** Changes taken in this session, so that those of the same moment are not handed in with each look. */
    const taken = new Set<string>();
    let waitingSince: number | null = null;
    while (!signal.aborted) {
      if (db.isReplaced()) return;
      if (db.changed() || waitingSince !== null) {
        const settled = waitingSince !== null && clock.now() - waitingSince >= SETTLE_MS;
        const step = takeSome(db, inbound, position, taken, settled);
        position = step.position;
        waitingSince = step.waits ? (step.moved ? clock.now() : (waitingSince ?? clock.now())) : null;
        if (step.more) {
          waitingSince ??= clock.now(); // so that the rest is looked at without news
          await setImmediate();
          continue;
        }
      }
      showConnected(db);
      await pause(deps.pollEveryMs, clock, signal);
    }
  }

  function showConnected(db: MessagesDatabase): void {
    health.forget();
    const trouble = deps.sendingTrouble();
    board.set({
      state: trouble === null ? 'connected' : 'trouble',
      lastError: trouble,
      lastSeenAtMs: clock.now(),
      account: board.get().account ?? ownAddressOf(db.account()) ?? 'Messages on this Mac',
    });
  }

  interface Step {
    readonly position: Position;
    /** A row is not written in full yet. */
    readonly waits: boolean;
    readonly moved: boolean;
    readonly more: boolean;
  }

  /** Throws NotSaved when something could not be made durable. What was saved before it stays noted. */
  function takeSome(
    db: MessagesDatabase,
    inbound: Inbound,
    from: Position,
    taken: Set<string>,
    settled: boolean,
  ): Step {
    const rows = db.after(from.rowId, BATCH);
    const edits = db.changedSince(from.editedAtMs, from.rowId, BATCH * 5);
    const work = (): Step => {
      let position = takeEdits(db, inbound, edits, from, taken);
      let old = 0;
      let waits = false;
      for (const [index, raw] of rows.entries()) {
        const read = readRow(raw);
        if (read.kind === 'malformed') {
          const reason = 'A message has a field of the wrong type.';
          inbound.skip({ channelId, dedupKey: read.guid ?? `row:${read.rowId}`, reason });
          position = { ...position, rowId: read.rowId, guid: db.guidOf(read.rowId) ?? '' };
          continue;
        }
        const { row } = read;
        const isOld = row.sentAtMs !== null && row.sentAtMs < clock.now() - OLDEST_MS;
        const message: ReadMessage = isOld
          ? { kind: 'own' }
          : readMessage(row, readAttachments(db.attachmentsOf(row.rowId)), {
              channelId,
              settled: settled && index === 0,
              isEdit: false,
            });
        if (isOld) old += 1;
        if (message.kind === 'wait') {
          waits = true;
          break;
        }
        hand(inbound, message);
        if (row.editedAtMs !== null) taken.add(`${row.guid}:${row.editedAtMs}`); // taken as it is now
        const atMs = Math.max(position.atMs, row.sentAtMs ?? 0);
        const editedAtMs = Math.max(position.editedAtMs, row.editedAtMs ?? 0);
        position = { rowId: row.rowId, guid: row.guid, atMs, editedAtMs };
      }
      inbound.saveCursor(channelId, cursorOf(position));
      if (old > 0)
        log.info('Messages of more than a week ago were not taken up', { channel: channelId, count: old });
      const moved = position.rowId !== from.rowId;
      return { position, waits, moved, more: !waits && rows.length === BATCH };
    };
    if (rows.length === 0 && edits.every((raw) => isTaken(raw, taken)))
      return { position: from, waits: false, moved: false, more: false };
    try {
      return inOneCommit(inbound, work);
    } catch (cause) {
      throw new NotSaved(cause);
    }
  }

  function takeEdits(
    db: MessagesDatabase,
    inbound: Inbound,
    edits: readonly unknown[],
    from: Position,
    taken: Set<string>,
  ): Position {
    let position = from;
    for (const raw of edits) {
      const read = readRow(raw);
      if (read.kind === 'malformed' || isTaken(raw, taken)) continue;
      const { row } = read;
      const attachments = readAttachments(db.attachmentsOf(row.rowId));
      hand(inbound, readMessage(row, attachments, { channelId, settled: true, isEdit: true }));
      taken.add(`${row.guid}:${row.editedAtMs}`);
      position = { ...position, editedAtMs: Math.max(position.editedAtMs, row.editedAtMs ?? 0) };
    }
    return position;
  }

  function isTaken(raw: unknown, taken: ReadonlySet<string>): boolean {
    const read = readRow(raw);
    return read.kind === 'malformed' || taken.has(`${read.row.guid}:${read.row.editedAtMs}`);
  }

  function hand(inbound: Inbound, read: ReadMessage): void {
    if (read.kind === 'message' || read.kind === 'skip') handIn(inbound, channelId, read);
  }

  return createConnectionLoop({ channelId, connect, failed, health, log });
}

class NotSaved extends Error {
  readonly words = NOT_SAVED;
  constructor(cause: unknown) {
    super(NOT_SAVED, { cause });
  }
}

/** Where the note still fits the database; else what was written since the time in the note, or just now. */
function whereWeWere(db: MessagesDatabase, cursor: string | null, nowMs: number): Position {
  const noted = positionOf(cursor);
  const since = noted?.atMs ?? nowMs - FIRST_LOOK_BACK_MS;
  if (noted !== null && noted.rowId <= db.lastRowId()) {
    const guid = db.guidOf(noted.rowId);
    // A row that is gone was deleted by a person; numbers are never given twice.
    if (guid === null || noted.guid === '' || guid === noted.guid) return noted;
  }
  const rowId = db.before(Math.max(since, nowMs - OLDEST_MS));
  return { rowId, guid: db.guidOf(rowId) ?? '', atMs: since, editedAtMs: noted?.editedAtMs ?? since };
}

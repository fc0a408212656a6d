// Receiving by /sync, so that our position moves only after everything of a sync is durable here.
//   whoami → sync since our position → take.ts → commit.ts (durable, with our position) → the next sync
// What could not be saved is asked for again with the same position; what comes twice carries the same key.
// Knows nothing of what a message means or who may speak.
import { setImmediate } from 'node:timers/promises';
import type { ChannelId } from '../../../../../contracts/scalars.ts';
import type { Inbound } from '../../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../../domain/ports/world.ts';
import { createConnectionHealth, NOT_SAVED } from '../../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../../connection-loop.ts';
import type { HealthBoard } from '../../health-board.ts';
import { pause } from '../../pause.ts';
import { type ApiAnswer, type ClientApi, Unanswered } from '../client-api.ts';
import type { Asking, Rooms } from '../rooms.ts';
import { objectField, readSync, type SyncAnswer, whoamiSchema } from '../wire-shape.ts';
import { createCommit } from './commit.ts';
import { cursorOf, positionOf } from './cursor.ts';
import { ENCRYPTED } from './events.ts';
import { createHandleFailure } from './failures.ts';
import { createInvitations, type InvitationRules, type Invitations } from './invitations.ts';
import { takeInvitations } from './invited.ts';
import { type Taken, takeSync } from './take.ts';

const LONG_POLL_MS = 30_000; // below the idle limits of common routers and proxies
const ANSWER_DEADLINE_MS = 20_000;
/** The first sync of an account in many rooms is put together by the homeserver while we wait. */
const FIRST_SYNC_DEADLINE_MS = 180_000;
/** Events of one room in one sync; more are fetched from its history. */
const TIMELINE = 50;
/** A server that answers a long poll this fast with nothing does not wait; it is not asked in a tight circle. */
const TOO_FAST_MS = 1_000;
const IDLE_PAUSE_MS = 500;

const NO_ANSWER = 'The answer was not one that a homeserver gives.';
const BAD_TOKEN = 'The access token holds characters that no token has. Set it anew in Settings.';
const LOST_POSITION =
  'The homeserver no longer knows how far was read. What was written while the connection was away is missing.';

export function createReceiver(deps: {
  channelId: ChannelId;
  api: ClientApi;
  rooms: Rooms;
  rules: InvitationRules;
  /** Never throws; null: none is set. */
  token: () => string | null;
  clock: Clock;
  log: Log;
  board: HealthBoard;
}): ConnectionLoop {
  const { channelId, api, rooms, clock, log, board } = deps;
  const health = createConnectionHealth({ board, clock });
  const handleFailure = createHandleFailure(api, health);
  const loop = createConnectionLoop({
    channelId,
    connect: async (inbound, signal) => {
      try {
        await connect(inbound, signal);
      } catch (cause) {
        if (!(cause instanceof Unanswered)) throw cause;
        await handleFailure(cause.answer, signal);
      }
    },
    health,
    log,
  });
  /** Something that the owner should know although receiving works. */
  let note: string | null = null;

  /** One connection with one token: returns when it is to be made anew. */
  async function connect(inbound: Inbound, signal: AbortSignal): Promise<void> {
    const token = deps.token();
    if (token === null) return health.missing('No access token is set.', signal);
    if (!/^[\x21-\x7e]+$/.test(token)) return health.refused(BAD_TOKEN, signal);
    health.connecting();
    await setImmediate(); // after the app is ready, not before
    const answer = await api.ask(token, {
      method: 'GET',
      path: '/_matrix/client/v3/account/whoami',
      signal,
      deadlineMs: ANSWER_DEADLINE_MS,
    });
    if (signal.aborted) return;
    if (answer.kind !== 'ok') return handleFailure(answer, signal);
    const who = whoamiSchema.safeParse(answer.value);
    if (!who.success) return health.trouble(NO_ANSWER, signal);
    rooms.clear(); // what changed while we were away is not known
    board.set({ account: who.data.user_id, lastSeenAtMs: clock.now() });
    const ended = new AbortController();
    try {
      await receive(inbound, {
        token,
        me: who.data.user_id,
        signal: AbortSignal.any([signal, ended.signal]),
      });
    } finally {
      ended.abort(); // what still follows invitations ends with the connection
    }
  }

  async function receive(inbound: Inbound, asking: Asking): Promise<void> {
    const { token, me, signal } = asking;
    const before = positionOf(inbound.cursor(channelId), me);
    const invitations = createInvitations({ api, rooms, clock, gaveUp: tellOf(inbound) });
    for (const one of before?.waiting ?? []) invitations.add(one);
    const commit = createCommit(channelId);
    let since = before?.since ?? null;
    let saved = before === null ? null : cursorOf(me, before);
    let live = false;
    let limit = TIMELINE;
    // SECURITY: another token may be another account; positions and rooms of this one are never used for it.
    while (!signal.aborted && deps.token() === token) {
      const askedAt = clock.now();
      const answer = await askSync(asking, since, live ? LONG_POLL_MS : 0, limit);
      if (signal.aborted) return;
      const sync = answer.kind === 'ok' ? readSync(answer.value) : null;
      if (answer.kind !== 'ok' || sync === null) {
        live = false;
        // SECURITY: rooms full of giant messages must not make an answer that is too large to read, for ever.
        if (answer.kind === 'no-answer' && answer.tooLarge) limit = Math.max(1, Math.floor(limit / 4));
        if (answer.kind === 'refused' && answer.status === 400 && since !== null) {
          inbound.skip({ channelId, dedupKey: `lost:${since}`, reason: LOST_POSITION });
          since = null;
        } else if (answer.kind !== 'ok') await handleFailure(answer, signal);
        else await health.trouble(NO_ANSWER, signal);
        continue;
      }
      const taken = await takeAll(asking, sync, since, invitations);
      if (signal.aborted) return;
      const cursor = cursorOf(me, { since: sync.nextBatch, waiting: invitations.waiting() });
      try {
        await commit.save(inbound, taken, cursor === saved ? null : cursor, signal);
      } catch (cause) {
        log.error('A message could not be saved and is asked for again', { channel: channelId, cause });
        live = false;
        await health.trouble(NOT_SAVED, signal);
        continue;
      }
      if (signal.aborted) return;
      since = sync.nextBatch;
      saved = cursor;
      limit = TIMELINE;
      health.forget();
      board.set({ state: 'connected', lastError: note, lastSeenAtMs: clock.now() });
      if (invitations.waiting().length > 0) void joinWaiting(invitations, asking);
      const told = [sync.joined, sync.invited, sync.left, sync.accountData];
      const isEmpty = told.every((list) => list.length === 0);
      const idle = live && isEmpty && clock.now() - askedAt < TOO_FAST_MS;
      live = true;
      if (idle) await pause(IDLE_PAUSE_MS, clock, signal);
    }
  }

  function askSync(asking: Asking, since: string | null, waitMs: number, limit: number): Promise<ApiAnswer> {
    const filter = {
      presence: { not_types: ['*'] },
      account_data: { types: ['m.direct'] },
      room: {
        timeline: { limit: since === null ? 1 : limit, lazy_load_members: true },
        state: { lazy_load_members: true, include_redundant_members: true },
        ephemeral: { not_types: ['*'] },
        account_data: { not_types: ['*'] },
      },
    };
    return api.ask(asking.token, {
      method: 'GET',
      path: '/_matrix/client/v3/sync',
      query: {
        ...(since === null ? {} : { since }),
        timeout: String(waitMs),
        filter: JSON.stringify(filter),
        // Whether this computer is on is nobody's business.
        set_presence: 'offline',
      },
      signal: asking.signal,
      deadlineMs: since === null ? FIRST_SYNC_DEADLINE_MS : waitMs + ANSWER_DEADLINE_MS,
    });
  }

  async function takeAll(
    asking: Asking,
    sync: SyncAnswer,
    since: string | null,
    invitations: Invitations,
  ): Promise<readonly Taken[]> {
    for (const event of sync.accountData) {
      const direct = directContentOf(event);
      if (direct !== null) rooms.setDirect(direct);
    }
    for (const roomId of sync.left) rooms.forget(roomId);
    for (const roomId of [...sync.left, ...sync.joined.map(([id]) => id)]) invitations.settled(roomId);
    const invited = takeInvitations(sync.invited, asking.me, deps.rules, invitations, since);
    const { taken, encryptedRooms } = await takeSync({ api, rooms, channelId }, asking, sync, since);
    if (encryptedRooms.length > 0) note = `${ENCRYPTED} The room is ${encryptedRooms[0]}.`;
    else note = invited.note ?? note;
    return [...invited.taken, ...taken];
  }

  async function joinWaiting(invitations: Invitations, asking: Asking): Promise<void> {
    try {
      await invitations.work(asking);
    } catch (cause) {
      log.error('An invitation could not be followed', { channel: channelId, cause });
    }
  }

  function tellOf(inbound: Inbound): (one: { roomId: string }, reason: string) => void {
    return ({ roomId }, reason) => {
      inbound.skip({
        channelId,
        dedupKey: `invitation:${roomId}:${clock.now()}`,
        reason: `The invitation to the room ${roomId} could not be followed: ${reason}`,
      });
    };
  }

  return {
    ...loop,
    reconnect: () => {
      note = null;
      loop.reconnect();
    },
  };
}

function directContentOf(event: unknown): Readonly<Record<string, unknown>> | null {
  const read = typeof event === 'object' && event !== null ? { event } : {};
  const direct = objectField(read, 'event');
  return direct?.['type'] === 'm.direct' ? objectField(direct, 'content') : null;
}

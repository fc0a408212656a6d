// What is known of rooms and of messages that others point to: asked for when needed, kept until an event changes it.
//   room id → direct, group or unknown; its title; whether it is encrypted      event id → who wrote it
// A sync after a restart tells only what changed since, so everything here can be asked for anew.
// Knows no message and nothing of who is let in. Throws Unanswered when the homeserver did not say.

import { isDeepStrictEqual } from 'node:util';
import { keepAtMost } from '../keep-at-most.ts';
import { type Call, type ClientApi, Unanswered } from './client-api.ts';
import { isEventId, isUserId, segment } from './ids.ts';
import { type RoomFacts, type Target, threadOf } from './receiving/events.ts';
import {
  directRoomsOf,
  eventSchema,
  eventsOf,
  membersSchema,
  textField,
  type WireEvent,
} from './wire-shape.ts';

/** Whose account asks, with the token of now. */
export interface Asking {
  readonly token: string;
  readonly me: string;
  readonly signal: AbortSignal;
}

export interface Rooms {
  facts(roomId: string, asking: Asking): Promise<RoomFacts>;
  isEncrypted(roomId: string, asking: Asking): Promise<boolean>;
  /** Null when the homeserver has no such event for us. */
  target(roomId: string, eventId: string, asking: Asking): Promise<Target | null>;
  /** Without asking; null when it is not remembered. */
  remembered(roomId: string, eventId: string): Target | null;
  /** What others may point to: it need not be asked for. */
  remember(roomId: string, event: WireEvent): void;
  /** The state of the room changed: what depends on it is asked for anew. */
  changed(roomId: string, event: WireEvent): void;
  forget(roomId: string): void;
  /** The content of `m.direct` as the account has it. */
  setDirect(content: unknown): void;
  /** Asks for `m.direct` as it is at the homeserver now: what a sync told last may be older than our own last change. */
  directNow(asking: Asking): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Of another account nothing counts. */
  clear(): void;
}

const DEADLINE_MS = 20_000;
const MAX_ROOMS = 1_000;
const MAX_TARGETS = 2_000;
/** Ours: far above what a room of two can have, so that a huge one is not read to the end. */
const MAX_MEMBERS_BYTES = 256 * 1024;
/** What changes the facts of a room. */
const TELLING = ['m.room.create', 'm.room.name', 'm.room.member'];

export function createRooms(api: ClientApi): Rooms {
  const known = new Map<string, RoomFacts>();
  const encrypted = new Map<string, boolean>();
  const targets = new Map<string, Target>();
  let directRooms: ReadonlyMap<string, readonly string[]> | null = null;

  type Reply =
    | { kind: 'found'; value: Readonly<Record<string, unknown>> }
    | { kind: 'missing' }
    | { kind: 'broken' };

  /** `missing`: certainly not there for us. `broken`: the homeserver cannot say, and will not soon. */
  async function look(
    path: string,
    asking: Asking,
    more: Pick<Call, 'query' | 'maxAnswerBytes'> = {},
  ): Promise<Reply> {
    const answer = await api.ask(asking.token, {
      method: 'GET',
      path: `/_matrix/client/v3${path}`,
      signal: asking.signal,
      deadlineMs: DEADLINE_MS,
      ...more,
    });
    if (answer.kind === 'ok') return { kind: 'found', value: answer.value };
    if (answer.kind === 'refused' && [400, 403, 404].includes(answer.status)) return { kind: 'missing' };
    // One room that a homeserver cannot read must not stop all others for ever.
    if (answer.kind === 'refused' && answer.status >= 500) return { kind: 'broken' };
    if (answer.kind === 'no-answer' && answer.tooLarge) return { kind: 'broken' };
    throw new Unanswered(answer);
  }

  function state(roomId: string, type: string, asking: Asking): Promise<Reply> {
    return look(`/rooms/${segment(roomId)}/state/${type}/`, asking);
  }

  /** Asks unless it is known. */
  async function direct(asking: Asking): Promise<ReadonlyMap<string, readonly string[]>> {
    if (directRooms !== null) return directRooms;
    const found = await directNow(asking);
    directRooms ??= found;
    return directRooms;
  }

  async function directNow(asking: Asking): Promise<ReadonlyMap<string, readonly string[]>> {
    const reply = await look(`/user/${segment(asking.me)}/account_data/m.direct`, asking);
    if (reply.kind === 'broken')
      throw new Unanswered({
        kind: 'not-sent',
        reason: 'The homeserver does not say which rooms are direct.',
      });
    return directRoomsOf(reply.kind === 'found' ? reply.value : {});
  }

  async function isDirect(roomId: string, asking: Asking): Promise<boolean> {
    if (!isCalledDirect(roomId, await direct(asking))) return false;
    const reply = await look(`/rooms/${segment(roomId)}/members`, asking, {
      query: { not_membership: 'leave' },
      maxAnswerBytes: MAX_MEMBERS_BYTES,
    });
    const read = membersSchema.safeParse(reply.kind === 'found' ? reply.value : null);
    if (!read.success) return false;
    const present = eventsOf(read.data.chunk).filter(({ content }) =>
      ['join', 'invite'].includes(textField(content, 'membership') ?? ''),
    );
    // SECURITY: what is said in a room of three is not said to one person, whatever somebody called the room.
    return present.length === 2 && present.some((event) => event.state_key === asking.me);
  }

  async function facts(roomId: string, asking: Asking): Promise<RoomFacts> {
    const before = known.get(roomId);
    if (before !== undefined) return before;
    const [create, name, isTwo] = await Promise.all([
      state(roomId, 'm.room.create', asking),
      state(roomId, 'm.room.name', asking),
      isDirect(roomId, asking),
    ]);
    // SECURITY: a space, or any kind of room of a later version, gets the strictest rule.
    const isOrdinary = create.kind === 'found' && create.value['type'] === undefined;
    const made: RoomFacts = {
      id: roomId,
      kind: !isOrdinary ? 'unknown' : isTwo ? 'direct' : 'group',
      title: name.kind === 'found' ? textField(name.value, 'name') : null,
    };
    if (create.kind === 'found' && name.kind !== 'broken') keep(known, roomId, made, MAX_ROOMS);
    return made;
  }

  return {
    facts,
    isEncrypted: async (roomId, asking) => {
      const before = encrypted.get(roomId);
      if (before !== undefined) return before;
      const reply = await state(roomId, 'm.room.encryption', asking);
      if (reply.kind === 'broken')
        throw new Unanswered({
          kind: 'not-sent',
          reason: 'The homeserver does not say whether the room is encrypted.',
        });
      keep(encrypted, roomId, reply.kind === 'found', MAX_ROOMS);
      return reply.kind === 'found';
    },
    target: async (roomId, eventId, asking) => {
      const reply = await look(`/rooms/${segment(roomId)}/event/${segment(eventId)}`, asking);
      const event = eventSchema.safeParse(reply.kind === 'found' ? reply.value : null);
      // SECURITY: only the event that was asked for says who wrote it.
      if (!event.success || event.data.event_id !== eventId) return null;
      const target = targetOf(event.data);
      if (target !== null) keep(targets, `${roomId} ${eventId}`, target, MAX_TARGETS);
      return target;
    },
    remembered: (roomId, eventId) => targets.get(`${roomId} ${eventId}`) ?? null,
    remember: (roomId, event) => {
      const target = targetOf(event);
      if (target !== null && isEventId(event.event_id))
        keep(targets, `${roomId} ${event.event_id}`, target, MAX_TARGETS);
    },
    changed: (roomId, event) => {
      // Who comes and goes decides only whether a room is direct.
      const tells = event.type !== 'm.room.member' || isCalledDirect(roomId, directRooms ?? new Map());
      if (TELLING.includes(event.type) && tells) known.delete(roomId);
      if (event.type === 'm.room.encryption') keep(encrypted, roomId, true, MAX_ROOMS);
    },
    forget: (roomId) => {
      known.delete(roomId);
      encrypted.delete(roomId);
    },
    setDirect: (content) => {
      const next = directRoomsOf(content);
      if (!isDeepStrictEqual(next, directRooms)) known.clear();
      directRooms = next;
    },
    directNow,
    clear: () => {
      for (const map of [known, encrypted, targets]) map.clear();
      directRooms = null;
    },
  };
}

function isCalledDirect(roomId: string, direct: ReadonlyMap<string, readonly string[]>): boolean {
  return [...direct.values()].some((list) => list.includes(roomId));
}

function targetOf(event: WireEvent): Target | null {
  return isUserId(event.sender) ? { sender: event.sender, threadId: threadOf(event.content) } : null;
}

/** The oldest go first. */
function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  keepAtMost(most, map);
}

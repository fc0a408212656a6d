// The rooms of the fake homeserver: one stream of events in the order in which they came, state, and who is in.
//   event → stream position → state of its room
// Knows neither HTTP nor sync. Position 0 is before everything.
import { randomBytes } from 'node:crypto';
import type { Content, RoomEvent } from './wire.ts';

/** `value` is what is delivered: an event, or anything that a broken server could send instead. */
export interface Placed {
  readonly at: number;
  readonly roomId: string;
  readonly value: unknown;
  readonly event: RoomEvent | null;
}

export interface NewEvent {
  readonly type: string;
  readonly sender: string;
  readonly content: Content;
  readonly stateKey?: string;
  readonly sentAtMs?: number;
}

export interface Rooms {
  position(): number;
  create(room: {
    readonly creator: string;
    readonly id?: string;
    readonly name?: string;
    readonly type?: string;
    readonly isEncrypted?: boolean;
  }): string;
  append(roomId: string, event: NewEvent): RoomEvent;
  /** Delivers any value in the place of an event. */
  appendRaw(roomId: string, value: unknown): void;
  /** A place in the stream for what belongs to no room. */
  tick(): number;
  /** Delivers an event once more, with the id that it had. */
  repeat(eventId: string): void;
  /** All of the room after one position and up to another, oldest first. */
  between(roomId: string, after: number, upTo: number): readonly Placed[];
  find(roomId: string, eventId: string): RoomEvent | undefined;
  state(roomId: string, type: string, key?: string): RoomEvent | undefined;
  allState(roomId: string): readonly RoomEvent[];
  /** `join`, `invite`, `leave`, `ban`; undefined: never in it. */
  membership(roomId: string, userId: string): string | undefined;
  /** Where in the stream the membership of now began. */
  memberSince(roomId: string, userId: string): number;
  ids(): readonly string[];
  all(): readonly Placed[];
}

/** @param changed called after every event */
export function createRooms(server: string, now: () => number, changed: () => void): Rooms {
  const stream: Placed[] = [];
  const states = new Map<string, Map<string, RoomEvent>>();
  const since = new Map<string, number>();

  function stateKeyOf(type: string, key: string): string {
    return `${type}\u0000${key}`;
  }

  function append(roomId: string, made: NewEvent): RoomEvent {
    const room = states.get(roomId);
    if (room === undefined) throw new Error(`The fake has no room ${roomId}.`);
    const { stateKey } = made;
    const key = stateKey === undefined ? null : stateKeyOf(made.type, stateKey);
    const before = key === null ? undefined : room.get(key);
    const event: RoomEvent = {
      type: made.type,
      event_id: `$${randomBytes(24).toString('base64url')}`,
      room_id: roomId,
      sender: made.sender,
      origin_server_ts: made.sentAtMs ?? now(),
      content: made.content,
      ...(stateKey === undefined ? {} : { state_key: stateKey }),
      ...(before === undefined ? {} : { unsigned: { prev_content: before.content } }),
    };
    const at = stream.length + 1;
    stream.push({ at, roomId, value: event, event });
    if (key !== null) {
      room.set(key, event);
      if (event.type === 'm.room.member' && before?.content['membership'] !== event.content['membership'])
        since.set(`${roomId} ${stateKey}`, at);
    }
    changed();
    return event;
  }

  const rooms: Rooms = {
    position: () => stream.length,
    create: ({ creator, id, name, type, isEncrypted }) => {
      const roomId = id ?? `!${randomBytes(9).toString('base64url')}:${server}`;
      states.set(roomId, new Map());
      const tell = (eventType: string, content: Content, stateKey = ''): void => {
        append(roomId, { type: eventType, sender: creator, content, stateKey });
      };
      tell('m.room.create', { room_version: '11', ...(type === undefined ? {} : { type }) });
      tell('m.room.member', { membership: 'join', displayname: creator.slice(1).split(':')[0] }, creator);
      tell('m.room.join_rules', { join_rule: 'invite' });
      if (isEncrypted === true) tell('m.room.encryption', { algorithm: 'm.megolm.v1.aes-sha2' });
      if (name !== undefined) tell('m.room.name', { name });
      return roomId;
    },
    append,
    appendRaw: (roomId, value) => {
      stream.push({ at: stream.length + 1, roomId, value, event: null });
      changed();
    },
    tick: () => stream.push({ at: stream.length + 1, roomId: '', value: null, event: null }),
    repeat: (eventId) => {
      const placed = stream.findLast(({ event }) => event?.event_id === eventId);
      if (placed === undefined) throw new Error(`The fake has no event ${eventId}.`);
      stream.push({ ...placed, at: stream.length + 1 });
      changed();
    },
    between: (roomId, after, upTo) => stream.slice(after, upTo).filter((placed) => placed.roomId === roomId),
    find: (roomId, eventId) =>
      stream.find((placed) => placed.roomId === roomId && placed.event?.event_id === eventId)?.event ??
      undefined,
    state: (roomId, type, key = '') => states.get(roomId)?.get(stateKeyOf(type, key)),
    allState: (roomId) => [...(states.get(roomId)?.values() ?? [])],
    membership: (roomId, userId) => {
      const membership = rooms.state(roomId, 'm.room.member', userId)?.content['membership'];
      return typeof membership === 'string' ? membership : undefined;
    },
    memberSince: (roomId, userId) => since.get(`${roomId} ${userId}`) ?? 0,
    ids: () => [...states.keys()],
    all: () => stream,
  };
  return rooms;
}

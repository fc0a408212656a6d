// What one sync tells one user: rooms joined, invitations, rooms left, and private account data.
//   since, filter → everything of the stream after it, at most `limit` a room; the rest is behind `prev_batch`
// Source: client-server API, "Syncing". Knows no HTTP.
import { isObject } from '../loopback/http-body.ts';
import type { Placed, Rooms } from './rooms.ts';
import type { Content, RoomEvent } from './wire.ts';

export interface AccountData {
  readonly user: string;
  readonly type: string;
  readonly content: Content;
  readonly at: number;
}

export interface SyncQuestion {
  readonly user: string;
  /** Stream position; null: everything from the beginning. */
  readonly since: number | null;
  readonly limit: number;
}

/** `s` and a position of the stream; null for what this server never gave. */
export function positionOf(token: string | null, newest: number): number | null {
  const [, digits] = /^s(\d{1,9})$/.exec(token ?? '') ?? [];
  return digits === undefined || Number(digits) > newest ? null : Number(digits);
}

export function limitOf(filter: string | null): number {
  const read: unknown = filter === null ? {} : JSON.parse(filter);
  const room = isObject(read) ? read['room'] : undefined;
  const timeline = isObject(room) ? room['timeline'] : undefined;
  const limit = isObject(timeline) ? timeline['limit'] : undefined;
  return typeof limit === 'number' ? limit : 10;
}

/** Null while there is nothing to tell. */
export function syncFor(
  rooms: Rooms,
  accountData: readonly AccountData[],
  { user, since, limit }: SyncQuestion,
): Content | null {
  const upTo = rooms.position();
  const after = since ?? 0;
  const join: Record<string, Content> = {};
  const invite: Record<string, Content> = {};
  const leave: Record<string, Content> = {};
  for (const roomId of rooms.ids()) {
    const membership = rooms.membership(roomId, user);
    const began = rooms.memberSince(roomId, user);
    if (membership === 'join') {
      const isNew = began > after;
      // By default the history of a room is shared with those who come in later.
      const events = rooms.between(roomId, isNew ? 0 : after, upTo);
      if (events.length > 0) join[roomId] = joined(rooms, roomId, events, limit, isNew);
    } else if (membership === 'invite' && began > after) {
      invite[roomId] = { invite_state: { events: strippedState(rooms, roomId, user) } };
    } else if (since !== null && (membership === 'leave' || membership === 'ban') && began > after) {
      leave[roomId] = { timeline: { events: [] } };
    }
  }
  const changedData = accountData.filter((data) => data.user === user && (since === null || data.at > after));
  const isEmpty = [join, invite, leave].every((one) => Object.keys(one).length === 0);
  if (since !== null && isEmpty && changedData.length === 0) return null;
  return {
    next_batch: `s${upTo}`,
    rooms: { join, invite, leave },
    account_data: { events: changedData.map(({ type, content }) => ({ type, content })) },
  };
}

function joined(
  rooms: Rooms,
  roomId: string,
  events: readonly Placed[],
  limit: number,
  isNew: boolean,
): Content {
  const timeline = events.slice(-limit);
  const [first] = timeline;
  const shownState = new Set(timeline.map(({ event }) => event?.event_id));
  const senders = new Set(timeline.map(({ event }) => event?.sender));
  const state = rooms
    .allState(roomId)
    .filter((event) => !shownState.has(event.event_id))
    .filter((event) => (event.type === 'm.room.member' ? senders.has(event.state_key) : isNew));
  return {
    state: { events: state },
    timeline: {
      events: timeline.map(({ value }) => value),
      limited: timeline.length < events.length,
      prev_batch: `s${(first?.at ?? 1) - 1}`,
    },
  };
}

const STRIPPED = ['m.room.create', 'm.room.name', 'm.room.join_rules', 'm.room.encryption'];

function strippedState(rooms: Rooms, roomId: string, user: string): readonly Content[] {
  const invitation = rooms.state(roomId, 'm.room.member', user);
  const wanted = (event: RoomEvent): boolean =>
    STRIPPED.includes(event.type) ||
    (event.type === 'm.room.member' && [user, invitation?.sender].includes(event.state_key));
  return rooms
    .allState(roomId)
    .filter(wanted)
    .map(({ type, sender, content, state_key }) => ({ type, sender, content, state_key }));
}

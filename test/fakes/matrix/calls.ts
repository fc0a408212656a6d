// The calls of the client-server API that the fake homeserver answers, beside sync.
//   method and path → handler → reply, refused as a homeserver refuses
// Knows no HTTP beyond what it is given, and no fault.
import { isObject } from '../loopback/http-body.ts';
import type { Rooms } from './rooms.ts';
import { type AccountData, positionOf } from './sync.ts';
import { type Content, given, MAX_EVENT_BYTES, type Reply, type RoomEvent, refused } from './wire.ts';

export interface Asked {
  readonly user: string;
  /** A transaction id is known again only for the sign-in that used it. */
  readonly device: string;
  readonly query: URLSearchParams;
  /** Null: the body was none. */
  readonly json: Content | null;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export type Handler = (asked: Asked, ids: readonly string[]) => Reply;

export interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  readonly handle: Handler;
}

export interface StoredMedia {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly name: string | null;
}

export interface Books {
  readonly rooms: Rooms;
  readonly accountData: AccountData[];
  readonly media: Map<string, StoredMedia>;
  readonly server: string;
  readonly onTyping: (roomId: string, userId: string, isTyping: boolean) => void;
  readonly changed: () => void;
}

const C = '/_matrix/client/v3';

export function createCalls(books: Books): readonly Route[] {
  const { rooms } = books;
  const transactions = new Map<string, string>();
  const route = (name: string, method: string, pattern: string, handle: Handler): Route => ({
    name,
    method,
    path: new RegExp(`^${pattern.replaceAll('*', '([^/]+)')}$`),
    handle,
  });
  /** Everything that only those in the room may do. */
  const within =
    (handle: Handler): Handler =>
    (asked, ids) =>
      rooms.membership(ids[0] ?? '', asked.user) === 'join'
        ? handle(asked, ids)
        : refused('M_FORBIDDEN', `User ${asked.user} not in room ${ids[0]}`);

  function send(
    { user, device, json }: Asked,
    [roomId = '', type = '', txnId = '']: readonly string[],
  ): Reply {
    const key = `${device} ${roomId} ${type} ${txnId}`;
    const before = transactions.get(key);
    if (before !== undefined) return given({ event_id: before });
    if (json === null) return refused('M_NOT_JSON', 'Content not JSON.');
    if (type === 'm.room.message')
      for (const field of ['msgtype', 'body'])
        if (typeof json[field] !== 'string') return refused('M_BAD_JSON', `'${field}' not in content`);
    const relation = json['m.relates_to'];
    if (isObject(relation)) {
      const target = rooms.find(roomId, String(relation['event_id']));
      if (target === undefined) return refused('M_UNKNOWN', "Can't send relation to unknown event");
      if (relation['rel_type'] === 'm.thread' && target.content['m.relates_to'] !== undefined)
        return refused('M_UNKNOWN', 'Cannot start threads from an event with a relation');
    }
    // Hashes, a signature and references to earlier events come with it.
    if (Buffer.byteLength(JSON.stringify(json)) + 2_000 > MAX_EVENT_BYTES)
      return refused('M_TOO_LARGE', 'event too large');
    const event = rooms.append(roomId, { type, sender: user, content: json });
    transactions.set(key, event.event_id);
    return given({ event_id: event.event_id });
  }

  function messages({ query }: Asked, [roomId = '']: readonly string[]): Reply {
    const newest = rooms.position();
    const from = query.has('from') ? positionOf(query.get('from'), newest) : newest;
    const to = query.has('to') ? positionOf(query.get('to'), newest) : 0;
    if (query.get('dir') !== 'b') return refused('M_INVALID_PARAM', 'This fake pages backwards only.');
    if (from === null || to === null) return refused('M_INVALID_PARAM', 'Invalid pagination token');
    const limit = Math.min(Number(query.get('limit') ?? 10), 100);
    const all = rooms.between(roomId, to, from).toReversed();
    const page = all.slice(0, limit);
    const last = page.at(-1);
    return given({
      chunk: page.map(({ value }) => value),
      start: `s${from}`,
      ...(page.length === all.length || last === undefined ? {} : { end: `s${last.at - 1}` }),
      state: page.flatMap(({ event }) => {
        const member = rooms.state(roomId, 'm.room.member', event?.sender ?? '');
        return member === undefined ? [] : [member];
      }),
    });
  }

  function accountData(user: string, type: string): AccountData | undefined {
    return books.accountData.find((data) => data.user === user && data.type === type);
  }

  return [
    route('whoami', 'GET', `${C}/account/whoami`, ({ user, device }) =>
      given({ user_id: user, device_id: device, is_guest: false }),
    ),
    route('send', 'PUT', `${C}/rooms/*/send/*/*`, within(send)),
    route('messages', 'GET', `${C}/rooms/*/messages`, within(messages)),
    route(
      'event',
      'GET',
      `${C}/rooms/*/event/*`,
      within((_, [roomId = '', eventId = '']) => {
        const event = rooms.find(roomId, eventId);
        return event === undefined ? refused('M_NOT_FOUND', 'Event not found.') : given(event);
      }),
    ),
    route(
      'state',
      'GET',
      `${C}/rooms/*/state/*/`,
      within((_, [roomId = '', type = '']) => {
        const event = rooms.state(roomId, type);
        return event === undefined ? refused('M_NOT_FOUND', 'Event not found.') : given(event.content);
      }),
    ),
    route(
      'members',
      'GET',
      `${C}/rooms/*/members`,
      within(({ query }, [roomId = '']) => {
        const isWanted = (event: RoomEvent): boolean =>
          event.type === 'm.room.member' && event.content['membership'] !== query.get('not_membership');
        return given({ chunk: rooms.allState(roomId).filter(isWanted) });
      }),
    ),
    route('join', 'POST', `${C}/rooms/*/join`, ({ user }, [roomId = '']) => {
      if (rooms.membership(roomId, user) === 'join') return given({ room_id: roomId });
      if (rooms.membership(roomId, user) !== 'invite')
        return refused('M_FORBIDDEN', 'You are not invited to this room.');
      const content = { membership: 'join', displayname: user.slice(1).split(':')[0] };
      rooms.append(roomId, { type: 'm.room.member', sender: user, content, stateKey: user });
      return given({ room_id: roomId });
    }),
    route(
      'typing',
      'PUT',
      `${C}/rooms/*/typing/*`,
      within(({ user, json }, [roomId = '', who]) => {
        if (who !== user) return refused('M_FORBIDDEN', "Cannot set another user's typing state");
        if (typeof json?.['typing'] !== 'boolean') return refused('M_BAD_JSON', "'typing' missing");
        books.onTyping(roomId, user, json['typing']);
        return given({});
      }),
    ),
    route('account-data', 'GET', `${C}/user/*/account_data/*`, ({ user }, [who, type = '']) => {
      if (who !== user) return refused('M_FORBIDDEN', 'Cannot get account data for other users.');
      const data = accountData(user, type);
      return data === undefined ? refused('M_NOT_FOUND', 'Account data not found') : given(data.content);
    }),
    route('set-account-data', 'PUT', `${C}/user/*/account_data/*`, ({ user, json }, [who, type = '']) => {
      if (who !== user) return refused('M_FORBIDDEN', 'Cannot add account data for other users.');
      if (json === null) return refused('M_NOT_JSON', 'Content not JSON.');
      const before = accountData(user, type);
      if (before !== undefined) books.accountData.splice(books.accountData.indexOf(before), 1);
      books.accountData.push({ user, type, content: json, at: rooms.tick() });
      books.changed();
      return given({});
    }),
    route('upload', 'POST', '/_matrix/media/v3/upload', ({ bytes, mediaType, query }) => {
      const id = `media${books.media.size + 1}`;
      books.media.set(`${books.server}/${id}`, { bytes, mediaType, name: query.get('filename') });
      return given({ content_uri: `mxc://${books.server}/${id}` });
    }),
    route('download', 'GET', '/_matrix/client/v1/media/download/*/*', (_, [server, id]) => {
      const stored = books.media.get(`${server}/${id}`);
      if (stored === undefined) return refused('M_NOT_FOUND', 'Media not found');
      return { kind: 'bytes', bytes: stored.bytes, mediaType: stored.mediaType };
    }),
  ];
}

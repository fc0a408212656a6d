// A homeserver of Matrix with many people, each in a direct room.
import { type MatrixServer, startMatrixServer } from '../matrix/server.ts';
import { shownOf } from '../matrix/shown.ts';
import type { RoomEvent } from '../matrix/wire.ts';
import type { OpenPlace } from './place.ts';

export const openMatrix: OpenPlace = async () => {
  const server = await startMatrixServer();
  const { rooms, account, name } = server;
  const known = new Map<number, { userId: string; roomId: string }>();
  const roomOf = (person: number) => {
    const before = known.get(person);
    if (before !== undefined) return before;
    const userId = `@person${person}:${name}`;
    const roomId = rooms.create({ creator: userId });
    // As a client does that starts a direct chat: the account joins by itself.
    rooms.append(roomId, {
      type: 'm.room.member',
      sender: userId,
      content: { membership: 'invite', is_direct: true },
      stateKey: account,
    });
    const made = { userId, roomId };
    known.set(person, made);
    return made;
  };
  return {
    platform: 'matrix',
    recognises: true,
    settings: [`homeserver = "${server.url}"`],
    env: { SALLYPORT_MATRIX_ACCESS_TOKEN: server.token },
    write: (person, text) => {
      const { userId, roomId } = roomOf(person);
      rooms.append(roomId, {
        type: 'm.room.message',
        sender: userId,
        content: { msgtype: 'm.text', body: text },
      });
    },
    answers: () => shownOf(eventsOf(server), account).map(({ text }) => text),
    close: server.close,
  };
};

function eventsOf({ rooms }: MatrixServer): readonly RoomEvent[] {
  return rooms.all().flatMap(({ event }) => (event === null ? [] : [event]));
}

// One sync → everything that is to be told of it, in the order of each room.
//   rooms → what was written since (written.ts) → events → messages and skips
// Asks the homeserver what it has to know for that, and saves nothing. Throws Unanswered when that did not say; then
// the same sync is asked for again.
import { createHash } from 'node:crypto';
import type { ChannelId } from '../../../../../contracts/scalars.ts';
import type { InboundMessage } from '../../../../domain/ports/channel.ts';
import type { ClientApi } from '../client-api.ts';
import { isEventId, isRoomId } from '../ids.ts';
import type { Asking, Rooms } from '../rooms.ts';
import {
  eventSchema,
  eventsOf,
  type JoinedRoom,
  type SyncAnswer,
  textField,
  type WireEvent,
} from '../wire-shape.ts';
import { dedupKeyOf, ENCRYPTED, readEvent, type Target, targetIdOf } from './events.ts';
import { writtenSince } from './written.ts';

export type Taken =
  | { readonly kind: 'message'; readonly dedupKey: string; readonly message: InboundMessage }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string };

export interface TakenSync {
  readonly taken: readonly Taken[];
  /** Rooms whose encryption kept something from us. */
  readonly encryptedRooms: readonly string[];
}

interface Deps {
  readonly api: ClientApi;
  readonly rooms: Rooms;
  readonly channelId: ChannelId;
}

const MORE_WAS_WRITTEN =
  'More was written in this room while the connection was away than is fetched at once; the oldest of it is missing.';
/** Ours: questions to the homeserver for messages that others point to, in one sync. */
const MAX_TARGETS_ASKED = 100;

/** @param since our position before this sync; null: the first one, whose history is not for us */
export async function takeSync(
  deps: Deps,
  asking: Asking,
  sync: SyncAnswer,
  since: string | null,
): Promise<TakenSync> {
  const taken: Taken[] = [];
  const encryptedRooms: string[] = [];
  if (since === null) return { taken, encryptedRooms };
  const targetOf = createTargets(deps.rooms, asking);
  for (const [roomId, room] of sync.joined) {
    if (room === null || !isRoomId(roomId)) {
      const reason = 'The homeserver told of a room in a form that Sallyport does not know.';
      taken.push({ kind: 'skip', dedupKey: keyOf([roomId.slice(0, 255), since]), reason });
      continue;
    }
    const ofRoom = await takeRoom(deps, asking, targetOf, roomId, room, since);
    taken.push(...ofRoom);
    if (ofRoom.some((one) => one.kind === 'skip' && one.reason === ENCRYPTED)) encryptedRooms.push(roomId);
  }
  return { taken, encryptedRooms };
}

type FindTarget = (roomId: string, eventId: string | null) => Promise<Target | null>;

function createTargets(rooms: Rooms, asking: Asking): FindTarget {
  let left = MAX_TARGETS_ASKED;
  return async (roomId, eventId) => {
    if (eventId === null) return null;
    const before = rooms.remembered(roomId, eventId);
    if (before !== null) return before;
    left -= 1;
    // SECURITY: strangers can point to messages that do not exist, as often as they like.
    return left < 0 ? null : rooms.target(roomId, eventId, asking);
  };
}

async function takeRoom(
  deps: Deps,
  asking: Asking,
  targetOf: FindTarget,
  roomId: string,
  room: JoinedRoom,
  since: string,
): Promise<readonly Taken[]> {
  const { rooms, channelId } = deps;
  const { me } = asking;
  const written = await writtenSince(deps.api, asking, { roomId, room, since });
  // The facts are those of now: everything here that changes them is told before they are asked for.
  if (!written.isWhole) rooms.forget(roomId);
  for (const event of eventsOf(written.events))
    if (event.state_key !== undefined) rooms.changed(roomId, event);
  const names = new Map<string, string | null>();
  for (const event of written.members) noteName(names, event);

  const taken: Taken[] = [];
  const skip = (dedupKey: string, reason: string): void => {
    taken.push({ kind: 'skip', dedupKey, reason });
  };
  if (!written.isWhole) skip(keyOf([roomId, since]), MORE_WAS_WRITTEN);
  for (const value of written.events) {
    const read = eventSchema.safeParse(value);
    if (!read.success) {
      skip(keyOf([roomId, value]), 'The event has a field of the wrong type.');
      continue;
    }
    const event = read.data;
    noteName(names, event);
    const reading = { channelId, me, room: await rooms.facts(roomId, asking) };
    const told = readEvent(event, {
      ...reading,
      senderName: names.get(event.sender ?? '') ?? null,
      target: await targetOf(roomId, targetIdOf(event, reading)),
    });
    rooms.remember(roomId, event);
    const dedupKey = isEventId(event.event_id) ? dedupKeyOf(roomId, event.event_id) : keyOf([roomId, value]);
    if (told.kind === 'message') taken.push({ kind: 'message', dedupKey, message: told.message });
    else if (told.kind === 'skip') skip(dedupKey, told.reason);
  }
  return taken;
}

function noteName(names: Map<string, string | null>, event: WireEvent): void {
  if (event.type === 'm.room.member' && event.state_key !== undefined)
    names.set(event.state_key, textField(event.content, 'displayname'));
}

/** For what has no id of its own. */
function keyOf(value: unknown): string {
  return `unnamed:${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`;
}

// Where something happened: a direct chat, a channel of a server, or a thread of one. Events name only an id.
//   channel id → asked of Discord once → place → chat
// A place that Discord does not tell about is of an unknown kind, which gets the strictest rule. Knows no messages.

import type { InboundMessage } from '../../../domain/ports/channel.ts';
import { keepAtMost } from '../keep-at-most.ts';
import { shownName } from '../shown-name.ts';
import { channelOf, type WireChannel } from './event-shape.ts';
import type { Reply } from './rest.ts';

export interface Place {
  readonly id: string;
  /** Discord's number of the kind (https://discord.com/developers/docs/resources/channel#channel-object-channel-types). */
  readonly type: number;
  readonly guildId: string | null;
  readonly parentId: string | null;
  readonly name: string | null;
}

export interface Places {
  /** Null: it could not be asked for now, for the reason given to `trouble`. */
  find(channelId: string, signal: AbortSignal): Promise<Place | { readonly unreachable: Reply }>;
  know(channel: WireChannel): Place;
  /** It changed or is gone: asked for again when it is needed. */
  forget(channelId: string): void;
}

const NOT_TOLD = -1;
const DIRECT = 1;
/** Text, voice, announcement and stage channels: all have a chat. */
const ROOMS = [0, 2, 5, 13];
/** Announcement, public and private threads; posts in forums too. */
const THREADS = [10, 11, 12];
const MOST_PLACES = 5_000;

export function createPlaces(ask: (channelId: string, signal: AbortSignal) => Promise<Reply>): Places {
  const known = new Map<string, Place>();

  function keep(place: Place): Place {
    known.set(place.id, place);
    keepAtMost(MOST_PLACES, known);
    return place;
  }

  return {
    find: async (channelId, signal) => {
      const already = known.get(channelId);
      if (already !== undefined) return already;
      const reply = await ask(channelId, signal);
      if (reply.kind === 'ok') {
        const channel = channelOf(reply.value);
        return channel === null ? notTold(channelId) : keep(placeOf(channel));
      }
      const isFinal = reply.kind === 'refused' && (reply.status === 403 || reply.status === 404);
      return isFinal ? notTold(channelId) : { unreachable: reply };
    },
    know: (channel) => keep(placeOf(channel)),
    forget: (channelId) => known.delete(channelId),
  };
}

export function chatOf(place: Place): InboundMessage['chat'] {
  const isInServer = place.guildId !== null;
  if (isInServer && THREADS.includes(place.type) && place.parentId !== null)
    return { id: place.parentId, kind: 'group', threadId: place.id, title: place.name };
  // SECURITY: only what Discord calls a direct chat with one person is direct; a group of people without a server, and
  // every kind that is not known here, gets the strictest rule.
  const isRoom = isInServer && ROOMS.includes(place.type);
  const kind = place.type === DIRECT ? 'direct' : isRoom ? 'group' : 'unknown';
  return { id: place.id, kind, threadId: null, title: kind === 'direct' ? null : place.name };
}

/** Whether people write there: categories and the like have no chat, forums only in their posts. */
export function hasChat(place: Place): boolean {
  return ROOMS.includes(place.type) || THREADS.includes(place.type);
}

function placeOf(channel: WireChannel): Place {
  return {
    id: channel.id,
    type: channel.type,
    guildId: channel.guild_id ?? null,
    parentId: channel.parent_id ?? null,
    name: shownName(channel.name),
  };
}

function notTold(id: string): Place {
  return { id, type: NOT_TOLD, guildId: null, parentId: null, name: null };
}

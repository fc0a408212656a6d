// What happened in the conversations a caller may see, as one numbered stream a caller: 1, 2, 3 … without gaps. The last
// part of it is kept, so that who was cut off goes on where it was; who was away for longer is told so.
//   announcement → visible to this caller? → number → listeners
// May not know how it is sent.
import type { ApiEvent } from '../../../contracts/gateway-api.ts';
import type { StreamPlace } from '../../../contracts/gateway-socket.ts';
import type { Caller, NumberedEvent, Subscription } from '../ports/gateway.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, MakeId } from '../ports/world.ts';
import { senderIdOf } from './callers.ts';

export interface EventStreams {
  subscribe(
    caller: Caller,
    place: StreamPlace | null,
    listener: (numbered: NumberedEvent) => void,
  ): Subscription;
  tell(conversationId: string, event: ApiEvent): void;
  isHeard(): boolean;
  /** The caller does not hold any more. */
  drop(callerId: string): void;
  stop(): void;
}

const MAX_KEPT_EVENTS = 2_000;
const MAX_KEPT_CHARACTERS = 2_000_000;
/** A stream that nobody listens to ends after this long. */
const KEPT_FOR_MS = 10 * 60 * 1000;
/** Texts that were told a moment ago are not told again when only their delivery changed. */
const MAX_TOLD = 500;

interface Stream {
  readonly caller: Caller;
  readonly id: string;
  seq: number;
  characters: number;
  readonly kept: { readonly numbered: NumberedEvent; readonly characters: number }[];
  readonly told: Map<string, string>;
  readonly listeners: Set<(numbered: NumberedEvent) => void>;
  cancelEnd: (() => void) | null;
}

export function createEventStreams(deps: {
  stores: Pick<Stores, 'conversations'>;
  clock: Clock;
  makeId: MakeId;
}): EventStreams {
  const streams = new Map<string, Stream>();
  const hearAll = new Set<Stream>();

  function streamOf(caller: Caller): Stream {
    const known = streams.get(caller.id);
    if (known !== undefined) return known;
    const stream: Stream = {
      caller,
      id: deps.makeId(),
      seq: 0,
      characters: 0,
      kept: [],
      told: new Map(),
      listeners: new Set(),
      cancelEnd: null,
    };
    streams.set(caller.id, stream);
    if (caller.scopes.includes('conversations:read-all')) hearAll.add(stream);
    return stream;
  }

  function end(stream: Stream): void {
    stream.cancelEnd?.();
    streams.delete(stream.caller.id);
    hearAll.delete(stream);
  }

  function subscribe(
    caller: Caller,
    place: StreamPlace | null,
    listener: (numbered: NumberedEvent) => void,
  ): Subscription {
    const stream = streamOf(caller);
    const first = stream.kept[0]?.numbered.seq ?? stream.seq + 1;
    const isKept =
      place === null || (place.stream === stream.id && place.after <= stream.seq && place.after >= first - 1);
    if (!isKept) {
      if (stream.listeners.size === 0 && stream.seq === 0) end(stream);
      return { kind: 'gone' };
    }
    stream.cancelEnd?.();
    stream.cancelEnd = null;
    stream.listeners.add(listener);
    const missed = place === null ? [] : stream.kept.filter(({ numbered }) => numbered.seq > place.after);
    return {
      kind: 'open',
      stream: stream.id,
      seq: place === null ? stream.seq : place.after,
      missed: missed.map(({ numbered }) => numbered),
      close: () => {
        if (!stream.listeners.delete(listener) || stream.listeners.size > 0) return;
        stream.cancelEnd = deps.clock.after(KEPT_FOR_MS, () => end(stream));
      },
    };
  }

  function tell(conversationId: string, event: ApiEvent): void {
    if (streams.size === 0) return;
    const row = deps.stores.conversations.get(conversationId);
    // SECURITY: what a private conversation says is told to no program.
    if (row === null || row.isPrivate) return;
    for (const stream of listeningTo(row.senderId)) {
      // SECURITY: a caller hears its own conversations; everybody's only with the scope for it.
      if (!maySee(stream.caller, row.senderId) || wasTold(stream, event)) continue;
      add(stream, event);
    }
  }

  /** That of the caller whose conversation it is, and those that hear all: not each of hundreds is asked. */
  function listeningTo(senderId: string | null): readonly Stream[] {
    const own = senderId === null ? undefined : streams.get(senderId.slice(senderIdOf('').length));
    return own === undefined || hearAll.has(own) ? [...hearAll] : [own, ...hearAll];
  }

  return {
    subscribe,
    tell,
    isHeard: () => streams.size > 0,
    drop: (callerId) => {
      const stream = streams.get(callerId);
      if (stream !== undefined) end(stream);
    },
    stop: () => {
      for (const stream of [...streams.values()]) end(stream);
    },
  };
}

/** `senderId` is that of the conversation. */
export function maySee(caller: Caller, senderId: string | null): boolean {
  if (caller.scopes.includes('conversations:read-all')) return true;
  return caller.scopes.includes('conversations:read') && senderId === senderIdOf(caller.id);
}

function add(stream: Stream, event: ApiEvent): void {
  stream.seq += 1;
  const numbered = { seq: stream.seq, event };
  const characters = JSON.stringify(event).length;
  stream.kept.push({ numbered, characters });
  stream.characters += characters;
  // SECURITY: bounded; a client that stays away must not fill the memory.
  while (stream.kept.length > MAX_KEPT_EVENTS || stream.characters > MAX_KEPT_CHARACTERS)
    stream.characters -= stream.kept.shift()?.characters ?? 0;
  for (const listener of [...stream.listeners]) listener(numbered);
}

function wasTold({ told }: Stream, event: ApiEvent): boolean {
  if (event.type !== 'message') return false;
  const { id, text } = event.message;
  if (told.get(id) === text) return true;
  told.set(id, text);
  for (const old of told.keys()) {
    if (told.size <= MAX_TOLD) break;
    told.delete(old);
  }
  return false;
}

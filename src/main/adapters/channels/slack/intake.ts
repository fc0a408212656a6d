// One event after the other, in the order in which they came: who wrote → read → durable → told.
//   payload → saved (may be confirmed to Slack) | failed (comes again)
// The same for the socket, the webhook and what is fetched from the history of a chat. Knows nothing of how an event came.

import { createHash } from 'node:crypto';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Log } from '../../../domain/ports/world.ts';
import { keepAtMost } from '../keep-at-most.ts';
import type { Me } from './event-shape.ts';
import { readPayload, writerOf } from './events.ts';
import type { Marks } from './marks.ts';
import type { People } from './people.ts';

/** `repeat`: Slack says that it sends it again. `history`: we fetched it ourselves. */
export type Arrival = 'live' | 'repeat' | 'history';

/** What was taken up in this run, so that repeats and what is fetched are not handed in a second time. */
export interface Taken {
  has(dedupKey: string, how: Arrival): boolean;
  add(dedupKey: string, how: Arrival): void;
}

export interface Intake {
  readonly me: Me;
  /** Never rejects. */
  take(payload: unknown, how: Arrival): Promise<'saved' | 'failed'>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Enough for what Slack repeats within the minutes in which it does. */
const MAX_TAKEN = 2_000;

/** Lasts longer than a connection: what one could not confirm comes again by the next. */
export function createTaken(): Taken {
  const taken = new Map<string, Arrival>();
  return {
    has: (dedupKey, how) => {
      const before = taken.get(dedupKey);
      // The same twice without a word of repeating is left to whoever keeps the keys for good, except that the history
      // may have been faster than the event.
      return before !== undefined && (how !== 'live' || before === 'history');
    },
    add: (dedupKey, how) => {
      taken.delete(dedupKey);
      taken.set(dedupKey, how);
      keepAtMost(MAX_TAKEN, taken);
    },
  };
}

export function createIntake(deps: {
  channelId: ChannelId;
  me: Me;
  inbound: Inbound;
  people: People;
  marks: Marks;
  taken: Taken;
  log: Log;
  /** After it nothing is handed in any more. */
  signal: AbortSignal;
  onSaved: () => void;
  onNotSaved: () => void;
}): Intake {
  const { channelId, me, inbound, marks, taken, log, signal } = deps;
  let last: Promise<unknown> = Promise.resolve();

  async function takeNow(payload: unknown, how: Arrival): Promise<'saved' | 'failed'> {
    const writer = writerOf(payload);
    const person = writer === null || writer === me.userId ? null : await deps.people.look(writer, signal);
    if (signal.aborted) return 'failed';
    const event = readPayload(payload, fallbackKeyOf(payload), { channelId, me, person });
    if (event.kind === 'nothing') return 'saved';
    const dedupKey = event.kind === 'message' ? event.message.dedupKey : event.dedupKey;
    if (taken.has(dedupKey, how)) return 'saved';
    try {
      if (event.kind === 'message') inbound.receive(event.message);
      else inbound.skip({ channelId, dedupKey, reason: event.reason });
    } catch (cause) {
      log.error('An event could not be saved and is asked for again', { channel: channelId, cause });
      if (event.kind === 'message' && event.mark !== null) marks.hold(event.mark);
      deps.onNotSaved();
      return 'failed';
    }
    taken.add(dedupKey, how);
    deps.onSaved();
    if (event.kind === 'message' && event.mark !== null) {
      marks.note(event.mark);
      saveCursor();
    }
    return 'saved';
  }

  function saveCursor(): void {
    try {
      inbound.saveCursor(channelId, marks.cursor());
    } catch (cause) {
      // The message itself is durable. After a restart it would be fetched once more, and known by its key.
      log.warn('The place up to which was read could not be saved', { channel: channelId, cause });
    }
  }

  return {
    me,
    take: (payload, how) => {
      const next = last.then(() => takeNow(payload, how));
      const guarded = next.catch((cause: unknown) => {
        log.error('An event could not be read', { channel: channelId, cause });
        return 'failed' as const;
      });
      last = guarded;
      return guarded;
    },
    idle: async () => {
      await last;
    },
  };
}

/** Slack's own number of the event, or what it holds. */
function fallbackKeyOf(payload: unknown): string {
  const id =
    typeof payload === 'object' && payload !== null && 'event_id' in payload ? payload.event_id : null;
  if (typeof id === 'string' && /^[A-Za-z0-9]{1,40}$/.test(id)) return `event:${id}`;
  const hash = createHash('sha256').update(JSON.stringify(payload) ?? '');
  return `unnumbered:${hash.digest('hex')}`;
}

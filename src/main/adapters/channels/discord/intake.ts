// Makes events durable, in order, and moves our note on only with what is.
//   events → read (place looked up) → Inbound.receive | skip, and the note, in one commit → presses to acknowledge
// What could not be saved or read now stays where it is: resuming brings it again. Knows nothing of sockets.

import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { keepAtMost } from '../keep-at-most.ts';
import { missed } from './catch-up.ts';
import { type Me, placeIdsOf, sentIdOf } from './event-shape.ts';
import { isOfNoConcern, READ_EVENTS, type Reading, readEvent, readMessage } from './events.ts';
import type { Incoming } from './gateway.ts';
import { type Note, noteOf, textOfNote, withDirect } from './note.ts';
import type { Place, Places } from './places.ts';
import type { Call, Reply } from './rest.ts';
import { firstIdAt, laterOf } from './snowflake.ts';

export interface Press {
  readonly id: string;
  readonly token: string;
}

export type Taken =
  | { readonly kind: 'kept'; readonly presses: readonly Press[] }
  | { readonly kind: 'not-saved' }
  /** Discord did not answer a question without which the event cannot be read. */
  | { readonly kind: 'unanswered'; readonly reply: Exclude<Reply, { kind: 'ok' }> };

export interface Intake {
  readonly me: Me;
  note(): Note;
  take(batch: readonly Incoming[], signal: AbortSignal): Promise<Taken>;
  /** A new session stands: what came before it is fetched by `catchUp`. */
  begin(session: { id: string; address: string; sequence: number }): void;
  endSession(): void;
  catchUp(signal: AbortSignal): Promise<Taken>;
}

interface Prepared {
  readonly reading: Reading;
  readonly key: string;
  /** Null for what was fetched or has none. */
  readonly sequence: number | null;
}

const KEPT: Taken = { kind: 'kept', presses: [] };
const REMEMBERED = 1_000;
const MOST_SAID = 1_000;
const MAX_KIND = 80;
const NOTHING: Reading = { kind: 'nothing' };

export function createIntake(deps: {
  channelId: ChannelId;
  me: Me;
  server: string;
  places: Places;
  ask: (call: Call, signal: AbortSignal) => Promise<Reply>;
  inbound: Inbound;
  clock: Clock;
  log: Log;
}): Intake {
  const { channelId, me, server, places, inbound, clock, log } = deps;
  let note = noteOf(inbound.cursor(channelId), me.id);
  /** Of the last messages handed in: what is fetched begins a little before what is known. */
  const handedIn = new Set<string>();
  /** What is said once: servers that are not ours, kinds of events that we do not know. */
  const said = new Set<string>();

  async function prepare(incoming: Incoming, signal: AbortSignal): Promise<Prepared | { unanswered: Reply }> {
    if (incoming.kind === 'not-understood') {
      const reading = skip('Something came that is no event of Discord.');
      return { reading, key: `${me.id}:unknown:${incoming.digest}`, sequence: null };
    }
    const { name, data, sequence } = incoming;
    const key = `event:${note.session?.id ?? ''}:${sequence}`;
    const done = (reading: Reading, ofKey = `${me.id}:${key}`): Prepared => ({
      reading,
      key: ofKey,
      sequence,
    });
    const once = (what: string, reason: string): Prepared => {
      const isSaid = said.has(what);
      if (said.size < MOST_SAID) said.add(what);
      return done(isSaid ? NOTHING : skip(reason), `${me.id}:${what}`);
    };
    if (!READ_EVENTS.includes(name)) {
      const changedId = /^(CHANNEL|THREAD)_(UPDATE|DELETE)$/.test(name) ? sentIdOf(data) : null;
      if (changedId !== null) places.forget(changedId);
      return isOfNoConcern(name) ? done(NOTHING) : once(`kind:${name.slice(0, MAX_KIND)}`, UNKNOWN_KIND);
    }
    const ids = placeIdsOf(data);
    if (ids === null) return done(skip('The event has a field of the wrong type, or names no channel.'));
    const elsewhere = (guildId: string): Prepared => once(`server:${guildId}`, OTHER_SERVER);
    // SECURITY: one server only; who is let in there is no one's business in another one that the bot was added to.
    if (ids.guildId !== null && ids.guildId !== server) return elsewhere(ids.guildId);
    const place = await places.find(ids.channelId, signal);
    if ('unreachable' in place) return { unanswered: place.unreachable };
    if (place.guildId !== null && place.guildId !== server) return elsewhere(place.guildId);
    return done(readEvent({ name, data, key }, { channelId, me, place }));
  }

  /** All in one commit, or each for itself up to the one that cannot be saved. Throws then. */
  function keep(prepared: readonly Prepared[]): readonly Press[] {
    const keepSome = (some: readonly Prepared[]): Note => {
      for (const { reading, key } of some) {
        if (reading.kind === 'message') inbound.receive(reading.message);
        else if (reading.kind === 'skip') inbound.skip({ channelId, dedupKey: key, reason: reading.reason });
      }
      const next = some.reduce(moved, note);
      inbound.saveCursor(channelId, textOfNote(me.id, next));
      return next;
    };
    let isKept = false;
    if (prepared.length > 1 && inbound.together !== undefined) {
      try {
        note = inbound.together(() => keepSome(prepared));
        isKept = true;
      } catch {
        isKept = false; // none is durable
      }
    }
    if (!isKept) for (const one of prepared) note = keepSome([one]);
    for (const { reading } of prepared) if (reading.kind === 'message') remember(reading.message.dedupKey);
    return prepared.flatMap(({ reading }) =>
      reading.kind === 'message' && reading.press !== null ? [reading.press] : [],
    );
  }

  function moved(before: Note, { reading, sequence }: Prepared): Note {
    let next = before;
    if (sequence !== null && before.session !== null && sequence > before.session.sequence)
      next = { ...next, session: { ...before.session, sequence } };
    if (reading.kind !== 'message') return next;
    const { chat, kind, platformMessageId } = reading.message;
    if (chat.kind === 'direct') next = withDirect(next, chat.id);
    // While something before it is still to be fetched, the place to fetch from stays.
    return kind === 'text' && !before.isBehind
      ? { ...next, since: laterOf(before.since, platformMessageId) }
      : next;
  }

  function remember(key: string): void {
    handedIn.add(key);
    keepAtMost(REMEMBERED, handedIn);
  }

  function save(): void {
    inbound.saveCursor(channelId, textOfNote(me.id, note));
  }

  function notSaved(cause: unknown): Taken {
    said.clear(); // perhaps not durable: better said twice than never
    log.error('An event could not be saved and is asked for again', { channel: channelId, cause });
    return { kind: 'not-saved' };
  }

  /** One page of what was written in one place. Throws when it could not be made durable. */
  function keepMissed(place: Place, messages: readonly unknown[]): string | null {
    const prepared = messages.map((data): Prepared => {
      const reading = readMessage(data, 'text', { channelId, me, place });
      return { reading, key: `${me.id}:message:${sentIdOf(data) ?? 'without-id'}`, sequence: null };
    });
    keep(prepared.filter(({ key, reading }) => reading.kind !== 'nothing' && !handedIn.has(key)));
    return sentIdOf(messages.at(-1));
  }

  return {
    me,
    note: () => note,
    take: async (batch, signal) => {
      const prepared: Prepared[] = [];
      for (const incoming of batch) {
        const one = await prepare(incoming, signal);
        if (!('unanswered' in one)) prepared.push(one);
        else if (one.unanswered.kind !== 'ok') return { kind: 'unanswered', reply: one.unanswered };
      }
      try {
        return { kind: 'kept', presses: keep(prepared) };
      } catch (cause) {
        return notSaved(cause);
      }
    },
    begin: (session) => {
      const isBehind = note.since !== null;
      note = { ...note, session, isBehind, since: note.since ?? firstIdAt(clock.now()) };
    },
    endSession: () => {
      note = { ...note, session: null };
    },
    catchUp: async (signal) => {
      const { isBehind, since, directs } = note;
      try {
        let latest = since;
        if (isBehind && since !== null) {
          for await (const one of missed({ ...deps, directs, since, signal })) {
            if (one.kind === 'failed') return { kind: 'unanswered', reply: one.reply };
            if (one.kind === 'messages') latest = laterOf(latest, keepMissed(one.place, one.messages));
            else
              inbound.skip({
                channelId,
                dedupKey: `${me.id}:too-many:${one.place.id}:${since}`,
                reason: `So much was written in the channel ${one.place.id} while Sallyport was away that only the first 1,000 messages were taken up.`,
              });
          }
        }
        note = { ...note, since: latest, isBehind: false };
        save();
        return KEPT;
      } catch (cause) {
        return notSaved(cause);
      }
    },
  };
}

const UNKNOWN_KIND = 'The event is of a kind that Sallyport does not read. This is said once for each kind.';
const OTHER_SERVER =
  'It came from a Discord server that is not the one in Settings. Nothing from there is taken up; this is said once for each server.';

function skip(reason: string): Reading {
  return { kind: 'skip', reason };
}

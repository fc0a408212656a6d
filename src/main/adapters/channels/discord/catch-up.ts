// What was written while no session of ours was there to replay it: asked for channel by channel.
//   since → channels and threads of the server with something later, direct chats we know → pages, oldest first
// Discord tells no reactions, changes or presses this way, and lists no direct chats. Knows nothing of what is kept.
import type { Clock } from '../../../domain/ports/world.ts';
import { pause } from '../pause.ts';
import { channelsOf, sentIdOf, type WireChannel } from './event-shape.ts';
import { hasChat, type Place, type Places } from './places.ts';
import type { Call, Reply } from './rest.ts';
import { firstIdAt, isAfter, timeOf } from './snowflake.ts';

export type Missed =
  | { readonly kind: 'messages'; readonly place: Place; readonly messages: readonly unknown[] }
  /** More was written there than is taken up at once; the rest is left. */
  | { readonly kind: 'too-many'; readonly place: Place }
  /** It could not be asked for now: everything is to be tried again later. */
  | { readonly kind: 'failed'; readonly reply: Exclude<Reply, { kind: 'ok' }> };

export interface CatchUp {
  readonly ask: (call: Call, signal: AbortSignal) => Promise<Reply>;
  readonly places: Places;
  /** Empty: direct chats only. */
  readonly server: string;
  readonly directs: readonly string[];
  readonly since: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const PAGE = 100; // the most that Discord gives
const MOST_PAGES = 10;
/** Events of different channels do not come in the order of their ids; what comes twice carries the same key. */
const MARGIN_MS = 60_000;
const PATIENCE = 5;
const LONGEST_PAUSE_MS = 60_000;

export async function* missed(deps: CatchUp): AsyncGenerator<Missed, void> {
  const since = firstIdAt(timeOf(deps.since) - MARGIN_MS);
  for (const chatId of deps.directs) {
    const place = await deps.places.find(chatId, deps.signal);
    if ('unreachable' in place) {
      if (place.unreachable.kind !== 'ok') return yield { kind: 'failed', reply: place.unreachable };
    } else if (yield* messagesOf(deps, place, since)) return;
  }
  if (deps.server === '') return;
  for (const list of ['channels', 'threads/active']) {
    const reply = await askPatiently(deps, `/guilds/${deps.server}/${list}`);
    if (reply.kind !== 'ok') {
      if (isForbidden(reply)) continue; // not invited: said elsewhere, and direct messages work
      return yield { kind: 'failed', reply };
    }
    for (const channel of channelsOf(reply.value)) {
      const place = deps.places.know({ ...channel, guild_id: deps.server });
      if (hasChat(place) && hasNews(channel, since) && (yield* messagesOf(deps, place, since))) return;
    }
  }
}

function hasNews({ last_message_id: last }: WireChannel, since: string): boolean {
  return last !== null && last !== undefined && isAfter(last, since);
}

/** @returns whether it failed */
async function* messagesOf(deps: CatchUp, place: Place, since: string): AsyncGenerator<Missed, boolean> {
  let after = since;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const reply = await askPatiently(deps, `/channels/${place.id}/messages?after=${after}&limit=${PAGE}`);
    if (reply.kind !== 'ok') {
      if (isForbidden(reply)) return false; // a channel that the bot may not read
      yield { kind: 'failed', reply };
      return true;
    }
    const messages = oldestFirst(reply.value);
    if (messages.length > 0) yield { kind: 'messages', place, messages };
    if (messages.length < PAGE) return false;
    after = sentIdOf(messages.at(-1)) ?? after;
  }
  yield { kind: 'too-many', place };
  return false;
}

function oldestFirst(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  const placed = value.map((message: unknown) => ({ message, id: BigInt(sentIdOf(message) ?? '0') }));
  return placed.sort((one, other) => (one.id < other.id ? -1 : 1)).map(({ message }) => message);
}

/** Waits as Discord asks when it was asked too often; everything else is left to whoever reads. */
async function askPatiently(deps: CatchUp, path: string): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    const reply = await deps.ask({ method: 'GET', path }, deps.signal);
    const waitMs = reply.kind === 'refused' && reply.status === 429 ? (reply.waitMs ?? MARGIN_MS) : null;
    if (waitMs === null || waitMs > LONGEST_PAUSE_MS || attempt >= PATIENCE || deps.signal.aborted)
      return reply;
    await pause(waitMs, deps.clock, deps.signal);
  }
}

function isForbidden(reply: Reply): boolean {
  return reply.kind === 'refused' && (reply.status === 403 || reply.status === 404);
}

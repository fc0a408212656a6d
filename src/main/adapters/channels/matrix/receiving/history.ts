// What was written in a room since we last read, when a sync gives only the end of it.
//   prev_batch → pages backwards until our position, our invitation, or too much → oldest first
// Knows nothing of what the events mean. Throws Unanswered when the homeserver did not say.
import { type ClientApi, Unanswered } from '../client-api.ts';
import { segment } from '../ids.ts';
import type { Asking } from '../rooms.ts';
import { eventsOf, pageSchema, type WireEvent } from '../wire-shape.ts';

export interface Gap {
  /** Oldest first; what is no event is left in, to be told. */
  readonly events: readonly unknown[];
  /** Members that the events speak of; for names. */
  readonly members: readonly WireEvent[];
  /** False: there was more than is fetched at once, and the oldest are missing. */
  readonly isWhole: boolean;
}

const PAGE = 100;
/** Ours: what was written in one room while we were away, at most. Memory for a moment, and the patience of a server. */
const MAX_EVENTS = 5_000;
const MAX_BYTES = 32 * 1024 * 1024;
const DEADLINE_MS = 30_000;

/**
 * @param from `prev_batch` of the limited timeline
 * @param to our position; null: back to our invitation
 * @param isBefore whether an event, and all that is older, is not for us
 */
export async function fillGap(
  api: ClientApi,
  asking: Asking,
  gap: { roomId: string; from: string; to: string | null; isBefore: (event: unknown) => boolean },
): Promise<Gap> {
  const newestFirst: unknown[] = [];
  const members: WireEvent[] = [];
  let from: string | undefined = gap.from;
  let bytes = 0;
  const done = (isWhole: boolean): Gap => ({ events: newestFirst.reverse(), members, isWhole });
  while (from !== undefined) {
    const answer = await api.ask(asking.token, {
      method: 'GET',
      path: `/_matrix/client/v3/rooms/${segment(gap.roomId)}/messages`,
      query: {
        dir: 'b',
        from,
        ...(gap.to === null ? {} : { to: gap.to }),
        limit: String(PAGE),
        filter: JSON.stringify({ lazy_load_members: true }),
      },
      signal: asking.signal,
      deadlineMs: DEADLINE_MS,
    });
    // Not in the room any more, or never: there is nothing for us.
    if (answer.kind === 'refused' && [403, 404].includes(answer.status)) return done(true);
    if (answer.kind === 'refused' && (answer.status === 400 || answer.status >= 500)) return done(false);
    if (answer.kind !== 'ok') throw new Unanswered(answer);
    const page = pageSchema.safeParse(answer.value);
    if (!page.success) return done(false);
    members.push(...eventsOf(page.data.state ?? []));
    for (const event of page.data.chunk) {
      if (gap.isBefore(event)) return done(true);
      newestFirst.push(event);
    }
    bytes += answer.raw.bytes.length;
    if (newestFirst.length >= MAX_EVENTS || bytes >= MAX_BYTES) return done(page.data.chunk.length === 0);
    // A server may give an empty page with a way on; the same place again would be no way.
    from = page.data.end === from ? undefined : page.data.end;
  }
  return done(true);
}

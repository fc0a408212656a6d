// What was written in a room since we last read: the end of it that came with the sync, and before that the gap.
//   timeline, limited? → gap (history.ts) → everything since our position, or since we were asked in
// Knows nothing of what the events mean beyond our own coming in. Throws Unanswered when the homeserver did not say.
import type { ClientApi } from '../client-api.ts';
import type { Asking } from '../rooms.ts';
import { eventsOf, type JoinedRoom, type WireEvent } from '../wire-shape.ts';
import { fillGap, type Gap } from './history.ts';

const NO_GAP: Gap = { events: [], members: [], isWhole: true };

/** @returns `events` oldest first; what is no event is left in, to be told */
export async function writtenSince(
  api: ClientApi,
  asking: Asking,
  { roomId, room, since }: { roomId: string; room: JoinedRoom; since: string },
): Promise<Gap> {
  const timeline = room.timeline?.events ?? [];
  const state = eventsOf(room.state?.events ?? []);
  const from = room.timeline?.limited === true ? room.timeline.prev_batch : undefined;
  const gapTo = async (to: string | null): Promise<Gap> =>
    from === undefined
      ? NO_GAP
      : await fillGap(api, asking, {
          roomId,
          from,
          to,
          isBefore: (event) => to === null && isOurInvitation(event, asking.me),
        });

  const entered = timeline.findLast((event) => isOurEntry(event, asking.me));
  let gap = NO_GAP;
  if (entered === undefined) {
    gap = await gapTo(since);
    const earlier = gap.events.findLast((event) => isOurEntry(event, asking.me));
    if (earlier !== undefined) gap = wasInvited(earlier) ? await gapTo(null) : gap;
  } else if (wasInvited(entered) && !timeline.some((event) => isOurInvitation(event, asking.me))) {
    gap = await gapTo(null);
  }
  const events = sinceAskedIn([...gap.events, ...timeline], asking.me);
  return { events, members: [...gap.members, ...state], isWhole: gap.isWhole };
}

/** SECURITY: what was said before we were asked in was not said to us, and would be answered as if it were new. */
function sinceAskedIn(events: readonly unknown[], me: string): readonly unknown[] {
  const enteredAt = events.findLastIndex((event) => isOurEntry(event, me));
  if (enteredAt === -1) return events;
  if (!wasInvited(events[enteredAt])) return events.slice(enteredAt);
  const invitedAt = events.slice(0, enteredAt).findLastIndex((event) => isOurInvitation(event, me));
  return events.slice(invitedAt + 1); // not found: the gap ended at it
}

/** We came in, not only changed our name. */
function isOurEntry(value: unknown, me: string): boolean {
  const event = ourMembership(value, me);
  return event?.content['membership'] === 'join' && membershipBefore(event) !== 'join';
}

function isOurInvitation(value: unknown, me: string): boolean {
  return ourMembership(value, me)?.content['membership'] === 'invite';
}

/** Without a word on what was before, nothing older than our coming in is taken. */
function wasInvited(value: unknown): boolean {
  const [event] = eventsOf([value]);
  return event !== undefined && membershipBefore(event) === 'invite';
}

function ourMembership(value: unknown, me: string): WireEvent | undefined {
  const [event] = eventsOf([value]);
  return event?.type === 'm.room.member' && event.state_key === me ? event : undefined;
}

/** Where the specification has it, and where older homeservers put it. */
function membershipBefore(event: WireEvent): unknown {
  const before = event.unsigned?.['prev_content'];
  return typeof before === 'object' && before !== null && 'membership' in before
    ? before.membership
    : undefined;
}

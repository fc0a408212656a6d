// Which invitations are accepted, and accepting them one after another without holding up what is received.
//   invitation → join | not, with a reason        waiting → m.direct noted → joined
// Joining is all that happens: whether anybody there may speak to the agent is decided elsewhere.
import { z } from 'zod';
import type { Clock } from '../../../../domain/ports/world.ts';
import { createBackoff } from '../../backoff.ts';
import { pause } from '../../pause.ts';
import { type ApiAnswer, type ClientApi, isTokenRefused, Unanswered } from '../client-api.ts';
import { isRoomId, isUserId, segment } from '../ids.ts';
import type { Asking, Rooms } from '../rooms.ts';
import type { WireEvent } from '../wire-shape.ts';

export interface InvitationRules {
  /** Who may open a direct room with us: everybody, so that strangers can ask to be paired, or these user ids. */
  readonly directFrom: 'everybody' | readonly string[];
  /** Ids of the rooms of several people that may be entered. */
  readonly groups: readonly string[];
}

export const waitingSchema = z.object({
  roomId: z.string().refine(isRoomId),
  inviter: z.string().refine(isUserId),
  isDirect: z.boolean(),
});
/** An accepted invitation that has still to be followed. */
export type Waiting = z.infer<typeof waitingSchema>;

export type Judged =
  | { readonly kind: 'join'; readonly waiting: Waiting }
  | { readonly kind: 'leave'; readonly reason: string; readonly isEncrypted: boolean };

/** So many wait at most; a flood of invitations ends here, and is not remembered. */
export const MOST_WAITING = 10;
const MOST_JOINS_AN_HOUR = 20;
const HOUR_MS = 60 * 60 * 1_000;
const MOST_ATTEMPTS = 8;
/** Joining a room of a distant homeserver can take minutes. */
const JOIN_DEADLINE_MS = 90_000;

export const ENCRYPTED_INVITATION =
  'Somebody wanted to write in an end-to-end encrypted room, which Sallyport cannot read, so it did not enter. Rooms without encryption work.';

/** Pure. @param state the stripped state that came with the invitation */
export function judgeInvitation(
  roomId: string,
  state: readonly WireEvent[],
  me: string,
  rules: InvitationRules,
): Judged {
  const invitation = state.find((event) => event.type === 'm.room.member' && event.state_key === me);
  const inviter = invitation?.sender;
  const no = (reason: string, isEncrypted = false): Judged => ({ kind: 'leave', reason, isEncrypted });
  if (!isRoomId(roomId) || invitation === undefined || !isUserId(inviter))
    return no('An invitation has the wrong form.');
  const isDirect = invitation.content['is_direct'] === true;
  // SECURITY: in a room of several a stranger would have an audience, and the agent would read along.
  if (!isDirect && !rules.groups.includes(roomId))
    return no(`${inviter} invited to the room ${roomId}, which is not among the groups of the channel.`);
  if (isDirect && rules.directFrom !== 'everybody' && !rules.directFrom.includes(inviter))
    return no(`${inviter} invited to a direct room and is not on the allow list.`);
  if (state.some((event) => event.type === 'm.room.encryption')) return no(ENCRYPTED_INVITATION, true);
  return { kind: 'join', waiting: { roomId, inviter, isDirect } };
}

export interface Invitations {
  waiting(): readonly Waiting[];
  /** False: too many wait already. */
  add(one: Waiting): boolean;
  /** The room is joined, or the invitation was taken back. */
  settled(roomId: string): void;
  /** Joins what waits, until nothing does. One at a time; a second call while it works does nothing. */
  work(asking: Asking): Promise<void>;
}

/** @param deps.gaveUp an invitation that was accepted could not be followed */
export function createInvitations(deps: {
  api: ClientApi;
  rooms: Rooms;
  clock: Clock;
  gaveUp: (one: Waiting, reason: string) => void;
}): Invitations {
  const { api, rooms, clock } = deps;
  const waiting: Waiting[] = [];
  const joinedAt: number[] = [];
  let isWorking = false;

  function settled(roomId: string): void {
    const at = waiting.findIndex((one) => one.roomId === roomId);
    if (at !== -1) waiting.splice(at, 1);
  }

  /** So that the room is still known as direct after a restart. Before joining: later it might be forgotten. */
  async function noteDirect({ roomId, inviter }: Waiting, asking: Asking): Promise<ApiAnswer | null> {
    // Written as a whole: on top of anything older, rooms noted meanwhile, by us or another client, would be lost from it.
    const before = await rooms.directNow(asking);
    if (before.get(inviter)?.includes(roomId) === true) return null;
    const next = new Map(before).set(inviter, [...(before.get(inviter) ?? []), roomId]);
    const content = Object.fromEntries(next);
    const answer = await call('PUT', `/user/${segment(asking.me)}/account_data/m.direct`, content, asking);
    if (answer.kind === 'ok') rooms.setDirect(content);
    return answer;
  }

  function call(method: 'PUT' | 'POST', path: string, json: unknown, asking: Asking): Promise<ApiAnswer> {
    const { token, signal } = asking;
    return api.ask(token, {
      method,
      path: `/_matrix/client/v3${path}`,
      json,
      signal,
      deadlineMs: JOIN_DEADLINE_MS,
    });
  }

  async function enter(one: Waiting, asking: Asking): Promise<ApiAnswer> {
    try {
      const noted = one.isDirect ? await noteDirect(one, asking) : null;
      if (noted !== null && noted.kind !== 'ok') return noted;
      return await call('POST', `/rooms/${segment(one.roomId)}/join`, {}, asking);
    } catch (error) {
      if (error instanceof Unanswered) return error.answer;
      throw error;
    }
  }

  async function follow(one: Waiting, asking: Asking): Promise<void> {
    const backoff = createBackoff({ firstMs: 2_000, maxMs: 5 * 60_000 });
    while (!asking.signal.aborted && waiting.includes(one)) {
      const answer = await enter(one, asking);
      if (asking.signal.aborted || isTokenRefused(answer)) return; // it waits for the next connection
      if (answer.kind === 'ok') {
        joinedAt.push(clock.now());
        return settled(one.roomId);
      }
      const isFinal = answer.kind === 'refused' && [400, 403, 404].includes(answer.status);
      if (isFinal || backoff.failures() >= MOST_ATTEMPTS) {
        settled(one.roomId);
        return deps.gaveUp(one, answer.kind === 'refused' ? answer.words || answer.code : answer.reason);
      }
      const asked = answer.kind === 'refused' ? answer.afterMs : null;
      await pause(backoff.askedMs(asked), clock, asking.signal);
    }
  }

  return {
    waiting: () => [...waiting],
    add: (one) => {
      if (waiting.some(({ roomId }) => roomId === one.roomId)) return true;
      // SECURITY: strangers can invite without end; neither memory nor the list of our rooms grows with it.
      if (waiting.length >= MOST_WAITING) return false;
      waiting.push(one);
      return true;
    },
    settled,
    work: async (asking) => {
      if (isWorking) return;
      isWorking = true;
      try {
        for (let one = waiting[0]; one !== undefined && !asking.signal.aborted; one = waiting[0]) {
          const before = waiting.length;
          const recent = joinedAt.filter((at) => clock.now() - at < HOUR_MS);
          joinedAt.splice(0, joinedAt.length, ...recent);
          // SECURITY: the same, over time.
          if (recent.length >= MOST_JOINS_AN_HOUR)
            await pause(Math.max(1_000, (recent[0] ?? 0) + HOUR_MS - clock.now()), clock, asking.signal);
          if (!asking.signal.aborted) await follow(one, asking);
          if (waiting.length >= before && waiting[0] === one) return;
        }
      } finally {
        isWorking = false;
      }
    },
  };
}

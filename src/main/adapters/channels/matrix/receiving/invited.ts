// The invitations of one sync: those to be followed are kept, the others told with the reason.
// Knows nothing of joining, and saves nothing.

import type { SyncAnswer } from '../wire-shape.ts';
import {
  ENCRYPTED_INVITATION,
  type InvitationRules,
  type Invitations,
  judgeInvitation,
} from './invitations.ts';
import type { Taken } from './take.ts';

const TOO_MANY = 'There were too many invitations at once; this one was not followed. It can be sent again.';

export interface TakenInvitations {
  readonly taken: readonly Taken[];
  /** What the owner should know of it. */
  readonly note: string | null;
}

/** @param since our position, which tells the same invitation from one that is made again later */
export function takeInvitations(
  invited: SyncAnswer['invited'],
  me: string,
  rules: InvitationRules,
  invitations: Invitations,
  since: string | null,
): TakenInvitations {
  const taken: Taken[] = [];
  let note: string | null = null;
  for (const [roomId, state] of invited) {
    const judged = judgeInvitation(roomId, state, me, rules);
    const reason =
      judged.kind === 'leave' ? judged.reason : invitations.add(judged.waiting) ? null : TOO_MANY;
    if (judged.kind === 'leave' && judged.isEncrypted) note = ENCRYPTED_INVITATION;
    if (reason !== null)
      taken.push({
        kind: 'skip',
        dedupKey: `invitation:${roomId.slice(0, 255)}:${since ?? 'first'}`,
        reason,
      });
  }
  return { taken, note };
}

// The answer to a question, and what an answer from before a restart is still worth.
// Reads rows; settles nothing.
import type { ApprovalState } from '../../../contracts/approvals.ts';
import type { Stores } from '../ports/stores.ts';

export type ApprovalAnswer =
  | { readonly kind: 'allowed'; readonly frameId: string }
  | { readonly kind: 'denied'; readonly reason: string | null; readonly frameId: string }
  | { readonly kind: 'expired'; readonly frameId: string }
  | { readonly kind: 'withdrawn' };

/** A turn is taken up again with the next start; answers to its calls are not older than this. */
const ANSWER_LOOKBACK_MS = 7 * 24 * 60 * 60 * 1000;

/** Null when this call was never answered, or not for exactly this. */
export function earlierAnswer(
  stores: Pick<Stores, 'approvals'>,
  toolCallId: string,
  binding: string,
  now: number,
): ApprovalAnswer | null {
  const row = stores.approvals
    .recent(now - ANSWER_LOOKBACK_MS, 1_000)
    .find((past) => past.toolCallId === toolCallId && isAnswered(past.state));
  if (row === undefined) return null;
  const frameId = row.askedFrameId;
  if (row.state === 'denied') return { kind: 'denied', reason: row.answerReason, frameId };
  // SECURITY: no answer in time was a no; a restart does not turn it into another question by itself.
  if (row.state === 'expired') return { kind: 'expired', frameId };
  // SECURITY: an answer from before a restart counts only for exactly what it was given for.
  if (row.binding !== binding) return null;
  // SECURITY: and only as long as the question itself would still have been open.
  return row.expiresAt > now ? { kind: 'allowed', frameId } : null;
}

function isAnswered(state: ApprovalState): boolean {
  return state !== 'pending' && state !== 'withdrawn';
}

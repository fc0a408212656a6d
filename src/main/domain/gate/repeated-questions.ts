// How often exactly the same was asked within a day. The third time, the page offers the rule in so many words.
// Counts only; what may become a rule is decided where the question is made.
import type { Actor } from '../../../contracts/actors.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { Stores } from '../ports/stores.ts';
import type { Digest } from '../ports/world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The same for the same asker, tool and input, as a rule would match it. */
export function repeatKeyOf(digest: Digest, actor: Actor, tool: string, inputSha256: string): string {
  return digest.sha256(canonicalJson(['repeat', actor, tool, inputSha256]));
}

/**
 * This time included. 1 when any of the earlier ones was denied: whoever says no is not offered a yes for good.
 * What was withdrawn was never answered and does not count.
 */
export function timesAsked(stores: Pick<Stores, 'approvals'>, repeatKey: string | null, now: number): number {
  if (repeatKey === null) return 1;
  const earlier = stores.approvals.repeats(repeatKey, now - DAY_MS);
  return earlier.includes('denied') ? 1 : 1 + earlier.filter((state) => state !== 'withdrawn').length;
}

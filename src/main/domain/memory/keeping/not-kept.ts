// What is never kept as a memory, and why: secrets, and words that would have the agent obey them later.
//   text + taint → null | why, and the sentence that says so
// Pure. No list is complete: what slips through is still only a memory, fenced as data, and no decision looks at it.
import type { Taint } from '../../../../contracts/effects.ts';
import type { Redact } from '../../ports/world.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import { readsLikeInstructions } from '../../untrusted-text/label.ts';
import { grantsAuthority, ordersForLater } from './signs/authority-signs.ts';
import { holdsSecret } from './signs/secret-shapes.ts';

export interface NotKept {
  readonly why: 'empty' | 'too-long' | 'secret' | 'instructions' | 'authority';
  /** For whoever wanted it kept. */
  readonly reason: string;
}

export const MAX_MEMORY_CHARACTERS = 2_000;

export function whyNotKept(text: string, taint: Taint, redact: Redact): NotKept | null {
  if (text === '') return { why: 'empty', reason: 'There is nothing to remember.' };
  if (text.length > MAX_MEMORY_CHARACTERS)
    return { why: 'too-long', reason: `A memory has at most ${MAX_MEMORY_CHARACTERS} characters.` };
  // SECURITY: a secret kept as a memory would be shown to the model later.
  if (looksSecret(text, redact))
    return { why: 'secret', reason: 'This looks like a secret. Secrets are not remembered.' };
  // SECURITY: what may be done is decided by rules; a memory that says so would be a rule of nobody's.
  if (grantsAuthority(text))
    return {
      why: 'authority',
      reason: 'What may be done without asking is set in Settings, not remembered.',
    };
  // SECURITY: what somebody else wrote to be obeyed must not come back weeks later as if it were known.
  if (taint.untrusted && (readsLikeInstructions(text) || ordersForLater(text)))
    return {
      why: 'instructions',
      reason: 'This reads like instructions to the agent. It is not remembered.',
    };
  return null;
}

/** A value that the product was told of, or what has the shape or the name of one. */
export function looksSecret(text: string, redact: Redact): boolean {
  const seen = cleanText(text);
  return redact(seen) !== seen || holdsSecret(seen);
}

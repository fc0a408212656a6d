// Whether a text reads like instructions to the agent. A label for the owner's eyes and nothing else: no decision looks
// at it, and what it misses is not safer for that. Deterministic, linear. How often it is right: docs/performance.md.
import type { Taint } from '../../../contracts/effects.ts';
import { cleanText } from './clean-text.ts';
import { SIGNS } from './signs.ts';

/** Words at the beginning and the end of a long text count; who hides something in the middle is not found here. */
const MAX_CHARACTERS = 20_000;
const ENOUGH = 3;

/** Pure; the same text always gets the same answer. */
export function readsLikeInstructions(text: string): boolean {
  const shown =
    text.length <= MAX_CHARACTERS
      ? text
      : `${text.slice(0, MAX_CHARACTERS / 2)}\n${text.slice(-MAX_CHARACTERS / 2)}`;
  const plain = folded(shown);
  let weight = 0;
  for (const sign of SIGNS) {
    if (sign.patterns.some((pattern) => pattern.test(plain))) weight += sign.weight;
    if (weight >= ENOUGH) return true;
  }
  return false;
}

/** The taint of a text with its label, when the text is somebody else's and reads so. */
export function labelled(taint: Taint, text: string): Taint {
  if (!taint.untrusted || !readsLikeInstructions(text)) return taint;
  return { ...taint, sources: taint.sources.map((source) => ({ ...source, readsLikeInstructions: true })) };
}

/** For the approval: whose words read so; null when nobody's. */
export function labelSentence(taint: Taint): string | null {
  const names = taint.sources.flatMap(({ label, readsLikeInstructions: reads }) =>
    reads === true ? [label] : [],
  );
  return names.length === 0
    ? null
    : `Words from ${names.join(', ')}: this reads like instructions to the agent.`;
}

/** Width, case, accents of Latin letters and letters strewn with spaces are taken away before looking. */
function folded(text: string): string {
  const plain = cleanText(text)
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase();
  return plain
    .replace(/(?<!\p{L})(?:\p{L}[ .·_-]){4,}\p{L}(?!\p{L})/gu, (word) => word.replace(/[^\p{L}]/gu, ''))
    .replace(/[^\S\n]+/g, ' ');
}

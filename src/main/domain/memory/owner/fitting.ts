// Which candidates the owner's own search lists. A model is given the nearest there is and judges it; a person who looks
// for something that is not there is told so. Pure.
import type { Candidate } from '../../ports/memory-search.ts';

/**
 * Cosine from which a memory without a word of the question fits it. Measured with the model that ships with the app on
 * bench/memory/relevance (2,673 messages, 354 questions): letters that are no word find none there, at most two of them,
 * and the scene of an answer is found by meaning alone for 334 questions of the 349 that have it without a floor. Short
 * facts: their paraphrases lie from 0.31 to 0.60, anything else below 0.29. At 0.35 eleven more scenes are lost.
 */
export const FITTING_SIMILARITY = 0.3;

/** What is only said near a hit does not fit by itself. */
export function isFitting({ wordPlace, similarity }: Pick<Candidate, 'wordPlace' | 'similarity'>): boolean {
  return wordPlace !== null || (similarity !== null && similarity >= FITTING_SIMILARITY);
}

// Whether two texts are the same, in a time that tells nothing of where they differ.
// Knows neither what they are nor who sent them.
import { createHash, timingSafeEqual } from 'node:crypto';

/** Digests of equal length are compared, so that the time tells nothing of the length either. */
export function sameSecret(one: string, other: string): boolean {
  // SECURITY: an ordinary comparison ends at the first difference, and the time it took tells how far a guess was right.
  return timingSafeEqual(digestOf(one), digestOf(other));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}

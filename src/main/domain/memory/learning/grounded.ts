// Whether a fact stands in what was said: it shares a telling word, a number or a name with it. Pure.
// Coarse on purpose: it stops what a model made up or was told to write, not what it put in other words.
import { stemsOf } from '../finding/question.ts';

/** Words that any sentence may hold. */
const EMPTY = new Set(
  stemsOf(
    'a about after all also always an and any are as at be because been before being but by can could did do does for from get had has have he her here him his how i if in into is it its just like made make many me more most my never new no not now of off on one only or other our out over owner person said say says she should so some than that the their them then there these they thing this those time to too up us use user very want was we well were what when where which while who whose why will with would year you your',
  ),
);
const WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

export function isGrounded(fact: string, said: readonly string[]): boolean {
  const words = new Set(said.flatMap((text) => stemsOf(text)));
  if (stemsOf(fact).some((stem) => isTelling(stem) && words.has(stem))) return true;
  const pairs = new Set(said.flatMap(pairsOf));
  return pairsOf(fact).some((pair) => pairs.has(pair));
}

function isTelling(stem: string): boolean {
  return !EMPTY.has(stem) && (stem.length >= 3 || /\d/.test(stem));
}

/** Two signs beside one another, in scripts that put no spaces between words. */
function pairsOf(text: string): readonly string[] {
  const signs = [...text];
  return signs.flatMap((sign, at) => {
    const next = signs[at + 1];
    return next !== undefined && WITHOUT_SPACES.test(sign) && WITHOUT_SPACES.test(next) ? [sign + next] : [];
  });
}

// Fits the weights of the ranking on the training questions: the chance that an answer is chosen among the candidates
// is made as high as it can be, with large weights held small. Writes nothing; who calls prints or stores them.
import { readQuestion } from '../../../src/main/domain/memory/finding/question.ts';
import { SIGNALS, type Signal, signalsOf } from '../../../src/main/domain/memory/finding/rank.ts';
import type { Answered } from './find-answers.ts';

const ROUNDS = 600;
const STEP = 0.08;
/** How much a large weight costs; chosen once on the training part, by five folds. */
const HOLD_BACK = 0.002;

/**
 * What no question of the set can teach: nothing there is pinned or kept on purpose, and what is asked about is as
 * often old as new. Small, so that they decide only between equals.
 */
const NOT_LEARNED: Readonly<Partial<Record<Signal, number>>> = { fact: 0.3, pinned: 0.3, recency: 0.2 };

export function learnWeights(answered: readonly Answered[], now: number): Readonly<Record<Signal, number>> {
  const examples = answered
    .map(({ question, found }) => {
      const read = readQuestion(question.text, found.rarity, now);
      const best = Math.max(0, ...found.candidates.map((candidate) => candidate.similarity ?? 0));
      return found.candidates.map((candidate) => ({
        signals: signalsOf(candidate, read, best, now),
        isAnswer: question.answers.includes(candidate.id),
      }));
    })
    .filter((candidates) => candidates.some((candidate) => candidate.isAnswer));
  const weights = SIGNALS.map(() => 0);
  const squares = SIGNALS.map(() => 1e-6);
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope = SIGNALS.map((_, index) => -HOLD_BACK * (weights[index] ?? 0));
    for (const candidates of examples) addSlope(candidates, weights, slope, examples.length);
    for (const [index, value] of slope.entries()) {
      squares[index] = 0.9 * (squares[index] ?? 0) + 0.1 * value * value;
      weights[index] = (weights[index] ?? 0) + (STEP * value) / Math.sqrt(squares[index] ?? 1);
    }
  }
  return Object.fromEntries(
    SIGNALS.map((name, index) => [name, NOT_LEARNED[name] ?? Math.round((weights[index] ?? 0) * 100) / 100]),
  ) as Record<Signal, number>;
}

/** The slope of log(chance of the answers), by softmax over all candidates. */
function addSlope(
  candidates: readonly { readonly signals: readonly number[]; readonly isAnswer: boolean }[],
  weights: readonly number[],
  slope: number[],
  examples: number,
): void {
  const scores = candidates.map(({ signals }) =>
    signals.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0),
  );
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const ofAnswers = powers.reduce((sum, power, at) => sum + (candidates[at]?.isAnswer ? power : 0), 0);
  for (const [at, { signals, isAnswer }] of candidates.entries()) {
    const power = powers[at] ?? 0;
    const pull = (isAnswer ? power / ofAnswers : 0) - power / total;
    for (const [index, value] of signals.entries())
      slope[index] = (slope[index] ?? 0) + (pull * value) / examples;
  }
}

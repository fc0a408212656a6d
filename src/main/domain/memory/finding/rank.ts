// Which candidates answer the question: what speaks for each, as numbers, and their weighted sum.
//   candidates + question → signals → score → order
// Pure. The weights are learned on bench/memory/relevance (weights.ts says how); nothing here is tuned by hand.
import type { Candidate, FoundMemories, Neighbour } from '../../ports/memory-search.ts';
import { type Question, readQuestion, stemOf, stemsOf } from './question.ts';
import { SIGNAL_WEIGHTS } from './weights.ts';

export type Signal = keyof typeof SIGNAL_WEIGHTS;
/** Names of what is weighed, in the order of `signalsOf`. */
export const SIGNALS = Object.keys(SIGNAL_WEIGHTS) as readonly Signal[];

/** Age at which recency counts half; 90 days. */
const HALF_AGE_MS = 90 * 86_400_000;
/** Length in characters from which longer says no more. */
const FULL_LENGTH = 300;

export interface Ranked {
  readonly candidate: Candidate;
  readonly score: number;
}

/** Best first, of equals the newest first; a fact that was kept twice is told once. */
export function rank(found: FoundMemories, question: string, now: number): readonly Ranked[] {
  const read = readQuestion(question, found.rarity, now);
  const best = Math.max(0, ...found.candidates.map((candidate) => candidate.similarity ?? 0));
  const stems = createStems();
  const ranked = found.candidates
    .map((candidate) => ({ candidate, score: score(signalsOf(candidate, read, best, now, stems)) }))
    .sort((a, b) => b.score - a.score || b.candidate.createdAt - a.candidate.createdAt);
  const facts = new Set<string>();
  return ranked.filter(({ candidate }) => {
    // The same words said in two places are two answers: what stands around them differs.
    if (candidate.kind !== 'fact') return true;
    const text = stemsOf(candidate.text).join(' ');
    return !facts.has(text) && facts.add(text) !== undefined;
  });
}

export function score(signals: readonly number[]): number {
  return signals.reduce((sum, value, index) => {
    const name = SIGNALS[index];
    return sum + value * (name === undefined ? 0 : SIGNAL_WEIGHTS[name]);
  }, 0);
}

/**
 * @param best the highest similarity among all candidates: a plain 0.4 means much where nothing else comes near
 * @returns one number a signal, about 0 to 1 each
 */
export function signalsOf(
  candidate: Candidate,
  question: Question,
  best: number,
  now: number,
  stems: Stems = createStems(),
): readonly number[] {
  const before = candidate.around.filter((said) => said.offset < 0);
  const after = candidate.around.filter((said) => said.offset > 0);
  const own = [stems(candidate.speaker ?? ''), stems(candidate.text)];
  const near = candidate.around.flatMap((said) => [stems(said.speaker ?? ''), stems(said.text)]);
  const words = share(question, own);
  const similarity = candidate.similarity ?? 0;
  const speaker = candidate.speaker === null ? '' : firstName(candidate.speaker);
  const isNamed = speaker !== '' && question.text.includes(speaker);
  const values: Readonly<Record<Signal, number>> = {
    meaning: similarity,
    meaningAbove: similarity - best,
    words,
    wordPlace: candidate.wordPlace === null ? 0 : 1 / (1 + candidate.wordPlace / 5),
    wordsAround: share(question, near),
    wordsTogether: share(question, [...own, ...near]),
    meaningJustBefore: highest(before.slice(0, 1)),
    wordsJustBefore: shareOf(question, before.slice(0, 1), stems),
    meaningBefore: highest(before),
    meaningAfter: highest(after),
    wordsBefore: shareOf(question, before, stems),
    wordsAfter: shareOf(question, after, stems),
    speakerNamed: isNamed ? 1 : 0,
    speakerOther:
      !isNamed && candidate.around.some((said) => said.speaker !== null && names(question, said.speaker))
        ? 1
        : 0,
    dayNamed:
      question.days !== null &&
      candidate.createdAt >= question.days[0] &&
      candidate.createdAt < question.days[1]
        ? 1
        : 0,
    holdsWanted: holdsWanted(candidate.text, question.wants) ? 1 : 0,
    asks: /\?\s*$/.test(candidate.text) ? 1 : 0,
    asksBefore: /\?\s*$/.test(before[0]?.text ?? '') ? 1 : 0,
    recency: 1 / (1 + Math.max(0, now - candidate.createdAt) / HALF_AGE_MS),
    length: Math.min(1, candidate.text.length / FULL_LENGTH),
    fact: candidate.kind === 'fact' ? 1 : 0,
    pinned: candidate.pinned ? 1 : 0,
  };
  return SIGNALS.map((name) => values[name]);
}

/** How much of what the question asks for stands in any of these, rare words counting more. */
function share(question: Question, texts: readonly ReadonlySet<string>[]): number {
  if (question.totalRarity === 0) return 0;
  let sum = 0;
  for (const [stem, weight] of question.stems) if (texts.some((text) => text.has(stem))) sum += weight;
  return sum / question.totalRarity;
}

function shareOf(question: Question, said: readonly Neighbour[], stems: Stems): number {
  return share(
    question,
    said.map((one) => stems(one.text)),
  );
}

/** Stems of a text, once a text and once a word: each is its own candidate and a neighbour of six others. */
type Stems = (text: string) => ReadonlySet<string>;

function createStems(): Stems {
  const known = new Map<string, ReadonlySet<string>>();
  const words = new Map<string, string>();
  const stem = (word: string): string => {
    const before = words.get(word);
    if (before !== undefined) return before;
    const made = stemOf(word);
    words.set(word, made);
    return made;
  };
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const stems = new Set(stemsOf(text, stem));
    known.set(text, stems);
    return stems;
  };
}

function highest(said: readonly Neighbour[]): number {
  return Math.max(0, ...said.map((one) => one.similarity ?? 0));
}

function names(question: Question, speaker: string): boolean {
  const name = firstName(speaker);
  return name !== '' && question.text.includes(name);
}

function firstName(speaker: string): string {
  return speaker.toLowerCase().split(/\s+/)[0] ?? '';
}

function holdsWanted(text: string, wants: Question['wants']): boolean {
  switch (wants) {
    case 'time':
      return /\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:january|february|march|april|june|july|august|september|october|november|december|noon|midnight|morning|evening|tomorrow|tonight|yesterday|spring|summer|autumn|winter)\b/i.test(
        text,
      );
    case 'number':
      return /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|half|dozen|twice)\b/i.test(
        text,
      );
    case 'person':
      return /(?<=[\p{L},;:] )\p{Lu}\p{Ll}+/u.test(text);
    case 'place':
      return /\b(?:in|at|on|under|behind|inside|near|next to|by|to|from|above|below|between|opposite)\b/i.test(
        text,
      );
    case 'other':
      return false;
  }
}

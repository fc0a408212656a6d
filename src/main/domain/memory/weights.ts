// What each signal of rank.ts counts. Learned, not chosen: bench/memory/relevance fits them on the questions of its
// training part, and reports how they do on the others. Written anew by `npm run bench:memory -- --learn`.
import type { Signal } from './rank.ts';

export const SIGNAL_WEIGHTS: Readonly<Record<Signal, number>> = {
  meaning: 6,
  meaningAbove: 1,
  words: 4,
  wordPlace: 1,
  wordsAround: 1,
  wordsTogether: 2,
  meaningJustBefore: 1,
  wordsJustBefore: 1,
  meaningBefore: 1,
  meaningAfter: 0.5,
  wordsBefore: 1,
  wordsAfter: 0,
  speakerNamed: 1,
  speakerOther: 0,
  dayNamed: 1,
  holdsWanted: 0.5,
  asks: -1,
  asksBefore: 0.5,
  recency: 0.2,
  length: 0.2,
  fact: 0.3,
  pinned: 0.3,
};

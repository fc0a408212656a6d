// What each signal of rank.ts counts. Learned, not chosen: bench/memory/relevance fits them on the questions of its
// training part, and reports how they do on the others. Written anew by `npm run bench:memory -- --learn`.

export const SIGNAL_WEIGHTS = {
  meaning: 3.43,
  meaningAbove: 3.43,
  words: 3.74,
  wordPlace: 1,
  wordsAround: -0.71,
  wordsTogether: 3.27,
  meaningJustBefore: -0.73,
  wordsJustBefore: -2.53,
  meaningBefore: 8.74,
  meaningAfter: 1.17,
  wordsBefore: 2.85,
  wordsAfter: -3.75,
  speakerNamed: 0.25,
  speakerOther: -0.55,
  dayNamed: 3.96,
  holdsWanted: 1.99,
  asks: -2.48,
  asksBefore: 0.89,
  recency: 0.2,
  length: 0.26,
  fact: 0.3,
  pinned: 0.3,
} as const;

// The order of candidates: what answers stands before what only shares words, and the same words are told once.
import { expect, test } from 'vitest';
import { rank, SIGNALS, score } from '../../../../../src/main/domain/memory/finding/rank.ts';
import type { Candidate } from '../../../../../src/main/domain/ports/memory-search.ts';

const NOW = Date.UTC(2026, 10, 21);
const RARITY = new Map([
  ['wedding', 6],
  ['clara', 5],
]);

function candidate(change: Partial<Candidate>): Candidate {
  return {
    id: 'a',
    kind: 'message',
    conversationId: 'c',
    speaker: 'Jonas',
    text: 'Something else.',
    createdAt: NOW - 1_000_000,
    pinned: false,
    similarity: 0.1,
    wordPlace: null,
    around: [],
    ...change,
  };
}

const order = (...candidates: Candidate[]) =>
  rank({ candidates, rarity: RARITY }, 'When is the wedding of Clara?', NOW).map((one) => one.candidate.id);

test('a reply that names nothing stands before small talk when the question came just before it', () => {
  const asked = {
    id: 'q',
    offset: -1,
    speaker: 'Mara',
    text: 'When is the wedding of Clara?',
    similarity: 0.9,
  };
  const answer = candidate({ id: 'answer', text: 'On the ninth of June.', similarity: 0.3, around: [asked] });
  expect(order(candidate({ id: 'talk', similarity: 0.3 }), answer)[0]).toBe('answer');
});

test('what shares words and meaning stands before what shares neither', () => {
  const both = candidate({
    id: 'both',
    text: 'The wedding of Clara is in June.',
    similarity: 0.8,
    wordPlace: 0,
  });
  expect(order(candidate({ id: 'neither' }), both)).toEqual(['both', 'neither']);
});

test('a fact that was kept twice is told once, the newest; what was said twice stays two answers', () => {
  const text = 'The wedding of Clara is in June.';
  const old = candidate({ id: 'old', text, similarity: 0.8, kind: 'fact', createdAt: NOW - 9_000_000_000 });
  const fresh = candidate({
    id: 'fresh',
    text: text.toUpperCase(),
    similarity: 0.8,
    kind: 'fact',
    createdAt: NOW,
  });
  expect(order(old, fresh)).toEqual(['fresh']);
  expect(order({ ...old, kind: 'message' }, { ...fresh, kind: 'message' })).toEqual(['fresh', 'old']);
});

test('without any vector the words still order', () => {
  const words = candidate({ id: 'words', text: 'Clara and the wedding', similarity: null, wordPlace: 0 });
  expect(order(candidate({ id: 'none', similarity: null }), words)[0]).toBe('words');
});

test('every signal has a weight', () => {
  expect(
    SIGNALS.map((_, index) => score(SIGNALS.map((_name, at) => (at === index ? 1 : 0)))).every(
      Number.isFinite,
    ),
  ).toBe(true);
});

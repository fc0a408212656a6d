// What a question says beyond its words: stems, days, and the kind of answer that is wanted.
import { describe, expect, test } from 'vitest';
import { readQuestion, stemOf } from '../../../../../src/main/domain/memory/finding/question.ts';

const NOW = Date.UTC(2026, 10, 21, 15); // a Saturday
const day = (year: number, month: number, date: number) => {
  const from = Date.UTC(year, month - 1, date);
  return [from, from + 86_400_000];
};
const daysOf = (text: string) => readQuestion(text, new Map(), NOW).days;

describe('a question', () => {
  test.each([
    ['painted', 'painting'],
    ['paints', 'paint'],
    ['visits', 'visited'],
    ['stories', 'story'],
    ['Café'.toLowerCase(), 'cafe'],
  ])('reads %s and %s as one word', (one, other) => {
    expect(stemOf(one)).toBe(stemOf(other));
  });

  test.each([
    ['what did I say on 2026-05-12?', day(2026, 5, 12)],
    ['what was it yesterday?', day(2026, 11, 20)],
    ['what did Ada want on 12 March?', day(2026, 3, 12)],
    ['what did Ada want on March 12th, 2025?', day(2025, 3, 12)],
    ['who came last tuesday?', day(2026, 11, 17)],
    ['how far did I run in march?', [Date.UTC(2026, 2), Date.UTC(2026, 3)]],
    ['how far did I run in December?', [Date.UTC(2025, 11), Date.UTC(2026, 0)]],
    ['how far did I run in May 2024?', [Date.UTC(2024, 4), Date.UTC(2024, 5)]],
  ])('“%s” names its days', (text, days) => {
    expect(daysOf(text)).toEqual(days);
  });

  test.each(['may I come?', 'what is the code?', 'call me on holiday'])(
    '“%s” names no day it does not mean',
    (text) => {
      expect(daysOf(text)).toBeNull();
    },
  );

  test.each([
    ['When is it?', 'time'],
    ['How much was it?', 'number'],
    ['Who was there?', 'person'],
    ['Where is the key?', 'place'],
    ['Why is it so?', 'other'],
  ])('“%s” wants a %s', (text, wants) => {
    expect(readQuestion(text, new Map(), NOW).wants).toBe(wants);
  });
});

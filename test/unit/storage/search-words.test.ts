import { describe, expect, test } from 'vitest';
import { anyPrefix, anyWord, wordsOf } from '../../../src/main/adapters/storage/search-words.ts';

describe('search words', () => {
  test('are the letters and digits of a question, each once', () => {
    expect(wordsOf('What did "Zoë" say, on 2026-11-20: 日本語? zoë What')).toEqual([
      'What',
      'did',
      'Zoë',
      'say',
      'on',
      '2026',
      '11',
      '20',
      '日本語',
      'zoë',
    ]);
  });

  test('are at most thirty-two', () => {
    expect(wordsOf(Array.from({ length: 1_000 }, (_, index) => `w${index}`).join(' '))).toHaveLength(32);
  });

  test('are none in what has none', () => {
    expect(wordsOf('"*" ( ) - ^ :')).toEqual([]);
  });

  test('are quoted, so that none is an operator', () => {
    expect([anyWord(['NOT', 'a"b']), anyPrefix(['NEAR', 'gard'])]).toEqual([
      '"NOT" OR "a""b"',
      '"NEAR"* OR "gard"*',
    ]);
  });
});

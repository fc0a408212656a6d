// Long texts in pieces: whole paragraphs, lines, sentences or words where they fit, and nothing lost.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText, PIECE_CHARACTERS } from '../../../../../src/main/domain/memory/keeping/cut-text.ts';

const bare = (text: string): string => text.replace(/\s/g, '');
const written = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(' ', '\n', '\n\n', '\n  ', '. ', '。', '! ', '\t', '👩‍👩‍👧', '𝒜', 'e\u0301'),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('pieces of a text', () => {
  test('hold every sign of it in order, none is too long, and each stands in it as it is', () => {
    fc.assert(
      fc.property(written, fc.integer({ min: 2, max: 80 }), (text, max) => {
        const pieces = cutText(text, max);
        expect(bare(pieces.join(''))).toBe(bare(text));
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(max);
          expect(piece.trim()).not.toBe('');
          expect(text).toContain(piece);
        }
      }),
    );
  });

  test('never end in the middle of a character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('𝒜', '👩‍👩‍👧', 'a', '界'), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 2, max: 20 }),
        (parts, max) => {
          for (const piece of cutText(parts.join(''), max)) expect(piece).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });

  test('are one where the text fits, and none where there is nothing', () => {
    expect([cutText('  a b\n'), cutText(' \n\t '), cutText('')]).toEqual([['a b'], [], []]);
    expect(cutText('x'.repeat(PIECE_CHARACTERS))).toHaveLength(1);
    expect(cutText('x'.repeat(PIECE_CHARACTERS + 1)).map((piece) => piece.length)).toEqual([
      PIECE_CHARACTERS,
      1,
    ]);
  });

  test.each([
    [
      'between paragraphs',
      'One two.\n\nThree four. Five.\n\nSix.',
      20,
      ['One two.', 'Three four. Five.', 'Six.'],
    ],
    ['together, where two fit', 'One.\n\nTwo.\n\nThree.', 11, ['One.\n\nTwo.', 'Three.']],
    ['between lines', 'one two\nthree four\nfive', 12, ['one two', 'three four', 'five']],
    ['between sentences', 'One two. Three! Four five?', 16, ['One two. Three!', 'Four five?']],
    ['between sentences without spaces', '猫が好き。犬も好き。', 6, ['猫が好き。', '犬も好き。']],
    ['between words', 'one two three', 8, ['one two', 'three']],
    ['anywhere, when there is no better place', 'abcdefgh', 3, ['abc', 'def', 'gh']],
  ])('are cut %s', (_, text, max, pieces) => {
    expect(cutText(text, max)).toEqual(pieces);
  });

  test('keep how their lines are indented, as code needs it', () => {
    const code = 'if a:\n    b()\n    c()\nelse:\n    d()';
    expect(cutText(code, 24)).toEqual(['if a:\n    b()\n    c()', 'else:\n    d()']);
    expect(cutText(code, 14)).toEqual(['if a:\n    b()', '    c()\nelse:', '    d()']);
  });

  test('come soon, however long the text is', () => {
    const begun = performance.now();
    for (const piece of ['a', ' ', '\n', 'a ', '。', 'a\n\n', '𝒜']) cutText(piece.repeat(200_000));
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

// A document as passages: each with its headings and its place, none longer than what is looked through for secrets.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passagesOf } from '../../../../../src/main/domain/memory/documents/passages.ts';
import { PIECE_CHARACTERS } from '../../../../../src/main/domain/memory/keeping/cut-text.ts';
import { MAX_MEMORY_CHARACTERS } from '../../../../../src/main/domain/memory/keeping/not-kept.ts';
import type { Section } from '../../../../../src/main/domain/ports/documents.ts';

const section = (change: Partial<Section>): Section => ({
  headings: [],
  page: null,
  line: null,
  text: 'Text.',
  ...change,
});

describe('a passage', () => {
  test.each([
    [{ page: 4, headings: ['Shop', 'Returns'] }, 'Shop › Returns\nText.', 'page 4, “Returns”'],
    [{ page: 4 }, 'Text.', 'page 4'],
    [{ headings: ['Shop'], line: 12 }, 'Shop\nText.', '“Shop”'],
    [{ line: 12 }, 'Text.', 'line 12'],
    [{}, 'Text.', null],
    [{ headings: ['  A\n\theading ', ' ', '\u200b'] }, 'A heading\nText.', '“A heading”'],
  ])('of %j says where it stands', (change, text, place) => {
    expect(passagesOf([section(change)])).toEqual([{ text, place, seam: '' }]);
  });

  test('is made of each section by itself, and of an empty one none', () => {
    expect(
      passagesOf([section({ text: ' \n\u200b ' }), section({ text: 'One.' }), section({ text: 'Two.' })]),
    ).toEqual([
      { text: 'One.', place: null, seam: '' },
      { text: 'Two.', place: null, seam: '' },
    ]);
    expect(passagesOf([])).toEqual([]);
  });

  test('of a long section stands under the headings each time', () => {
    const passages = passagesOf([
      section({ headings: ['Rules'], text: 'A rule of the house.\n\n'.repeat(200) }),
    ]);
    expect(passages.length).toBeGreaterThan(4);
    for (const { text } of passages) expect(text.startsWith('Rules\nA rule')).toBe(true);
  });

  test('has a heading cut short, never in the middle of a character', () => {
    const [passage] = passagesOf([section({ headings: [`${'x'.repeat(119)}😀 and on`] })]);
    expect(passage?.text).toBe(`${'x'.repeat(119)}\nText.`);
  });

  test('under ever so many headings has the innermost, and is still looked through for secrets', () => {
    const headings = Array.from({ length: 40 }, (_, n) => `Heading ${n} ${'x'.repeat(100)}`);
    const [passage] = passagesOf([section({ headings, text: 'y'.repeat(PIECE_CHARACTERS) })]);
    expect(passage?.text).toContain('Heading 39');
    expect(passage?.text).not.toContain('Heading 1 ');
    expect(passage?.text.length).toBeLessThanOrEqual(MAX_MEMORY_CHARACTERS);
  });

  test('is never too long, whole in its characters, and holds every word of its section', () => {
    const text = fc.array(fc.constantFrom('word', '😀', '\n\n', ' ', '。', 'é', '\u202e', '- '), {
      maxLength: 400,
    });
    fc.assert(
      fc.property(
        text,
        fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 12 }),
        (parts, headings) => {
          const passages = passagesOf([section({ headings, text: parts.join('') })]);
          for (const passage of passages) {
            expect(passage.text.length).toBeLessThanOrEqual(MAX_MEMORY_CHARACTERS);
            expect(passage.text).not.toMatch(/\p{Surrogate}/u);
          }
          const plain = passagesOf([section({ text: parts.join('') })]);
          expect(
            plain
              .map((one) => one.text)
              .join('')
              .match(/word|😀/gu)?.length ?? 0,
          ).toBe(parts.filter((part) => part === 'word' || part === '😀').length);
        },
      ),
    );
  });
});

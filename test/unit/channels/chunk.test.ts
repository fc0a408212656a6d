// Cutting marked text: nothing lost, every chunk within its limits, the best place chosen.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkRuns, type Mark, type Run } from '../../../src/main/adapters/channels/markup/chunk.ts';
import { toHtml } from '../../../src/main/adapters/channels/telegram/html.ts';

const wide = { maxMarkup: 1_000_000, markupOf: toHtml };

function textsOf(chunks: readonly (readonly Run[])[]): string[] {
  return chunks.map((runs) => runs.map((run) => run.text).join(''));
}

function cut(text: string, maxVisible: number, marks: readonly Mark[] = []): string[] {
  return textsOf(chunkRuns([{ text, marks }], { ...wide, maxVisible }));
}

describe('the place of a cut', () => {
  it('is between paragraphs before it is between lines', () => {
    expect(cut('one two\nthree\n\nfour five\nsix', 20)).toEqual(['one two\nthree', 'four five\nsix']);
  });

  it('is between lines before it is between words', () => {
    expect(cut('one two three\nfour five six', 20)).toEqual(['one two three', 'four five six']);
  });

  it('is between words before it is within one', () => {
    expect(cut('one two three four', 10)).toEqual(['one two', 'three four']);
  });

  it('is not so early that a chunk is nearly empty', () => {
    expect(cut(`a\n\n${'b'.repeat(30)}`, 20)[0]).toHaveLength(20);
  });

  it('is outside a code block when there is one', () => {
    const code: Mark = { kind: 'pre', language: 'js' };
    const runs = [
      { text: 'Some words\n\n', marks: [] },
      { text: 'a\n\nb\n\nc', marks: [code] },
    ];
    expect(textsOf(chunkRuns(runs, { ...wide, maxVisible: 16 }))).toEqual(['Some words', 'a\n\nb\n\nc']);
  });

  it('within code keeps the indentation of the next line', () => {
    const code: Mark = { kind: 'pre', language: null };
    expect(cut('if (a) {\n    b();\n    c();\n}', 18, [code])).toEqual(['if (a) {\n    b();', '    c();\n}']);
  });

  it('never separates the halves of a character, nor an emoji of several parts', () => {
    expect(cut('😀'.repeat(5), 3)).toEqual(['😀', '😀', '😀', '😀', '😀']);
    expect(cut(`${'x'.repeat(15)}👩‍👩‍👧yyyy`, 20)[0]).toBe('x'.repeat(15));
  });
});

describe('for any text', () => {
  const markArbitrary: fc.Arbitrary<Mark> = fc.oneof(
    fc.constantFrom<Mark>({ kind: 'bold' }, { kind: 'italic' }, { kind: 'quote' }, { kind: 'code' }),
    fc.record({ kind: fc.constant('pre' as const), language: fc.constantFrom(null, 'ts') }),
    fc.record({ kind: fc.constant('link' as const), href: fc.constant('https://example.org/?a=1&b="2"') }),
  );
  const textArbitrary = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('a', '<', '&', '"', ' ', '\n', '\n\n', '😀', 'ü'), maxLength: 80 }),
  );
  const runsArbitrary = fc.array(
    fc.record({ text: textArbitrary, marks: fc.array(markArbitrary, { maxLength: 3 }) }),
    { maxLength: 12 },
  );
  const visible = (text: string) => text.replace(/\s/g, '');

  it('nothing but white space is lost, and the order stays', () => {
    fc.assert(
      fc.property(runsArbitrary, fc.integer({ min: 8, max: 60 }), (runs, maxVisible) => {
        const whole = runs.map((run) => run.text).join('');
        expect(visible(textsOf(chunkRuns(runs, { ...wide, maxVisible })).join(''))).toBe(visible(whole));
      }),
      { numRuns: 500 },
    );
  });

  it('every chunk is within both limits and shows something', () => {
    fc.assert(
      fc.property(
        runsArbitrary,
        fc.integer({ min: 8, max: 60 }),
        fc.integer({ min: 400, max: 600 }),
        (runs, maxVisible, maxMarkup) => {
          for (const chunk of chunkRuns(runs, { maxVisible, maxMarkup, markupOf: toHtml })) {
            const text = chunk.map((run) => run.text).join('');
            expect(text.length).toBeLessThanOrEqual(maxVisible);
            expect(toHtml(chunk).length).toBeLessThanOrEqual(maxMarkup);
            expect(text.trim()).not.toBe('');
            expect(text).not.toMatch(/\p{Surrogate}/u);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('the tags of every chunk open and close in it, innermost first', () => {
    fc.assert(
      fc.property(runsArbitrary, fc.integer({ min: 8, max: 60 }), (runs, maxVisible) => {
        for (const chunk of chunkRuns(runs, { ...wide, maxVisible }))
          expect(openTags(toHtml(chunk))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** Tags still open at the end; throws at one that closes another than the last opened. */
function openTags(html: string): string[] {
  const open: string[] = [];
  for (const [, slash, name] of html.matchAll(/<(\/?)([a-z]+)[^<>]*>/g)) {
    if (slash === '') open.push(name ?? '');
    else if (open.pop() !== name) throw new Error(`</${name}> closes another tag in ${html}`);
  }
  return open;
}

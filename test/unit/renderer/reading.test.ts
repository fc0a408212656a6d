// The pure parts of what is read: differences, times, revealed text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffLine, diffLines, diffParts } from '../../../src/contracts/diff-lines.ts';
import { revealed } from '../../../src/contracts/revealed.ts';
import { timeWords } from '../../../src/renderer/components/reading/time-words.ts';

const short = (lines: readonly DiffLine[]) =>
  lines.map((line) => ({ same: ' ', added: '+', removed: '-' })[line.kind] + line.text);

describe('the difference of two texts', () => {
  it('is the shortest one', () => {
    expect(short(diffLines('a\nb\nc\nd\n', 'a\nc\nx\nd\n'))).toEqual([' a', '-b', ' c', '+x', ' d']);
  });

  it('counts lines from one on each side', () => {
    expect(diffLines('a\nb', 'b')).toEqual([
      { kind: 'removed', text: 'a', oldNumber: 1 },
      { kind: 'same', text: 'b', oldNumber: 2, newNumber: 1 },
    ]);
  });

  it('of a new file is all new', () => {
    expect(short(diffLines('', 'a\n'))).toEqual(['+a']);
  });

  it('gives back both texts, whatever they are', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
      .map((lines) => lines.map((l) => `${l}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const side = (kind: DiffLine['kind']) =>
          lines
            .filter((line) => line.kind === 'same' || line.kind === kind)
            .map((line) => `${line.text}\n`)
            .join('');
        expect([side('removed'), side('added')]).toEqual([before, after]);
        const numbers = lines.flatMap((line) => ('newNumber' in line ? [line.newNumber] : []));
        expect(numbers).toEqual(numbers.map((_, at) => at + 1));
      }),
    );
  });

  it('of texts too large to compare says all went and all came', () => {
    const before = Array.from({ length: 3_000 }, (_, at) => `a${at}`).join('\n');
    const after = Array.from({ length: 3_000 }, (_, at) => `b${at}`).join('\n');
    expect(diffLines(before, after)).toHaveLength(6_000);
  });

  it('folds what is far from a change', () => {
    const before = Array.from({ length: 20 }, (_, at) => String(at)).join('\n');
    const parts = diffParts(diffLines(before, before.replace('10', 'ten')), 2);
    expect(parts.map((part) => [part.kind, part.lines.length])).toEqual([
      ['gap', 8],
      ['lines', 6],
      ['gap', 7],
    ]);
  });
});

describe('a time in words', () => {
  const now = new Date('2026-03-12T12:00:00Z');
  const place = { locale: 'en-GB', timeZone: 'UTC' };
  it.each([
    ['2026-03-12T11:59:40Z', 'now'],
    ['2026-03-12T11:58:00Z', '2 min ago'],
    ['2026-03-12T12:03:00Z', 'in 3 min'],
    ['2026-03-12T08:05:00Z', '08:05'],
    ['2026-03-11T23:50:00Z', 'Yesterday'],
    ['2026-03-13T18:00:00Z', 'Tomorrow'],
    ['2026-03-09T08:05:00Z', 'Mon'],
    ['2026-02-09T08:05:00Z', '9 Feb'],
    ['2025-02-09T08:05:00Z', '9 Feb 2025'],
  ])('%s is "%s"', (at, words) => {
    expect(timeWords(new Date(at), now, place)).toBe(words);
  });

  it('counts days in the person’s own time zone', () => {
    const late = new Date('2026-03-12T03:00:00Z');
    const evening = new Date('2026-03-12T01:30:00Z');
    expect(timeWords(evening, late, { locale: 'en-GB', timeZone: 'America/New_York' })).toBe('21:30');
  });
});

describe('a revealed text', () => {
  it('keeps lines and tabs', () => {
    expect(revealed('a\n\tb')).toEqual([{ kind: 'plain', text: 'a\n\tb' }]);
  });

  it.each([
    ['\r', '\\r'],
    ['\u001b', '\\e'],
    ['\u200b', '\\u{200b}'],
    ['\u00ad', '\\u{ad}'],
    ['\u3164', '\\u{3164}'],
    ['\ufe0f', '\\u{fe0f}'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\u00a0', '\\u{a0}'],
    ['\ud800', '\\u{d800}'],
    ['\u2028', '\\u{2028}'],
    ['\u034f', '\\u{34f}'],
    ['\u2066', '\\u{2066}'],
  ])('shows %j as %s', (hidden, shown) => {
    expect(revealed(`a${hidden}b`).map((part) => part.text)).toEqual(['a', shown, 'b']);
  });

  it('leaves words of one script alone, whichever it is', () => {
    expect(revealed('hello привет καλημέρα 你好 שלום')).toHaveLength(1);
  });

  it('loses nothing that can be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const seen = revealed(text)
          .filter((part) => part.kind !== 'escape')
          .map((part) => part.text)
          .join('');
        const hidden = revealed(text).filter((part) => part.kind === 'escape').length;
        expect([...seen].length + hidden).toBe([...text].length);
      }),
    );
  });
});

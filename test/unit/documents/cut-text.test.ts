// Where long text is cut, and what a section may hold.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText } from '../../../src/main/adapters/documents/formats/cut-text.ts';
import { readPlainText } from '../../../src/main/adapters/documents/formats/plain-text.ts';
import { createSectionList } from '../../../src/main/adapters/documents/formats/section-list.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '.', '\n', '\n', '-', '1'), maxLength: 400 });

describe('a cut', () => {
  it('loses nothing, keeps to whole lines, and knows how many stand before', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 5, max: 60 }), (whole, most) => {
        const pieces = cutText(whole, most);
        expect(pieces.map((piece) => piece.text).join('\n')).toBe(whole);
        const lines = whole.split('\n');
        for (const piece of pieces)
          expect(lines.slice(piece.lines, piece.lines + piece.text.split('\n').length).join('\n')).toBe(
            piece.text,
          );
      }),
    );
  });

  it('lies between paragraphs, then behind a sentence or before an entry, never within a sentence', () => {
    const sentence = 'A line that goes on\nin the next one.';
    expect(cutText(`${sentence}\n\n${sentence}`, 50).map((piece) => piece.text.trim())).toEqual([
      sentence,
      sentence,
    ]);
    expect(cutText(`${sentence}\n${sentence}`, 50).map((piece) => piece.text)).toEqual([sentence, sentence]);
    expect(cutText('2026-01-01 one\n2026-01-02 two\nand more of it', 20).map((piece) => piece.text)).toEqual([
      '2026-01-01 one',
      '2026-01-02 two\nand more of it',
    ]);
    const endless = 'words that never\n'.repeat(20);
    expect(cutText(endless, 50)).toHaveLength(1);
  });
});

describe('plain text', () => {
  it('is cut at its paragraphs, each part with its line, and no heading is guessed', () => {
    const paragraph = `${'Bread is made of flour. '.repeat(50)}`.trim();
    const read = readPlainText(`\n\nBREAD\n=====\n\n${paragraph}\n\n${paragraph}\n`);
    if (read.kind !== 'sections') throw new Error(read.reason);
    expect(read.sections.map(({ headings, line, text: part }) => [headings, line, part.length])).toEqual([
      [[], 3, 'BREAD\n=====\n\n'.length + paragraph.length],
      [[], 8, paragraph.length],
    ]);
  });
});

describe('a list of sections', () => {
  const section = (words: string, headings: string[] = []) => ({
    headings,
    page: null,
    line: null,
    text: words,
  });
  const take = (
    limits: { maxCharacters: number; maxSections: number },
    all: ReturnType<typeof section>[],
  ) => {
    const sections = createSectionList(limits);
    for (const one of all) sections.add(one);
    return sections.done(null, 'Empty.');
  };

  it('takes no more text than it may, headings counted, and says so', () => {
    const read = take({ maxCharacters: 10, maxSections: 9 }, [
      section('12345', ['ab']),
      section('12345'),
      section('x'),
    ]);
    expect(read).toEqual({
      kind: 'sections',
      title: null,
      sections: [section('12345', ['ab']), section('123')],
      note: 'Only the first 10 characters were read; the rest was left out.',
    });
  });

  it('takes no more sections than it may, and says so', () => {
    const read = take({ maxCharacters: 99, maxSections: 2 }, [section('a'), section('b'), section('c')]);
    expect(read).toMatchObject({
      sections: [section('a'), section('b')],
      note: 'Only the first 2 sections were read; the rest was left out.',
    });
  });

  it('says nothing when all of it fits', () => {
    expect(take({ maxCharacters: 2, maxSections: 2 }, [section('a'), section('b')])).toMatchObject({
      note: null,
    });
    expect(take({ maxCharacters: 2, maxSections: 2 }, [section(' \n')])).toEqual({
      kind: 'left-out',
      reason: 'Empty.',
    });
  });

  it('takes words, not control characters and halves of characters; headings short and few', () => {
    const read = take({ maxCharacters: 9_999, maxSections: 9 }, [
      section('a\0b\u0007\ud800c\r\nd  \n\n', [
        '  x\n y ',
        '',
        'z'.repeat(900),
        ...Array<string>(20).fill('h'),
      ]),
    ]);
    expect(read).toMatchObject({
      sections: [section('a b  c\nd', ['x y', 'z'.repeat(200), 'h', 'h', 'h', 'h', 'h', 'h'])],
    });
  });
});

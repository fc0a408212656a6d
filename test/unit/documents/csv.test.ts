// Tables with separators: what was written comes out, and each group of rows says what its values are.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/main/adapters/documents/formats/csv.ts';
import { csvRows, MAX_CELLS, separatorOf } from '../../../src/main/adapters/documents/formats/csv-rows.ts';

const cell = fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\r', ' '));
const separator = fc.constantFrom(',', ';', '\t');
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const textOf = (text: string) => {
  const read = readCsv(text);
  return read.kind === 'sections' ? read.sections.map((section) => section.text) : read.reason;
};

describe('rows', () => {
  it('come out as they were written, whatever stands in their cells', () => {
    fc.assert(
      fc.property(separator, fc.array(fc.array(cell, { minLength: 1, maxLength: 6 })), (by, rows) => {
        const text = rows.map((cells) => cells.map(quoted).join(by)).join('\n');
        const kept = rows.filter((cells) => cells.some((one) => one.trim() !== ''));
        expect([...csvRows(text, by)].map(({ cells }) => cells)).toEqual(kept);
      }),
    );
  });

  it('of any text end, and know the line they begin on', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n'), maxLength: 60 }), (text) => {
        const lines = [...csvRows(text, ',')].map(({ line }) => line);
        expect(lines).toEqual([...lines].sort((a, b) => a - b));
        expect(Math.max(0, ...lines)).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
    expect([...csvRows('a,"b\nc"\n\nd,e\n', ',')]).toEqual([
      { cells: ['a', 'b\nc'], line: 1 },
      { cells: ['d', 'e'], line: 4 },
    ]);
  });

  it('are not swallowed by a quote that is never closed', () => {
    expect([...csvRows('a,"b\nc,d\n', ',')].map(({ cells }) => cells)).toEqual([
      ['a', '"b'],
      ['c', 'd'],
    ]);
  });

  it('of a hundred thousand stray quotes take no time', () => {
    expect([...csvRows('"x\n'.repeat(100_001), ',')].length).toBeGreaterThan(1);
  });

  it.each([
    ['a,b\n1,2', ','],
    ['a;b\n1,5;2,5\n1,7;3', ';'],
    ['a\tb, c\n1\t2, 3', '\t'],
    ['one column\nof words', ','],
  ])('%j is separated by %j', (text, by) => expect(separatorOf(text)).toBe(by));
});

describe('a table', () => {
  it('is said as column and value, without empty cells, a broken cell in one line', () => {
    expect(readCsv('Name;Born;Note\nAnna;1990;"likes ""quotes""\nand lines"\n\nBob;;\n')).toEqual({
      kind: 'sections',
      title: null,
      note: null,
      sections: [
        {
          headings: [],
          page: null,
          line: 2,
          text: 'Name: Anna\nBorn: 1990\nNote: likes "quotes" and lines\n\nName: Bob',
        },
      ],
    });
  });

  it('without a header has numbered columns', () => {
    expect(textOf('1,2\n3,4')).toEqual(['Column 1: 1\nColumn 2: 2\n\nColumn 1: 3\nColumn 2: 4']);
    expect(textOf('bread\nbutter')).toEqual(['Column 1: bread\n\nColumn 1: butter']);
    expect(textOf('price\n12.50 €')).toEqual(['price: 12.50 €']);
    expect(textOf('a,b')).toEqual(['a, b']);
  });

  it('of many rows is cut between rows, each part with its names and its line', () => {
    const rows = Array.from({ length: 300 }, (_, index) => `Person ${index},Berlin`);
    const read = readCsv(`name,town\n${rows.join('\n')}`);
    if (read.kind !== 'sections') throw new Error(read.reason);
    expect(read.sections.length).toBeGreaterThan(4);
    for (const { text, line } of read.sections) {
      expect(text.length).toBeLessThanOrEqual(2_000);
      expect(text.split('\n')[0]).toBe(`name: Person ${(line ?? 0) - 2}`);
    }
    expect(
      read.sections
        .map(({ text }) => text)
        .join('\n\n')
        .match(/name: /g),
    ).toHaveLength(300);
  });

  it('that is too wide says so', () => {
    const read = readCsv(`${'x,'.repeat(MAX_CELLS + 5)}x`);
    expect(read).toMatchObject({ note: 'Of a row at most 1,000 columns were read.' });
  });

  it('of nothing is left out', () => {
    expect(textOf('')).toBe('It has no text.');
    expect(textOf(',,,\n,,\n')).toBe('It has no text.');
  });
});

describe('an export of passwords is not taken in', () => {
  it.each([
    'name,url,username,password\nShop,https://a.example,me,hunter2',
    '"Title","Username","Password","URL"\n"a","b","c","d"',
    'folder,favorite,type,name,login_uri,login_username,login_password\n,,login,x,y,z,w',
    'Website;Benutzername;Kennwort;login\na;b;c;d',
  ])('%j', (text) => expect(textOf(text)).toBe('It looks like a key store; secrets are not taken in.'));

  it('and a table about passwords is', () => {
    expect(textOf('year,passwords stolen\n2025,3')).toEqual(['year: 2025\npasswords stolen: 3']);
  });
});

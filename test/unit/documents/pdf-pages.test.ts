// PDFs page by page, and what is said of those that cannot be read.
import { expect, it } from 'vitest';
import { readPdfPages } from '../../../src/main/adapters/documents/pdf/pdf-pages.ts';
import { type PdfShape, writePdf } from '../../fakes/documents/pdf-writer.ts';

const read = (
  shape: PdfShape,
  ...more: [Parameters<typeof readPdfPages>[1]?, Parameters<typeof readPdfPages>[2]?]
) => readPdfPages(writePdf(shape), ...more);
const page = (number: number, text: string) => ({ headings: [], page: number, line: null, text });

it('each page is a section of its own, with its number; an empty one is none', async () => {
  expect(await read({ title: 'On bread', pages: [['Bread is', 'old.'], [], ['(Butter)']] })).toEqual({
    kind: 'sections',
    title: 'On bread',
    sections: [page(1, 'Bread is\nold.'), page(3, '(Butter)')],
    note: null,
  });
});

it('a long page is cut where a line ends a sentence', async () => {
  const lines = Array.from(
    { length: 50 },
    (_, index) => `Line ${index} has quite some words in it, and then an end.`,
  );
  const outcome = await read({ pages: [lines] });
  if (outcome.kind !== 'sections') throw new Error(outcome.reason);
  expect(outcome.sections.map((section) => section.page)).toEqual([1, 1]);
  expect(outcome.sections.flatMap(({ text }) => text.split('\n'))).toEqual(lines);
});

it('one with a password is left out, one that only the owner may change is read', async () => {
  expect(await read({ pages: [['Secret.']], password: 'open sesame' })).toEqual({
    kind: 'left-out',
    reason: 'It is protected by a password.',
  });
  expect(await read({ title: 'T', pages: [['Open.']], ownerPassword: 'x' })).toMatchObject({
    title: 'T',
    sections: [page(1, 'Open.')],
  });
});

it('one without text may be scanned', async () => {
  expect(await read({ title: 'T', pages: [[], []] })).toEqual({
    kind: 'left-out',
    reason: 'It has no text; it may be scanned pictures.',
  });
});

it('a damaged one says so', async () => {
  for (const bytes of [
    Buffer.from('no pdf'),
    Buffer.from('%PDF-1.7\n%%EOF'),
    writePdf({ pages: [['x']] }).subarray(0, 90),
  ])
    expect(await readPdfPages(bytes)).toEqual({
      kind: 'left-out',
      reason: 'It is damaged: it cannot be read as PDF.',
    });
});

it('of more pages than are read, or of pages that take too long, the first are read, and it is said', async () => {
  const pages = Array.from({ length: 5 }, (_, index) => [`Page ${index + 1}.`]);
  expect(await read({ pages }, undefined, { maxPages: 2, maxMs: 60_000 })).toMatchObject({
    sections: [page(1, 'Page 1.'), page(2, 'Page 2.')],
    note: 'Only the first 2 of its 5 pages were read.',
  });
  expect(await read({ pages }, { maxCharacters: 10, maxSections: 9 })).toMatchObject({
    sections: [page(1, 'Page 1.'), page(2, 'Pag')],
    note: 'Only the first 10 characters were read; the rest was left out.',
  });
  const late = await read({ pages }, undefined, { maxPages: 9, maxMs: -1 });
  expect(late).toEqual({ kind: 'left-out', reason: 'It took too long to read.' });
});

// Word documents: what their words are and where they stand, and what a document made to harm can take.
import { describe, expect, it } from 'vitest';
import { readDocx } from '../../../src/main/adapters/documents/docx/docx.ts';
import { paragraph, run, table, writeDocx } from '../../fakes/documents/docx-writer.ts';

async function read(body: string, more: Omit<Parameters<typeof writeDocx>[0], 'body'> = {}) {
  const outcome = await readDocx(writeDocx({ body, ...more }));
  if (outcome.kind !== 'sections') throw new Error(outcome.reason);
  return outcome;
}
const shape = async (...args: Parameters<typeof read>) =>
  (await read(...args)).sections.map(({ headings, text }) => [headings.join(' > '), text]);
const reasonOf = async (bytes: Uint8Array, maxUnpackedBytes?: number) => {
  const outcome = await readDocx(bytes, undefined, maxUnpackedBytes);
  return outcome.kind === 'left-out' ? outcome.reason : 'it was read';
};
const DAMAGED = 'It is damaged: it cannot be read as a Word document.';

describe('a document', () => {
  it('stands under its headings, by what their styles mean in any language', async () => {
    const body = [
      paragraph('On bread', { style: 'Titel' }),
      paragraph('Bread ........ 3', { style: 'Verzeichnis1' }),
      paragraph('Bread', { style: 'berschrift1' }),
      paragraph('Of <flour> & water.'),
      paragraph('Rye', { style: 'berschrift2' }),
      paragraph('dark', { list: 0 }),
      paragraph('darker', { list: 1 }),
      paragraph('Butter', { style: 'Kapitel' }),
      paragraph('Of cream.'),
      `<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr>${run('Salted')}</w:p>`,
      paragraph('By some.'),
    ].join('');
    const outcome = await read(body);
    expect([outcome.title, outcome.note, outcome.sections.map(({ page, line }) => [page, line])[0]]).toEqual([
      'On bread',
      null,
      [null, null],
    ]);
    expect(await shape(body)).toEqual([
      ['', 'On bread'],
      ['Bread', 'Of <flour> & water.'],
      ['Bread > Rye', '- dark\n  - darker'],
      ['Butter', 'Of cream.'],
      ['Butter > Salted', 'By some.'],
    ]);
    expect((await read(body, { title: 'Its & own' })).title).toBe('Its & own');
  });

  it('has rows in lines, a table within a cell as words of it', async () => {
    const inner = table([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(
      await shape(
        table([
          ['Loaf', 'Price'],
          ['rye', inner],
          ['', ''],
        ]),
      ),
    ).toEqual([['', 'Loaf | Price\nrye | a | b c | d']]);
  });

  it('has each note below what points to it', async () => {
    const note = (kind: string, id: number) => `<w:r><w:${kind}Reference w:id="${id}"/></w:r>`;
    const body = `<w:p>${run('Bread')}${note('footnote', 1)}${run(' is old')}${note('endnote', 1)}${note('footnote', 1)}.</w:p>${paragraph('Next.')}`;
    expect(await shape(body, { footnotes: ['Of flour.'], endnotes: ['Ten thousand years.'] })).toEqual([
      ['', 'Bread[1] is old[2][1]\n\n[1] Of flour.\n[2] Ten thousand years.\n\nNext.'],
    ]);
  });

  it('has tabs, breaks and what was inserted, and not what was deleted, moved, hidden or a code', async () => {
    const body = `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>${run('one')}<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>
      <w:ins>${run(' in')}</w:ins><w:del><w:r><w:delText>HIDDEN</w:delText></w:r></w:del><w:moveFrom>${run('HIDDEN')}</w:moveFrom>
      ${run('HIDDEN', '<w:vanish/>')}${run(' seen', '<w:vanish w:val="0"/>')}<w:r><w:instrText>HIDDEN</w:instrText></w:r>
      <w:r><mc:AlternateContent><mc:Choice><w:txbxContent>${paragraph('box')}</w:txbxContent></mc:Choice><mc:Fallback>${paragraph('HIDDEN')}</mc:Fallback></mc:AlternateContent></w:r></w:p>`;
    expect(await shape(body)).toEqual([['', 'box\n\none\ttwo\nthree in seen']]);
  });

  it('is found where its package says it is, in UTF-16 too', async () => {
    const xml = `<w:document xmlns:w="x"><w:body>${paragraph('Elsewhere – ü')}</w:body></w:document>`;
    const rels =
      '<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>';
    const parts = { '_rels/.rels': rels, 'word/document2.xml': Buffer.from(`\ufeff${xml}`, 'utf16le') };
    expect(await shape(paragraph('Not this'), { parts })).toEqual([['', 'Elsewhere – ü']]);
  });

  it('without words is left out', async () => {
    expect(await reasonOf(writeDocx({ body: paragraph(' ') }))).toBe('It has no text.');
  });
});

describe('a document that cannot be read says why', () => {
  it('damaged, no Word document, or in the old format', async () => {
    const whole = writeDocx({ body: paragraph('x') });
    const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    expect([
      await reasonOf(Buffer.from('no zip at all')),
      await reasonOf(whole.subarray(0, whole.length - 200)),
      await reasonOf(Buffer.concat([whole.subarray(0, 300), Buffer.alloc(100), whole.subarray(400)])),
      await reasonOf(old),
    ]).toEqual([DAMAGED, DAMAGED, DAMAGED, 'It is in the old format of Word. Save it as .docx.']);
  });

  it('with a password', async () => {
    const sealed = Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(504),
      Buffer.from('EncryptedPackage', 'utf16le'),
    ]);
    expect(await reasonOf(sealed)).toBe('It is protected by a password.');
  });
});

describe('a document made to unfold', () => {
  it('from kilobytes to megabytes is given up at the limit', async () => {
    const bomb = writeDocx({ body: paragraph(' '.repeat(3_000_000)) });
    expect(bomb.length).toBeLessThan(10_000);
    expect(await reasonOf(bomb, 2 * 1024 * 1024)).toBe(
      'It unpacks to more than 2 MB, the most that is taken.',
    );
    expect(await reasonOf(bomb, 4 * 1024 * 1024)).toBe('It has no text.');
  });

  it('in its notes or styles counts the same', async () => {
    const big = `<w:styles>${' '.repeat(3_000_000)}</w:styles>`;
    const bomb = writeDocx({ body: paragraph('x'), parts: { 'word/styles.xml': big } });
    expect(await reasonOf(bomb, 2 * 1024 * 1024)).toContain('unpacks to more');
  });

  it('by entities of its own does not unfold at all', async () => {
    const entities = Array.from(
      { length: 12 },
      (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`,
    ).join('');
    const xml = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "HIDDEN">${entities}<!ENTITY f SYSTEM "file:///etc/hostname">]><w:document><w:body>${paragraph('Seen.')}<w:p><w:r><w:t>&e12;&f;</w:t></w:r></w:p></w:body></w:document>`;
    const [section] = (await read('', { parts: { 'word/document.xml': xml } })).sections;
    expect(section?.text).toBe('Seen.\n\n&e12;&f;');
  });

  it('by nesting without end is given up', async () => {
    const deep = `${'<w:sdt>'.repeat(5_000)}${paragraph('x')}`;
    expect(await reasonOf(writeDocx({ body: deep }))).toBe(DAMAGED);
  });

  it('by one long note that is pointed to again and again gives no more than the limit', async () => {
    const mark = '<w:r><w:footnoteReference w:id="1"/></w:r>';
    const outcome = await read(`<w:p>${run('x')}${mark.repeat(5_000)}</w:p>`, {
      footnotes: ['word '.repeat(20_000)],
    });
    expect(outcome.sections.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(120_000);
  });
});

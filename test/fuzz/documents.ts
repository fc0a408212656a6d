// The byte fuzzer's door to the documents that the owner chooses: the first byte says as what the rest is read, and what
// must hold of every reading is checked. All but PDFs in this thread: an input that ends or hangs it is looked for. PDFs in
// theirs, which is part of how they are read.
//   bytes → kind → reader → broken promise thrown
import { readDocument } from '../../src/main/adapters/documents/formats/read-document.ts';
import { TEXT_LIMITS, type TextLimits } from '../../src/main/adapters/documents/formats/section-list.ts';
import { createDocumentReader } from '../../src/main/adapters/documents/reading/document-reader.ts';
import type { DocumentText } from '../../src/main/adapters/documents/reading/reading-protocol.ts';
import type { DocumentKind } from '../../src/main/domain/ports/documents.ts';
import { paragraph, table, writeDocx } from '../fakes/documents/docx-writer.ts';
import { writePdf } from '../fakes/documents/pdf-writer.ts';
import type { FuzzTarget } from './engine.ts';

const TEXTS: readonly DocumentKind[] = ['markdown', 'text', 'csv', 'html', 'code'];
const LIMITS = { maxCharacters: 600, maxSections: 12 };
const MAX_HEADING = 200;

/** Pieces that make random bytes reach further than the first check. */
const TEXT_PIECES = [
  ...'# ¦## ¦- ¦* ¦1. ¦> ¦``` ¦~~~ ¦    ¦\t¦| a | b |¦|---|---|\n¦---\n¦title: x¦<!-- ¦--> ¦<b> ¦</b> ¦<p hidden> ¦<td>'.split(
    '¦',
  ),
  ...'<tr> ¦<table> ¦<pre> ¦<li> ¦<ul> ¦<h2> ¦</h2> ¦<script> ¦<title> ¦&amp; ¦&#0; ¦[a](b) ¦," ¦"" ¦; ¦, ¦" ¦\r\n ¦\n¦\n\n'.split(
    '¦',
  ),
  ...'function a() { ¦} ¦class B: ¦  def c(self): ¦// x ¦{ ¦"k": [ ¦]} ¦word ¦ü ¦\ufeff¦\0¦\u202e¦-----BEGIN PRIVATE KEY-----'.split(
    '¦',
  ),
];
const WORD_PIECES = [
  ...'<w:p>¦</w:p>¦<w:r>¦</w:r>¦<w:t>¦</w:t>¦<w:tbl>¦</w:tbl>¦<w:tr>¦</w:tr>¦<w:tc>¦</w:tc>¦<w:del>¦</w:del>¦<w:pPr>'.split(
    '¦',
  ),
  ...'<w:pStyle w:val="berschrift1"/>¦<w:ilvl w:val="1"/>¦<w:footnoteReference w:id="1"/>¦<w:vanish/>¦<w:tab/>¦<w:br/>'.split(
    '¦',
  ),
  ...'<mc:Fallback>¦words¦&amp;¦&#xD800;¦&x;¦<!DOCTYPE x [<!ENTITY x "y">]>¦<![CDATA[¦]]>¦<!--¦-->¦<¦>'.split(
    '¦',
  ),
];

function textFrom(bytes: Uint8Array, pieces: readonly string[]): string {
  return [...bytes].map((byte) => pieces[byte % pieces.length]).join('');
}

export const textsTarget: FuzzTarget = {
  name: 'document of text',
  async run(bytes) {
    const [first = 0] = bytes;
    const rest = bytes.subarray(1);
    const content = first & 8 ? rest : new TextEncoder().encode(textFrom(rest, TEXT_PIECES));
    await check(TEXTS[first % TEXTS.length] ?? 'text', content);
  },
};

/** The bytes as a Word document; where they do not begin like one, the pieces they stand for as its main part. */
export const wordTarget: FuzzTarget = {
  name: 'document, Word',
  corpus: [
    writeDocx({
      body: `${paragraph('A', { style: 'berschrift1' })}${paragraph('b', { list: 0 })}${table([['c', 'd']])}`,
      footnotes: ['n'],
    }),
  ],
  run: (bytes) => {
    const isZip = bytes[0] === 0x50;
    const part = { 'word/document.xml': textFrom(bytes, WORD_PIECES) };
    return check('docx', isZip ? bytes : writeDocx({ body: '', footnotes: ['n'], parts: part }));
  },
};

const reader = createDocumentReader();

export const pdfTarget: FuzzTarget = {
  name: 'document, PDF',
  corpus: [writePdf({ title: 'T', pages: [['a', '(b)'], []] }), writePdf({ pages: [['c']], password: 'x' })],
  run: async (bytes) => {
    const job = { kind: 'document' as const, format: 'pdf' as const, bytes };
    checkText(await reader.read(job, new AbortController().signal), TEXT_LIMITS);
  },
};

async function check(format: DocumentKind, bytes: Uint8Array): Promise<void> {
  checkText(await readDocument({ format, bytes }, LIMITS), LIMITS);
}

function checkText(read: DocumentText, limits: TextLimits): void {
  if (read.kind === 'left-out') {
    promise(/^It .*\.$/.test(read.reason), 'a reason is a sentence');
    return;
  }
  const { sections, title, note } = read;
  const characters = sections.reduce(
    (sum, { text, headings }) => sum + text.length + headings.join('').length,
    0,
  );
  promise(
    characters <= limits.maxCharacters && sections.length <= limits.maxSections,
    'no more than the limit',
  );
  promise(note === null || /^[A-Z].*\.$/.test(note), 'a note is a sentence');
  promise(title === null || isLine(title), 'a title is a line');
  for (const { headings, page, line, text } of sections) {
    promise(text.trim() !== '' && !/[^\P{Cc}\n\t]|\p{Cs}/u.test(text), 'a section is plain words');
    promise(
      headings.every((heading) => heading.length <= MAX_HEADING && isLine(heading)),
      'a heading is a line',
    );
    promise(page === null || page >= 1, 'pages are counted from one');
    promise(line === null || line >= 1, 'lines are counted from one');
  }
}

function isLine(words: string): boolean {
  return words !== '' && !/\p{Cc}|\p{Cs}/u.test(words);
}

function promise(holds: boolean, what: string): void {
  if (!holds) throw new Error(`A promise was broken: ${what}`);
}

export const documentTargets: readonly FuzzTarget[] = [textsTarget, wordTarget, pdfTarget];

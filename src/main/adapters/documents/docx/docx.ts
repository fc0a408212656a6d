// A Word document as sections: headings by the meaning of their styles, items of lists, rows of tables, and each note
// below the paragraph that points to it.
//   bytes → zip → styles, notes → body → sections
// Runs no macro, loads nothing, follows no link. Runs in the reading thread only.
import { createSectionList, type SectionList, type TextLimits } from '../formats/section-list.ts';
import { type UnderHeadings, underHeadings } from '../formats/under-headings.ts';
import type { DocumentText } from '../reading/reading-protocol.ts';
import { type WordParagraph, wordBody } from './word-body.ts';
import { readNotes } from './word-notes.ts';
import { readStyles, type Styles } from './word-styles.ts';
import { readXml } from './xml-events.ts';
import { openZip, type ZipParts, ZipTrouble } from './zip-parts.ts';

/** Four million characters of text are written in about sixty megabytes of Word's XML. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;
const DAMAGED = 'It is damaged: it cannot be read as a Word document.';

export async function readDocx(
  bytes: Uint8Array,
  limits?: TextLimits,
  maxUnpackedBytes: number = MAX_UNPACKED_BYTES,
): Promise<DocumentText> {
  const old = oldFormat(bytes);
  if (old !== null) return { kind: 'left-out', reason: old };
  let zip: ZipParts | null = null;
  try {
    zip = await openZip(bytes, maxUnpackedBytes);
    return await readParts(zip, createSectionList(limits));
  } catch (error) {
    return { kind: 'left-out', reason: error instanceof ZipTrouble ? error.message : DAMAGED };
  } finally {
    zip?.close();
  }
}

/** Word's old format, in which a document with a password is also kept. */
function oldFormat(bytes: Uint8Array): string | null {
  if (![0xd0, 0xcf, 0x11, 0xe0].every((byte, at) => bytes[at] === byte)) return null;
  const name = Buffer.from('EncryptedPackage', 'utf16le');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(name)
    ? 'It is protected by a password.'
    : 'It is in the old format of Word. Save it as .docx.';
}

async function readParts(zip: ZipParts, sections: SectionList): Promise<DocumentText> {
  const main = await mainPart(zip);
  if (!zip.has(main)) return { kind: 'left-out', reason: DAMAGED };
  const beside = main.slice(0, main.lastIndexOf('/') + 1);
  const styles = await readStyles(zip.text(`${beside}styles.xml`));
  const notes = {
    footnote: await readNotes(zip.text(`${beside}footnotes.xml`), 'footnote'),
    endnote: await readNotes(zip.text(`${beside}endnotes.xml`), 'endnote'),
  };
  const writer = underHeadings(sections);
  const marks = new Map<string, string>();
  let waiting: string[] = [];
  let title: string | null = null;
  const noted = (): void => {
    for (const text of waiting) writer.block({ text, line: null, isRow: true });
    waiting = [];
  };
  const body = wordBody({
    paragraph: (paragraph) => {
      title ??= styles(paragraph.styleId).kind === 'title' ? paragraph.text : null;
      write(writer, paragraph, styles);
      noted();
    },
    row: (text) => {
      writer.block({ text, line: null, isRow: true });
      noted();
    },
    noteMark: (kind, id) => {
      const text = notes[kind].get(id);
      if (text === undefined) return '';
      const known = marks.get(`${kind} ${id}`);
      const mark = known ?? `[${marks.size + 1}]`;
      marks.set(`${kind} ${id}`, mark);
      if (known === undefined) waiting.push(`${mark} ${text}`);
      return mark;
    },
  });
  await readXml(zip.text(main), { ...body, isDone: sections.isFull });
  noted();
  writer.end();
  return sections.done((await titleOf(zip)) ?? title ?? writer.title(), 'It has no text.');
}

function write(writer: UnderHeadings, paragraph: WordParagraph, styles: Styles): void {
  const meaning = styles(paragraph.styleId);
  const { text, outline, listLevel } = paragraph;
  const rank = outline ?? (meaning.kind === 'heading' ? meaning.rank : null);
  // Lines of a table of contents say every heading once more.
  if (meaning.kind === 'contents') return;
  if (rank !== null) writer.heading(rank, text, null);
  else if (listLevel !== null)
    writer.block({ text: `${'  '.repeat(listLevel)}- ${text}`, line: null, isRow: true });
  else writer.block({ text, line: null });
}

/** The part that the package names as its document. */
async function mainPart(zip: ZipParts): Promise<string> {
  let target = '';
  await readXml(zip.text('_rels/.rels'), {
    open: (name, { Type = '', Target = '' }) => {
      if (name === 'Relationship' && Type.endsWith('/officeDocument')) target ||= Target;
    },
    text: () => undefined,
    close: () => undefined,
  });
  const named = target.replace(/^\/+/, '');
  return zip.has(named) ? named : 'word/document.xml';
}

async function titleOf(zip: ZipParts): Promise<string | null> {
  let title = '';
  let isInside = false;
  await readXml(zip.text('docProps/core.xml'), {
    open: (name) => {
      isInside = name === 'dc:title';
    },
    text: (text) => {
      if (isInside && title.length < 1_000) title += text;
    },
    close: () => {
      isInside = false;
    },
  });
  return title.trim() === '' ? null : title;
}

// The words of a Word part in order: paragraphs with their style, rows of tables, marks of footnotes. What was deleted,
// moved away or hidden is not there for a reader, and field codes are no words; pictures, macros and links are not
// looked at.
//   XML events → paragraph | row
import { outlineRank } from './word-styles.ts';
import type { XmlReader } from './xml-events.ts';

export interface WordParagraph {
  readonly text: string;
  readonly styleId: string | null;
  /** From 1, set on the paragraph itself. */
  readonly outline: number | null;
  /** From 0; null where it is no item of a list. */
  readonly listLevel: number | null;
}

export interface WordSink {
  paragraph(paragraph: WordParagraph): void;
  row(text: string): void;
  /** The mark that stands in the text for a note; empty for none. */
  noteMark(kind: 'footnote' | 'endnote', id: string): string;
}

interface OpenParagraph {
  text: string;
  /** Of the run that is open; null between runs. */
  run: { text: string; isHidden: boolean } | null;
  styleId: string | null;
  outline: number | null;
  listLevel: number | null;
}

interface OpenTable {
  cells: string[];
  cell: string[] | null;
}

/** Was deleted, is a code, is said twice for old programs, or is how something was before it was changed. */
const UNSEEN = new Set([
  'w:del',
  'w:moveFrom',
  'w:delText',
  'w:instrText',
  'mc:Fallback',
  'w:pPrChange',
  'w:rPrChange',
  'w:sectPr',
]);

export function wordBody(sink: WordSink): XmlReader {
  const paragraphs: OpenParagraph[] = [];
  const tables: OpenTable[] = [];
  let unseen = 0;
  let isInText = false;

  const add = (text: string): void => {
    const paragraph = paragraphs.at(-1);
    if (paragraph?.run != null) paragraph.run.text += text;
    else if (paragraph !== undefined && text.trim() !== '') paragraph.text += text;
  };

  function open(name: string, attributes: Readonly<Record<string, string>>): void {
    const paragraph = paragraphs.at(-1);
    const value = attributes['w:val'] ?? '';
    switch (name) {
      case 'w:p':
        paragraphs.push({ text: '', run: null, styleId: null, outline: null, listLevel: null });
        break;
      case 'w:r':
        if (paragraph !== undefined) paragraph.run = { text: '', isHidden: false };
        break;
      case 'w:t':
      case 'm:t':
        isInText = true;
        break;
      case 'w:tab':
        // Within a paragraph's settings it is a stop, not a character.
        if (paragraph?.run != null) add('\t');
        break;
      case 'w:br':
      case 'w:cr':
        if (paragraph?.run != null) add('\n');
        break;
      case 'w:noBreakHyphen':
        add('-');
        break;
      case 'w:vanish':
        // SECURITY: words that the owner does not see in the document are a place for instructions.
        if (paragraph?.run != null) paragraph.run.isHidden = !/^(?:0|false|off)$/.test(value);
        break;
      case 'w:pStyle':
        if (paragraph !== undefined) paragraph.styleId = value;
        break;
      case 'w:outlineLvl':
        if (paragraph !== undefined) paragraph.outline = outlineRank(value);
        break;
      case 'w:ilvl':
        if (paragraph !== undefined) paragraph.listLevel = Math.min(8, Number.parseInt(value, 10) || 0);
        break;
      case 'w:footnoteReference':
        add(sink.noteMark('footnote', attributes['w:id'] ?? ''));
        break;
      case 'w:endnoteReference':
        add(sink.noteMark('endnote', attributes['w:id'] ?? ''));
        break;
      case 'w:tbl':
        tables.push({ cells: [], cell: null });
        break;
      case 'w:tr':
        if (tables.length > 0) tables[tables.length - 1] = { cells: [], cell: null };
        break;
      case 'w:tc': {
        const table = tables.at(-1);
        if (table !== undefined) table.cell = [];
        break;
      }
      default:
    }
  }

  function close(name: string): void {
    switch (name) {
      case 'w:r': {
        const paragraph = paragraphs.at(-1);
        if (paragraph?.run != null && !paragraph.run.isHidden) paragraph.text += paragraph.run.text;
        if (paragraph !== undefined) paragraph.run = null;
        break;
      }
      case 'w:t':
      case 'm:t':
        isInText = false;
        break;
      case 'w:p':
        closeParagraph(paragraphs.pop());
        break;
      case 'w:tc': {
        const table = tables.at(-1);
        table?.cells.push((table.cell ?? []).join(' ').replace(/\s+/g, ' ').trim());
        if (table !== undefined) table.cell = null;
        break;
      }
      case 'w:tr':
        closeRow(tables.at(-1));
        break;
      case 'w:tbl':
        tables.pop();
        break;
      default:
    }
  }

  function closeParagraph(paragraph: OpenParagraph | undefined): void {
    if (paragraph === undefined || paragraph.text.trim() === '') return;
    const cell = tables.at(-1)?.cell;
    if (cell != null) cell.push(paragraph.text);
    else sink.paragraph(paragraph);
  }

  /** A table within a cell is words of that cell. */
  function closeRow(table: OpenTable | undefined): void {
    if (table === undefined || table.cells.every((cell) => cell === '')) return;
    const text = table.cells.join(' | ');
    const outer = tables.at(-2)?.cell;
    if (outer != null) outer.push(text);
    else sink.row(text);
  }

  return {
    open: (name, attributes) => {
      if (UNSEEN.has(name)) unseen += 1;
      if (unseen === 0) open(name, attributes);
    },
    text: (text) => {
      if (unseen === 0 && isInText) add(text);
    },
    close: (name) => {
      if (unseen === 0) close(name);
      if (UNSEEN.has(name)) unseen -= 1;
    },
  };
}

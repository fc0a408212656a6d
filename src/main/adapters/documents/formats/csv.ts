// A table as lines of "column: value", so that some rows of it are understood without the rest.
//   text → rows → header? → groups of rows → sections
// Pure. Knows no file.
import { looksLikePasswords, SECRETS_REASON } from '../key-stores.ts';
import type { DocumentText } from '../reading/reading-protocol.ts';
import { csvRows, MAX_CELLS, type Row, separatorOf } from './csv-rows.ts';
import { SECTION_CHARACTERS } from './cut-text.ts';
import { createSectionList, type SectionList, type TextLimits } from './section-list.ts';

export function readCsv(text: string, limits?: TextLimits): DocumentText {
  const sections = createSectionList(limits);
  const rows = csvRows(text, separatorOf(text));
  const first = next(rows);
  if (first === undefined) return sections.done(null, 'It has no text.');
  const second = next(rows);
  const hasHeader = isHeader(first.cells, second?.cells);
  // SECURITY: what password managers and browsers export is a table, and every row of it a secret.
  if (hasHeader && looksLikePasswords(first.cells)) return { kind: 'left-out', reason: SECRETS_REASON };
  const columns = hasHeader ? first.cells.map((cell) => cell.trim()) : [];
  const ahead = [...(hasHeader ? [] : [first]), ...(second === undefined ? [] : [second])];
  addRows(sections, columns, ahead, rows);
  // A table that is its header alone.
  if (second === undefined && hasHeader)
    sections.add({ headings: [], page: null, line: first.line, text: columns.join(', ') });
  return sections.done(null, 'It has no text.');
}

function next(rows: Iterator<Row, void>): Row | undefined {
  const { done, value } = rows.next();
  return done === true ? undefined : value;
}

function addRows(
  sections: SectionList,
  columns: readonly string[],
  ahead: readonly Row[],
  rest: Iterable<Row>,
): void {
  let group: string[] = [];
  let length = 0;
  let line = 1;
  const flush = (): void => {
    sections.add({ headings: [], page: null, line, text: group.join('\n\n') });
    group = [];
    length = 0;
  };
  const take = (row: Row): void => {
    const text = rowText(row.cells, columns);
    if (length > 0 && length + text.length > SECTION_CHARACTERS) flush();
    if (group.length === 0) line = row.line;
    group.push(text);
    length += text.length + 2;
    if (row.cells.length === MAX_CELLS)
      sections.note(`Of a row at most ${MAX_CELLS.toLocaleString('en-US')} columns were read.`);
  };
  for (const row of ahead) take(row);
  for (const row of rest) {
    if (sections.isFull()) return;
    take(row);
  }
  flush();
}

function rowText(cells: readonly string[], columns: readonly string[]): string {
  return cells
    .map((cell, index) => ({ name: columns[index] || `Column ${index + 1}`, value: inOneLine(cell) }))
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${inOneLine(name)}: ${value}`)
    .join('\n');
}

function inOneLine(cell: string): string {
  return cell
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Names: all different, none long, none a number or a date, at most one left empty. Nothing else can be known of a row. */
function isHeader(cells: readonly string[], below: readonly string[] | undefined): boolean {
  const all = cells.map((cell) => cell.trim());
  const names = all.filter((name) => name !== '');
  const areNames = names.every((name) => name.length <= 80 && !isValue(name));
  if (!areNames || new Set(names).size !== names.length || all.length - names.length > 1) return false;
  // One column of words is a list, unless what stands below is of another kind.
  return all.length > 1 || (below?.some((cell) => isValue(cell.trim())) ?? false);
}

/** A number, an amount, a date, a time, an address: what a row holds and a header does not. */
function isValue(cell: string): boolean {
  return (
    /^[-+(]?[$€£¥]?\s?\d[\d.,:/\s'-]*(?:%|[a-z€$£¥]{1,3})?\)?$/i.test(cell.slice(0, 60)) ||
    /^https?:|@[\w-]+\./i.test(cell)
  );
}

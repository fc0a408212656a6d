// Elements and text of HTML as blocks: paragraphs, items, rows of tables, headings. A row whose cells are short is one
// line; where a table only holds a page together, what stands in its cells comes as it stands.
//   element, text → block | heading
// Knows the names of elements. Pure.
import type { Block, UnderHeadings } from '../formats/under-headings.ts';

export interface HtmlBlocks {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
  end(): void;
}

type Item = { readonly rank: number; readonly text: string } | Block;

interface Row {
  readonly cells: Item[][];
}

/** End the line they stand in, and begin a new one. */
const BLOCKS = new Set(
  (
    'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul'
  ).split(' '),
);
const HEADING = /^h([1-6])$/;
const MAX_CELL_CHARACTERS = 300;
const MAX_BLOCK_CHARACTERS = 200_000;
const MAX_HREF_CHARACTERS = 2_048;
const MAX_LIST_DEPTH = 8;

export function htmlBlocks(writer: UnderHeadings): HtmlBlocks {
  const rows: Row[] = [];
  let line: string[] = [];
  let length = 0;
  let link: { readonly href: string; readonly at: number } | null = null;
  let lists = 0;
  let preformatted = 0;
  let isItem = false;

  function put(item: Item): void {
    const cell = rows.at(-1)?.cells.at(-1);
    if (cell !== undefined) cell.push(item);
    else if ('rank' in item) writer.heading(item.rank, item.text, null);
    else writer.block(item);
  }

  function taken(): string {
    const text = line.join('');
    line = [];
    length = 0;
    link = null;
    // An expression for blanks at the end would take a square of their number.
    return preformatted > 0 ? text.trimEnd().replace(/^\n+/, '') : inLines(text);
  }

  function endBlock(): void {
    const text = taken();
    if (text !== '') {
      const bullet = isItem ? `${'  '.repeat(Math.min(MAX_LIST_DEPTH, Math.max(0, lists - 1)))}- ` : '';
      put({ text: bullet + text, line: null, isRow: isItem });
      isItem = false;
    }
  }

  function endRow(row: Row | undefined): void {
    const cells = (row?.cells ?? []).filter((cell) => cell.length > 0);
    const texts = cells.map((cell) => cell.map(({ text }) => text).join(' '));
    const isLine =
      !cells.flat().some((item) => 'rank' in item) &&
      texts.every((text) => text.length <= MAX_CELL_CHARACTERS);
    if (isLine && cells.length > 1)
      put({ text: texts.join(' | ').replace(/\s+/g, ' '), line: null, isRow: true });
    else for (const item of cells.flat()) put(item);
  }

  function endLink(): void {
    if (link === null) return;
    const words = line.splice(link.at).join('');
    line.push(words.trim() === '' ? words : `[${words.trim()}](${link.href})`);
    link = null;
  }

  return {
    open: (name, attributes) => {
      if (HEADING.test(name) || BLOCKS.has(name)) endBlock();
      if (name === 'ul' || name === 'ol') lists += 1;
      else if (name === 'li') isItem = true;
      else if (name === 'pre') preformatted += 1;
      else if (name === 'br') line.push('\n');
      else if (name === 'tr') rows.push({ cells: [] });
      else if (name === 'td' || name === 'th') {
        endBlock();
        rows.at(-1)?.cells.push([]);
      } else if (name === 'img') line.push(imageWords(attributes['alt']));
      else if (name === 'a') {
        const href = safeHref(attributes['href']);
        link = href === null ? null : { href, at: line.length };
      }
    },
    text: (text) => {
      // One paragraph of a whole file would be held several times over.
      if (length > MAX_BLOCK_CHARACTERS && /^\s/.test(text)) endBlock();
      length += text.length;
      line.push(preformatted > 0 ? text : text.replace(/\s+/g, ' '));
    },
    close: (name) => {
      const rank = HEADING.exec(name)?.[1];
      if (rank !== undefined) {
        const text = taken().replace(/\s+/g, ' ');
        if (text !== '') put({ rank: Number(rank), text });
      } else if (BLOCKS.has(name) || name === 'td' || name === 'th') endBlock();
      if (name === 'ul' || name === 'ol') lists = Math.max(0, lists - 1);
      else if (name === 'pre') preformatted = Math.max(0, preformatted - 1);
      else if (name === 'li') isItem = false;
      else if (name === 'a') endLink();
      else if (name === 'tr') endRow(rows.pop());
    },
    end: () => {
      endBlock();
      while (rows.length > 0) endRow(rows.pop());
    },
  };
}

/** The breaks that were written, and no other. */
function inLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** No address of an image is passed on; whoever shows the text could load it. */
function imageWords(alt: string | undefined): string {
  const words = (alt ?? '')
    .replace(/[[\]\s]+/g, ' ')
    .trim()
    .slice(0, 200);
  return words === '' ? '' : `[image: ${words}]`;
}

/** An address that says where it leads; what it means beside the file it stands in is not guessed. */
function safeHref(href: string | undefined): string | null {
  if (href === undefined || href.length > MAX_HREF_CHARACTERS || !URL.canParse(href)) return null;
  const url = new URL(href);
  // SECURITY: a link is text with one of three schemes; nothing that runs, loads or opens a program.
  if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return null;
  return url.href.replaceAll('(', '%28').replaceAll(')', '%29');
}

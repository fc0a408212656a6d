// Tables written with separators, as rows of cells: quotes, doubled quotes, line ends within quotes.
//   text → separator → rows, one after another
// Pure. Takes what spreadsheets write, and what is written by hand: a quote that is never closed is a character.

export interface Row {
  readonly cells: readonly string[];
  /** The line it begins on, from 1. */
  readonly line: number;
}

export const MAX_CELLS = 1_000;
/** Where two fit as well: text and numbers hold commas, hardly ever tabs. */
const SEPARATORS = ['\t', ';', ','] as const;
const SAMPLE_CHARACTERS = 20_000;
const SAMPLE_ROWS = 20;

/** Lines end with \n. Rows without any text are left out; of one row at most `MAX_CELLS` cells are given. */
export function* csvRows(text: string, separator: string): Generator<Row, void> {
  let at = 0;
  let line = 1;
  let quotes = true;
  while (at < text.length) {
    const begun = { at, line };
    const cells: string[] = [];
    for (let isRowOver = false; !isRowOver; ) {
      let end = endOfQuoted(text, at, quotes);
      if (end === UNCLOSED) {
        // Nor is any quote behind it: looking again for each would take a square of their number.
        quotes = false;
        end = at;
      }
      const next = endOfPlain(text, end, separator);
      const quoted = end > at ? text.slice(at + 1, end - 1).replaceAll('""', '"') : '';
      if (cells.length < MAX_CELLS) cells.push(quoted + text.slice(end, next));
      line += linesIn(text, at, end);
      isRowOver = text[next] !== separator;
      at = next + 1;
    }
    line += 1;
    if (cells.some((cell) => cell.trim() !== '')) yield { cells, line: begun.line };
  }
}

/** The separator by which most rows of the beginning have the same number of cells, and more than one. */
export function separatorOf(text: string): string {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const score = (separator: string): number => {
    const counts: number[] = [];
    for (const { cells } of csvRows(sample, separator)) {
      counts.push(cells.length);
      if (counts.length === SAMPLE_ROWS) break;
    }
    const widest = Math.max(...counts, 1);
    const alike = counts.filter((count) => count === counts[0]).length / Math.max(1, counts.length);
    return widest === 1 ? 0 : alike * 100 + Math.min(widest, 50);
  };
  const best = SEPARATORS.map((separator) => ({ separator, score: score(separator) })).sort(
    (a, b) => b.score - a.score,
  )[0];
  return best === undefined || best.score === 0 ? ',' : best.separator;
}

const UNCLOSED = -1;

/** Behind the closing quote; `at` itself where the cell is not quoted. */
function endOfQuoted(text: string, at: number, quotes: boolean): number {
  if (!quotes || text[at] !== '"') return at;
  for (let from = at + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return UNCLOSED;
    if (text[quote + 1] !== '"') return quote + 1;
    from = quote + 2;
  }
}

function endOfPlain(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n') at += 1;
  return at;
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at += 1) if (text[at] === '\n') lines += 1;
  return lines;
}

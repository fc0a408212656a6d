// Long text cut where it has a seam: between paragraphs, and within one that is too long behind a line that ends a
// sentence, or before a line that begins an entry. Never within a line, never within a sentence.
//   text → pieces, each with how many lines stand before it
// Pure. Knows no format.

export interface Piece {
  readonly text: string;
  readonly lines: number;
}

export const SECTION_CHARACTERS = 2_000;

/** A piece is longer than `maxCharacters` only where there is no seam in it. Lines end with \n. */
export function cutText(text: string, maxCharacters: number = SECTION_CHARACTERS): readonly Piece[] {
  if (text.length <= maxCharacters) return [{ text, lines: 0 }];
  const lines = text.split('\n');
  const units = paragraphs(lines).flatMap((span) =>
    lengthOf(lines, span) > maxCharacters ? entries(lines, span) : [span],
  );
  return joined(lines, units, maxCharacters).map(({ from, to }) => ({
    text: lines.slice(from, to).join('\n'),
    lines: from,
  }));
}

/** Lines `from` to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spans one after another, as few as fit. */
export function joined(lines: readonly string[], units: readonly Span[], maxCharacters: number): Span[] {
  const pieces: Span[] = [];
  let open: Span | null = null;
  let length = 0;
  for (const unit of units) {
    const more = lengthOf(lines, unit);
    if (open !== null && length + more <= maxCharacters) {
      open = { from: open.from, to: unit.to };
      length += more;
      continue;
    }
    if (open !== null) pieces.push(open);
    open = unit;
    length = more;
  }
  return open === null ? pieces : [...pieces, open];
}

export function lengthOf(lines: readonly string[], { from, to }: Span): number {
  let length = 0;
  for (let at = from; at < to; at += 1) length += (lines[at]?.length ?? 0) + 1;
  return length;
}

/** Blank lines belong to the paragraph before them. */
function paragraphs(lines: readonly string[]): Span[] {
  return spansFrom(lines, { from: 0, to: lines.length }, (before, line) => isBlank(before) && !isBlank(line));
}

function entries(lines: readonly string[], span: Span): Span[] {
  return spansFrom(lines, span, (before, line) => endsSentence(before) || beginsEntry(line));
}

function spansFrom(
  lines: readonly string[],
  { from, to }: Span,
  isSeam: (before: string, line: string) => boolean,
): Span[] {
  const spans: Span[] = [];
  let begun = from;
  for (let at = from + 1; at < to; at += 1) {
    if (!isSeam(lines[at - 1] ?? '', lines[at] ?? '')) continue;
    spans.push({ from: begun, to: at });
    begun = at;
  }
  if (begun < to) spans.push({ from: begun, to });
  return spans;
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function endsSentence(line: string): boolean {
  return /[.!?:;…。！？]["'”’»)\]]?$/.test(line.slice(-200).trimEnd());
}

/** A dated line of a log, a row, an item of a list. */
function beginsEntry(line: string): boolean {
  return /^\s{0,8}(?:[-*+•‣◦–—|]|\[|\d)/.test(line.slice(0, 12));
}

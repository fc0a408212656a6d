// A long Markdown file in pieces that can be read one after another: the tree of four million characters would take a
// gigabyte. Cut before a heading, else behind a blank line, never within a fence.
// Pure.
import { SECTION_CHARACTERS } from './cut-text.ts';

export interface MarkdownPiece {
  readonly text: string;
  /** Lines before it. */
  readonly lines: number;
  /** Too long to be read as Markdown. */
  readonly isPlain: boolean;
}

/** The time for a tree grows faster than its text where there are many items or rows. */
const PIECE_CHARACTERS = 30_000;
const MAX_PARSED_CHARACTERS = 100_000;

export function* markdownPieces(source: string): Generator<MarkdownPiece> {
  let piece = { start: 0, line: 0 };
  let fence = '';
  let wasBlank = true;
  let line = 0;
  for (let at = 0; at < source.length; line += 1) {
    const newline = source.indexOf('\n', at);
    const end = newline === -1 ? source.length : newline + 1;
    const head = source.slice(at, Math.min(end, at + 80));
    const length = at - piece.start;
    const isSeam = fence === '' && wasBlank && /^\S/.test(head);
    const mayCut =
      (length >= PIECE_CHARACTERS && isSeam && head.startsWith('#')) ||
      (length >= PIECE_CHARACTERS * 2 && isSeam) ||
      // A fence that never ends, or one line after another without any seam.
      (length > 0 && length + (end - at) > MAX_PARSED_CHARACTERS);
    if (mayCut) {
      yield pieceOf(source.slice(piece.start, at), piece.line);
      piece = { start: at, line };
    }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(head)?.[1] ?? '';
    if (fence === '') fence = mark;
    else if (mark.startsWith(fence)) fence = '';
    wasBlank = head.trim() === '';
    at = end;
  }
  if (piece.start < source.length) yield pieceOf(source.slice(piece.start), piece.line);
}

function pieceOf(text: string, lines: number): MarkdownPiece {
  return { text, lines, isPlain: text.length > MAX_PARSED_CHARACTERS };
}

/** YAML between two lines of dashes at the very beginning, as many programs write it. */
export function withoutFrontMatter(source: string): {
  title: string | null;
  front: string;
  lines: number;
  body: string;
} {
  const head = source.slice(0, SECTION_CHARACTERS * 5);
  const front = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(head);
  if (front === null) return { title: null, front: '', lines: 0, body: source };
  const [whole, inner = ''] = front;
  return {
    title: /^title:[ \t]*["']?(.+?)["']?[ \t]*$/m.exec(inner)?.[1] ?? null,
    front: inner,
    lines: whole.split('\n').length - 1,
    body: source.slice(whole.length),
  };
}

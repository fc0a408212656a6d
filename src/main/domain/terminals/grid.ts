// The cells of one screen with a cursor: putting, moving, erasing, scrolling within a region. Rows and columns count
// from 0. A wide character takes two cells. Knows nothing of sequences. Pure but for its own cells.
import type { TerminalSize } from '../ports/terminal.ts';

export interface Grid {
  row(): number;
  /** May stand behind the last column: the next character then goes to the next line. */
  column(): number;
  /** Stays within the screen. */
  moveTo(row: number, column: number): void;
  put(character: string): void;
  putAll(text: string): void;
  lineDown(): void;
  lineUp(): void;
  /** 0 from the cursor on, 1 up to it, 2 and 3 all. */
  eraseScreen(what: number): void;
  eraseLine(what: number): void;
  blank(row: number, from: number, to: number): void;
  insertCells(count: number): void;
  removeCells(count: number): void;
  insertLines(count: number): void;
  removeLines(count: number): void;
  /** Up by `count` lines; down when it is less than nothing. */
  scroll(count: number): void;
  /** Scrolling happens between `top` and, without it, `bottom`. */
  region(top: number, bottom: number): void;
  reset(): void;
  resize(size: TerminalSize): void;
  line(row: number): string;
  lines(): string[];
}

const BLANK = ' ';
/** The second cell of a wide character. */
const COVERED = '';
/** Marks that stand on the character before them: accents, variation selectors. */
const MARK = /^\p{M}$/u;
/** Characters without a width, joiners and direction marks among them. */
const WIDTHLESS = /^\p{Cf}$/u;
/** Hangul, CJK, full-width forms, pictures. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;
/** A cell holds a character and at most so many marks on it. */
const MAX_CELL = 8;

/** `onScrolledAway` is given the cells themselves: of a flood few lines are ever read. */
export function createGrid(first: TerminalSize, onScrolledAway: (cells: readonly string[]) => void): Grid {
  let size = first;
  let cells = Array.from({ length: size.rows }, blankRow);
  let row = 0;
  let column = 0;
  let top = 0;
  let bottom = size.rows;

  function blankRow(): string[] {
    return new Array<string>(size.columns).fill(BLANK);
  }

  function rowAt(index: number): string[] {
    return cells[index] ?? [];
  }

  function text(index: number): string {
    return lineOf(rowAt(index));
  }

  /** `keeps`: what leaves the screen at its top has scrolled away; otherwise the program took it away. */
  function scrollWithin(from: number, count: number, keeps = true): void {
    const height = bottom - from;
    const steps = Math.min(Math.abs(count), height);
    for (let step = 0; step < steps; step += 1) {
      if (count > 0) {
        if (keeps && from === 0) onScrolledAway(rowAt(0));
        cells.splice(from, 1);
        cells.splice(bottom - 1, 0, blankRow());
      } else {
        cells.splice(bottom - 1, 1);
        cells.splice(from, 0, blankRow());
      }
    }
  }

  function lineDown(): void {
    if (row === bottom - 1) scrollWithin(top, 1);
    else row = Math.min(row + 1, size.rows - 1);
  }

  function put(character: string): void {
    if (character > '\u00ac' && (MARK.test(character) || WIDTHLESS.test(character))) {
      const before = rowAt(row)[column - 1];
      if (before !== undefined && before.length < MAX_CELL) rowAt(row)[column - 1] = before + character;
      return;
    }
    const width = character > '\u1000' && WIDE.test(character) ? 2 : 1;
    if (column + width > size.columns) {
      lineDown();
      column = 0;
    }
    rowAt(row)[column] = character;
    if (width === 2 && column + 1 < size.columns) rowAt(row)[column + 1] = COVERED;
    column = Math.min(column + width, size.columns);
  }

  /** Plain characters, which are most of what is printed, go straight into their cells. */
  function putAll(text: string): void {
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      if (code > 0x7e) {
        const character = String.fromCodePoint(text.codePointAt(at) ?? 0x20);
        put(character);
        at += character.length;
        continue;
      }
      if (column >= size.columns) {
        lineDown();
        column = 0;
      }
      const cellsOfRow = rowAt(row);
      while (at < text.length && column < size.columns && text.charCodeAt(at) <= 0x7e) {
        cellsOfRow[column] = text[at] ?? BLANK;
        column += 1;
        at += 1;
      }
    }
  }

  function blank(index: number, from: number, to: number): void {
    rowAt(index).fill(BLANK, Math.max(0, from), Math.min(to, size.columns));
  }

  function eraseLine(what: number): void {
    if (what === 0) blank(row, column, size.columns);
    else if (what === 1) blank(row, 0, column + 1);
    else blank(row, 0, size.columns);
  }

  function reset(): void {
    cells = Array.from({ length: size.rows }, blankRow);
    row = 0;
    column = 0;
    top = 0;
    bottom = size.rows;
  }

  return {
    row: () => row,
    column: () => column,
    moveTo: (toRow, toColumn) => {
      row = Math.max(0, Math.min(toRow, size.rows - 1));
      column = Math.max(0, Math.min(toColumn, size.columns - 1));
    },
    put,
    putAll,
    lineDown,
    lineUp: () => {
      if (row === top) scrollWithin(top, -1);
      else row = Math.max(0, row - 1);
    },
    eraseScreen: (what) => {
      const [from, to] = what === 0 ? [row + 1, size.rows] : what === 1 ? [0, row] : [0, size.rows];
      for (let index = from; index < to; index += 1) blank(index, 0, size.columns);
      if (what < 2) eraseLine(what);
    },
    eraseLine,
    blank,
    insertCells: (count) => {
      const cellsOfRow = rowAt(row);
      const added = Array.from({ length: Math.min(count, size.columns) }, () => BLANK);
      cellsOfRow.splice(column, 0, ...added);
      cellsOfRow.length = size.columns;
    },
    removeCells: (count) => {
      const removed = rowAt(row).splice(column, count);
      rowAt(row).push(...removed.map(() => BLANK));
    },
    insertLines: (count) => {
      if (row >= top && row < bottom) scrollWithin(row, -count, false);
    },
    removeLines: (count) => {
      if (row >= top && row < bottom) scrollWithin(row, count, false);
    },
    scroll: (count) => scrollWithin(top, count),
    region: (from, to) => {
      top = from < to - 1 ? Math.min(from, size.rows - 1) : 0;
      bottom = from < to - 1 ? Math.min(to, size.rows) : size.rows;
      row = 0;
      column = 0;
    },
    reset,
    resize: (to) => {
      size = to;
      while (cells.length > size.rows) {
        // What does not fit any more leaves at the top while the cursor is below; blank lines leave at the bottom.
        if (row >= size.rows) {
          onScrolledAway(rowAt(0));
          cells.shift();
          row -= 1;
        } else cells.pop();
      }
      while (cells.length < size.rows) cells.push(blankRow());
      for (const cellsOfRow of cells) {
        while (cellsOfRow.length < size.columns) cellsOfRow.push(BLANK);
        cellsOfRow.length = size.columns;
      }
      top = 0;
      bottom = size.rows;
      row = Math.min(row, size.rows - 1);
      column = Math.min(column, size.columns);
    },
    line: text,
    lines: () => cells.map((_, index) => text(index)),
  };
}

/** Without the blanks at its end. */
export function lineOf(cells: readonly string[]): string {
  return cells.join('').trimEnd();
}

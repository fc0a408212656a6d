// What stands on a terminal's screen, as plain text: the model is shown lines, never sequences. It follows what
// programs commonly use (moving, erasing, scrolling, inserting, two screens) and forgets colours.
//   pieces → cells; lines that scroll away are kept until the next look, first and last ones. Pure.
import type { TerminalSize } from '../ports/terminal.ts';
import { createGrid, type Grid, lineOf } from './grid.ts';
import type { Piece } from './read-output.ts';

export interface Screen {
  apply(piece: Piece): void;
  resize(size: TerminalSize): void;
  /** Counted from 1. */
  cursor(): { readonly row: number; readonly column: number };
  /** The line that the cursor is in, without the blanks at its end. */
  cursorLine(): string;
  /** Lines that scrolled away since the last call, then what stands on the screen. */
  take(): string;
  /** Blanks everything, as if nothing had been printed. */
  forget(): void;
}

/** Of what scrolled away between two looks, so many lines are kept from the beginning and from the end. */
const FIRST_LINES = 100;
const LAST_LINES = 400;
const TAB = 8;

type Cells = readonly string[];

export function createScreen(first: TerminalSize): Screen {
  const gone: { first: Cells[]; last: Cells[]; count: number } = { first: [], last: [], count: 0 };
  const main = createGrid(first, scrolledAway);
  const other = createGrid(first, () => undefined);
  let grid: Grid = main;
  let size = first;
  let saved = { row: 0, column: 0 };
  let lastCharacter = ' ';

  function scrolledAway(line: Cells): void {
    gone.count += 1;
    if (gone.first.length < FIRST_LINES) gone.first.push(line);
    else {
      gone.last.push(line);
      if (gone.last.length > LAST_LINES * 2) gone.last.splice(0, LAST_LINES);
    }
  }

  function apply(piece: Piece): void {
    switch (piece.kind) {
      case 'text':
        grid.putAll(piece.text);
        lastCharacter = piece.text.at(-1) ?? lastCharacter;
        return;
      case 'control':
        control(piece.text);
        return;
      case 'escape':
        escaped(piece.final);
        return;
      case 'sequence':
        sequence(piece);
        return;
      case 'question':
        return;
    }
  }

  function control(text: string): void {
    if (text === '\r') grid.moveTo(grid.row(), 0);
    else if (text === '\n') grid.lineDown();
    else if (text === '\b') grid.moveTo(grid.row(), grid.column() - 1);
    else if (text === '\t') grid.moveTo(grid.row(), (Math.floor(grid.column() / TAB) + 1) * TAB);
  }

  function escaped(final: string): void {
    if (final === '7') save();
    else if (final === '8') grid.moveTo(saved.row, saved.column);
    else if (final === 'D') grid.lineDown();
    else if (final === 'M') grid.lineUp();
    else if (final === 'E') {
      grid.lineDown();
      grid.moveTo(grid.row(), 0);
    } else if (final === 'c') {
      grid = main;
      grid.reset();
    }
  }

  function sequence({ prefix, numbers, final }: Extract<Piece, { kind: 'sequence' }>): void {
    if (prefix === '?' && (final === 'h' || final === 'l')) switchScreen(numbers, final === 'h');
    else draw(final, Math.max(1, numbers[0] ?? 1), numbers);
  }

  /** `one` is the first number where nothing and 0 both mean 1. Named as in ECMA-48, by their last character. */
  function draw(final: string, one: number, [first = 0, second = 0]: readonly number[]): void {
    const row = grid.row();
    const column = grid.column();
    const to = (toRow: number, toColumn: number): void => grid.moveTo(toRow, toColumn);
    const deeds: Readonly<Record<string, () => void>> = {
      A: () => to(row - one, column),
      B: () => to(row + one, column),
      C: () => to(row, column + one),
      D: () => to(row, column - one),
      E: () => to(row + one, 0),
      F: () => to(row - one, 0),
      G: () => to(row, one - 1),
      H: () => to(one - 1, Math.max(1, second) - 1),
      I: () => to(row, (Math.floor(column / TAB) + one) * TAB),
      J: () => grid.eraseScreen(first),
      K: () => grid.eraseLine(first),
      L: () => grid.insertLines(one),
      M: () => grid.removeLines(one),
      P: () => grid.removeCells(one),
      S: () => grid.scroll(one),
      T: () => grid.scroll(-one),
      X: () => grid.blank(row, column, column + one),
      Z: () => to(row, (Math.ceil(column / TAB) - one) * TAB),
      '@': () => grid.insertCells(one),
      '`': () => to(row, one - 1),
      a: () => to(row, column + one),
      b: () => {
        for (let count = 0; count < one; count += 1) grid.put(lastCharacter);
      },
      d: () => to(one - 1, column),
      e: () => to(row + one, column),
      f: () => to(one - 1, Math.max(1, second) - 1),
      r: () => grid.region(one - 1, second === 0 ? size.rows : second),
      s: save,
      u: () => to(saved.row, saved.column),
    };
    deeds[final]?.();
  }

  function save(): void {
    saved = { row: grid.row(), column: grid.column() };
  }

  /** Programs that fill the screen use a second one, and leave the first as it was. */
  function switchScreen(modes: readonly number[], on: boolean): void {
    if (!modes.some((mode) => mode === 47 || mode === 1047 || mode === 1049)) return;
    if (on && grid === main) {
      save();
      other.reset();
    }
    grid = on ? other : main;
  }

  function forget(): void {
    for (const one of [main, other]) {
      const at = { row: one.row(), column: one.column() };
      one.reset();
      one.moveTo(at.row, at.column);
    }
    gone.first = [];
    gone.last = [];
    gone.count = 0;
  }

  return {
    apply,
    resize: (to) => {
      size = to;
      main.resize(to);
      other.resize(to);
    },
    cursor: () => ({ row: grid.row() + 1, column: Math.min(grid.column(), size.columns - 1) + 1 }),
    cursorLine: () => grid.line(grid.row()),
    take: () => {
      const last = gone.last.slice(-LAST_LINES);
      const left = gone.count - gone.first.length - last.length;
      const lines = [
        ...gone.first.map(lineOf),
        ...(left > 0 ? [`[${left} lines are left out here]`] : []),
        ...last.map(lineOf),
        ...grid.lines(),
      ];
      gone.first = [];
      gone.last = [];
      gone.count = 0;
      while (lines.at(-1) === '') lines.pop();
      return lines.join('\n');
    },
    forget,
  };
}

// One terminal from its start to its end: what it printed, as lines for the model and as text for a window; whether it
// is quiet; how long it may run. It decides nothing about who may type.
//   output → pieces → screen + live text → quiet? ; time → end
import type { AttachedCommand } from '../ports/sandbox.ts';
import type { TerminalLine, TerminalSize } from '../ports/terminal.ts';
import type { Clock } from '../ports/world.ts';
import type { LiveText } from './live-text.ts';
import { createOutputReader, type Piece } from './read-output.ts';
import { createScreen, type Screen } from './screen.ts';

export interface OneTerminal {
  readonly screen: Screen;
  readonly live: LiveText;
  output(text: string): void;
  write(text: string): void;
  resize(size: TerminalSize): void;
  /** Kills the whole tree; the end itself comes later. `why` becomes how it ended. */
  end(why: string): void;
  /** How it was ended by us, as a sentence; null when it was not. */
  endedBecause(): string | null;
  /** Resolves when nothing was printed for a moment, it ended, `maxMs` passed, or `signal` aborts. */
  quiet(maxMs: number, signal: AbortSignal): Promise<void>;
  /** The program is gone and all of it was read. */
  over(): void;
  /** Resolves once `over` was said. */
  readonly isOver: Promise<void>;
}

/** Nothing printed and nothing typed for so long: nobody needs it any more. */
export const IDLE_MS = 15 * 60_000;
/** No terminal runs for longer, whatever it does. */
export const TOTAL_MS = 4 * 60 * 60_000;
/** A program that asks something prints its question and waits. */
const QUIET_MS = 350;
/** Before anything is printed at all, programs that start slowly get a little more. */
const FIRST_WORD_MS = 1500;

const ESC = '\u001b';

export function createOneTerminal(deps: {
  clock: Clock;
  line: () => TerminalLine | null;
  command: AttachedCommand;
  size: TerminalSize;
  live: LiveText;
}): OneTerminal {
  const { clock, live } = deps;
  const reader = createOutputReader();
  const screen = createScreen(deps.size);
  const listeners = new Set<() => void>();
  let why: string | null = null;
  let hasPrinted = false;
  let isOver = false;
  let tellOver: () => void = () => undefined;
  const overSaid = new Promise<void>((resolve) => {
    tellOver = resolve;
  });
  let cancelIdle = clock.after(IDLE_MS, idleOver);
  // SECURITY: no program runs without an end, however busy it is.
  const cancelTotal = clock.after(TOTAL_MS, () => end('It was ended: no terminal runs for so long.'));

  function idleOver(): void {
    end('It was ended: nothing happened in it for a long time.');
  }

  function stirred(): void {
    if (isOver) return;
    cancelIdle();
    // SECURITY: a program that nobody uses any more is ended.
    cancelIdle = clock.after(IDLE_MS, idleOver);
  }

  function end(because: string): void {
    if (isOver) return;
    why ??= because;
    deps.command.kill();
  }

  function output(text: string): void {
    hasPrinted = true;
    stirred();
    let shown = '';
    for (const piece of reader.read(text)) {
      screen.apply(piece);
      shown += piece.text;
      if (piece.kind === 'question') answer(piece);
    }
    live.add(shown);
    for (const listener of listeners) listener();
  }

  /** Programs ask their terminal where the cursor is. It is us who answers, always in the same words. */
  function answer({ about }: Extract<Piece, { kind: 'question' }>): void {
    const { row, column } = screen.cursor();
    const answers = { cursor: `${ESC}[${row};${column}R`, health: `${ESC}[0n`, model: `${ESC}[?1;2c` };
    deps.line()?.write(answers[about]);
  }

  function quiet(maxMs: number, signal: AbortSignal): Promise<void> {
    if (isOver || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = (): void => {
        cancelQuiet();
        cancelMost();
        listeners.delete(stir);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const wait = (): (() => void) => clock.after(hasPrinted ? QUIET_MS : FIRST_WORD_MS, finish);
      const stir = (): void => {
        cancelQuiet();
        if (isOver) finish();
        else cancelQuiet = wait();
      };
      let cancelQuiet = wait();
      const cancelMost = clock.after(maxMs, finish);
      listeners.add(stir);
      signal.addEventListener('abort', finish, { once: true });
    });
  }

  return {
    screen,
    live,
    output,
    write: (text) => {
      stirred();
      deps.line()?.write(text);
    },
    resize: (size) => {
      screen.resize(size);
      deps.line()?.resize(size);
    },
    end,
    endedBecause: () => why,
    quiet,
    over: () => {
      isOver = true;
      cancelIdle();
      cancelTotal();
      live.flush();
      for (const listener of [...listeners]) listener();
      tellOver();
    },
    isOver: overSaid,
  };
}

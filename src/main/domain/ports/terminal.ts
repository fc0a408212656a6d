// Ports of interactive programs: the pseudo-terminal they run on, and what tools may do with a terminal.
//   sandbox.attach → TerminalHost.start → TerminalLine; tools speak with Terminals only
import type { AttachedCommand, PreparedCommand, SandboxRequest } from './sandbox.ts';
import type { ToolContext } from './tool.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** One pseudo-terminal with one program on it. Calls after the end do nothing. */
export interface TerminalLine {
  write(text: string): void;
  resize(size: TerminalSize): void;
}

export interface TerminalEvents {
  /** Whole characters, in order. A program that prints without end is made to wait. */
  output(text: string): void;
  /** Once, after the last output. */
  end(how: { exitCode: number | null; signal: string | null }): void;
}

export interface TerminalHost {
  /** Starts exactly `command` with the terminal as its controlling terminal. Says `started` to it. */
  start(
    command: AttachedCommand,
    size: TerminalSize,
    events: TerminalEvents,
    onExcess: (excess: 'memory' | 'processes') => void,
  ): Promise<{ kind: 'started'; line: TerminalLine } | { kind: 'refused'; reason: string }>;
}

/** What a terminal shows: lines that scrolled away since the last look, then its screen. Plain text. */
export interface TerminalLook {
  readonly terminalId: string;
  readonly title: string;
  readonly text: string;
  /** How it ended, as a sentence; null while it runs. */
  readonly ending: string | null;
}

export type TerminalOutcome = { kind: 'looked'; look: TerminalLook } | { kind: 'refused'; reason: string };

export interface FoundTerminal {
  readonly terminalId: string;
  readonly title: string;
  /** The line that the cursor is in: where typed text would appear. */
  readonly cursorLine: string;
}

/** Terminals of one conversation are no others' to use. */
export interface Terminals {
  /** Runs exactly `prepared`, and looks once it is quiet or over. Aborting `signal` ends it, also later. */
  start(
    request: SandboxRequest,
    prepared: PreparedCommand,
    context: ToolContext,
    frameId: string,
    signal: AbortSignal,
  ): Promise<TerminalOutcome>;
  /** By id; why not, when there is none that runs and that the agent may type into. */
  findForTyping(
    terminalId: string,
    context: ToolContext,
  ): { kind: 'found'; terminal: FoundTerminal } | { kind: 'none'; reason: string };
  /** Types when the cursor is still in the line that was shown; looks once it is quiet. */
  type(
    shown: FoundTerminal,
    keystrokes: string,
    context: ToolContext,
    signal: AbortSignal,
  ): Promise<TerminalOutcome>;
  /** Looks once it is quiet, waiting at most `waitMs`. */
  look(
    terminalId: string,
    waitMs: number,
    context: ToolContext,
    signal: AbortSignal,
  ): Promise<TerminalOutcome>;
  end(terminalId: string, context: ToolContext): Promise<TerminalOutcome>;
}

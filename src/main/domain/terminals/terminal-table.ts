// Which terminals there are: those that run, and for a while those that ended, so that their end can still be read.
// Knows nothing of what happens in them.
import type { TerminalView } from '../../../contracts/terminals.ts';
import type { TerminalLine } from '../ports/terminal.ts';
import type { OneTerminal } from './one-terminal.ts';

export interface RunningTerminal {
  view: TerminalView;
  readonly one: OneTerminal;
  line: TerminalLine | null;
  startedFrameId: string | null;
}

export interface TerminalTable {
  add(terminal: RunningTerminal): void;
  get(id: string): RunningTerminal | null;
  remove(id: string): void;
  /** Oldest first; those that ended too. */
  all(): readonly RunningTerminal[];
  running(): readonly RunningTerminal[];
}

/** Ended ones that are kept; each holds its last text, a few hundred kB at most. */
const MAX_ENDED = 12;

export function createTerminalTable(): TerminalTable {
  const terminals = new Map<string, RunningTerminal>();
  const running = (): RunningTerminal[] =>
    [...terminals.values()].filter(({ view }) => view.state === 'running');

  return {
    add: (terminal) => {
      terminals.set(terminal.view.id, terminal);
      const ended = [...terminals.values()].filter(({ view }) => view.state === 'ended');
      for (const { view } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) terminals.delete(view.id);
    },
    remove: (id) => void terminals.delete(id),
    get: (id) => terminals.get(id) ?? null,
    all: () => [...terminals.values()],
    running,
  };
}

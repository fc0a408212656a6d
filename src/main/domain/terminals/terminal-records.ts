// What is written down of terminals: that one started, that the owner took it over or gave it back, how it ended. What
// is printed and typed is not: the model's part of it is in the tool's results, the owner's is nobody's business.
import type { Ledger } from '../ledger/ledger.ts';
import type { FrameRow, Stores } from '../ports/stores.ts';
import type { RunningTerminal } from './terminal-table.ts';

export interface TerminalRecords {
  /** `causeId` is the frame of the call that started it. */
  started(terminal: RunningTerminal, causeId: string): void;
  /** Within the transaction of the answer that allowed it. */
  takenOver(terminal: RunningTerminal, answer: FrameRow): void;
  released(terminal: RunningTerminal): void;
  ended(terminal: RunningTerminal): void;
}

export function createTerminalRecords(deps: {
  stores: Pick<Stores, 'transaction'>;
  ledger: Pick<Ledger, 'record'>;
}): TerminalRecords {
  const { stores, ledger } = deps;

  function record(
    kind: 'terminal-started' | 'terminal-taken-over' | 'terminal-released' | 'terminal-ended',
    terminal: RunningTerminal,
    causeId: string | null,
    payload?: Readonly<Record<string, unknown>>,
  ): FrameRow {
    const { view } = terminal;
    return ledger.record({
      kind,
      causeId,
      actor:
        kind === 'terminal-started' || kind === 'terminal-ended' ? { kind: 'system' } : { kind: 'owner' },
      conversationId: view.conversationId,
      turnId: view.turnId,
      facts: { terminalId: view.id },
      ...(payload !== undefined && { payload }),
    });
  }

  return {
    started: (terminal, causeId) => {
      terminal.startedFrameId = stores.transaction(
        () => record('terminal-started', terminal, causeId, { title: terminal.view.title }).id,
      );
    },
    takenOver: (terminal, answer) => void record('terminal-taken-over', terminal, answer.id),
    released: (terminal) => {
      stores.transaction(() => void record('terminal-released', terminal, terminal.startedFrameId));
    },
    ended: (terminal) => {
      stores.transaction(
        () =>
          void record('terminal-ended', terminal, terminal.startedFrameId, {
            ending: terminal.view.ending,
          }),
      );
    },
  };
}

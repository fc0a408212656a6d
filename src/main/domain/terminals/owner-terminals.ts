// What the owner does with terminals at this computer: watch, end, and after an answer in the approval window type.
// Ending works everywhere and asks nobody. Taking over lasts until it is given back, unused for a while, or ended.

import { AppError } from '../../../contracts/errors.ts';
import type { TerminalView } from '../../../contracts/terminals.ts';
import type { Approvals } from '../gate/approvals.ts';
import type { Announce } from '../ports/announce.ts';
import type { TerminalSize } from '../ports/terminal.ts';
import type { Clock } from '../ports/world.ts';
import type { TerminalRecords } from './terminal-records.ts';
import type { RunningTerminal, TerminalTable } from './terminal-table.ts';
import { gone } from './terminals.ts';

export interface OwnerTerminals {
  list(): readonly TerminalView[];
  watch(id: string): { terminal: TerminalView; text: string; offset: number };
  unwatch(id: string): void;
  /** Posts the question; its id. */
  askTakeOver(id: string): string;
  release(id: string): TerminalView;
  write(id: string, text: string): void;
  resize(id: string, size: TerminalSize): TerminalView;
  kill(id: string): boolean;
  /** Pause, stop, kill switch: ends all that run, at once; of one conversation when it is named. */
  endAll(why: string, conversationId?: string): void;
  /** The conversation is to be erased: its terminals end and their screens are dropped; resolves when that is so. */
  forget(conversationId: string): Promise<void>;
  /** As `endAll`; resolves when nothing of them is left. */
  stop(): Promise<void>;
}

/** The owner does not type any more: then the window must not be able to either. */
const TAKEN_IDLE_MS = 10 * 60_000;

export function createOwnerTerminals(deps: {
  table: TerminalTable;
  records: TerminalRecords;
  approvals: Pick<Approvals, 'post'>;
  announce: Announce;
  clock: Clock;
}): OwnerTerminals {
  const { table, records, clock } = deps;
  const giveBackTimers = new Map<string, () => void>();

  function named(id: string): RunningTerminal {
    const terminal = table.get(id);
    if (terminal === null) throw new AppError('not-found', 'This terminal is not there any more.');
    return terminal;
  }

  function running(id: string): RunningTerminal {
    const terminal = named(id);
    if (terminal.view.state === 'ended') throw new AppError('already-settled', 'This terminal has ended.');
    return terminal;
  }

  function change(terminal: RunningTerminal, to: Partial<TerminalView>): TerminalView {
    terminal.view = { ...terminal.view, ...to };
    deps.announce('terminals', 'terminal-change', terminal.view);
    return terminal.view;
  }

  function release(terminal: RunningTerminal): TerminalView {
    const { id, typist, state } = terminal.view;
    giveBackTimers.get(id)?.();
    giveBackTimers.delete(id);
    if (typist === 'agent' || state === 'ended') return terminal.view;
    // SECURITY: what the owner typed and was shown is not left on the screen for the model.
    terminal.one.screen.forget();
    records.released(terminal);
    return change(terminal, { typist: 'agent' });
  }

  function typed(terminal: RunningTerminal): void {
    const { id } = terminal.view;
    giveBackTimers.get(id)?.();
    // SECURITY: an allowance to type that nobody uses ends by itself.
    giveBackTimers.set(
      id,
      clock.after(TAKEN_IDLE_MS, () => release(terminal)),
    );
  }

  function endAll(why: string, conversationId?: string): void {
    for (const { one, view } of table.running())
      if (conversationId === undefined || view.conversationId === conversationId) one.end(why);
  }

  return {
    list: () => table.all().map(({ view }) => view),
    watch: (id) => {
      const terminal = named(id);
      terminal.one.live.setWatched(true);
      return { terminal: terminal.view, ...terminal.one.live.shown() };
    },
    unwatch: (id) => table.get(id)?.one.live.setWatched(false),
    askTakeOver: (id) => {
      const terminal = running(id);
      // SECURITY: only an answer in the approval window lets this window's keystrokes through to the program.
      return deps.approvals.post({
        draft: {
          kind: 'setting',
          key: 'terminal',
          asker: 'You, from Conversations',
          summary: 'Take over a terminal',
          facts: [
            { label: 'Program', text: terminal.view.title, style: 'code' },
            {
              label: 'What it does',
              text: 'What you type in the terminal goes to the program, in its sandbox. The agent cannot type there or read it until you give it back, which happens by itself after ten minutes without typing.',
              style: 'plain',
            },
          ],
        },
        binding: `terminal ${id}`,
        causeFrameId: terminal.startedFrameId,
        conversationId: terminal.view.conversationId,
        turnId: null,
        toolCallId: null,
        actor: { kind: 'owner' },
        tool: 'terminal',
        ruleFor: null,
        onAllow: (answer) => {
          if (terminal.view.state === 'ended') return;
          records.takenOver(terminal, answer);
          change(terminal, { typist: 'owner' });
          typed(terminal);
        },
      });
    },
    release: (id) => release(named(id)),
    write: (id, text) => {
      const terminal = running(id);
      // SECURITY: a window may not type by itself; the approval window said so, for this terminal, or it is refused.
      if (terminal.view.typist !== 'owner')
        throw new AppError('not-allowed', 'Take this terminal over before you type in it.');
      typed(terminal);
      terminal.one.write(text);
    },
    resize: (id, size) => {
      const terminal = running(id);
      terminal.one.resize(size);
      return change(terminal, size);
    },
    kill: (id) => {
      const terminal = named(id);
      if (terminal.view.state === 'ended') return false;
      terminal.one.end('It was ended by the owner.');
      return true;
    },
    endAll,
    forget: async (conversationId) => {
      const isOf = ({ view }: RunningTerminal): boolean => view.conversationId === conversationId;
      endAll('It was ended: its conversation is erased.', conversationId);
      await gone(clock, table.running().filter(isOf));
      for (const { view } of table.all().filter(isOf)) table.remove(view.id);
    },
    stop: async () => {
      endAll('It was ended: Sallyport is closing.');
      await gone(clock, table.running());
    },
  };
}

// The terminals that run, and who may do what with them. The agent comes through tools and so through the gate; the
// owner watches and ends as they like, and types after taking over, which is a question in the approval window.
//   start → frame → output → look | type | take over | release → end → frame
// May not know how a pseudo-terminal is made, nor how anything is confined.

import { TERMINAL_SIZE } from '../../../contracts/terminals.ts';
import type { Announce } from '../ports/announce.ts';
import type { AttachedCommand, PreparedCommand, Sandbox, SandboxRequest } from '../ports/sandbox.ts';
import type {
  TerminalHost,
  TerminalLine,
  TerminalOutcome,
  TerminalSize,
  Terminals,
} from '../ports/terminal.ts';
import type { ToolContext } from '../ports/tool.ts';
import type { Clock, Log, MakeId, Redact } from '../ports/world.ts';
import { createLiveText } from './live-text.ts';
import { createOneTerminal, TOTAL_MS } from './one-terminal.ts';
import type { TerminalRecords } from './terminal-records.ts';
import type { RunningTerminal, TerminalTable } from './terminal-table.ts';

/** After starting or typing, what is shown is waited for at most so long. */
const SHOWN_WITHIN_MS = 10_000;
/** Ending kills; this is how long the last process may take to go. */
const GONE_WITHIN_MS = 8_000;
const MAX_TERMINALS = 8;

const NOT_YOURS = 'There is no terminal with this id in this conversation.';
const TAKEN = 'The owner has taken this terminal over and types in it. Wait until they give it back.';

export function createTerminals(deps: {
  sandbox: Pick<Sandbox, 'attach'>;
  host: TerminalHost;
  clock: Clock;
  makeId: MakeId;
  announce: Announce;
  log: Log;
  redact: Redact;
  maskKnown: Redact;
  secretForms: () => readonly string[];
  isPaused: () => boolean;
  table: TerminalTable;
  records: TerminalRecords;
}): Terminals {
  const { clock, table } = deps;
  const first: TerminalSize = { columns: TERMINAL_SIZE.columns.first, rows: TERMINAL_SIZE.rows.first };

  async function start(
    request: SandboxRequest,
    prepared: PreparedCommand,
    context: ToolContext,
    frameId: string,
    signal: AbortSignal,
  ): Promise<TerminalOutcome> {
    if (table.running().length >= MAX_TERMINALS) return refused('Too many terminals run. End one first.');
    const attached = await deps.sandbox.attach(request, prepared);
    if (attached.kind === 'refused') return attached;
    const { command } = attached;
    // SECURITY: pause and stop may have come while the sandbox was made ready.
    if (signal.aborted || deps.isPaused()) {
      await command.finish();
      return refused('It was stopped before it ran.');
    }
    const terminal = open(command, prepared, context);
    let line: TerminalLine | null = null;
    const started = await deps.host.start(
      command,
      first,
      {
        output: terminal.one.output,
        end: () => void close(terminal, command).catch((cause: unknown) => fault(cause)),
      },
      (excess) =>
        terminal.one.end(
          excess === 'memory'
            ? 'It was ended: it used too much memory.'
            : 'It was ended: too many processes.',
        ),
    );
    if (started.kind === 'refused') {
      terminal.one.over();
      await command.finish();
      return started;
    }
    line = started.line;
    terminal.line = line;
    const onAbort = (): void => terminal.one.end('It was stopped by the owner.');
    // SECURITY: stopping the turn ends what it started, also when the call itself has long returned.
    signal.addEventListener('abort', onAbort, { once: true });
    void terminal.one.isOver.then(() => signal.removeEventListener('abort', onAbort));
    table.add(terminal);
    deps.records.started(terminal, frameId);
    // SECURITY: whatever stops everything also stops what was just being started.
    if (signal.aborted || deps.isPaused()) onAbort();
    changed(terminal);
    await terminal.one.quiet(SHOWN_WITHIN_MS, signal);
    return looked(terminal);
  }

  function open(command: AttachedCommand, prepared: PreparedCommand, context: ToolContext): RunningTerminal {
    const id = deps.makeId();
    const terminal: RunningTerminal = {
      line: null,
      one: createOneTerminal({
        clock,
        command,
        size: first,
        line: () => terminal.line,
        live: createLiveText({
          clock,
          maskKnown: deps.maskKnown,
          secretForms: deps.secretForms,
          send: (batch) => deps.announce('terminals', 'terminal-output', { id, ...batch }),
        }),
      }),
      startedFrameId: null,
      view: {
        id,
        conversationId: context.conversationId,
        turnId: context.turnId,
        title: deps.redact(quoted(prepared.argv)),
        state: 'running',
        typist: 'agent',
        ending: null,
        startedAt: new Date(clock.now()).toISOString(),
        endedAt: null,
        ...first,
      },
    };
    return terminal;
  }

  async function close(terminal: RunningTerminal, command: AttachedCommand): Promise<void> {
    const { began, exitCode, notes } = await command.finish();
    // SECURITY: it ended in the owner's hands: what they typed and were shown is not the model's to read.
    if (terminal.view.typist === 'owner') terminal.one.screen.forget();
    const how =
      terminal.one.endedBecause() ??
      (began
        ? exitCode === null
          ? 'It ended by a signal.'
          : `It ended with exit code ${exitCode}.`
        : 'It could not be confined, so it was not run.');
    terminal.view = {
      ...terminal.view,
      state: 'ended',
      typist: 'agent',
      ending: [how, ...notes].join('\n'),
      endedAt: new Date(clock.now()).toISOString(),
    };
    terminal.line = null;
    terminal.one.over();
    deps.records.ended(terminal);
    changed(terminal);
  }

  function fault(cause: unknown): void {
    deps.log.error('A terminal did not end as it should', { cause });
  }

  /** Of this conversation, whether it runs or has ended; null when it is somebody else's or nobody's. */
  function find(terminalId: string, context: ToolContext): RunningTerminal | null {
    const terminal = table.get(terminalId);
    // SECURITY: a conversation reaches its own terminals and no others.
    if (terminal === null || terminal.view.conversationId !== context.conversationId) return null;
    return terminal;
  }

  function looked(terminal: RunningTerminal): TerminalOutcome {
    const { view, one } = terminal;
    // SECURITY: what the owner types and sees while they have taken over is theirs: a password, a code.
    if (view.typist === 'owner') return refused(TAKEN);
    return {
      kind: 'looked',
      look: { terminalId: view.id, title: view.title, text: one.screen.take(), ending: view.ending },
    };
  }

  function changed(terminal: RunningTerminal): void {
    deps.announce('terminals', 'terminal-change', terminal.view);
  }

  return {
    start,
    findForTyping(terminalId, context) {
      const terminal = find(terminalId, context);
      if (terminal === null) return { kind: 'none', reason: NOT_YOURS };
      const { view, one } = terminal;
      if (view.state === 'ended')
        return { kind: 'none', reason: `It has ended. ${view.ending ?? ''}`.trim() };
      // SECURITY: the owner's terminal is not typed into by the agent.
      if (view.typist === 'owner') return { kind: 'none', reason: TAKEN };
      return {
        kind: 'found',
        terminal: { terminalId, title: view.title, cursorLine: one.screen.cursorLine() },
      };
    },
    async type(shown, keystrokes, context, signal) {
      const found = this.findForTyping(shown.terminalId, context);
      if (found.kind === 'none') return refused(found.reason);
      // SECURITY: "yes" is an answer to the question that stood there when it was decided, and to no other.
      if (found.terminal.cursorLine !== shown.cursorLine) {
        return refused(
          'The line on the screen changed since this was decided, so nothing was typed. Look at it again.',
        );
      }
      const terminal = find(shown.terminalId, context);
      if (terminal === null) return refused(NOT_YOURS);
      terminal.one.write(keystrokes);
      await terminal.one.quiet(SHOWN_WITHIN_MS, signal);
      return looked(terminal);
    },
    async look(terminalId, waitMs, context, signal) {
      const terminal = find(terminalId, context);
      if (terminal === null) return refused(NOT_YOURS);
      await terminal.one.quiet(waitMs, signal);
      return looked(terminal);
    },
    async end(terminalId, context) {
      const terminal = find(terminalId, context);
      if (terminal === null) return refused(NOT_YOURS);
      if (terminal.view.typist === 'owner') return refused(TAKEN);
      terminal.one.end('It was ended by the agent.');
      await gone(clock, [terminal]);
      return looked(terminal);
    },
  };
}

/** Resolves when all are over, or after the time that this may take. */
export async function gone(clock: Clock, terminals: readonly RunningTerminal[]): Promise<void> {
  const all = Promise.all(terminals.map(({ one }) => one.isOver));
  let cancel: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(GONE_WITHIN_MS, resolve);
  });
  await Promise.race([all, late]);
  cancel();
}

/** The processor time a program may use is bounded by how long it may run. */
export const TERMINAL_TIMEOUT_MS = TOTAL_MS;

function refused(reason: string): { kind: 'refused'; reason: string } {
  return { kind: 'refused', reason };
}

/** As one would type it, for reading only. */
function quoted(argv: readonly string[]): string {
  return argv
    .map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : `'${part.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

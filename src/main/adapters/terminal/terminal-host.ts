// One confined command on a terminal of its own: the terminal becomes its controlling one, what it prints comes here
// as text, and the end is told once, after the last of it.
//   open a pair → start in a new session → shell opens the terminal → becomes the command → output → end
// Knows nothing of who watches or types, and confines nothing: that is in the command it is given.
import type {
  TerminalEvents,
  TerminalHost,
  TerminalLine,
  TerminalSize,
} from '../../domain/ports/terminal.ts';
import type { Log } from '../../domain/ports/world.ts';
import { openPseudoTerminal, type PseudoTerminal } from './pseudo-terminal.ts';

/** Starts a program in a session of its own, with no descriptor but the null device; see adapters/sandbox/spawn.ts. */
export type StartProgram = (request: {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
}) => {
  readonly pid: number;
  readonly ended: Promise<{ exitCode: number | null; signal: string | null }>;
};

/** In so short a time no more than this is read: a program that floods waits, and the app stays quick. */
const PERIOD_MS = 50;
const MAX_PERIOD_BYTES = 1024 * 1024;
/** Typed but not yet taken by the program; what comes on top is dropped. */
const MAX_UNREAD_BYTES = 256 * 1024;
/** The program is gone and something still holds its terminal: then what it printed last is given up. */
const LAST_OUTPUT_MS = 2000;

const NO_TERMINAL = 'A terminal could not be opened here, so it was not run. The log says why.';

/**
 * The first terminal that the leader of a session opens becomes its controlling one. The path is ours, the command is
 * only ever the words behind it.
 */
const BECOME_ON_TERMINAL = 'exec <>"$1" >&0 2>&0 || exit 125; shift; exec "$@"';

export function createTerminalHost(deps: { start: StartProgram; log: Log }): TerminalHost {
  return {
    async start(command, size, events, onExcess) {
      let terminal: PseudoTerminal;
      try {
        terminal = await openPseudoTerminal(size);
      } catch (cause) {
        deps.log.error('a terminal could not be opened', { cause });
        return { kind: 'refused', reason: NO_TERMINAL };
      }
      const started = deps.start({
        file: '/bin/sh',
        args: ['-c', BECOME_ON_TERMINAL, 'sh', terminal.path, command.file, ...command.args],
        // SECURITY: what the sandbox made, and nothing of ours beside it.
        environment: command.environment,
        workingFolder: command.workingFolder,
      });
      if (started.pid === -1) {
        terminal.release();
        terminal.stream.destroy();
        return { kind: 'refused', reason: NO_TERMINAL };
      }
      command.started(started.pid, onExcess);
      return { kind: 'started', line: lineOver(terminal, started.ended, events) };
    },
  };
}

function lineOver(
  terminal: PseudoTerminal,
  ended: ReturnType<StartProgram>['ended'],
  events: TerminalEvents,
): TerminalLine {
  const { stream } = terminal;
  const decoder = new TextDecoder();
  let period = { since: performance.now(), bytes: 0 };

  stream.on('data', (chunk: Uint8Array) => {
    const now = performance.now();
    if (now - period.since >= PERIOD_MS) period = { since: now, bytes: 0 };
    period.bytes += chunk.length;
    events.output(decoder.decode(chunk, { stream: true }));
    // A flood is read no faster than it can be looked at; the program waits, the app does not.
    if (period.bytes < MAX_PERIOD_BYTES) return;
    stream.pause();
    setTimeout(() => stream.resume(), PERIOD_MS - (now - period.since));
  });
  const closed = new Promise<void>((resolve) => {
    // The other end is gone: on Linux that is an error of the read.
    stream.once('error', () => resolve());
    stream.once('close', () => resolve());
  });

  void ended
    .catch(() => ({ exitCode: null, signal: null }))
    .then(async (how) => {
      terminal.release();
      const patience = setTimeout(() => stream.destroy(), LAST_OUTPUT_MS);
      await closed;
      clearTimeout(patience);
      stream.destroy();
      events.end(how);
    });

  return {
    write: (text) => {
      // SECURITY: a program that does not read must not fill our memory with what is typed.
      if (!stream.destroyed && stream.writableLength < MAX_UNREAD_BYTES) stream.write(text);
    },
    resize: (size: TerminalSize) => terminal.resize(size),
  };
}

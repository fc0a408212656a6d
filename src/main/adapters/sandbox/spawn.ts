// The one place of the product that starts a program. It starts exactly what it is told, with exactly that
// environment and those descriptors, and can make the whole tree go away again.
// Knows nothing of models, tools or policy; that what it starts is confined is decided by the caller's arguments.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Server } from 'node:net';
import type { Readable, Writable } from 'node:stream';

export interface ProcessRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  /**
   * From number 0 on: 'none' is the null device, 'pipe' a stream to us, a number a descriptor of ours, 'handover' (at
   * most one) the way on which the child hands us a listening socket, in Node's own notation.
   * Descriptors of ours that are not named here do not reach the child.
   */
  readonly descriptors: readonly ('none' | 'pipe' | 'handover' | number)[];
}

export interface StartedProcess {
  readonly pid: number;
  /** The stream at a number that was asked for as 'pipe'. */
  stream(descriptor: number): Readable;
  /** The way to its standard input, which was asked for as 'pipe'. */
  input(): Writable;
  /** Calls back with the socket that was handed over, at most once. */
  onHandover(take: (listening: Server) => void): void;
  /** Settles when the process is gone and all its streams ended; rejects when it could not be started. */
  readonly ended: Promise<{ exitCode: number | null; signal: string | null }>;
  /** Settles when the process itself is gone, whoever still holds its streams. */
  readonly exited: Promise<void>;
  /** False once it is gone: then its number may belong to somebody else. */
  isRunning(): boolean;
  /** Kills the process and all in its process group at once. Does nothing when it is gone. */
  kill(): void;
}

/** `nullDevice` is an open descriptor of the null device; `Error` when the program could not be started at all. */
export function startProcess(request: ProcessRequest, nullDevice: number): StartedProcess {
  const wanted = request.descriptors.map((entry) =>
    entry === 'none' ? nullDevice : entry === 'handover' ? 'ipc' : entry,
  );
  const child = spawn(request.file, [...request.args], {
    env: { ...request.environment },
    cwd: request.workingFolder,
    // SECURITY: what we ourselves inherited by accident ends here, not in the child.
    stdio: coverInherited(wanted, nullDevice),
    // A session of its own: no controlling terminal, and one group to kill.
    detached: true,
    shell: false,
    windowsHide: true,
  });
  const ended = new Promise<{ exitCode: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // The caller awaits it later; a failure to start must not count as unhandled until then.
  ended.catch(() => undefined);
  if (child.pid === undefined) return notStarted(ended);
  return {
    pid: child.pid,
    stream(descriptor) {
      const stream = child.stdio[descriptor];
      if (stream === null || stream === undefined || !('read' in stream)) {
        throw new Error(`descriptor ${descriptor} was not asked for as a pipe`);
      }
      return stream;
    },
    input() {
      if (child.stdin === null) throw new Error('standard input was not asked for as a pipe');
      return child.stdin;
    },
    onHandover(take) {
      // SECURITY: one thing is taken from there, and then nothing more is listened to. The way itself is closed by
      // the child; closed by us, the end of the process would never be told.
      child.once('message', (_words, listening) => {
        if (listening instanceof Server) take(listening);
      });
    },
    ended,
    exited,
    isRunning: () => isRunning(child),
    kill: () => killGroup(child),
  };
}

function notStarted(ended: StartedProcess['ended']): StartedProcess {
  return {
    pid: -1,
    stream() {
      throw new Error('the program was not started');
    },
    input() {
      throw new Error('the program was not started');
    },
    onHandover: () => undefined,
    ended,
    exited: Promise.resolve(),
    isRunning: () => false,
    kill: () => undefined,
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function killGroup(child: ChildProcess): void {
  // SECURITY: only a process we started and have not seen end; a group number is reused after that.
  if (!isRunning(child) || child.pid === undefined) return;
  try {
    if (process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group may not be there yet or any more; the process itself is killed below.
  }
  child.kill('SIGKILL');
}

/** Every descriptor of ours that would survive an exec gets the null device in its place. */
function coverInherited(
  wanted: readonly (number | 'pipe' | 'ipc')[],
  nullDevice: number,
): (number | 'pipe' | 'ipc' | 'ignore')[] {
  const stdio: (number | 'pipe' | 'ipc' | 'ignore')[] = [...wanted];
  for (const descriptor of inheritableDescriptors()) {
    if (descriptor < wanted.length) continue;
    while (stdio.length <= descriptor) stdio.push('ignore');
    stdio[descriptor] = nullDevice;
  }
  return stdio;
}

const CLOSE_ON_EXEC = 0o2000000;

function inheritableDescriptors(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor > 2 && survivesExec(descriptor));
}

function survivesExec(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return flags === undefined || (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    return false; // Closed since the listing.
  }
}

// The built app without windows, in the real Electron: started, asked, stopped, killed. Ended by process id after the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { type Connection, openConnection } from '../../src/cli/connection.ts';
import { type CommandLine, commandLine } from './command-line.ts';
import { appEnvironment, electronArguments, runtime, type StartedWith, temporaryHome } from './runtime.ts';

export interface ReadyLine {
  readonly event: string;
  readonly pid: number;
  readonly home: string;
  readonly ms: number;
}

export interface HeadlessApp {
  readonly home: string;
  readonly ready: ReadyLine;
  readonly pid: number;
  cli: CommandLine;
  /** The command line's own connection, with events: for what a program a call would be too slow for. */
  connect(): Promise<Connection>;
  /** All it has said so far. */
  stdout(): string;
  stderr(): string;
  /** Ends it by its id, without any goodbye. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  exited(): Promise<number | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly home: string;
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  stdout(): string;
  stderr(): string;
}

const HEADLESS = ['--ozone-platform=headless', '--disable-gpu', '--headless'];

/** Resolves with the ready line; rejects with what was said when it ends before. */
export async function startHeadless(options: StartedWith = {}): Promise<HeadlessApp> {
  const { home, child, exited, stdout, stderr } = spawnHeadless(options);
  const ready = await new Promise<ReadyLine>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [line] = stdout().split('\n');
      if (stdout().includes('\n') && line !== undefined) resolve(JSON.parse(line) as ReadyLine);
    });
    void exited.then((code) =>
      reject(new Error(`The app ended with ${code} before it was ready: ${stderr()}`)),
    );
  });
  return {
    home,
    ready,
    pid: ready.pid,
    cli: commandLine(home),
    connect: async () => {
      const connection = await openConnection(home, true);
      onTestFinished(() => connection.close());
      return connection;
    },
    stdout,
    stderr,
    exited: () => exited,
    kill: async () => {
      process.kill(ready.pid, 'SIGKILL');
      await exited;
    },
    stop: () => {
      process.kill(ready.pid, 'SIGTERM');
      return exited;
    },
  };
}

/** For a start that is to end by itself: a refusal, or the demo. `windows` leaves it its windows and its tray. */
export async function runHeadless(
  options: StartedWith & { readonly windows?: boolean } = {},
): Promise<Ended & { home: string }> {
  const { home, exited, stdout, stderr } = spawnHeadless(options, options.windows === true ? [] : HEADLESS);
  return { home, code: await exited, stdout: stdout(), stderr: stderr() };
}

function spawnHeadless(options: StartedWith, mode: readonly string[] = HEADLESS): Started {
  const home = options.home ?? temporaryHome(options.config);
  const given = options.passphrase === undefined ? [] : ['--passphrase-fd', '3'];
  const [program = '', ...words] = [
    ...(options.within ?? []),
    runtime().path,
    '--log-level=3',
    ...mode,
    ...electronArguments(home, [...given, ...(options.args ?? [])]),
  ];
  const child = spawn(program, words, {
    // Where it is started must not matter.
    cwd: '/',
    env: appEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe', options.passphrase === undefined ? 'ignore' : 'pipe'],
  });
  const handOver = child.stdio[3];
  if (handOver !== null && handOver !== undefined && 'end' in handOver) handOver.end(options.passphrase);
  const text = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text.stdout += part;
  });
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text.stderr += part;
    if (process.env['SALLYPORT_E2E_LOUD']) process.stderr.write(part);
  });
  // `close`, not `exit`: what it said last has been read by then.
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
  });
  return { home, child, exited, stdout: () => text.stdout, stderr: () => text.stderr };
}

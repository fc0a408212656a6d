// One Electron process under measurement: started, waited for, ended by its id.
//   spawn → ready → measured → SIGTERM, or SIGKILL
// Knows nothing of what is measured. What it starts never outlives the run: `endAll` is called at its end.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { chromiumSwitches, cleanEnvironment, runtime } from './runtime.ts';

export interface StartedApp {
  readonly pid: number;
  /** Milliseconds from the spawn until it was ready. */
  readonly readyMs: number;
  /** Ends it in order; resolves when it is gone. */
  stop(): Promise<void>;
  /** No goodbye. */
  kill(): Promise<void>;
}

export interface AppStart {
  /** Default: the Electron in use, with Chromium's switches before the arguments. */
  readonly program?: string;
  /** For Electron the folder with package.json, then the app's own arguments. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly screen: 'none' | 'display';
  /** Default: its first line of standard output. Ours says nothing there when it has a screen. */
  readonly ready?: () => Promise<unknown>;
}

const READY_DEADLINE_MS = 60_000;
/** An ordered end that takes longer is a fault of its own; the measurements go on without it. */
const STOP_DEADLINE_MS = 15_000;

export interface AppProcesses {
  start(options: AppStart): Promise<StartedApp>;
  /** Ends whatever a failed measurement left. */
  endAll(): Promise<void>;
}

export function createAppProcesses(): AppProcesses {
  const living = new Map<ChildProcess, Promise<void>>();

  async function start(options: AppStart): Promise<StartedApp> {
    const { args, env = {}, screen } = options;
    const begun = performance.now();
    const { program } = options;
    const words = program === undefined ? [...chromiumSwitches(screen), ...args] : args;
    const child = spawn(program ?? runtime().path, words, {
      cwd: '/',
      env: cleanEnvironment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const gone = new Promise<void>((resolve) => {
      child.once('close', () => {
        living.delete(child);
        resolve();
      });
    });
    living.set(child, gone);
    let complaint = '';
    child.stderr.on('data', (text) => {
      complaint = `${complaint}${String(text)}`.slice(-2_000);
    });
    const firstLine = new Promise<unknown>((resolve) => {
      createInterface({ input: child.stdout }).once('line', resolve);
    });
    await inTime(child, options.ready === undefined ? firstLine : options.ready(), gone, () => complaint);
    const readyMs = performance.now() - begun;
    return {
      pid: child.pid!,
      readyMs,
      stop: () => end(child, gone, 'SIGTERM'),
      kill: () => end(child, gone, 'SIGKILL'),
    };
  }

  async function end(child: ChildProcess, gone: Promise<void>, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await gone;
    clearTimeout(impatience);
  }

  return {
    start,
    endAll: async () => {
      await Promise.all([...living].map(([child, gone]) => end(child, gone, 'SIGKILL')));
    },
  };
}

/** Rejects when it ends before, or takes too long; then it is killed. */
async function inTime(
  child: ChildProcess,
  ready: Promise<unknown>,
  gone: Promise<void>,
  complaint: () => string,
): Promise<void> {
  const deadline = new AbortController();
  const late = delay(READY_DEADLINE_MS, 'late', { signal: deadline.signal }).catch(() => 'in time');
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const first = await Promise.race([ready.then(() => 'ready'), gone.then(() => 'gone'), late, failed]);
  deadline.abort();
  if (first === 'ready') return;
  child.kill('SIGKILL');
  throw new Error(
    first === 'gone' ? `It ended before it was ready. ${complaint()}` : 'It was not ready in time.',
  );
}

// One Electron process under measurement: started, waited for, ended by its id.
//   spawn → first line of standard output → measured → SIGTERM, or SIGKILL
// Knows nothing of what is measured. What it starts never outlives the run: `endAll` is called at its end.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { chromiumSwitches, cleanEnvironment, runtime } from './runtime.ts';

export interface StartedApp {
  readonly pid: number;
  /** Milliseconds from the spawn to its first line. */
  readonly readyMs: number;
  readonly firstLine: string;
  /** Ends it in order; resolves when it is gone. */
  stop(): Promise<void>;
  /** No goodbye. */
  kill(): Promise<void>;
}

export interface AppStart {
  /** The folder with package.json, then the app's own arguments. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly screen: 'none' | 'display';
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

  async function start({ args, env = {}, screen }: AppStart): Promise<StartedApp> {
    const begun = performance.now();
    const child = spawn(runtime().path, [...chromiumSwitches(screen), ...args], {
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
    const firstLine = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`Nothing was said within ${READY_DEADLINE_MS} ms.`));
      }, READY_DEADLINE_MS);
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(late);
        resolve(line);
      });
      child.once('error', reject);
      void gone.then(() => {
        clearTimeout(late);
        reject(new Error(`It ended before it was ready. ${complaint}`));
      });
    });
    const readyMs = performance.now() - begun;
    return {
      pid: child.pid!,
      readyMs,
      firstLine,
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

// Runs one fixed program of the system that speaks to another app: arguments in, what it printed and its exit code out.
// Ends it when time is over or nobody waits any more. Knows neither the scripts nor what they say.
import { openSync } from 'node:fs';
import { devNull, homedir } from 'node:os';
import type { Readable } from 'node:stream';
import type { RunScript } from '../adapters/channels/imessage/script.ts';
import { type StartedProcess, startProcess } from '../adapters/sandbox/spawn.ts';

/** Far more than the scripts answer. */
const MAX_OUTPUT_UNITS = 10_000;

/** @param file the program, by its whole path: nothing that somebody put elsewhere is run in its place */
export function createScriptRunner(file: string): RunScript {
  let nullDevice: number | null = null;

  return async (argv, { signal, timeoutMs }) => {
    if (signal.aborted) return { kind: 'not-started' };
    const started = start(argv);
    if (started === null) return { kind: 'not-started' };
    let stopped = false;
    const end = (): void => {
      stopped = true;
      started.kill();
    };
    // SECURITY: a script that waits for ever, as for a click on the screen, is ended.
    const timer = setTimeout(end, timeoutMs);
    signal.addEventListener('abort', end, { once: true });
    try {
      const [{ exitCode }, output] = await Promise.all([started.ended, collect(started.stream(1))]);
      return stopped ? { kind: 'stopped' } : { kind: 'ended', exitCode, output };
    } catch {
      return { kind: 'stopped' }; // it had begun; how it ended is not known
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  };

  function start(argv: readonly string[]): StartedProcess | null {
    try {
      nullDevice ??= openSync(devNull, 'r+');
      const started = startProcess(
        {
          file,
          args: argv,
          // SECURITY: nothing of our own environment: what stands there may be secret.
          environment: { HOME: homedir(), LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8', PATH: '/usr/bin:/bin' },
          workingFolder: '/',
          descriptors: ['none', 'pipe', 'none'],
        },
        nullDevice,
      );
      return started.pid === -1 ? null : started;
    } catch {
      return null;
    }
  }
}

async function collect(stream: Readable): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = (text + chunk).slice(0, MAX_OUTPUT_UNITS);
  });
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  });
  return text;
}

// Starting other programs: to completion, quietly with its output kept for the error, or in the person's sight.
// Nothing here goes through a shell, so that no path or argument is ever read as a command.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from './say.mjs';

const MAX_KEPT_CHARS = 20_000;

/**
 * Runs a program to its end. `{ code, signal, stdout, stderr }`; never throws for an exit code.
 * `shown` sends both outputs to standard error as they come, `onText` to a function.
 */
export function run(command, args, { cwd, env = process.env, input, shown = false, onText, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const kept = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text) => {
        kept[name] = (kept[name] + text).slice(-MAX_KEPT_CHARS);
        if (shown) process.stderr.write(text);
        onText?.(text);
      });
    }
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...kept });
    });
    // A child that exits without reading its input is not our failure; its exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** As `run`, but anything except exit code 0 is a SetupError that shows the end of what the program said. */
export async function mustRun(what, command, args, options) {
  const result = await run(command, args, options);
  if (result.code === 0) return result;
  const said = options?.shown
    ? ''
    : `\n${(result.stderr || result.stdout).trim().split('\n').slice(-15).join('\n')}`;
  throw new SetupError(`${what} failed (${result.signal ?? `exit code ${result.code}`}).${said}`);
}

/** npm as `[command, ...firstArgs]`: its own JavaScript run by Node, so that Windows needs no `.cmd` and no shell. */
export function npmCommand(env = process.env, node = process.execPath) {
  const folder = dirname(node);
  const candidates = [
    env.npm_execpath,
    join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(folder, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ];
  const script = candidates.find((path) => path && /npm-cli\.[cm]?js$/.test(path) && existsSync(path));
  return script ? [node, script] : ['npm'];
}

export function runNpm(what, args, options) {
  const [command, ...first] = npmCommand();
  return mustRun(what, command, [...first, ...args], options);
}

/** Ends a child this process started, by its id: asked first, then killed. Returns when it is gone. */
export async function endChild(child, graceMs = 3_000) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
}

// Running a downloader that shows no progress of its own under a deadline: it is stopped when the folders it
// writes into stop growing. A server that accepts and then stays silent would otherwise hold a start forever.
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { filesIn } from './stamp.mjs';

const LOOK_EVERY_MS = 250;
const MAX_KEPT_CHARS = 4_000;

/**
 * `{ kind: 'done' } | { kind: 'silent' } | { kind: 'failed', detail }`. `silenceMs` is how long nothing may be
 * written into `folders`; `onBytes` is told the total now and then.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ folders: string[], silenceMs: number, env?: NodeJS.ProcessEnv, cwd?: string, onBytes?: (bytes: number) => unknown }} options
 */
export function runWatched(command, args, { folders, silenceMs, env, cwd, onBytes = () => undefined }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        said = (said + text).slice(-MAX_KEPT_CHARS);
      });
    }
    let bytes = totalBytes(folders);
    let lastGrowth = Date.now();
    let silent = false;
    const look = setInterval(() => {
      const now = totalBytes(folders);
      if (now !== bytes) {
        bytes = now;
        lastGrowth = Date.now();
        onBytes(now);
      } else if (Date.now() - lastGrowth > silenceMs) {
        silent = true;
        child.kill('SIGKILL');
      }
    }, LOOK_EVERY_MS);
    child.on('error', (error) => {
      clearInterval(look);
      resolve({ kind: 'failed', detail: error.message });
    });
    child.on('close', (code) => {
      clearInterval(look);
      if (silent) resolve({ kind: 'silent' });
      else resolve(code === 0 ? { kind: 'done' } : { kind: 'failed', detail: firstError(said) });
    });
  });
}

/** The line that names the cause; network failures carry it below a general first line. */
function firstError(said) {
  const lines = said.split('\n');
  const cause =
    lines.find((line) => /\bE[A-Z_]{5,}\b/.test(line)) ?? lines.find((line) => /error/i.test(line));
  return (cause ?? lines[0] ?? '').trim().slice(0, 200);
}

function totalBytes(folders) {
  return folders.flatMap(filesIn).reduce((sum, file) => {
    // Files come and go under a running download.
    return sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}

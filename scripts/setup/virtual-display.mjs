// A screen where there is none: an Xvfb of our own on a free display, open only to who holds its cookie, and
// ended by its process id. Also the decision whether one is needed at all.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endChild } from './run.mjs';
import { SetupError } from './say.mjs';

const START_TIMEOUT_MS = 15_000;
const COOKIE_NAME = 'MIT-MAGIC-COOKIE-1';

/**
 * `present`: there is a screen. `headless`: no window is wanted, Chromium's own headless platform does, which is
 * cheaper than any display. `virtual`: Xvfb.
 */
export function displayNeed({ platform, env, headless }) {
  if (platform !== 'linux') return 'present';
  if (headless) return 'headless';
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'present' : 'virtual';
}

/**
 * Starts Xvfb. `{ env, pid, stop }`: merge `env` into a program's environment. `lingerSeconds` makes the display
 * end by itself that long after its last program, even when the one that started it was killed.
 */
export async function startVirtualDisplay({ lingerSeconds, size = '1280x900x24' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-display-'));
  const authority = join(folder, 'authority');
  writeFileSync(authority, authorityEntry(randomBytes(16)), { mode: 0o600 });
  const linger = lingerSeconds === undefined ? [] : ['-terminate', String(lingerSeconds)];
  const child = spawn(
    'Xvfb',
    // SECURITY: -auth with a cookie, or every account of this machine could read the screen and type into it.
    ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-auth', authority, ...linger],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const stop = async () => {
    await endChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const number = await firstLine(child);
    child.unref();
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One entry of an Xauthority file, valid for any address and display (family 0xffff, both empty). */
function authorityEntry(cookie) {
  const field = (bytes) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const empty = Buffer.alloc(0);
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    field(empty),
    field(empty),
    field(Buffer.from(COOKIE_NAME)),
    field(cookie),
  ]);
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => fail('it did not start in time'), START_TIMEOUT_MS);
    const fail = (why) => {
      clearTimeout(timer);
      reject(new SetupError(`The virtual display (Xvfb) could not be started: ${why}.`));
    };
    child.on('error', (error) =>
      fail(error.code === 'ENOENT' ? 'the package xvfb is not installed' : error.message),
    );
    child.on('exit', (code) => fail(`it ended with exit code ${code}`));
    child.stdio[3].setEncoding('utf8').on('data', (part) => {
      text += part;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      child.stdio[3].destroy();
      resolve(text.trim());
    });
  });
}

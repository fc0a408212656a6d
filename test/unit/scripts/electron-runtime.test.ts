// The Electron download has a deadline, and its stand-in is used only where it may be.
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fallbackChoice, rememberedFailure } from '../../../scripts/setup/electron-runtime.mjs';
import { nodeModules } from '../../../scripts/setup/places.mjs';
import { runWatched } from '../../../scripts/setup/watched-download.mjs';

/** A server that accepts and never answers. */
async function silentServer(): Promise<number> {
  const server = createServer();
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-electron-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('Electron’s own installer against a server that stays silent is stopped at the deadline', async () => {
  const port = await silentServer();
  const folder = temporaryFolder();
  for (const name of ['install.js', 'package.json', 'checksums.json']) {
    copyFileSync(join(nodeModules, 'electron', name), join(folder, name));
  }
  symlinkSync(nodeModules, join(folder, 'node_modules'), 'junction');
  const at = Date.now();
  const outcome = await runWatched(process.execPath, [join(folder, 'install.js')], {
    cwd: folder,
    env: {
      ...process.env,
      ELECTRON_MIRROR: `http://127.0.0.1:${port}/`,
      electron_config_cache: join(folder, 'cache'),
      TMPDIR: folder,
      TEMP: folder,
      TMP: folder,
    },
    folders: [join(folder, 'dist')],
    silenceMs: 1_000,
  });
  expect(outcome).toEqual({ kind: 'silent' });
  expect(Date.now() - at).toBeLessThan(8_000);
});

test('a download that goes on longer than the deadline, but keeps growing, is left alone', async () => {
  const folder = temporaryFolder();
  const script = `
    const fs = require('node:fs');
    let n = 0;
    const timer = setInterval(() => {
      fs.appendFileSync('part', 'x');
      if (++n === 12) clearInterval(timer);
    }, 150);`;
  const seen: number[] = [];
  const outcome = await runWatched(process.execPath, ['-e', script], {
    cwd: folder,
    env: process.env,
    folders: [folder],
    silenceMs: 900,
    onBytes: (bytes: number) => seen.push(bytes),
  });
  expect(outcome).toEqual({ kind: 'done' });
  expect(seen.length).toBeGreaterThan(2);
});

test('a download that fails says why', async () => {
  const script = 'console.error("Error: getaddrinfo ENOTFOUND example.invalid"); process.exit(1)';
  const outcome = await runWatched(process.execPath, ['-e', script], { folders: [], silenceMs: 5_000 });
  expect(outcome).toEqual({ kind: 'failed', detail: 'Error: getaddrinfo ENOTFOUND example.invalid' });
});

test('the fallback stands in on linux-x64 in a source checkout, and nowhere else', () => {
  const here = { platform: 'linux', arch: 'x64', isSourceCheckout: true, isRelease: false };
  expect(fallbackChoice(here)).toEqual({ kind: 'allowed' });
  expect(fallbackChoice({ ...here, arch: 'arm64' }).kind).toBe('refused');
  expect(fallbackChoice({ ...here, platform: 'darwin' }).kind).toBe('refused');
  expect(fallbackChoice({ ...here, platform: 'win32' }).kind).toBe('refused');
  expect(fallbackChoice({ ...here, isSourceCheckout: false }).kind).toBe('refused');
  expect(fallbackChoice({ ...here, isRelease: true })).toEqual({
    kind: 'refused',
    reason: 'A release is made with the pinned Electron only.',
  });
});

test('a failed download is remembered for some hours, for that version only', () => {
  const hourMs = 3_600_000;
  const failure = { at: 1_000_000, version: '45.4.1', reason: 'silent' };
  expect(rememberedFailure(failure, '45.4.1', failure.at + hourMs)).toBe(failure);
  expect(rememberedFailure(failure, '45.4.1', failure.at + 24 * hourMs)).toBeUndefined();
  expect(rememberedFailure(failure, '45.4.1', failure.at - hourMs)).toBeUndefined();
  expect(rememberedFailure(failure, '45.4.2', failure.at + hourMs)).toBeUndefined();
  expect(rememberedFailure(undefined, '45.4.1', failure.at)).toBeUndefined();
});

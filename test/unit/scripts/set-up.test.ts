// The small decisions of set-up: is it done already, is this Node new enough, which package is pinned.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isInstalledAsLocked } from '../../../scripts/setup/dependencies.mjs';
import { electronFallback, pinnedNodePackage } from '../../../scripts/setup/pinned-packages.mjs';
import { npmCommand } from '../../../scripts/setup/run.mjs';
import { checkNode } from '../../../scripts/setup/set-up.mjs';
import { hashFiles } from '../../../scripts/setup/stamp.mjs';

test('Node 20.19 is new enough, 20.18 is refused by name', () => {
  expect(() => checkNode('20.19.0')).not.toThrow();
  expect(() => checkNode('24.21.0')).not.toThrow();
  expect(() => checkNode('20.18.3')).toThrow('Node 20.19 or newer is needed; this is 20.18.3.');
  expect(() => checkNode('18.20.0')).toThrow();
});

test('an installation counts as the lock file’s only when every package has its version and hash', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/elsewhere': { version: '1.0.0', integrity: 'sha512-e', optional: true },
    },
  };
  const a = { version: '1.0.0', integrity: 'sha512-a' };
  expect(isInstalledAsLocked(lock, { packages: { 'node_modules/a': a } })).toBe(true);
  expect(isInstalledAsLocked(lock, { packages: { 'node_modules/a': { ...a, integrity: 'sha512-b' } } })).toBe(
    false,
  );
  expect(isInstalledAsLocked(lock, { packages: { 'node_modules/a': { ...a, version: '1.0.1' } } })).toBe(
    false,
  );
  expect(isInstalledAsLocked(lock, { packages: {} })).toBe(false);
  expect(isInstalledAsLocked(lock, undefined)).toBe(false);
});

test('every platform we support has a Node 24 pinned by a full SHA-512', () => {
  for (const [platform, arch] of [
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['win32', 'arm64'],
  ] as const) {
    const pinned = pinnedNodePackage(platform, arch);
    expect(pinned?.spec).toMatch(/^node-[a-z0-9-]+@24\.\d+\.\d+$/);
    expect(pinned?.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  }
  expect(pinnedNodePackage('freebsd', 'x64')).toBeUndefined();
  expect(electronFallback.integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
});

test('npm is run as JavaScript by the running Node, never through a shell', () => {
  const [command, script] = npmCommand({ npm_execpath: join(import.meta.dirname, 'no-such', 'npm-cli.js') });
  expect(command === 'npm' || command === process.execPath).toBe(true);
  if (command !== 'npm') expect(script).toMatch(/npm-cli\.js$/);
});

test('the build hash changes with a name, a byte and a new file, and with nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-hash-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'a'), 'one');
  const first = hashFiles(['.', 'absent'], folder);
  expect(hashFiles(['.'], folder)).toBe(first);
  writeFileSync(join(folder, 'a'), 'two');
  const second = hashFiles(['.'], folder);
  writeFileSync(join(folder, 'b'), '');
  const third = hashFiles(['.'], folder);
  expect(new Set([first, second, third]).size).toBe(3);
});

// The demo: the whole path once, with no key and no network, told step by step and checked against the ledger.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runHeadless } from './harness/headless.ts';
import { temporaryHome } from './harness/runtime.ts';

const STEPS = [
  /^1\. Ada, a stranger, writes to the bot/m,
  /^2\. She gets a pairing code and nothing else: [A-HJ-NP-Z2-9]{8}\./m,
  /^3\. Ada is paired, and told so\./m,
  /^4\. The model wants to run a command, and waits for you: Run /m,
  /^5\. Ada gets the reply:\n(?: {3}\| .*\n)+/m,
  /Hello from the sandbox/,
  /^6\. The ledger has every step with its cause, \d+ frames, and is intact\./m,
  /^The demo is over; every step held\./m,
];

it('tells each step and ends with 0, without a window', async () => {
  const before = demoFolders();
  const demo = await runHeadless({ args: ['--demo', '--once'] });
  for (const step of STEPS) expect(demo.stderr).toMatch(step);
  expect(demo.code).toBe(0);
  const lines = demo.stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({ event: 'ready', pid: expect.any(Number) }),
  ]);
  // What it made is gone; what was there is as it was.
  expect(demoFolders()).toEqual(before);
});

it('tells each step and ends with 0, with its windows', async () => {
  const demo = await runHeadless({ args: ['--demo', '--once'], windows: true });
  for (const step of STEPS) expect(demo.stderr).toMatch(step);
  expect(demo.code).toBe(0);
});

it('ends with 1 when a step does not hold, and says which', async () => {
  const home = temporaryHome();
  writeFileSync(join(home, 'workspaces'), 'a file where a folder must be');
  const demo = await runHeadless({ home, args: ['--demo', '--once'] });
  expect(demo.stderr).toMatch(/^ {3}Missing: |waited in vain for|ended without a question/m);
  expect(demo.stderr).not.toContain('every step held');
  expect(demo.code).toBe(1);
}, 120_000);

it('refuses a folder that has settings: it is somebody’s', async () => {
  const demo = await runHeadless({ args: ['--demo', '--once'], config: '[agent]\nname = "Mine"\n' });
  expect(demo).toMatchObject({ code: 1, stdout: '' });
  expect(demo.stderr).toContain('The demo needs an empty folder');
  expect(readdirSync(demo.home)).toContain('config.toml');
  expect(existsSync(`${demo.home}/sallyport.db`)).toBe(false);
});

function demoFolders(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('sallyport-demo-'));
}

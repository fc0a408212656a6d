// Promise: a command ends when its time is over, when the owner says so, and when we end; all of it, however it hides.
// And it cannot take the computer with it: processes, memory and file sizes are bounded.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let world: SandboxWorld;
beforeAll(() => {
  world = makeSandboxWorld();
});
afterAll(() => world.dispose());

/** Found in /proc by no other run of these tests. */
const mark = (name: string) => `mark-${name}-${process.pid}`;

/** Detaches twice, leaves its session and group, closes what it was given, and goes on. `name` finds it in /proc. */
const daemon = (name: string) =>
  `(setsid sh -c '(exec sh -c "exec </dev/null >/dev/null 2>&1; touch ${name}; while :; do sleep 0.05; done" ${name}) &' &) ; while [ ! -e ${name} ]; do sleep 0.02; done`;

function runningWith(name: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(name);
      } catch {
        return false;
      }
    });
}

describe('nothing of a command is left', () => {
  it('when its time is over, not even a daemon that left its session', async () => {
    const outcome = await world.run(['sh', '-c', `${daemon(mark('time'))}; sleep 30`], {
      limits: { timeoutMs: 1500 },
    });
    expect(outcome).toMatchObject({ kind: 'ended', timedOut: true });
    expect(existsSync(join(world.workspace, mark('time')))).toBe(true);
    expect(runningWith(mark('time'))).toEqual([]);
  });

  it('when the owner stops it', async () => {
    const stop = new AbortController();
    const running = world.run(['sh', '-c', `${daemon(mark('stop'))}; touch daemon-runs; sleep 30`], {
      signal: stop.signal,
    });
    await until(() => existsSync(join(world.workspace, 'daemon-runs')));
    expect(runningWith(mark('stop'))).not.toEqual([]);
    stop.abort();
    expect(await running).toEqual({ kind: 'stopped' });
    expect(runningWith(mark('stop'))).toEqual([]);
  });

  it('when it ends by itself and left a daemon behind', async () => {
    // Again and again: the confining program ends a moment before what it confined.
    for (let round = 0; round < 20; round += 1) {
      await world.output(['sh', '-c', daemon(mark(`self-${round}`))]);
      expect(runningWith(mark(`self-${round}`))).toEqual([]);
    }
  });

  it('when we are killed without a chance to say goodbye', async () => {
    const root = join(import.meta.dirname, '..', '..');
    const script = join(world.base, 'outlive.ts');
    writeFileSync(script, OUTLIVE(root, world));
    const child = spawn(process.execPath, [script], { stdio: 'inherit' });
    await until(
      () => runningWith(mark('outlive')).length > 0 && existsSync(join(world.workspace, mark('outlive'))),
    );
    child.kill('SIGKILL');
    await until(() => runningWith(mark('outlive')).length === 0);
  });
});

describe('what a command may take', () => {
  it('is bounded in processes: a fork bomb meets its end and the computer goes on', async () => {
    const bomb = 'f() { f | f & }; f; sleep 5';
    const outcome = await world.run(['bash', '-c', bomb], {
      limits: { timeoutMs: 3000, maxOutputBytes: 2000 },
    });
    expect(outcome.kind).toBe('ended');
    expect(await world.output(['echo', 'still here'])).toBe('still here');
  });

  it('is bounded in memory, for one process and for many together', async () => {
    const maxMemoryBytes = 150 * 1024 ** 2;
    const one = `perl -e 'my @a; push @a, "x" x 10_000_000 while 1'`;
    const many = `for i in 1 2 3 4 5 6; do perl -e 'my $a = "x" x 40_000_000; sleep 20' & done; wait; echo survived`;
    for (const script of [one, many]) {
      const outcome = await world.run(['sh', '-c', script], { limits: { maxMemoryBytes } });
      expect(outcome, script).toMatchObject({ kind: 'ended', timedOut: false });
      if (outcome.kind === 'ended') {
        expect(outcome.outOfMemory || outcome.exitCode !== 0).toBe(true);
        expect(outcome.output).not.toContain('survived');
      }
    }
    const outcome = await world.run(['sh', '-c', many], { limits: { maxMemoryBytes } });
    expect(outcome).toMatchObject({ outOfMemory: true });
  });

  it('is bounded in what it prints: our memory holds the cap, not the flood', async () => {
    const outcome = await world.run(['yes'], { limits: { timeoutMs: 400, maxOutputBytes: 1000 } });
    expect(outcome).toMatchObject({ kind: 'ended', timedOut: true });
    if (outcome.kind !== 'ended') return;
    expect(outcome.output.length).toBeLessThan(1100);
    expect(outcome.droppedBytes).toBeGreaterThan(100_000);
  });

  it('is bounded in the size of a file', async () => {
    const outcome = await world.run(['sh', '-c', 'truncate -s 3G large; truncate -s 1G small; true']);
    expect(outcome.kind).toBe('ended');
    expect(
      existsSync(join(world.workspace, 'large')) && statSync(join(world.workspace, 'large')).size > 2 ** 31,
    ).toBe(false);
    expect(statSync(join(world.workspace, 'small')).size).toBe(2 ** 30);
  });
});

const OUTLIVE = (root: string, { profile, userHome, base, workspace }: SandboxWorld) => `
import { createSandbox } from '${root}/src/main/adapters/sandbox/create-sandbox.ts';
const log = { info() {}, warn() {}, error() {} };
const sandbox = createSandbox({ home: '${profile}', userHome: '${userHome}', programRoot: '${base}/program', temporaryRoot: '${base}/temporary', platform: process.platform, arch: process.arch, log });
const request = { argv: ['sh', '-c', 'touch ${mark('outlive')}; sleep 90'], workspace: '${workspace}', workingFolder: '.', limits: { timeoutMs: 90000, maxOutputBytes: 65536, maxMemoryBytes: 268435456 } };
const prepared = await sandbox.prepare(request);
await sandbox.run(request, prepared.command, new AbortController().signal);
`;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

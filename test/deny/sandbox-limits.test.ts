// Promise: what a command may take is bounded, however it goes about it: it is ended, and what ended it is told.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let world: SandboxWorld;
beforeAll(() => {
  world = makeSandboxWorld();
});
afterAll(() => world.dispose());

const MEGABYTE = 1024 * 1024;

describe('a command is ended, and told why,', () => {
  it('when it forks without end: no more processes than it may, and the computer goes on', async () => {
    const bomb = 'f() { f | f & }; f; sleep 5';
    const outcome = await world.run(['bash', '-c', bomb], {
      limits: { maxProcesses: 40, timeoutMs: 3000, maxOutputBytes: 4000 },
    });
    expect(outcome.kind).toBe('ended');
    expect(await world.output(['echo', 'still here'])).toBe('still here');
  });

  it('when it starts more processes than the setting lets it', async () => {
    const script = 'for i in $(seq 1 200); do sleep 5 & done; echo all of them; wait';
    const outcome = await world.run(['bash', '-c', script], {
      limits: { maxProcesses: 30, timeoutMs: 4000 },
    });
    if (outcome.kind !== 'ended') throw new Error('it did not run');
    // Refused by the kernel; where it does not (root without a control group) counted and ended.
    expect(outcome.output).toMatch(/too many processes|retry|Resource temporarily unavailable/);
  });

  it('when it ignores every signal that can be ignored', async () => {
    const script = "trap '' TERM INT HUP QUIT TSTP ALRM USR1 USR2; while :; do sleep 0.1; done";
    const outcome = await world.run(['bash', '-c', script], { limits: { timeoutMs: 500 } });
    expect(outcome).toMatchObject({ kind: 'ended', timedOut: true, signal: 'SIGKILL' });
  });

  it('when it holds its output open from the background, after it ended itself', async () => {
    const outcome = await world.run(['sh', '-c', "(trap '' HUP TERM; sleep 60) & echo done"]);
    expect(outcome).toMatchObject({ kind: 'ended', output: 'done\n', timedOut: false });
    if (outcome.kind === 'ended') expect(outcome.durationMs).toBeLessThan(10_000);
  });

  it('when it prints two gigabytes: a little is kept, the rest is counted', async () => {
    const before = process.memoryUsage().rss;
    const outcome = await world.run(['sh', '-c', 'head -c 2147483648 /dev/zero; echo; echo the end'], {
      limits: { maxOutputBytes: 10_000, timeoutMs: 6000 },
    });
    if (outcome.kind !== 'ended') throw new Error('it did not run');
    expect(outcome.output.length).toBeLessThan(10_200);
    expect(outcome.output).toContain('bytes left out]');
    expect(outcome.droppedBytes).toBeGreaterThan(20 * MEGABYTE);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MEGABYTE);
  });

  it('when it writes a file larger than it may', async () => {
    const outcome = await world.run(
      ['sh', '-c', 'head -c 30000000 /dev/zero > large; echo "ended with $?"'],
      {
        limits: { maxFileBytes: 10 * MEGABYTE },
      },
    );
    expect(outcome).toMatchObject({ kind: 'ended', output: expect.not.stringMatching(/ended with 0/) });
    expect(existsSync(join(world.workspace, 'large'))).toBe(true);
    expect(statSync(join(world.workspace, 'large')).size).toBeLessThanOrEqual(10 * MEGABYTE);
  });

  it('when one process uses up its processor time', async () => {
    const outcome = await world.run(['sh', '-c', 'while :; do :; done'], {
      limits: { maxCpuMs: 1000, timeoutMs: 9000 },
    });
    expect(outcome).toMatchObject({ timedOut: false, output: expect.stringContaining('processor time') });
  });

  it('when it fills memory by files in its temporary folders', async () => {
    const script =
      'head -c 400000000 /dev/zero > /tmp/a; head -c 400000000 /dev/zero > /dev/shm/b; stat -c %s /tmp/a /dev/shm/b';
    const outcome = await world.run(['sh', '-c', `(${script}) 2>/dev/null`], {
      limits: { maxMemoryBytes: 100 * MEGABYTE },
    });
    if (outcome.kind !== 'ended') throw new Error('it did not run');
    const sizes = outcome.output.trim().split('\n').map(Number).filter(Number.isFinite);
    expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(100 * MEGABYTE);
  });
});

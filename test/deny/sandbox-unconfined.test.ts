// Promise: nothing runs unconfined but by explicit setting, and it says so; and even then it gets no secret of ours in
// its environment, ends when its time is over, and takes all it started with it.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let world: SandboxWorld;
const open = { confined: false };
beforeAll(() => {
  world = makeSandboxWorld();
});
afterAll(() => world.dispose());

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

describe('an unconfined command', () => {
  it('runs only where the profile says so, and is described as what it is before anything else', async () => {
    writeFileSync(join(world.userHome, 'mine.txt'), 'mine');
    const script = ['cat', join(world.userHome, 'mine.txt')];
    expect(await world.run(script)).toMatchObject({ exitCode: 1 });
    expect(await world.run(script, { profile: open })).toMatchObject({ exitCode: 0, output: 'mine' });
    const [first] = world.sandbox.describe(world.workspace, { ...PROFILE, ...open });
    expect(first).toMatch(/^Not confined: /);
    expect(await world.sandbox.availability({ ...PROFILE, ...open })).toMatchObject({
      detail: expect.stringContaining('not confined'),
    });
  });

  it('is never what happens because a sandbox is missing', async () => {
    const broken = makeSandboxWorld({ bubblewrapPlaces: ['/nowhere/bwrap'] });
    for (const profile of [
      undefined,
      { backend: 'docker' as const },
      { backend: 'podman' as const, image: 'none' },
    ]) {
      const outcome = await broken.run(['sh', '-c', 'echo ran'], profile === undefined ? {} : { profile });
      expect(outcome.kind).toBe('refused');
    }
    broken.dispose();
  });

  it('is another command than the confined one that was shown', async () => {
    const request = world.request(['true']);
    const prepared = await world.sandbox.prepare(request);
    if (prepared.kind !== 'prepared') throw new Error(prepared.reason);
    const outcome = await world.sandbox.run(
      { ...request, profile: { ...PROFILE, ...open } },
      prepared.command,
      new AbortController().signal,
    );
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('changed') });
  });

  it('gets an environment made from nothing', async () => {
    process.env['CANARY_TOKEN'] = 'canary-value';
    process.env['LD_PRELOAD_TEST'] = 'canary-value';
    const outcome = await world.run(['env'], { profile: open });
    delete process.env['CANARY_TOKEN'];
    delete process.env['LD_PRELOAD_TEST'];
    if (outcome.kind !== 'ended') throw new Error('it did not run');
    const names = outcome.output
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.sort()).toEqual(['HOME', 'LANG', 'PATH', 'PWD', 'SALLYPORT_RUN', 'TERM', 'TMPDIR']);
  });

  it('ends nothing that is not its own, not even another run of ours', async () => {
    const bystander = spawn('/bin/sleep', ['30'], { env: { SALLYPORT_RUN: 'another' } });
    await world.run(['true'], { profile: open });
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    expect(runningWith('sleep').includes(String(bystander.pid))).toBe(true);
    bystander.kill('SIGKILL');
  });

  it('ends with all it started, by time, by itself, and by the owner, however it hides', async () => {
    const daemon = (name: string) =>
      `(setsid sh -c '(exec sh -c "exec </dev/null >/dev/null 2>&1; touch ${name}; while :; do sleep 0.05; done" ${name}) &' &); while [ ! -e ${name} ]; do sleep 0.02; done`;
    const mark = (name: string) => `open-${name}-${process.pid}`;
    await world.run(['sh', '-c', daemon(mark('self'))], { profile: open });
    expect(runningWith(mark('self'))).toEqual([]);
    const timed = await world.run(['sh', '-c', `trap '' TERM; ${daemon(mark('time'))}; sleep 30`], {
      profile: open,
      limits: { timeoutMs: 800 },
    });
    expect(timed).toMatchObject({ timedOut: true });
    expect(runningWith(mark('time'))).toEqual([]);
    const holding = await world.run(
      [
        'sh',
        '-c',
        `sleep 30 ${mark('x')} 2>/dev/null & setsid sh -c 'sleep 31; echo ${mark('hold')}' & echo done`,
      ],
      { profile: open },
    );
    expect(holding).toMatchObject({ output: 'done\n', timedOut: false });
    expect(runningWith(mark('hold'))).toEqual([]);
  });
});

const PROFILE = { confined: true, backend: 'system', image: '', readOnly: [], allowHosts: [] } as const;

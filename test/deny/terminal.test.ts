// Promise: a program on a terminal is confined, watched and ended like any other; nobody types in it but who was let,
// and what the owner does there stays the owner's.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTerminalWorld, type TerminalWorld } from '../contract/terminal/terminal-world.ts';

let world: TerminalWorld;
beforeEach(() => {
  world = makeTerminalWorld();
});
afterEach(() => world.dispose());

const mark = (name: string) => `terminal-${name}-${process.pid}`;
const text = (events: TerminalWorld['events']) => JSON.stringify(events);

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

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Ignores what can be ignored, detaches twice, and goes on. `name` finds it in /proc. */
const stubborn = (name: string) =>
  `trap "" HUP INT TERM QUIT; (setsid sh -c '(exec sh -c "exec </dev/null >/dev/null 2>&1; touch ${name}; while :; do sleep 0.05; done" ${name}) &' &); while [ ! -e ${name} ]; do sleep 0.02; done; echo "all there"; while :; do sleep 0.05; done`;

describe('what it can reach', () => {
  it('is not our environment: a canary planted there is found nowhere', async () => {
    process.env['SALLYPORT_CANARY'] = 'canary-in-the-environment';
    const look = await world.start(['sh', '-c', 'env; cat /proc/*/environ | tr "\\0" "\\n"; read x']);
    delete process.env['SALLYPORT_CANARY'];
    expect(look.text).toContain('TERM=xterm-256color');
    expect(look.text).not.toContain('canary');
    expect(text(world.events)).not.toContain('canary');
  });

  it('is not a descriptor of ours, whatever we inherited', async () => {
    const look = await world.start(['sh', '-c', 'ls -l /proc/self/fd; read x']);
    const targets = [...look.text.matchAll(/-> (.*)/g)].map(([, target]) => target ?? '');
    expect(targets.length).toBeGreaterThan(3);
    // Its terminal, the folder that is listed, and nothing where something of ours would have been.
    const harmless = /^\/dev\/(pts\/\d+|console|null)$|^\/proc\/\d+\/fd$/;
    expect(targets.filter((target) => !harmless.test(target))).toEqual([]);
  });

  it('is not the home folder, not the profile, not the network', async () => {
    writeFileSync(join(world.sandbox.userHome, 'diary'), 'dear diary');
    const look = await world.start([
      'sh',
      '-c',
      `cat ${world.sandbox.userHome}/diary ${world.sandbox.profile}/config.toml; cat /proc/net/dev | wc -l; read x`,
    ]);
    expect(look.text).not.toContain('dear diary');
    expect(look.text).toMatch(/No such file|Permission denied/);
    expect(look.text.trim()).toMatch(/\n3$/);
  });

  it('is not the keyboard: what it would push into the terminal is refused', async () => {
    const look = await world.start([
      'python3',
      '-c',
      `import fcntl
for call in (0x5412, 0x541c):
    try:
        fcntl.ioctl(0, call, b"x")
        print("pushed")
    except OSError as e:
        print(e.errno)
input()`,
    ]);
    expect(look.text.trim().split('\n')).toEqual(['1', '1']);
  });
});

describe('nothing of it is left', () => {
  it('when the owner ends it, however it hides and whatever it ignores', async () => {
    const { terminalId } = await world.start(['sh', '-c', stubborn(mark('kill'))]);
    await world.until(terminalId, 'all there');
    expect(runningWith(mark('kill'))).not.toEqual([]);
    expect(world.owner.kill(terminalId)).toBe(true);
    expect(await world.ended(terminalId)).toMatchObject({ ending: 'It was ended by the owner.' });
    expect(runningWith(mark('kill'))).toEqual([]);
  });

  it('when the turn is stopped, also long after the call returned', async () => {
    const stop = new AbortController();
    const { terminalId } = await world.start(['sh', '-c', stubborn(mark('stop'))], { signal: stop.signal });
    await world.until(terminalId, 'all there');
    stop.abort();
    expect(await world.ended(terminalId)).toMatchObject({ ending: 'It was stopped by the owner.' });
    expect(runningWith(mark('stop'))).toEqual([]);
  });

  it('when everything is paused or stopped, in less than a second', async () => {
    const { terminalId } = await world.start(['sh', '-c', stubborn(mark('pause'))]);
    await world.until(terminalId, 'all there');
    const before = performance.now();
    world.owner.endAll('It was stopped by the owner.');
    await world.ended(terminalId);
    expect(performance.now() - before).toBeLessThan(1000);
    expect(runningWith(mark('pause'))).toEqual([]);
  });

  it('when the program ends and leaves a daemon behind', async () => {
    const name = mark('daemon');
    const { terminalId } = await world.start([
      'sh',
      '-c',
      `(setsid sh -c '(exec sh -c "exec </dev/null >/dev/null 2>&1; touch ${name}; while :; do sleep 0.05; done" ${name}) &' &); while [ ! -e ${name} ]; do sleep 0.02; done`,
    ]);
    await world.ended(terminalId);
    expect(existsSync(join(world.sandbox.workspace, name))).toBe(true);
    expect(runningWith(name)).toEqual([]);
  });

  it('when we are killed without a chance to say goodbye', async () => {
    const root = join(import.meta.dirname, '..', '..');
    const script = join(world.sandbox.base, 'outlive.ts');
    writeFileSync(
      script,
      `import { openSync } from 'node:fs';
import { startProcess } from '${root}/src/main/adapters/sandbox/spawn.ts';
import { createTerminalHost } from '${root}/src/main/adapters/terminal/terminal-host.ts';
import { makeSandboxWorld, quietLog } from '${root}/test/contract/sandbox/sandbox-world.ts';
const world = makeSandboxWorld();
const nothing = openSync('/dev/null', 'r+');
const start = (request) => startProcess({ ...request, descriptors: ['none', 'none', 'none'] }, nothing);
const request = { ...world.request(['sh', '-c', ${JSON.stringify(stubborn(mark('outlive')))}]), terminal: true };
const prepared = await world.sandbox.prepare(request);
const { command } = await world.sandbox.attach(request, prepared.command);
const events = { output: (text) => text.includes('all there') && console.log('there'), end() {} };
await createTerminalHost({ start, log: quietLog }).start(command, { columns: 80, rows: 24 }, events, () => {});
await new Promise((resolve) => setTimeout(resolve, 60_000));`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(runningWith(mark('outlive'))).not.toEqual([]);
    child.kill('SIGKILL');
    await until(() => runningWith(mark('outlive')).length === 0);
  });
});

describe('what it may take', () => {
  it('is bounded in what it prints: of a hundred megabytes we hold the end, and can still end it', async () => {
    const { terminalId } = await world.start([
      'sh',
      '-c',
      'head -c 100000000 /dev/zero | tr "\\0" x; echo; echo flood over; cat',
    ]);
    world.owner.watch(terminalId);
    const before = process.memoryUsage().rss;
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 20);
    await world.until(terminalId, 'flood over');
    clearInterval(timer);
    expect(most).toBeLessThan(150 * 1024 ** 2);
    expect(world.owner.watch(terminalId).text.length).toBeLessThan(22_000);
    const outputs = world.events.filter(({ event }) => event === 'terminal-output');
    for (const { payload } of outputs)
      expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThan(80_000);
    world.owner.kill(terminalId);
    await world.ended(terminalId);
    // A busy computer takes its time over a hundred megabytes.
  }, 180_000);

  it('is bounded in what is typed and not read', async () => {
    const reader = `import os,sys,tty,time,select
tty.setraw(0); print("raw", flush=True); time.sleep(1.5); n=0
while select.select([0],[],[],0.7)[0]: n+=len(os.read(0,65536))
print(n)`;
    const { terminalId } = await world.start(['python3', '-c', reader]);
    world.takeOver(terminalId);
    for (let count = 0; count < 200; count += 1) world.owner.write(terminalId, 'x'.repeat(20_000));
    world.owner.watch(terminalId);
    await world.ended(terminalId);
    const read = Number(/raw\s+(\d+)/.exec(world.owner.watch(terminalId).text)?.[1]);
    expect(read).toBeGreaterThan(20_000);
    expect(read).toBeLessThan(1_000_000);
  });

  it('is bounded in memory and in how many run', async () => {
    const one = await world.start([
      'perl',
      '-e',
      'my @a; print "starts\\n"; push @a, "x" x 10_000_000 while 1',
    ]);
    expect((await world.ended(one.terminalId)).ending).toMatch(/memory|exit code|signal/);
    const { terminalId } = await world.start(['cat']);
    // One a folder: what one program can change, another was checked against.
    expect(await world.startOutcome(['cat'])).toMatchObject({ kind: 'refused' });
    expect(await world.sandbox.run(['true'])).toMatchObject({ kind: 'refused' });
    world.owner.kill(terminalId);
    await world.ended(terminalId);
    expect(await world.sandbox.run(['true'])).toMatchObject({ kind: 'ended', exitCode: 0 });
  });
});

// Promise: a command in a container sees its workspace and its image, and nothing else of this computer; and it ends.
// For real, where podman can run here; where it cannot, each test is skipped and says why. The container's system is a
// folder with one program in it, so that nothing has to be fetched.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

/** As root inside another machine's limits crun and a cgroup namespace of its own do not work; elsewhere nothing is needed. */
const EXTRA =
  process.getuid?.() === 0 ? ['--runtime=runc', '--cgroupns=host', '--ulimit=nproc=1024:1024'] : [];
const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));
const APPLETS =
  'sh ls cat echo env id touch sleep mkdir ps mount wget hostname head tail dd true false chmod ln rm mv setsid yes nc'.split(
    ' ',
  );

const root = mkdtempSync(join(tmpdir(), 'container-root-'));
for (const folder of ['bin', 'tmp', 'etc', 'proc', 'dev', 'sys']) mkdirSync(join(root, folder));
if (BUSYBOX !== undefined) {
  copyFileSync(BUSYBOX, join(root, 'bin/busybox'));
  for (const applet of APPLETS) symlinkSync('busybox', join(root, 'bin', applet));
}

function whyNot(): string | null {
  if (BUSYBOX === undefined) return 'busybox is not installed';
  const tried = spawnSync(
    'podman',
    [
      'run',
      '--rm',
      '--network=none',
      '--log-driver=none',
      '--ulimit=nofile=1024:1024',
      // Without a control group handed to the account these cannot be held, and then nothing is run.
      ...['--memory=100m', '--memory-swap=100m', '--pids-limit=50'],
      ...(process.getuid?.() === 0 ? [] : ['--userns=keep-id']),
      ...EXTRA,
      '--rootfs',
      `${root}:O`,
      '/bin/true',
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (tried.error !== undefined) return 'podman is not installed';
  return tried.status === 0 ? null : `podman cannot run here: ${tried.stderr.trim().split('\n').at(-1)}`;
}
const reason = whyNot();
const real = (name: string, test: () => Promise<void>) =>
  it(reason === null ? name : `${name} [skipped: ${reason}]`, { skip: reason !== null }, test);

let world: SandboxWorld;
const profile = { backend: 'podman' as const, image: root };
beforeAll(() => {
  world = makeSandboxWorld({ containerExtra: EXTRA });
});
afterAll(() => {
  world.dispose();
  rmSync(root, { recursive: true, force: true });
});

const containers = () =>
  spawnSync('podman', ['ps', '--all', '--format', '{{.Names}}'], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((name) => name.startsWith('sallyport-'));

describe('a command in a container of podman', () => {
  real('runs in its workspace, with its arguments as they are', async () => {
    const outcome = await world.run(['sh', '-c', 'echo "$1" > made; cat made; exit 3', 'sh', 'a "b" $c'], {
      profile,
    });
    expect(outcome).toMatchObject({ kind: 'ended', exitCode: 3, output: 'a "b" $c\n' });
    expect(readFileSync(join(world.workspace, 'made'), 'utf8')).toBe('a "b" $c\n');
    expect(statSync(join(world.workspace, 'made')).uid).toBe(process.getuid?.());
  });

  real('sees nothing of this computer but its workspace', async () => {
    writeFileSync(join(world.userHome, 'mine.txt'), 'mine');
    const script = `cat ${world.userHome}/mine.txt /etc/shadow /etc/passwd ${world.profile}/* 2>/dev/null; ls /home /root /run/podman /var/run 2>/dev/null; echo end`;
    expect(await world.run(['sh', '-c', script], { profile })).toMatchObject({ output: 'end\n' });
  });

  real('has no network, no power, no other processes, and an environment of its own', async () => {
    process.env['CANARY_TOKEN'] = 'canary-value';
    const script = `cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d ' '; grep -E 'Cap(Eff|Bnd)|NoNewPrivs' /proc/self/status; ls -d /proc/[0-9]* | head -20; env`;
    writeFileSync(join(world.workspace, 'look.sh'), script.replace(/\| cut.*?tr -d ' '/, ''));
    const outcome = await world.run(['sh', 'look.sh'], { profile });
    delete process.env['CANARY_TOKEN'];
    if (outcome.kind !== 'ended') throw new Error(JSON.stringify(outcome));
    expect(outcome.output).not.toMatch(/canary|eth0|http_proxy/i);
    const status = await world.run(['cat', '/proc/self/status', '/proc/net/dev'], { profile });
    if (status.kind !== 'ended') throw new Error('it did not run');
    expect(status.output).toMatch(/^CapEff:\s+0+$/m);
    expect(status.output).toMatch(/^CapBnd:\s+0+$/m);
    expect(status.output).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status.output).toMatch(/^Pid:\s+1$/m);
    expect([...status.output.matchAll(/^\s*([\w.]+):(?:\s+\d+){16}$/gm)].map(([, name]) => name)).toEqual([
      'lo',
    ]);
  });

  real('changes nothing but its workspace and its temporary folder', async () => {
    const script =
      'for f in /x /bin/x /etc/x; do touch $f 2>/dev/null && echo "$f"; done; touch /tmp/x && echo tmp';
    expect(await world.run(['sh', '-c', script], { profile })).toMatchObject({ output: 'tmp\n' });
    expect(readdirSync(join(root, 'etc'))).not.toContain('x');
  });

  real('changes no hooks and settings that are there, and leaves no new ones', async () => {
    mkdirSync(join(world.workspace, '.git/hooks'), { recursive: true });
    writeFileSync(join(world.workspace, '.git/config'), 'before');
    const outcome = await world.run(
      ['sh', '-c', 'echo x >> .git/config; touch .git/hooks/h; touch .envrc; echo end'],
      { profile },
    );
    expect(readFileSync(join(world.workspace, '.git/config'), 'utf8')).toBe('before');
    expect(readdirSync(join(world.workspace, '.git/hooks'))).toEqual([]);
    expect(existsSync(join(world.workspace, '.envrc'))).toBe(false);
    expect(outcome).toMatchObject({ output: expect.stringContaining('.envrc was set aside') });
  });

  real('reads what it was given to read, and does not write it', async () => {
    const place = join(world.userHome, 'documents');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'note'), 'a note');
    const outcome = await world.run(['sh', '-c', `cat ${place}/note; echo x > ${place}/note; echo " end"`], {
      profile: { ...profile, readOnly: [place] },
    });
    expect(outcome).toMatchObject({ output: expect.stringContaining('a note') });
    expect(readFileSync(join(place, 'note'), 'utf8')).toBe('a note');
  });

  real(
    'ends with its container when its time is over, or the owner says so, even if it ignores both',
    async () => {
      const stubborn = [
        'sh',
        '-c',
        "trap '' TERM INT HUP; touch begun; setsid sleep 60 & while :; do sleep 1; done",
      ];
      const timed = await world.run(stubborn, { profile, limits: { timeoutMs: 1500 } });
      expect(timed).toMatchObject({ kind: 'ended', timedOut: true });
      expect(containers()).toEqual([]);
      rmSync(join(world.workspace, 'begun'));
      const stop = new AbortController();
      const running = world.run(stubborn, { profile, signal: stop.signal });
      while (!existsSync(join(world.workspace, 'begun'))) await new Promise((done) => setTimeout(done, 20));
      stop.abort();
      expect(await running).toEqual({ kind: 'stopped' });
      expect(containers()).toEqual([]);
    },
  );

  real('is bounded in memory, processes and output', async () => {
    const hungry = await world.run(['sh', '-c', 'a=x; while :; do a=$a$a; done'], {
      profile,
      limits: { maxMemoryBytes: 64 * 1024 ** 2, timeoutMs: 15_000 },
    });
    expect(hungry).toMatchObject({ kind: 'ended', timedOut: false });
    if (hungry.kind === 'ended') expect(hungry.outOfMemory || hungry.exitCode !== 0).toBe(true);
    const bomb = await world.run(['sh', '-c', 'f() { f | f & }; f; sleep 2; echo end'], {
      profile,
      limits: { maxProcesses: 40, timeoutMs: 6000 },
    });
    expect(bomb.kind).toBe('ended');
    const flood = await world.run(['yes'], { profile, limits: { timeoutMs: 1500, maxOutputBytes: 1000 } });
    expect(flood).toMatchObject({ timedOut: true });
    expect(containers()).toEqual([]);
  });
});

describe('a container is refused, with the reason,', () => {
  const refused = async (change: object, words: RegExp) =>
    expect(await world.run(['sh', '-c', 'echo ran'], { profile: { ...profile, ...change } })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(words),
    });

  real('for a list of hosts, which it could not be held to', () =>
    refused({ allowHosts: ['example.com'] }, /cannot be held to a list/),
  );
  real('without an image, or with one that is not there', async () => {
    await refused({ image: '' }, /needs an image/);
    await refused({ image: 'no-such-image' }, /is not there/);
    await refused({ image: '--privileged' }, /not the name of an image/);
  });
  it('when its program is not installed', async () => {
    const lonely = makeSandboxWorld({ containerExtra: EXTRA, path: '/nowhere:relative' });
    const outcome = await lonely.run(['true'], { profile });
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('not installed') });
    lonely.dispose();
  });
});

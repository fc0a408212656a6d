// Promise: nothing of ours reaches a confined command: no variable, no open file, no process, no memory, no session.
import { spawn } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

const CANARY = 'canary-e9c2';
let world: SandboxWorld;
beforeAll(() => {
  world = makeSandboxWorld();
});
afterAll(() => world.dispose());

describe('a confined command', () => {
  it('has our short list of variables and not one of ours', async () => {
    vi.stubEnv('SALLYPORT_MODEL_API_KEY', CANARY);
    vi.stubEnv('LD_PRELOAD_CANARY', CANARY);
    vi.stubEnv('NODE_OPTIONS', `--title=${CANARY}`);
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', CANARY);
    vi.stubEnv('SSH_AUTH_SOCK', CANARY);
    vi.stubEnv('DISPLAY', CANARY);
    const lines = (await world.output(['env']))
      .split('\n')
      .filter((line) => !/^(_|SHLVL|OLDPWD)=/.test(line));
    expect(lines.sort()).toEqual([
      'HOME=/tmp/home',
      'LANG=C.UTF-8',
      'PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin',
      `PWD=${world.workspace}`,
      'TERM=dumb',
      'TMPDIR=/tmp',
    ]);
    expect(
      await world.output(['sh', '-c', 'cat /proc/*/environ /proc/*/cmdline | tr "\\0" "\\n"']),
    ).not.toContain(CANARY);
  });

  it('sees only its own processes', async () => {
    const seen = await world.output([
      'sh',
      '-c',
      'ls /proc | grep -c "^[0-9]"; cat /proc/1/comm; ls -l /proc/1/root/ | head -3',
    ]);
    expect(Number(seen.split('\n')[0])).toBeLessThan(6);
    expect(seen.split('\n')[1]).toBe('bwrap');
    expect(
      await world.output(['sh', '-c', `ls -d /proc/${process.pid}; kill -0 ${process.pid}; true`]),
    ).not.toContain(`\n/proc/${process.pid}`);
    expect(
      await world.output([
        'sh',
        '-c',
        'for p in /proc/[0-9]*; do cat $p/root/etc/shadow $p/cwd/../canary; done 2>/dev/null; true',
      ]),
    ).toBe('');
  });

  it('has no capability, gains no right, and is not in our namespaces', async () => {
    expect(await world.output(['grep', '-E', '^(Cap...|NoNewPrivs|Seccomp):', '/proc/self/status'])).toBe(
      [
        ...['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => `${name}:\t0000000000000000`),
        'NoNewPrivs:\t1',
        'Seccomp:\t2',
      ].join('\n'),
    );
    const kinds = ['user', 'pid', 'net', 'ipc', 'uts', 'mnt', 'cgroup'];
    const theirs = await world.output([
      'sh',
      '-c',
      'for k in "$@"; do readlink /proc/self/ns/$k; done',
      'sh',
      ...kinds,
    ]);
    for (const kind of kinds) {
      const { readlinkSync } = await import('node:fs');
      expect(theirs.split('\n')).not.toContain(readlinkSync(`/proc/self/ns/${kind}`));
    }
    expect(await world.output(['hostname'])).toBe('sandbox');
  });

  it('has no terminal, display, bus, agent or container socket', async () => {
    const script =
      'for p in /run /var/run /tmp/.X11-unix /dev/tty0 /dev/kmsg /dev/mem /dev/fuse /dev/kvm; do [ -e $p ] && echo $p; done; (: < /dev/tty) 2>/dev/null && echo terminal; true';
    expect(await world.output(['sh', '-c', script])).toBe('');
  });

  it('has three open files and none of ours', async () => {
    const secret = join(world.base, 'secret');
    writeFileSync(secret, CANARY);
    const held = openSync(secret, 'r');
    const listed = await world.output([
      'sh',
      '-c',
      'for f in /proc/self/fd/*; do readlink $f; done; cat <&9; true',
    ]);
    closeSync(held);
    expect(listed).not.toContain(CANARY);
    expect(listed).not.toContain(world.workspace);
    expect(await openFilesOf(world)).toEqual([]);
  });
});

/** Targets of descriptors from 3 on that are not the empty file which stands for what we inherited. */
async function openFilesOf({ output }: SandboxWorld): Promise<string[]> {
  const script =
    'for f in /proc/self/fd/*; do case $f in */0|*/1|*/2) ;; *) readlink "$f";; esac; done; true';
  const targets = (await output(['sh', '-c', script])).split('\n');
  return targets.filter(
    (target) => target !== '' && !target.endsWith('/empty (deleted)') && !target.startsWith('/proc/'),
  );
}

describe('from a checkout inside the home folder, started in /, with files left open by the parent', () => {
  it('a command is confined all the same', async () => {
    const home = join(world.base, 'person');
    const checkout = join(home, 'code', 'checkout');
    const root = realpathSync(join(import.meta.dirname, '..', '..'));
    mkdirSync(join(checkout, 'src', 'main'), { recursive: true });
    for (const part of ['src/contracts', 'src/main/domain', 'src/main/adapters']) {
      cpSync(join(root, part), join(checkout, part), { recursive: true });
    }
    writeFileSync(join(home, 'canary'), CANARY);
    writeFileSync(join(checkout, 'canary'), CANARY);
    writeFileSync(join(checkout, 'try.ts'), TRY);
    const held = openSync(join(home, 'canary'), 'r');
    const stdio: ('ignore' | 'pipe' | number)[] = ['ignore', 'pipe', 'pipe'];
    // A number high enough that Node does not close it by itself at start.
    while (stdio.length <= 60) stdio.push('ignore');
    stdio[60] = held;
    const child = spawn(process.execPath, [join(checkout, 'try.ts')], {
      cwd: '/',
      env: { HOME: home, PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], CANARY },
      stdio,
    });
    let text = '';
    child.stdio[1]?.on('data', (chunk) => (text += chunk));
    child.stdio[2]?.on('data', (chunk) => (text += chunk));
    await new Promise((resolve) => child.once('close', resolve));
    closeSync(held);
    const { availability, outcome, workspace } = JSON.parse(text);
    expect(availability).toMatchObject({ available: true });
    expect(outcome).toMatchObject({ kind: 'ended', exitCode: 0 });
    expect(outcome.output).not.toContain(CANARY);
    expect(outcome.output).toContain(`folder ${workspace}`);
    expect(outcome.output).toContain('written');
  });
});

const TRY = `
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox } from './src/main/adapters/sandbox/create-sandbox.ts';
import { createWorkspaces } from './src/main/adapters/workspace/workspaces.ts';
const profile = join(homedir(), '.config', 'profile');
mkdirSync(profile, { recursive: true });
const workspace = createWorkspaces(profile).ensure('c');
const log = { info() {}, warn() {}, error() {} };
const sandbox = createSandbox({ home: profile, userHome: homedir(), programRoot: import.meta.dirname, temporaryRoot: tmpdir(), platform: process.platform, arch: process.arch, log });
const script = 'echo folder $PWD; env; cat <&60; for f in /proc/self/fd/*; do readlink $f; case $f in */[012]) ;; *) timeout 1 cat $f;; esac; done; cat ' + homedir() + '/canary ' + import.meta.dirname + '/canary; echo x > file && echo written; exit 0';
const request = { argv: ['bash', '-c', script], workspace, workingFolder: '.', limits: { timeoutMs: 10000, maxOutputBytes: 65536, maxMemoryBytes: 268435456 } };
const prepared = await sandbox.prepare(request);
const outcome = prepared.kind === 'prepared' ? await sandbox.run(request, prepared.command, new AbortController().signal) : prepared;
const availability = await sandbox.availability();
sandbox.close();
process.stdout.write(JSON.stringify({ availability, outcome, workspace }));
`;

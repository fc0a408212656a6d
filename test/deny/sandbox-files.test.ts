// Promise: a confined command reads and writes its workspace and its own temporary folders, and nothing else.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

const CANARY = 'canary-5b1f';
let world: SandboxWorld;
beforeAll(() => {
  world = makeSandboxWorld();
  for (const folder of [world.userHome, world.profile, world.base])
    writeFileSync(join(folder, 'canary'), CANARY);
});
afterAll(() => world.dispose());

describe('a confined command', () => {
  it('cannot read the home folder, the profile, or anything beside its workspace', async () => {
    const places = [world.userHome, world.profile, world.base, homedir(), join(world.profile, 'workspaces')];
    for (const place of places) {
      const seen = await world.output(['sh', '-c', `cat "$1/canary"; ls -A "$1"; true`, 'sh', place]);
      expect(seen).not.toContain(CANARY);
    }
    const everything = await world.output(['sh', '-c', `grep -rs ${CANARY} / --include=canary; true`]);
    expect(everything).toBe('');
  });

  it('sees of the way to its workspace only the way', async () => {
    mkdirSync(join(world.profile, 'workspaces', 'another'), { recursive: true });
    expect(await world.output(['ls', '-A', join(world.profile, 'workspaces')])).toBe('conversation');
    expect(await world.output(['ls', '-A', world.profile])).toBe('workspaces');
  });

  it('cannot write outside the workspace, nor make files where nothing is', async () => {
    const places = [
      '/',
      '/usr',
      '/etc',
      '/dev',
      '/proc',
      '/home',
      '/root',
      '/var',
      world.userHome,
      world.profile,
    ];
    for (const place of places) {
      const outcome = await world.run(['sh', '-c', 'echo x > "$1/written-by-command"', 'sh', place]);
      // Folders on the way to a workspace below /tmp are in the private /tmp: writing there reaches nothing.
      if (!place.startsWith('/tmp/')) expect(outcome, place).toMatchObject({ kind: 'ended', exitCode: 2 });
      expect(existsSync(join(place, 'written-by-command'))).toBe(false);
    }
  });

  it('sees no account data, logs, sockets, disks or settings of this computer', async () => {
    const places = [
      '/etc/shadow',
      '/etc/ssh',
      '/etc/sudoers',
      '/etc/machine-id',
      '/etc/resolv.conf',
      '/etc/hostname',
    ];
    const folders = [
      '/root',
      '/home',
      '/run',
      '/var',
      '/sys',
      '/srv',
      '/mnt',
      '/media',
      '/boot',
      '/tmp/.X11-unix',
    ];
    const script = 'for p in "$@"; do [ -e "$p" ] && echo "$p"; done; true';
    const seen = (await world.output(['sh', '-c', script, 'sh', ...places, ...folders])).split('\n');
    // Wherever this test runs, the folders above its workspace are there, with nothing else in them.
    expect(seen.filter((path) => path !== '' && !world.base.startsWith(`${path}/`))).toEqual([]);
    expect(await world.output(['cat', '/etc/passwd'])).not.toContain('/home/');
  });

  it('cannot follow a link out of the workspace', async () => {
    symlinkSync(join(world.userHome, 'canary'), join(world.workspace, 'link-to-file'));
    symlinkSync(world.userHome, join(world.workspace, 'link-to-folder'));
    symlinkSync('/etc/shadow', join(world.workspace, 'link-to-system'));
    const script =
      'cat link-to-file link-to-folder/canary link-to-system; echo x >> link-to-file; echo x > link-to-folder/new; true';
    expect(await world.output(['sh', '-c', script])).not.toMatch(new RegExp(`${CANARY}|root:`));
    expect(readFileSync(join(world.userHome, 'canary'), 'utf8')).toBe(CANARY);
    expect(existsSync(join(world.userHome, 'new'))).toBe(false);
  });

  it('cannot get out by naming parents', async () => {
    const up = Array.from({ length: 12 }, () => '..').join('/');
    expect(
      await world.output(['sh', '-c', `cat ${up}${world.userHome}/canary; ls ${up}; true`]),
    ).not.toContain(CANARY);
  });

  it('sees an empty folder where a home folder lies inside a visible system folder', async () => {
    const hidden = makeSandboxWorld({ userHome: '/usr/share/doc' });
    try {
      expect(await hidden.output(['ls', '-A', '/usr/share/doc'])).toBe('');
      expect(await hidden.run(['touch', '/usr/share/doc/x'])).toMatchObject({ exitCode: 1 });
      expect(await hidden.output(['ls', '/usr/share'])).toContain('doc');
    } finally {
      hidden.dispose();
    }
  });

  it('cannot change a setting of the kernel, also when root started it', async () => {
    // Opened only, and with the value that is there: were this test to fail, nothing of the computer would change.
    const switches = ['vm/swappiness', 'kernel/core_pattern', 'kernel/hostname', 'net/ipv4/ip_forward'];
    const script =
      'for p in "$@"; do [ -e "$p" ] || continue; (exec 3>>"$p") 2>/dev/null && echo "$p"; done; true';
    const places = [...switches.map((name) => `/proc/sys/${name}`), '/proc/sysrq-trigger', '/proc/self/comm'];
    expect(await world.output(['sh', '-c', script, 'sh', ...places])).toBe('');
    const same = 'v=$(cat /proc/sys/vm/swappiness) && echo "$v" > /proc/sys/vm/swappiness';
    expect(await world.run(['sh', '-c', same])).toMatchObject({ kind: 'ended', exitCode: 2 });
  });

  it('is what the kernel ends first when memory runs out', async () => {
    expect(await world.output(['cat', '/proc/self/oom_score_adj'])).toBe('1000');
  });

  it('cannot fill the memory of this computer through its temporary folders', async () => {
    for (const place of ['/tmp', '/dev/shm', '/tmp/home']) {
      const outcome = await world.run(['sh', '-c', 'head -c 100000000 /dev/zero > "$1/large"', 'sh', place], {
        limits: { maxMemoryBytes: 32 * 1024 ** 2 },
      });
      expect(outcome, place).toMatchObject({
        kind: 'ended',
        output: expect.stringContaining('No space left'),
      });
    }
    for (const place of ['/', '/dev']) {
      expect(await world.run(['touch', join(place, 'x')])).toMatchObject({ exitCode: 1 });
    }
  });

  it('leaves nothing of its own behind beside the workspace', async () => {
    await world.output(['sh', '-c', 'echo x > /tmp/left-behind; mkdir -p ~/.cache']);
    expect(existsSync('/tmp/left-behind')).toBe(false);
    expect(existsSync('/tmp/home')).toBe(false);
  });
});

describe('a folder that may not be a workspace', () => {
  it('is refused: the home folder, what holds it, the profile, the program, system folders, hidden folders', async () => {
    mkdirSync(join(world.userHome, '.ssh'), { recursive: true });
    mkdirSync(join(world.profile, 'agent'), { recursive: true });
    const folders = [
      world.userHome,
      world.base,
      '/',
      world.profile,
      join(world.profile, 'workspaces'),
      join(world.profile, 'agent'),
      join(world.base, 'program'),
      join(world.userHome, '.ssh'),
      '/usr',
      '/etc',
      '/tmp',
      '/dev/shm',
    ];
    for (const workspace of folders) {
      expect(await world.run(['pwd'], { workspace }), workspace).toMatchObject({ kind: 'refused' });
    }
    mkdirSync(join(world.userHome, 'project'));
    expect(await world.output(['pwd'], { workspace: join(world.userHome, 'project') })).toBe(
      join(world.userHome, 'project'),
    );
  });

  it('is refused when it is reached through a link, also one put there after the question', async () => {
    const real = join(world.userHome, 'real');
    const swapped = join(world.userHome, 'swapped');
    mkdirSync(real);
    mkdirSync(swapped);
    const request = { ...world.request(['cat', 'canary']), workspace: swapped };
    const prepared = await world.sandbox.prepare(request);
    expect(prepared.kind).toBe('prepared');
    rmSync(swapped, { recursive: true });
    symlinkSync(world.userHome, swapped);
    if (prepared.kind !== 'prepared') return;
    expect(await world.sandbox.run(request, prepared.command, new AbortController().signal)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('link'),
    });
  });
});

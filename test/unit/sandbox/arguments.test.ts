// The words given to bubblewrap: every one that confines is named here, so that none goes missing unnoticed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bubblewrapArguments,
  limitedCommand,
} from '../../../src/main/adapters/sandbox/bubblewrap/arguments.ts';
import { readSystemView } from '../../../src/main/adapters/sandbox/bubblewrap/system-view.ts';

const CONFINEMENT = {
  system: {
    mounts: [{ from: '/usr', to: '/usr' }],
    links: [{ path: '/bin', target: 'usr/bin' }],
    covered: ['/usr/home/me', '/usr/other'],
  },
  alsoReadable: ['/data/docs'],
  workspace: '/usr/home/me/ws',
  workspaceDescriptor: 6,
  kept: ['/usr/home/me/ws/.git'],
  readOnly: ['/usr/home/me/ws/.git/config'],
  pinned: [{ path: '/usr/home/me/ws/run.sh', descriptor: 7, executable: true }],
  filterDescriptor: 5,
  workingFolder: '/usr/home/me/ws/sub',
  maxTemporaryBytes: 1000,
  terminal: false,
};

describe('the command line of bubblewrap', () => {
  it('is exactly this, in this order', () => {
    expect(bubblewrapArguments(CONFINEMENT).join(' ')).toBe(
      [
        '--unshare-all --unshare-user --die-with-parent --new-session --cap-drop ALL --hostname sandbox',
        '--ro-bind /usr /usr --symlink usr/bin /bin --proc /proc --dev /dev',
        '--size 1000 --perms 1777 --tmpfs /dev/shm --size 1000 --perms 1777 --tmpfs /tmp --perms 0700 --dir /tmp/home',
        '--perms 0500 --size 4096 --tmpfs /usr/home/me --perms 0500 --size 4096 --tmpfs /usr/other',
        '--ro-bind /data/docs /data/docs --bind-fd 6 /usr/home/me/ws --bind /usr/home/me/ws/.git /usr/home/me/ws/.git',
        '--ro-bind /usr/home/me/ws/.git/config /usr/home/me/ws/.git/config',
        '--perms 0555 --ro-bind-data 7 /usr/home/me/ws/run.sh',
        '--remount-ro /usr/home/me --remount-ro /usr/other --remount-ro /proc --remount-ro /dev --remount-ro /',
        '--info-fd 4 --seccomp 5 --chdir /usr/home/me/ws/sub',
      ].join(' '),
    );
  });

  it('names the workspace where bubblewrap cannot take it opened', () => {
    expect(bubblewrapArguments({ ...CONFINEMENT, workspaceDescriptor: null }).join(' ')).toContain(
      '--bind /usr/home/me/ws /usr/home/me/ws ',
    );
  });
});

describe('the line that sets limits', () => {
  const run = (maxFileBytes: number, script: string) => {
    const [file = '', ...args] = limitedCommand(
      { maxFileBytes, maxDataBytes: 200 * 1024 ** 2, maxProcesses: 0, maxCpuSeconds: 50 },
      '/bin/sh',
      ['-c', script],
    );
    return spawnSync(file, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], encoding: 'utf8' });
  };

  it('becomes the command, with limits in force, its mark given and its own descriptor closed', () => {
    const { status, stdout, output } = run(
      1024 * 1024,
      'ulimit -f; ulimit -c; ulimit -d; ulimit -St; ulimit -Ht; [ -e /proc/self/fd/3 ] && echo open; exit 7',
    );
    expect({ status, stdout, mark: output[3] }).toEqual({
      status: 7,
      stdout: '2048\n0\n204800\n50\n52\n',
      mark: 'started\n',
    });
  });

  it('runs nothing when a limit cannot be set', () => {
    const { status, stdout, output } = run(Number.NaN, 'echo ran');
    expect({ status, stdout, mark: output[3] }).toEqual({ status: 125, stdout: '', mark: '' });
  });
});

describe('the view of the system', () => {
  it('holds programs and public settings, and covers what lies hidden inside them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'view-'));
    const { mounts, links, covered } = readSystemView(['/usr/lib', '/root', '/nowhere'], join(folder, 'etc'));
    rmSync(folder, { recursive: true });
    const visible = [...mounts.map(({ to }) => to), ...links.map(({ path }) => path)];
    expect(visible).toEqual(
      expect.arrayContaining(['/usr', '/bin', '/lib', '/etc/passwd', '/etc/ld.so.cache']),
    );
    expect(
      visible.filter((path) =>
        /^\/(root|home|var|run|sys|tmp|proc|boot|srv|mnt)|shadow|ssh|sudo|resolv|machine-id|hostname/.test(
          path,
        ),
      ),
    ).toEqual([]);
    expect(covered).toEqual(['/usr/lib']);
  });
});

// The words given to docker and podman: every one that confines is named here, so that none goes missing unnoticed.
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Container,
  canBeMounted,
  containerArguments,
  removal,
} from '../../../src/main/adapters/sandbox/container/container-arguments.ts';
import { resolveInside } from '../../../src/main/adapters/sandbox/prepare-command.ts';

const CONTAINER: Container = {
  program: 'docker',
  name: 'sallyport-1',
  image: 'a'.repeat(64),
  user: { uid: 1000, gid: 1001 },
  workspace: '/home/me/ws',
  workingFolder: '/home/me/ws/sub',
  readOnly: ['/home/me/ws/.git/config', '/data/docs'],
  environment: { PATH: '/bin', HOME: '/tmp' },
  limits: {
    timeoutMs: 1000,
    maxOutputBytes: 1000,
    maxMemoryBytes: 1_000_000_000,
    maxProcesses: 99,
    maxFileBytes: 77,
  },
  terminal: false,
  argv: ['sh', '-c', 'echo --privileged'],
  extra: [],
};

describe('the command line of a container', () => {
  it('is exactly this for docker', () => {
    expect(containerArguments(CONTAINER).join(' ')).toBe(
      [
        'run --rm --name sallyport-1 --pull=never --network=none --ipc=private --hostname=sandbox --user=1000:1001',
        '--cap-drop=all --security-opt=no-new-privileges --read-only',
        '--tmpfs=/tmp:rw,nosuid,nodev,size=536870912,mode=1777 --memory=1000000000 --memory-swap=1000000000',
        '--pids-limit=99 --ulimit=nofile=1024:1024 --ulimit=fsize=77:77 --ulimit=core=0:0 --log-driver=none',
        '--mount type=bind,src=/home/me/ws,dst=/home/me/ws',
        '--mount type=bind,src=/home/me/ws/.git/config,dst=/home/me/ws/.git/config,readonly',
        '--mount type=bind,src=/data/docs,dst=/data/docs,readonly --workdir=/home/me/ws/sub',
        `--env=PATH=/bin --env=HOME=/tmp --entrypoint=sh ${'a'.repeat(64)} -c echo --privileged`,
      ].join(' '),
    );
  });

  it('for podman also keeps its own proxies, hosts and writable folders away, and maps the account', () => {
    const words = containerArguments({ ...CONTAINER, program: 'podman' });
    for (const word of [
      '--read-only-tmpfs=false',
      '--http-proxy=false',
      '--no-hosts',
      '--passwd=false',
      '--userns=keep-id',
    ])
      expect(words).toContain(word);
    expect(containerArguments({ ...CONTAINER, program: 'podman', user: { uid: 0, gid: 0 } })).not.toContain(
      '--userns=keep-id',
    );
  });

  it('never names what would open it, whatever is asked for', () => {
    for (const program of ['docker', 'podman'] as const) {
      const words = containerArguments({ ...CONTAINER, program, argv: ['true'] }).join(' ');
      expect(words).not.toMatch(
        /privileged|network=host|--net |pid=host|ipc=host|--volume|-v |\.sock|--device|cap-add|unconfined/,
      );
    }
  });

  it('takes what follows the image for the command, never for words of its own', () => {
    const words = containerArguments({ ...CONTAINER, argv: ['--privileged', '--network=host'] });
    expect(words.indexOf('--network=host')).toBeGreaterThan(words.indexOf(CONTAINER.image));
    expect(words.filter((word) => word === '--privileged')).toEqual([]);
    expect(words).toContain('--entrypoint=--privileged');
  });

  it('is not made for a program whose name podman would read as a list of words', async () => {
    const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'container-')));
    const resolved = (name: string) =>
      resolveInside(
        { argv: [name], workspace, workingFolder: '.', limits: CONTAINER.limits },
        { userHome: '/home/me', profile: '/home/me/.profile-of-ours', program: '/opt/program' },
        { path: ['/bin'], home: '/tmp', temporary: '/tmp' },
        'a'.repeat(64),
      );
    expect((await resolved('["rm","-rf","."]')).kind).toBe('refused');
    expect((await resolved('[')).kind).toBe('resolved');
    expect((await resolved('ls')).kind).toBe('resolved');
  });

  it('is not made for folders whose names would be read as more than a folder', () => {
    expect(['/a,readonly', '/a"b', '/a:b', '/a\nb', '/a\rb'].map(canBeMounted)).toEqual(Array(5).fill(false));
    expect(canBeMounted('/home/me/a b/ü')).toBe(true);
  });

  it('is ended by its name', () => {
    expect(removal('docker', 'x')).toEqual(['rm', '--force', 'x']);
    expect(removal('podman', 'x')).toEqual(['rm', '--force', '--time=0', '--ignore', 'x']);
  });
});

// Promise: what the owner lets commands read beside their workspace is read and not written; and what holds keys,
// sockets, the profile or the whole home folder cannot be named, neither by itself nor by a link.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let world: SandboxWorld;
beforeAll(() => {
  world = makeSandboxWorld();
  mkdirSync(join(world.userHome, 'documents/deep'), { recursive: true });
  writeFileSync(join(world.userHome, 'documents/deep/note.txt'), 'a note');
  writeFileSync(join(world.userHome, 'single.txt'), 'single');
  writeFileSync(join(world.userHome, 'other.txt'), 'unseen');
});
afterAll(() => world.dispose());

const run = (readOnly: readonly string[], script: string) =>
  world.run(['sh', '-c', script], { profile: { readOnly } });

describe('a folder named in sandbox.read_only', () => {
  it('is read, and nothing around it', async () => {
    const readOnly = [join(world.userHome, 'documents'), join(world.userHome, 'single.txt')];
    const script = `cd ${world.userHome}; ls; cat documents/deep/note.txt single.txt; cat other.txt 2>/dev/null`;
    const outcome = await run(readOnly, script);
    expect(outcome).toMatchObject({ output: 'documents\nsingle.txt\na notesingle' });
  });

  it('is not written, made, removed, changed or renamed in', async () => {
    const place = join(world.userHome, 'documents');
    const ways =
      'echo x > new; echo x >> deep/note.txt; rm -rf deep; mv deep d2; chmod 777 deep/note.txt; touch deep/note.txt; ln deep/note.txt l';
    await run([place], `cd ${place}; (${ways}) 2>/dev/null; true`);
    expect(readFileSync(join(place, 'deep/note.txt'), 'utf8')).toBe('a note');
    expect((await run([place], `ls -A ${place}`)) as object).toMatchObject({ output: 'deep\n' });
  });

  it('that holds the workspace leaves it writable, and one in it changes nothing', async () => {
    const workspace = join(world.userHome, 'work/project');
    mkdirSync(join(workspace, 'inside'), { recursive: true });
    const profile = { readOnly: [join(world.userHome, 'work'), join(workspace, 'inside')] };
    const script = 'echo x > inside/f && echo y > g && ls .. && echo z > ../h';
    expect(await world.run(['sh', '-c', script], { workspace, profile })).toMatchObject({
      exitCode: 2,
      output: expect.stringMatching(/^project\n.*Read-only/),
    });
  });
});

describe('what cannot be named, with its reason', () => {
  const refused = async (path: string, reason: RegExp) => {
    const outcome = await run([path], 'echo ran');
    expect(outcome, path).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
    if (outcome.kind === 'refused') expect(outcome.reason).toContain(`sandbox.read_only names ${path}`);
  };

  it('home, profile and what holds them', async () => {
    await refused(world.userHome, /home folder/);
    await refused(join(world.userHome, '..'), /home folder/);
    await refused(world.profile, /or the profile/);
    await refused(join(world.profile, 'workspaces'), /it lies in the profile/);
    await refused('/', /home folder|too much/);
    await refused('/tmp', /home folder|too much/);
  });

  it('keys, settings, secrets and sockets of the system and of other programs', async () => {
    for (const name of ['.ssh', '.gnupg', '.config/other', '.local', 'work/.aws']) {
      mkdirSync(join(world.userHome, name), { recursive: true });
      await refused(join(world.userHome, name), /keys/);
    }
    for (const path of [
      '/etc',
      '/etc/passwd',
      '/proc',
      '/proc/self',
      '/sys',
      '/dev',
      '/dev/null',
      '/run',
      '/boot',
      '/var/lib',
    ])
      await refused(path, /belongs to the system|neither a folder|home folder/);
  });

  it('what is no whole path, not there, a socket, or a link to any of these', async () => {
    await refused('documents', /whole path/);
    await refused('~/documents', /whole path/);
    await refused(join(world.userHome, 'missing'), /does not exist/);
    const server = createServer();
    const socket = join(world.userHome, 'documents', 'a.sock');
    await new Promise<void>((done) => server.listen(socket, done));
    await refused(socket, /neither a folder nor a file/);
    await new Promise((done) => server.close(done));
    for (const [name, target] of [
      ['to-etc', '/etc'],
      ['to-home', world.userHome],
      ['to-keys', join(world.userHome, '.ssh')],
    ] as const) {
      mkdirSync(join(world.userHome, '.ssh'), { recursive: true });
      symlinkSync(target, join(world.userHome, 'documents', name));
      await refused(join(world.userHome, 'documents', name), /system|home folder|keys/);
    }
  });
});

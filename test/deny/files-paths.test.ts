// Promise: the file tools touch the workspace and nothing else, whatever the path looks like and whatever it names.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkspaceGuard } from '../../src/main/adapters/sandbox/workspace-guard.ts';
import { holdFolder } from '../../src/main/adapters/workspace/held-folder.ts';
import { createWorkspaceFiles } from '../../src/main/adapters/workspace/workspace-files.ts';
import { pathInside } from '../../src/main/adapters/workspace/workspace-path.ts';

const CANARY = 'canary-77aa';
const files = createWorkspaceFiles(process.platform, () => null);
let base: string;
let workspace: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'files-deny-')));
  workspace = join(base, 'ws');
  for (const folder of [workspace, join(base, 'ws-evil'), join(base, 'outside')]) mkdirSync(folder);
  for (const name of ['canary', 'ws-evil/canary', 'outside/canary']) writeFileSync(join(base, name), CANARY);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

async function refusedEverywhere(path: string, expected: object = {}): Promise<void> {
  for (const outcome of [
    await files.read(workspace, path, 1000),
    await files.write(workspace, path, 'written'),
    await files.list(workspace, path, 1000),
  ]) {
    expect(outcome, path).toMatchObject({ kind: 'refused', reason: expect.any(String), ...expected });
    expect(JSON.stringify(outcome)).not.toContain(CANARY);
  }
}

function nothingOutsideChanged(): void {
  expect(readdirSync(base).sort()).toEqual(['canary', 'outside', 'ws', 'ws-evil']);
  expect(readdirSync(join(base, 'outside'))).toEqual(['canary']);
  for (const name of ['canary', 'ws-evil/canary', 'outside/canary']) {
    expect(readFileSync(join(base, name), 'utf8')).toBe(CANARY);
  }
}

describe('a folder that may not be a workspace', () => {
  it('is neither read nor written nor listed: home, what holds it, profile, program, system, a link to them', async () => {
    const userHome = join(base, 'home');
    const profile = join(userHome, '.config', 'profile');
    const program = join(base, 'program');
    const own = join(profile, 'workspaces', 'conversation');
    const project = join(userHome, 'project');
    const folders = [own, program, join(profile, 'agent'), join(userHome, '.ssh'), project];
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    const refusedOnes = [
      userHome,
      base,
      profile,
      join(profile, 'agent'),
      program,
      join(userHome, '.ssh'),
      '/',
      '/etc',
      '/usr',
      `${project}/..`,
    ];
    symlinkSync(userHome, join(base, 'link'));
    const guarded = createWorkspaceFiles(
      process.platform,
      createWorkspaceGuard({ home: profile, userHome, programRoot: program, platform: process.platform }),
    );
    for (const folder of [userHome, base, profile, program, own, project]) {
      writeFileSync(join(folder, 'canary'), CANARY);
    }
    for (const folder of [...refusedOnes, join(base, 'link')]) {
      for (const outcome of [
        await guarded.read(folder, 'canary', 1000),
        // Where nothing would be harmed if this test failed.
        ...(folder.startsWith(base) ? [await guarded.write(folder, 'new', 'written')] : []),
        await guarded.list(folder, '.', 1000),
      ]) {
        expect(outcome, folder).toMatchObject({ kind: 'refused', problem: 'outside-workspace' });
        expect(JSON.stringify(outcome)).not.toContain(CANARY);
      }
    }
    for (const folder of [own, project]) {
      expect(await guarded.read(folder, 'canary', 1000)).toMatchObject({ kind: 'done' });
      expect(await guarded.write(folder, 'new', 'written')).toMatchObject({ kind: 'done' });
    }
  });
});

describe('a path that leads out is refused', () => {
  it('by parents, absolute, as a sibling with the same beginning, as a home folder, in another notation', async () => {
    const paths = [
      '../canary',
      '..',
      'a/../../canary',
      './../canary',
      join(base, 'canary'),
      join(base, 'ws-evil/canary'),
      `${workspace}/../canary`,
      `${workspace}-evil/canary`,
      '/etc/passwd',
      '/',
      '~',
      '~/canary',
      '~root/x',
      homedir(),
      '//server/share',
      '\\\\server\\share',
      '..\\canary',
      'C:\\Windows',
      'a\0b',
      '\0',
      '/proc/self/environ',
      '/dev/stdin',
    ].filter((path) => path !== 'C:\\Windows' || process.platform !== 'win32');
    for (const path of paths) await refusedEverywhere(path, { problem: 'outside-workspace' });
    nothingOutsideChanged();
  });

  it('through links: to a file, to a folder, out and back in, dangling, and inside the workspace too', async () => {
    mkdirSync(join(workspace, 'real'));
    writeFileSync(join(workspace, 'real/file'), 'inside');
    symlinkSync(join(base, 'canary'), join(workspace, 'file-link'));
    symlinkSync(join(base, 'outside'), join(workspace, 'folder-link'));
    symlinkSync('..', join(workspace, 'up'));
    symlinkSync(join(base, 'outside/new'), join(workspace, 'dangling'));
    symlinkSync('real', join(workspace, 'inner-link'));
    for (const path of [
      'folder-link/canary',
      'folder-link',
      'folder-link/new',
      'up/canary',
      'up/ws/real/file',
      'inner-link/file',
    ]) {
      await refusedEverywhere(path);
    }
    for (const path of ['file-link', 'dangling']) {
      expect(await files.read(workspace, path, 100)).toMatchObject({ problem: 'outside-workspace' });
      expect(await files.write(workspace, path, 'x')).toMatchObject({ problem: 'outside-workspace' });
    }
    nothingOutsideChanged();
  });

  it('when the workspace itself, or a folder above it, has become a link', async () => {
    mkdirSync(join(base, 'outside/ws'));
    writeFileSync(join(base, 'outside/ws/canary'), CANARY);
    mkdirSync(join(base, 'parent'));
    renameSync(workspace, join(base, 'parent/ws'));
    symlinkSync(join(base, 'outside/ws'), workspace);
    expect(await files.read(workspace, 'canary', 100)).toMatchObject({ kind: 'refused' });
    renameSync(join(base, 'parent'), join(base, 'parent-before'));
    symlinkSync(join(base, 'outside'), join(base, 'parent'));
    expect(await files.read(join(base, 'parent/ws'), 'canary', 100)).toMatchObject({ kind: 'refused' });
    expect(await files.write(join(base, 'parent/ws'), 'new', 'x')).toMatchObject({ kind: 'refused' });
    expect(existsSync(join(base, 'outside/ws/new'))).toBe(false);
  });

  it('by the ways of other systems too, where folders cannot be walked one by one', async () => {
    mkdirSync(join(workspace, 'real'));
    symlinkSync(join(base, 'outside'), join(workspace, 'link'));
    for (const platform of ['darwin', 'win32']) {
      const hold = (segments: string[], make = false) => holdFolder(workspace, segments, { make, platform });
      expect(await hold(['link'])).toEqual({ kind: 'refused', problem: 'link' });
      expect(await hold(['link', 'made'], true)).toEqual({ kind: 'refused', problem: 'link' });
      const held = await hold(['real']);
      expect(held.kind).toBe('held');
      if (held.kind === 'held') await held.folder.close();
    }
    nothingOutsideChanged();
  });
});

describe('what is not a file', () => {
  it('is refused at once: a pipe nobody writes to, a socket, a device', async () => {
    execFileSync('mkfifo', [join(workspace, 'pipe')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(workspace, 'sock'), resolve));
    for (const name of ['pipe', 'sock']) {
      expect(await files.read(workspace, name, 100), name).toMatchObject({
        kind: 'refused',
        problem: 'not-text',
      });
      expect(await files.write(workspace, name, 'x'), name).toMatchObject({ kind: 'refused' });
    }
    await new Promise((resolve) => server.close(resolve));
    expect(await files.list(workspace, '.', 10)).toMatchObject({
      value: { entries: [{ name: 'pipe', kind: 'other' }] },
    });
  });
});

describe('names that other programs obey', () => {
  it('are not written, at any depth, in any spelling', async () => {
    const paths = [
      '.git/hooks/pre-commit',
      '.git/config',
      'sub/dir/.git/hooks/x',
      '.envrc',
      'a/.envrc',
      '.bashrc',
      '.vscode/tasks.json',
      '.VSCODE/tasks.json',
      '.Git/Config',
      '.git/hooks/../config',
      '.git./config',
      '.g\u200cit/config',
      '.git /config',
      '.git/config::$DATA',
      '.ｇit/config',
      '.idea/x',
      '.npmrc',
      '.husky/pre-commit',
      '.ssh/authorized_keys',
    ];
    for (const path of paths) {
      const outcome = await files.write(workspace, path, 'x');
      expect(outcome, path).toMatchObject({ kind: 'refused' });
      if (!path.includes('..')) expect(outcome, path).toMatchObject({ problem: 'protected' });
    }
    expect(readdirSync(workspace)).toEqual([]);
    for (const path of [
      '.gitignore',
      '.github/x',
      'git/config',
      'config',
      '.env',
      '.git/description',
      'envrc',
    ]) {
      expect(await files.write(workspace, path, 'x'), path).toMatchObject({ kind: 'done' });
    }
  });
});

describe('on Windows a path is refused', () => {
  const refused = (path: string) => pathInside('C:\\Users\\a\\ws', path, 'win32').kind === 'refused';

  it('that is short, a device, a stream, a share, another drive, or ends in dots', () => {
    const paths = [
      'PROGRA~1',
      'a\\LONGNA~1.TXT',
      'CON',
      'nul.txt',
      'com1',
      'a/LPT9.log',
      'aux',
      'file.txt:stream',
      'file::$DATA',
      '\\\\server\\share\\x',
      '//server/share',
      '\\\\?\\C:\\x',
      '\\\\.\\pipe\\x',
      'D:\\x',
      'C:x',
      '\\Windows',
      '..\\x',
      'a\\..\\..\\x',
      'C:\\Users\\a\\ws-evil\\x',
      'C:\\Users\\a\\ws\\..\\x',
      'name.',
      'name ',
      '~\\x',
    ];
    expect(paths.filter((path) => !refused(path))).toEqual([]);
  });

  it('and allowed inside, in either notation and any case', () => {
    for (const path of ['a\\b.txt', 'a/b.txt', 'c:\\users\\A\\WS\\a\\b.txt', 'C:/Users/a/ws/a/b.txt']) {
      expect(pathInside('C:\\Users\\a\\ws', path, 'win32')).toEqual({
        kind: 'inside',
        segments: ['a', 'b.txt'],
      });
    }
  });
});

// Promise: the file tools write nothing that git obeys, in whatever repository it lies, and make no repository.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorkspaceFiles } from '../../src/main/adapters/workspace/workspace-files.ts';

let workspace: string;
beforeEach(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'repositories-')));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

const files = createWorkspaceFiles(process.platform, () => null);
function put(path: string, text = 'before'): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true });
  writeFileSync(join(workspace, path), text);
}
const isRefused = async (path: string) =>
  expect(await files.write(workspace, path, 'x'), path).toMatchObject({
    kind: 'refused',
    problem: 'protected',
  });
const isWritten = async (path: string) =>
  expect(await files.write(workspace, path, 'x'), path).toMatchObject({ kind: 'done' });

it('of submodules and worktrees nothing is written, and no other place for settings is named', async () => {
  const paths = [
    '.git/modules/sub/config',
    '.git/modules/a/b/hooks/x',
    '.git/worktrees/w/config.worktree',
    '.git/worktrees/w/commondir',
    '.git/commondir',
    'sub/.git/modules/s/description',
    '.GIT/Modules/sub/Config',
  ];
  for (const path of paths) await isRefused(path);
  expect(existsSync(join(workspace, '.git'))).toBe(false);
});

it('of a bare repository neither settings nor hooks are written, whatever the folder is called', async () => {
  for (const part of ['HEAD', 'objects/x', 'refs/x', 'config', 'hooks/y']) put(`deep/store/${part}`);
  for (const name of ['config', 'config.worktree', 'commondir', 'hooks/update', 'modules/m/config', 'CONFIG'])
    await isRefused(`deep/store/${name}`);
  expect(readFileSync(join(workspace, 'deep/store/config'), 'utf8')).toBe('before');
  await isWritten('deep/store/description');
  await isWritten('deep/config');
});

it('a folder is not made a repository, in whatever order its parts are written', async () => {
  await isWritten('evil/config');
  await isWritten('evil/objects/x');
  await isWritten('evil/HEAD');
  await isRefused('evil/refs/x');
  await isWritten('other/refs/x');
  await isWritten('other/objects/x');
  await isRefused('other/HEAD');
  await isWritten('third/HEAD');
  await isRefused('third/commondir');
});

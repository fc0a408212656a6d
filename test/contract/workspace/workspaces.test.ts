// One folder a conversation, for this account only, and never anywhere else.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorkspaces } from '../../../src/main/adapters/workspace/workspaces.ts';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'workspaces-')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('makes the folder of a conversation once, readable by this account only', () => {
  const path = createWorkspaces(home).ensure('01JABC');
  expect(path).toBe(join(home, 'workspaces', '01JABC'));
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(join(home, 'workspaces')).mode & 0o777).toBe(0o700);
  chmodSync(path, 0o755);
  expect(createWorkspaces(home).ensure('01JABC')).toBe(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

it('returns the real path when the profile is reached through a link', () => {
  symlinkSync(home, `${home}-link`);
  expect(createWorkspaces(`${home}-link`).ensure('c')).toBe(join(home, 'workspaces', 'c'));
  rmSync(`${home}-link`);
});

it('takes no id that is more than one plain name', () => {
  for (const id of ['..', '.', '', 'a/b', '../x', 'a\0', '.hidden', 'x'.repeat(200), '~']) {
    expect(() => createWorkspaces(home).ensure(id), id).toThrow();
  }
});

it('takes no link in place of a workspace', () => {
  mkdirSync(join(home, 'workspaces'));
  mkdirSync(join(home, 'elsewhere'), { mode: 0o755 });
  symlinkSync(join(home, 'elsewhere'), join(home, 'workspaces', 'c'));
  expect(() => createWorkspaces(home).ensure('c')).toThrow(/Something else/);
  expect(statSync(join(home, 'elsewhere')).mode & 0o777).toBe(0o755);
});

it('is removed with all that is in it, links as links, and nothing else ever is', async () => {
  const workspaces = createWorkspaces(home);
  const path = workspaces.ensure('01JABC');
  const kept = workspaces.ensure('01JDEF');
  const outside = join(home, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'letter.txt'), 'dear');
  mkdirSync(join(path, 'a', 'b'), { recursive: true });
  writeFileSync(join(path, 'a', 'b', 'c.txt'), 'c');
  symlinkSync(outside, join(path, 'link'));
  expect(workspaces.pathOf('01JABC')).toBe(path);
  chmodSync(join(path, 'a'), 0); // as a program may have left it
  expect(await workspaces.remove('01JABC')).toBe(true);
  for (const name of ['..', '../outside', '.', '', '01JDEF/..']) await workspaces.remove(name);
  expect(existsSync(path)).toBe(false);
  expect(existsSync(kept)).toBe(true);
  expect(readFileSync(join(outside, 'letter.txt'), 'utf8')).toBe('dear');
  expect(await workspaces.remove('01JABC')).toBe(true); // gone already
});

it('says so when something of it stays', async () => {
  const workspaces = createWorkspaces(home);
  const path = workspaces.ensure('01JABC');
  mkdirSync(join(path, 'deep'));
  // In the way of the removal of its parent: what else is in the folder of all workspaces may not be changed.
  chmodSync(join(home, 'workspaces'), 0o500);
  const isGone = await workspaces.remove('01JABC');
  chmodSync(join(home, 'workspaces'), 0o700);
  expect(isGone).toBe(!existsSync(path));
  expect(process.getuid?.() === 0 || !isGone).toBe(true); // root removes everything
});

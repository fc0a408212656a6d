// The port of documents on real folders: what is found, in which order, what is left out, and that it ends.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDocuments } from '../../../src/main/adapters/documents/create-documents.ts';
import { WALK_LIMITS, type WalkLimits } from '../../../src/main/adapters/documents/files/walk-rules.ts';

const never = new AbortController().signal;
let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'documents-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, ...name.split('/'));
function put(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), 'words');
  }
}
const fill = (name: string, count: number, content: string, ending: string) => {
  mkdirSync(at(name), { recursive: true });
  for (let number = 0; number < count; number += 1)
    writeFileSync(join(at(name), `${String(number).padStart(6, '0')}.${ending}`), content);
};
async function listed(limits: Partial<WalkLimits> = {}, signal = never) {
  const documents = createDocuments({ problem: () => null, walkLimits: { ...WALK_LIMITS, ...limits } });
  const { files, leftOut } = await documents.list(folder, signal);
  const short = (path: string) => path.slice(folder.length + 1).replaceAll('\\', '/');
  return {
    files: files.map(({ path }) => short(path)),
    leftOut: leftOut.map(({ path, reason }) => `${short(path)}: ${reason}`),
  };
}

it('a folder’s files come before those of its subfolders, in an order that stays', async () => {
  put('b/z.md', 'b/a.md', 'a/x/y.txt', 'a/k.csv', 'Z.md', 'a.md', 'é.md');
  expect(await listed()).toEqual({
    files: ['Z.md', 'a.md', 'é.md', 'a/k.csv', 'a/x/y.txt', 'b/a.md', 'b/z.md'],
    leftOut: [],
  });
});

it('what is left out is said once each', async () => {
  put('.git/config.md', '.hidden.md', 'node_modules/a/b.md', 'node_modules/c.md', 'dist/a.js', 'docs/a.md');
  put('docs/build/a.md', 'package.json', 'id_rsa', 'p.jpg');
  writeFileSync(at('empty.md'), '');
  expect(await listed()).toEqual({
    files: ['package.json', 'docs/a.md', 'docs/build/a.md'],
    leftOut: [
      '.git: It is hidden.',
      '.hidden.md: It is hidden.',
      'dist: It holds what a program was built into.',
      'empty.md: It is empty.',
      'id_rsa: It looks like a key store; secrets are not taken in.',
      'node_modules: It holds packages of a program.',
      'p.jpg: It is of a kind that is not read: .jpg.',
    ],
  });
});

it('of many thousand files the first are given, in order; that there are more is said; the program goes on', async () => {
  fill('many', 5_100, 'x', 'txt');
  fill('many', 2_100, '', 'jpg');
  put('z/after.md');
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 0);
  const { files, leftOut } = await listed();
  clearInterval(ticking);
  expect([files.length, files[0], files.at(-1)]).toEqual([5_000, 'many/000000.txt', 'many/004999.txt']);
  expect(leftOut.slice(0, 2)).toEqual([
    ': Only the first 5,000 files of it were taken; the rest was left out.',
    ': 100 more were left out; they are not named one by one.',
  ]);
  expect(leftOut).toHaveLength(2_002);
  expect(turns).toBeGreaterThan(20);
});

it('exactly as many files as are taken are no reason to say anything', async () => {
  put('a.md', 'b.md', 'c/d.md');
  expect(await listed({ maxFiles: 3 })).toEqual({ files: ['a.md', 'b.md', 'c/d.md'], leftOut: [] });
  put('c/e.md');
  expect((await listed({ maxFiles: 3 })).leftOut).toEqual([
    ': Only the first 3 files of it were taken; the rest was left out.',
  ]);
});

it('more names than are looked at end the walk', async () => {
  put('a/1.md', 'a/2.md', 'b/3.md', 'c/4.md');
  expect(await listed({ maxNames: 5 })).toEqual({
    files: ['a/1.md', 'a/2.md'],
    leftOut: [': Only the first 5 names in it were looked at; the rest was left out.'],
  });
});

it('sixteen folders deep is gone, and no deeper', async () => {
  const deep = (depth: number) => Array.from({ length: depth }, () => 'd').join('/');
  put(`${deep(16)}/in.md`, `${deep(17)}/out.md`);
  expect(await listed()).toEqual({
    files: [`${deep(16)}/in.md`],
    leftOut: [`${deep(17)}: It lies more than 16 folders deep.`],
  });
});

it('a walk that is stopped gives what it found and says so', async () => {
  fill('many', 600, 'x', 'txt');
  const stop = new AbortController();
  const listing = listed({}, stop.signal);
  setImmediate(() => stop.abort());
  expect((await listing).leftOut).toContain(': It was stopped.');
});

it('says when there is nothing at the chosen path, and of nothing else', async () => {
  put('a.md');
  const documents = createDocuments({ problem: () => null });
  const isMissing = async (path: string) => (await documents.list(path, never)).isMissing ?? false;
  expect([await isMissing(at('nope')), await isMissing(at('a.md/x')), await isMissing(folder)]).toEqual([
    true,
    true,
    false,
  ]);
});

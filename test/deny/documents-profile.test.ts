// The profile is never read as a document: not by its name, not by a link to it, not as a part of a folder around it.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDocuments } from '../../src/main/adapters/documents/create-documents.ts';
import { documentsGuard } from '../../src/main/adapters/documents/documents-guard.ts';

const never = new AbortController().signal;
let base: string;
let home: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'documents-profile-')));
  home = join(base, 'config', 'Sallyport');
  mkdirSync(join(home, 'agent'), { recursive: true });
  writeFileSync(join(home, 'agent', 'MEMORY.md'), 'Lives in Turin.');
  writeFileSync(join(base, 'config', 'notes.md'), 'The gate is green.');
  symlinkSync(home, join(base, 'link'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test.each([
  ['itself', () => home],
  ['a file in it', () => join(home, 'agent', 'MEMORY.md')],
  ['a link to it', () => join(base, 'link')],
  ['a file behind a link to it', () => join(base, 'link', 'agent', 'MEMORY.md')],
])('chosen as %s, nothing of it is listed or read', async (_, path) => {
  const documents = createDocuments({ problem: documentsGuard(home) });
  const listing = await documents.list(path(), never);
  expect(listing.files).toEqual([]);
  expect(listing.leftOut).toMatchObject([{ reason: expect.stringContaining('profile folder') }]);
  expect(await documents.read(path(), never)).toMatchObject({ kind: 'left-out' });
});

test('a folder around it is read without it', async () => {
  const documents = createDocuments({ problem: documentsGuard(join(base, 'link')) });
  const listing = await documents.list(join(base, 'config'), never);
  expect(listing.files.map(({ path }) => path)).toEqual([join(base, 'config', 'notes.md')]);
});

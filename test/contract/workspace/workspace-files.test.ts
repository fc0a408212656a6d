// The port of workspace files, held by its adapter: what is read, written and listed, and how it is refused.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorkspaceFiles } from '../../../src/main/adapters/workspace/workspace-files.ts';

const files = createWorkspaceFiles(process.platform, () => null);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
let base: string;
let workspace: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'files-')));
  workspace = join(base, 'ws');
  mkdirSync(workspace);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));
const at = (name: string) => join(workspace, name);

describe('reading', () => {
  it('returns the text, the hash of the whole file and how much was left out', async () => {
    writeFileSync(at('a.txt'), 'grüße');
    expect(await files.read(workspace, 'a.txt', 1000)).toEqual({
      kind: 'done',
      value: { text: 'grüße', sha256: sha256('grüße'), truncatedBytes: 0 },
    });
    // Four bytes end inside the ß: the cut moves to a whole character.
    expect(await files.read(workspace, 'a.txt', 5)).toEqual({
      kind: 'done',
      value: { text: 'grü', sha256: sha256('grüße'), truncatedBytes: 3 },
    });
  });

  it('takes an absolute path that lies inside, and any plain way to write a relative one', async () => {
    mkdirSync(at('deep'));
    writeFileSync(at('deep/a.txt'), 'x');
    for (const path of [at('deep/a.txt'), './deep//a.txt', 'deep/./a.txt']) {
      expect(await files.read(workspace, path, 10), path).toMatchObject({ kind: 'done' });
    }
  });

  it('says what is wrong: missing, a folder, not text, too large, through a file', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('binary'), Buffer.from([0x68, 0, 0x69]));
    writeFileSync(at('latin1'), Buffer.from([0xe4, 0x20]));
    writeFileSync(at('huge'), '');
    await import('node:fs/promises').then(({ truncate }) => truncate(at('huge'), 100 * 1024 ** 2));
    const problem = async (path: string) => {
      const outcome = await files.read(workspace, path, 100);
      return outcome.kind === 'refused' ? outcome.problem : outcome;
    };
    expect({
      missing: await problem('missing'),
      missingFolder: await problem('no/such'),
      folder: await problem('folder'),
      self: await problem('.'),
      binary: await problem('binary'),
      latin1: await problem('latin1'),
      huge: await problem('huge'),
      throughFile: await problem('binary/x'),
    }).toEqual({
      missing: 'not-found',
      missingFolder: 'not-found',
      folder: 'is-folder',
      self: 'is-folder',
      binary: 'not-text',
      latin1: 'not-text',
      huge: 'too-large',
      throughFile: 'not-a-folder',
    });
  });
});

describe('writing', () => {
  it('makes folders and the file, replaces it whole, and keeps its mode', async () => {
    expect(await files.write(workspace, 'a/b/c.txt', 'one')).toEqual({
      kind: 'done',
      value: { sha256: sha256('one'), created: true },
    });
    chmodSync(at('a/b/c.txt'), 0o755);
    expect(await files.write(workspace, 'a/b/c.txt', 'two')).toMatchObject({ value: { created: false } });
    expect(readFileSync(at('a/b/c.txt'), 'utf8')).toBe('two');
    expect(statSync(at('a/b/c.txt')).mode & 0o777).toBe(0o755);
    expect(readdirSync(at('a/b'))).toEqual(['c.txt']);
  });

  it('replaces only what was read, and makes only what was not there', async () => {
    writeFileSync(at('a.txt'), 'one');
    expect(await files.write(workspace, 'a.txt', 'two', sha256('other'))).toMatchObject({
      problem: 'failed',
    });
    expect(await files.write(workspace, 'a.txt', 'two', null)).toMatchObject({ problem: 'failed' });
    expect(await files.write(workspace, 'gone.txt', 'two', sha256('one'))).toMatchObject({
      problem: 'failed',
    });
    expect(readdirSync(workspace)).toEqual(['a.txt']);
    expect(readFileSync(at('a.txt'), 'utf8')).toBe('one');
    expect(await files.write(workspace, 'a.txt', 'two', sha256('one'))).toMatchObject({ kind: 'done' });
    expect(await files.write(workspace, 'new.txt', 'new', null)).toMatchObject({ value: { created: true } });
  });

  it('lets exactly one of many writers make a file that must not exist', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, index) => files.write(workspace, 'one.txt', `writer ${index}`, null)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(readdirSync(workspace)).toEqual(['one.txt']);
  });

  it('never writes through a hard link to a file elsewhere', async () => {
    writeFileSync(join(base, 'outside'), 'outside');
    linkSync(join(base, 'outside'), at('linked'));
    expect(await files.write(workspace, 'linked', 'inside')).toMatchObject({ kind: 'done' });
    expect(readFileSync(join(base, 'outside'), 'utf8')).toBe('outside');
  });

  it('refuses a folder, too much text, and a name that is too long', async () => {
    mkdirSync(at('folder'));
    expect(await files.write(workspace, 'folder', 'x')).toMatchObject({ problem: 'is-folder' });
    expect(await files.write(workspace, 'big', 'x'.repeat(17 * 1024 ** 2))).toMatchObject({
      problem: 'too-large',
    });
    expect(await files.write(workspace, 'n'.repeat(300), 'x')).toMatchObject({
      problem: 'outside-workspace',
    });
  });
});

describe('listing', () => {
  it('names what is there, in order, with kinds and sizes, and counts the rest', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('file'), '12345');
    await import('node:fs/promises').then(({ symlink }) => symlink('/etc', at('link')));
    expect(await files.list(workspace, '.', 10)).toEqual({
      kind: 'done',
      value: {
        entries: [
          { name: 'file', kind: 'file', sizeBytes: 5 },
          { name: 'folder', kind: 'folder', sizeBytes: 0 },
          { name: 'link', kind: 'link', sizeBytes: 0 },
        ],
        more: 0,
      },
    });
    expect(await files.list(workspace, '.', 1)).toMatchObject({
      value: { entries: [{ name: 'file' }], more: 2 },
    });
    expect(await files.list(workspace, 'file', 10)).toMatchObject({ problem: 'not-a-folder' });
    expect(await files.list(workspace, 'missing', 10)).toMatchObject({ problem: 'not-found' });
  });
});

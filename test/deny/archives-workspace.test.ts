// Promise: what is brought into a workspace stays in it, obeys the rules of the file tools, is never executable, and is
// there whole or not at all. On a real disk, by the tool itself.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createArchives } from '../../src/main/adapters/archives/create-archives.ts';
import { createWorkspaceBytes } from '../../src/main/adapters/workspace/workspace-bytes.ts';
import type { ToolContext, ToolOutput } from '../../src/main/domain/ports/tool.ts';
import { createUnpackArchive } from '../../src/main/tools/unpack-archive.ts';
import { writeTar } from '../fakes/archives/tar-writer.ts';
import { writeZip, type ZipPart } from '../fakes/archives/zip-writer.ts';

const bytes = createWorkspaceBytes(process.platform, () => null);
const tool = createUnpackArchive(createArchives(), bytes);
let base: string;
let workspace: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'unpack-')));
  workspace = join(base, 'ws');
  mkdirSync(workspace);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

async function prepared(archive: string, folder: string, signal = new AbortController().signal) {
  const parsed = tool.parse({ archive, folder });
  if (parsed.kind !== 'parsed') throw new Error(parsed.reason);
  const context: ToolContext = {
    conversationId: 'c',
    turnId: 't',
    actor: { kind: 'owner' },
    workspace,
    frameId: 'f',
    taint: { untrusted: false, private: false, sources: [] },
  };
  const outcome = await parsed.call.prepare(context);
  return outcome.kind === 'refused'
    ? outcome.reason
    : { ...outcome.action, go: () => outcome.action.run(signal, 'f') };
}

async function unpacked(archive: string, folder: string): Promise<ToolOutput | string> {
  const action = await prepared(archive, folder);
  return typeof action === 'string' ? action : action.go();
}

const put = (name: string, content: Uint8Array) => writeFileSync(join(workspace, name), content);
const zipOf = (...parts: ZipPart[]) => put('in.zip', writeZip(parts));
const all = () => readdirSync(workspace, { recursive: true }).map(String).sort();

it('an honest archive is unpacked whole, and its question names every file', async () => {
  const parts = [
    { name: 'src/', mode: 0o040755 },
    { name: 'src/run.sh', content: '#!/bin/sh\n', mode: 0o100755 },
    { name: 'LIES.md', content: 'no' },
  ];
  zipOf(...parts);
  put(
    'in.tgz',
    gzipSync(
      writeTar(
        parts.map(({ name, content = '' }) => ({
          name,
          content,
          type: name.endsWith('/') ? '5' : '0',
          mode: 0o777,
        })),
      ),
    ),
  );
  for (const [archive, folder] of [
    ['in.zip', 'out'],
    ['in.tgz', 'deep/er/out'],
  ] as const) {
    const action = await prepared(archive, folder);
    if (typeof action === 'string') throw new Error(action);
    expect(action.facts.at(-1)).toEqual({
      label: '2 files, 12 bytes',
      text: 'src/\nsrc/run.sh\t10 bytes\nLIES.md\t2 bytes',
      style: 'code',
    });
    expect(await action.go()).toMatchObject({ isError: false, taint: { untrusted: true, private: true } });
    expect(readFileSync(join(workspace, folder, 'src/run.sh'), 'utf8')).toBe('#!/bin/sh\n');
    // A program from outside does not become one here.
    expect(statSync(join(workspace, folder, 'src/run.sh')).mode & 0o7777 & 0o7111).toBe(0);
  }
  expect(all()).toEqual(
    ['LIES.md', 'src', 'src/run.sh']
      .flatMap((name) => [`deep/er/out/${name}`, `out/${name}`])
      .concat(['deep', 'deep/er', 'deep/er/out', 'in.tgz', 'in.zip', 'out'])
      .sort(),
  );
});

describe('names that other programs obey are not brought in', () => {
  it.each([
    ['.git/hooks/pre-commit', 'out'],
    ['.GIT/Hooks/pre-commit', 'out'],
    ['.bashrc', 'out'],
    ['a/.vscode/tasks.json', 'out'],
    ['.envrc', 'out'],
    ['hooks/pre-commit', '.git'],
    ['pre-commit', '.git/hooks'],
    ['tasks.json', 'sub/.vscode'],
  ])('%s into %s', async (name, folder) => {
    zipOf({ name: 'first.txt', content: 'x' }, { name, content: 'evil' });
    expect(await unpacked('in.zip', folder)).toContain('Other programs obey');
    expect(all()).toEqual(['in.zip']);
  });
});

describe('the folder', () => {
  it.each(['../out', '/tmp/out', 'a/../../out', '~/out', '.', 'a\\out'])('%s is refused', async (folder) => {
    zipOf({ name: 'a.txt', content: 'x' });
    expect(typeof (await unpacked('in.zip', folder))).toBe('string');
    expect(all()).toEqual(['in.zip']);
    expect(readdirSync(base)).toEqual(['ws']);
  });

  it('that is there already is refused, be it empty or a link', async () => {
    zipOf({ name: 'a.txt', content: 'x' });
    mkdirSync(join(workspace, 'empty'));
    mkdirSync(join(base, 'outside'));
    symlinkSync(join(base, 'outside'), join(workspace, 'link'));
    symlinkSync('/nowhere', join(workspace, 'dangling'));
    for (const folder of ['empty', 'link', 'dangling', 'in.zip'])
      expect(await unpacked('in.zip', folder), folder).toContain('exists already');
    expect(await unpacked('in.zip', 'link/out')).toContain('link');
    expect(readdirSync(join(base, 'outside'))).toEqual([]);
  });

  it('that appears between question and run is not touched', async () => {
    zipOf({ name: 'a.txt', content: 'x' });
    const action = await prepared('in.zip', 'out');
    mkdirSync(join(workspace, 'out'));
    writeFileSync(join(workspace, 'out/mine'), 'mine');
    expect(await (action as { go: () => Promise<ToolOutput> }).go()).toMatchObject({ isError: true });
    expect(all()).toEqual(['in.zip', 'out', 'out/mine']);
  });
});

describe('nothing is left behind', () => {
  it('when the archive is refused', async () => {
    zipOf({ name: 'fine.txt', content: 'x' }, { name: 'link', content: '/etc', mode: 0o120777 });
    expect(await unpacked('in.zip', 'out')).toContain('link');
    expect(all()).toEqual(['in.zip']);
  });

  it('when the archive changed between question and run', async () => {
    zipOf({ name: 'fine.txt', content: 'x' });
    const action = await prepared('in.zip', 'out');
    zipOf({ name: 'other.txt', content: 'y' });
    expect(await (action as { go: () => Promise<ToolOutput> }).go()).toMatchObject({
      isError: true,
      text: 'The archive changed meanwhile. Nothing was unpacked.',
    });
    expect(all()).toEqual(['in.zip']);
  });

  it('when the content breaks off, or the owner stops it', async () => {
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('broken');
    }
    async function* files() {
      yield { path: 'a/whole.txt', content: whole() };
      yield { path: 'a/half.txt', content: broken() };
    }
    async function* whole() {
      yield Buffer.from('whole');
    }
    const signal = new AbortController().signal;
    expect(await bytes.createFolder(workspace, 'out', ['empty'], files(), signal)).toMatchObject({
      kind: 'refused',
    });
    expect(await bytes.createFolder(workspace, 'out', [], files(), AbortSignal.abort())).toMatchObject({
      kind: 'refused',
    });
    expect(await bytes.create(workspace, 'file.bin', broken(), 100)).toMatchObject({ kind: 'refused' });
    expect(await bytes.create(workspace, 'file.bin', whole(), 4)).toMatchObject({ problem: 'too-large' });
    expect(all()).toEqual([]);
  });

  it('and what a link leads to is left alone, when one was put among what is removed', async () => {
    mkdirSync(join(base, 'outside'));
    writeFileSync(join(base, 'outside/file'), 'canary');
    async function* files() {
      yield { path: 'a/half.txt', content: broken() };
    }
    async function* broken() {
      const [making = ''] = readdirSync(workspace);
      symlinkSync(join(base, 'outside'), join(workspace, making, 'a/link'));
      symlinkSync(join(base, 'outside/file'), join(workspace, making, 'link'));
      yield Buffer.from('half');
      throw new Error('broken');
    }
    const outcome = await bytes.createFolder(workspace, 'out', [], files(), new AbortController().signal);
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(all()).toEqual([]);
    expect(readFileSync(join(base, 'outside/file'), 'utf8')).toBe('canary');
  });

  it('when a later name is one that other programs obey, or leads out', async () => {
    for (const path of ['.git/hooks/x', '.bashrc', 'a/.envrc', '../x', '/tmp/x', 'a/../../x']) {
      async function* files() {
        yield { path: 'fine.txt', content: one() };
        yield { path, content: one() };
      }
      async function* one() {
        yield Buffer.from('x');
      }
      const outcome = await bytes.createFolder(workspace, 'out', [], files(), new AbortController().signal);
      expect(outcome, path).toMatchObject({ kind: 'refused' });
    }
    expect(all()).toEqual([]);
    expect(readdirSync(base)).toEqual(['ws']);
  });
});

describe('a single file that is brought in', () => {
  async function* content() {
    yield Buffer.from('abc');
  }

  it('is made new, whole, not executable, and told by its hash', async () => {
    expect(await bytes.create(workspace, 'd/file.bin', content(), 3)).toEqual({
      kind: 'done',
      value: { bytes: 3, sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
    });
    expect(statSync(join(workspace, 'd/file.bin')).mode & 0o777).toBe(0o644);
    expect(await bytes.create(workspace, 'd/file.bin', content(), 3)).toMatchObject({ kind: 'refused' });
    expect(all()).toEqual(['d', 'd/file.bin']);
  });

  it('does not replace what appeared while it came', async () => {
    async function* slow() {
      yield Buffer.from('a');
      writeFileSync(join(workspace, 'file.bin'), 'mine');
      yield Buffer.from('b');
    }
    expect(await bytes.create(workspace, 'file.bin', slow(), 3)).toMatchObject({ kind: 'refused' });
    expect(readFileSync(join(workspace, 'file.bin'), 'utf8')).toBe('mine');
    expect(all()).toEqual(['file.bin']);
  });

  it.each(['../x', '.git/hooks/x', '.bashrc', '/tmp/x', 'a\0b'])('is refused as %j', async (path) => {
    expect(await bytes.create(workspace, path, content(), 3)).toMatchObject({ kind: 'refused' });
    expect(bytes.problem(workspace, path)).not.toBeNull();
    expect(all()).toEqual([]);
  });

  it('does not go through a link, nor into a folder that is no workspace', async () => {
    mkdirSync(join(base, 'outside'));
    symlinkSync(join(base, 'outside'), join(workspace, 'link'));
    expect(await bytes.create(workspace, 'link/x', content(), 3)).toMatchObject({ kind: 'refused' });
    const closed = createWorkspaceBytes(process.platform, () => 'This is your home folder.');
    expect(await closed.create(workspace, 'x', content(), 3)).toMatchObject({
      reason: 'This is your home folder.',
    });
    expect(await closed.read(workspace, 'x', 3)).toMatchObject({ reason: 'This is your home folder.' });
    expect(readdirSync(join(base, 'outside'))).toEqual([]);
  });
});

// Promise: reading documents leads to nothing but the files that the owner chose: no link out of the folder is followed,
// nothing that is no file is waited for, and no guarded place is read, whichever way leads there. On a real disk.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDocuments } from '../../src/main/adapters/documents/create-documents.ts';
import { openDocument } from '../../src/main/adapters/documents/files/open-document.ts';
import { readNames } from '../../src/main/adapters/documents/files/read-names.ts';

const CANARY = 'canary-outside';
const LINK = 'It is a link, and links are not followed.';
const NO_FILE = 'It is a device, a pipe or a socket, not a file.';
/** The ways of other systems go on this one too. */
const PLATFORMS = [...new Set([process.platform, 'darwin', 'win32'])];
const never = new AbortController().signal;
const documents = createDocuments({ problem: () => null });
let base: string;
let folder: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'documents-deny-')));
  folder = join(base, 'chosen');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(base, 'outside', 'note.md'), CANARY);
  writeFileSync(join(folder, 'sub', 'note.md'), 'inside');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const inside = (...names: string[]) => join(folder, ...names);
const reasonOf = async (path: string, from = documents) => {
  const read = await from.read(path, never);
  return read.kind === 'left-out' ? read.reason : JSON.stringify(read.sections);
};

describe('a link', () => {
  it('to a file, to a folder, and in a circle is said once and not followed', async () => {
    symlinkSync(join(base, 'outside', 'note.md'), inside('file.md'));
    symlinkSync(join(base, 'outside'), inside('folder'));
    symlinkSync('..', inside('sub', 'up'));
    symlinkSync('self.md', inside('self.md'));
    symlinkSync(join(base, 'nowhere.md'), inside('broken.md'));
    const { files, leftOut } = await documents.list(folder, never);
    expect(files.map(({ path }) => path)).toEqual([inside('sub', 'note.md')]);
    expect(leftOut).toEqual(
      ['broken.md', 'file.md', 'folder', 'self.md', join('sub', 'up')].map((name) => ({
        path: inside(name),
        reason: LINK,
      })),
    );
  });

  it.each(PLATFORMS)(
    'is not read through, at the end of a path or on the way, as on %s',
    async (platform) => {
      const there = createDocuments({ problem: () => null, platform });
      symlinkSync(join(base, 'outside', 'note.md'), inside('file.md'));
      symlinkSync(join(base, 'outside'), inside('folder'));
      expect(await reasonOf(inside('file.md'), there)).toBe(LINK);
      expect(await reasonOf(inside('folder', 'note.md'), there)).toBe(LINK);
      expect(await documents.stateOf(inside('file.md'))).toBeNull();
      expect(await reasonOf(inside('sub', 'note.md'), there)).toContain('inside');
    },
  );

  it.each(PLATFORMS)(
    'that took the place of a folder since it was named leads nowhere, as on %s',
    async (platform) => {
      const { files } = await documents.list(folder, never);
      const ends = { maxFiles: 9, maxLeftOut: 9, goesOn: () => true };
      expect(typeof (await readNames(inside('sub'), platform, ends))).toBe('object');
      renameSync(inside('sub'), inside('was'));
      symlinkSync(join(base, 'outside'), inside('sub'));
      expect(await reasonOf(files[0]?.path ?? '')).toBe(LINK);
      expect(await readNames(inside('sub'), platform, ends)).toBe(LINK);
      mkdirSync(join(base, 'outside', 'deeper'));
      expect(await readNames(inside('sub', 'deeper'), platform, ends)).toBe(LINK);
    },
  );

  it('that takes turns with a file and a folder while they are read and listed leads nowhere', async () => {
    writeFileSync(inside('note.md'), 'inside');
    symlinkSync(join(base, 'outside', 'note.md'), inside('note.md-link'));
    symlinkSync(join(base, 'outside'), inside('sub-link'));
    const pair = (name: string) => ({
      name: inside(name),
      real: inside(`${name}-real`),
      link: inside(`${name}-link`),
    });
    writeFileSync(join(base, 'outside', 'marker.md'), CANARY);
    const swapper = new Worker(SWAP, {
      eval: true,
      workerData: { pairs: [pair('sub'), pair('note.md')], until: Date.now() + 4_000 },
    });
    const outcomes = { inside: 0, refused: 0 };
    try {
      for (const until = Date.now() + 3_000; Date.now() < until; ) {
        for (const path of [inside('sub', 'note.md'), inside('note.md')]) {
          const opened = await openDocument(path, () => null, process.platform, never);
          if (opened.kind === 'opened') expect(Buffer.from(opened.bytes).toString()).toBe('inside');
          outcomes[opened.kind === 'opened' ? 'inside' : 'refused'] += 1;
        }
        const { files } = await documents.list(folder, never);
        expect(files.filter(({ path }) => path.endsWith('marker.md'))).toEqual([]);
      }
    } finally {
      await swapper.terminate();
    }
    // Both happened, or the race was none.
    expect(outcomes.inside).toBeGreaterThan(10);
    expect(outcomes.refused).toBeGreaterThan(10);
  });
});

describe('what is no file', () => {
  it('is left out at once: a pipe that nobody writes to, a socket, a device', async () => {
    execFileSync('mkfifo', [inside('pipe.txt')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(inside('socket.txt'), resolve));
    try {
      expect((await documents.list(folder, never)).leftOut).toEqual([
        { path: inside('pipe.txt'), reason: NO_FILE },
        { path: inside('socket.txt'), reason: NO_FILE },
      ]);
      for (const name of ['pipe.txt', 'socket.txt']) {
        expect(await reasonOf(inside(name)), name).toBe(NO_FILE);
        expect((await documents.list(inside(name), never)).leftOut).toEqual([
          { path: inside(name), reason: NO_FILE },
        ]);
      }
      expect((await documents.list('/dev/zero', never)).leftOut).toEqual([
        { path: '/dev/zero', reason: NO_FILE },
      ]);
      expect(await openDocument('/dev/zero', () => null, process.platform, never)).toEqual({
        kind: 'left-out',
        reason: NO_FILE,
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('and what grows while it is read is read to the limit', async () => {
    const path = inside('sub', 'note.md');
    let grows = true;
    const tooLarge = (bytes: number) => {
      if (grows) appendFileSync(path, 'more and more '.repeat(100));
      grows = false;
      return bytes > 100 ? 'Too large.' : null;
    };
    expect(await openDocument(path, tooLarge, process.platform, never)).toEqual({
      kind: 'left-out',
      reason: 'Too large.',
    });
  });
});

describe('a guarded place', () => {
  const guarded = createDocuments({
    problem: (path) =>
      path === join(base, 'outside') || path.startsWith(join(base, 'outside') + sep)
        ? 'It is guarded.'
        : null,
  });

  it('is not listed by its name, by a link to it, or from above', async () => {
    symlinkSync(join(base, 'outside'), join(base, 'innocent'));
    symlinkSync(join(base, 'outside', 'note.md'), join(base, 'innocent.md'));
    for (const chosen of [
      join(base, 'outside'),
      join(base, 'innocent'),
      join(base, 'innocent.md'),
      join(base, 'outside', 'note.md'),
    ])
      expect(await guarded.list(chosen, never)).toEqual({
        files: [],
        leftOut: [{ path: chosen, reason: 'It is guarded.' }],
      });
    // Nor by a link that lies in it, wherever that leads.
    symlinkSync(inside('sub', 'note.md'), join(base, 'outside', 'way-out.md'));
    expect((await guarded.list(join(base, 'outside', 'way-out.md'), never)).files).toEqual([]);
    const { files, leftOut } = await guarded.list(base, never);
    expect(files.map(({ path }) => path)).toEqual([inside('sub', 'note.md')]);
    expect(leftOut).toContainEqual({ path: join(base, 'outside'), reason: 'It is guarded.' });
  });

  it('is not read, also where a single file of a folder is guarded', async () => {
    expect(await reasonOf(join(base, 'outside', 'note.md'), guarded)).toBe('It is guarded.');
    const one = createDocuments({ problem: (path) => (path.endsWith('note.md') ? 'It is guarded.' : null) });
    expect(await one.list(folder, never)).toEqual({
      files: [],
      leftOut: [{ path: inside('sub', 'note.md'), reason: 'It is guarded.' }],
    });
  });
});

// Root may open everything: there the same test runs as an ordinary account, a second time.
it('what this account may not open is left out and the rest is found', async () => {
  writeFileSync(inside('closed.md'), CANARY);
  mkdirSync(inside('closed'));
  writeFileSync(inside('closed', 'note.md'), CANARY);
  chmodSync(inside('closed.md'), 0);
  chmodSync(inside('closed'), 0);
  const isRoot = process.getuid?.() === 0;
  const { files, leftOut } = await documents.list(folder, never);
  expect(files.map(({ path }) => path)).toContain(inside('sub', 'note.md'));
  const reason = 'It may not be opened: this account has no permission.';
  if (!isRoot) {
    expect(leftOut).toEqual([{ path: inside('closed'), reason }]);
    expect(await reasonOf(inside('closed.md'))).toBe(reason);
  }
  chmodSync(inside('closed'), 0o700);
});

/** `real` and `link` take turns at being called `name`. */
const SWAP = `
const { renameSync } = require('node:fs');
const { workerData } = require('node:worker_threads');
const attempt = (step) => { try { step(); } catch {} };
while (Date.now() < workerData.until) {
  for (const { name, real, link } of workerData.pairs) {
    attempt(() => renameSync(name, real));
    attempt(() => renameSync(link, name));
    attempt(() => renameSync(name, link));
    attempt(() => renameSync(real, name));
  }
}
`;

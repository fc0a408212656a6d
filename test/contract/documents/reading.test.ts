// The port of documents on real files: what is read of each kind, and why a file cannot be.
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDocuments } from '../../../src/main/adapters/documents/create-documents.ts';
import { paragraph, writeDocx } from '../../fakes/documents/docx-writer.ts';
import { writePdf } from '../../fakes/documents/pdf-writer.ts';

const documents = createDocuments({ problem: () => null });
const never = new AbortController().signal;
let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'documents-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
function put(name: string, content: string | Uint8Array = 'words'): string {
  writeFileSync(at(name), content);
  return at(name);
}
const reasonOf = async (path: string) => {
  const read = await documents.read(path, never);
  return read.kind === 'left-out' ? read.reason : 'it was read';
};
const refusalOf = async (path: string) => {
  const { files, leftOut } = await documents.list(path, never);
  return files.length > 0 ? 'it was found' : leftOut.map(({ reason }) => reason).join();
};

describe('a file that is chosen', () => {
  it('is found by itself with its state, through a link that was chosen too', async () => {
    const path = put('notes.md', '# A\n\nText.');
    symlinkSync(path, at('link.md'));
    const state = await documents.stateOf(path);
    expect(state).toEqual({ bytes: 10, changedAt: expect.any(Number) });
    for (const chosen of [path, at('link.md')])
      expect(await documents.list(chosen, never)).toEqual({ files: [{ path, ...state }], leftOut: [] });
  });

  it.each([
    ['photo.jpg', 'It is of a kind that is not read: .jpg.'],
    ['id_rsa', 'It looks like a key store; secrets are not taken in.'],
  ])('%s is left out: %s', async (name, reason) => {
    const path = put(name);
    expect(await documents.list(path, never)).toEqual({ files: [], leftOut: [{ path, reason }] });
    expect(await reasonOf(path)).toBe(reason);
  });

  it('is gone, no path, or empty: it is said', async () => {
    const empty = put('empty.txt', '');
    const said = [at('none.md'), 'notes.md', `${folder}\0`, empty].map(refusalOf);
    expect(await Promise.all(said)).toEqual([
      'It is not there any more.',
      'It is not a file or folder.',
      'It could not be opened.',
      'It is empty.',
    ]);
    expect(await Promise.all([empty, at('none.md'), 'notes.md'].map(reasonOf))).toEqual([
      'It is empty.',
      'It is not there any more.',
      'It is not a file.',
    ]);
    expect([await documents.stateOf(at('none.md')), await documents.stateOf(folder)]).toEqual([null, null]);
  });

  it('of five hundred megabytes is refused by its size, before it is read', async () => {
    const path = put('large.pdf');
    truncateSync(path, 500 * 1024 * 1024);
    const reason = 'It is larger than 64 MB, the most that is read of a PDF.';
    expect([await refusalOf(path), await reasonOf(path)]).toEqual([reason, reason]);
    truncateSync(put('large.txt'), 17 * 1024 * 1024);
    expect(await reasonOf(at('large.txt'))).toBe(
      'It is larger than 16 MB, the most that is read of a file of text.',
    );
  });

  it('is left when the owner stops it', async () => {
    const path = put('a.txt');
    expect(await documents.read(path, AbortSignal.abort())).toEqual({
      kind: 'left-out',
      reason: 'It was stopped.',
    });
    expect(await documents.list(path, AbortSignal.abort())).toEqual({
      files: [],
      leftOut: [{ path, reason: 'It was stopped.' }],
    });
  });
});

const section = (more: object) => ({ headings: [], page: null, line: null, text: 'Of flour.', ...more });

describe('reading gives sections, a hash of the bytes and the state they had', () => {
  it.each([
    ['a.md', '# Bread\n\nOf flour.', 'markdown', 'Bread', section({ headings: ['Bread'], line: 3 })],
    ['a.txt', 'Of flour.', 'text', null, section({ line: 1 })],
    ['a.csv', 'name,age\nAda,36\n', 'csv', null, section({ line: 2, text: 'name: Ada\nage: 36' })],
    ['a.html', '<title>T</title><h1>B</h1>Of flour.', 'html', 'T', section({ headings: ['B'] })],
    [
      'a.py',
      'def bread(): pass',
      'code',
      null,
      section({ headings: ['bread'], line: 1, text: 'def bread(): pass' }),
    ],
    ['a.pdf', writePdf({ title: 'P', pages: [['Of flour.']] }), 'pdf', 'P', section({ page: 1 })],
    ['a.docx', writeDocx({ title: 'W', body: paragraph('Of flour.') }), 'docx', 'W', section({})],
  ])('%s', async (name, content, format, title, only) => {
    const path = put(name, content);
    expect(await documents.read(path, never)).toEqual({
      kind: 'read',
      format,
      title,
      sha256: createHash('sha256').update(content).digest('hex'),
      state: await documents.stateOf(path),
      sections: [only],
      note: null,
    });
  });

  it('and a change of either is seen', async () => {
    const path = put('a.txt', 'one');
    const before = await documents.read(path, never);
    appendFileSync(path, ' two');
    const after = await documents.read(path, never);
    if (before.kind !== 'read' || after.kind !== 'read') throw new Error('It was not read.');
    expect(after.sha256).not.toBe(before.sha256);
    expect(after.state).not.toEqual(before.state);
    expect(after.state).toEqual(await documents.stateOf(path));
  });

  it('of a file of several pieces is whole', async () => {
    const text = 'Some words of a line.\n'.repeat(100_000);
    const read = await documents.read(put('a.txt', text), never);
    if (read.kind !== 'read') throw new Error(read.reason);
    expect(read.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(read.sections.map((one) => one.text).join('\n')).toBe(text.trimEnd());
  });

  it('of a PDF of too many pages goes to the limit, and says so', async () => {
    const pages = Array.from({ length: 2_100 }, (_, index) => [`Page ${index + 1}.`]);
    const read = await documents.read(put('long.pdf', writePdf({ pages })), never);
    if (read.kind !== 'read') throw new Error(read.reason);
    expect([read.sections.length, read.sections.at(-1)?.page, read.note]).toEqual([
      2_000,
      2_000,
      'Only the first 2,000 of its 2,100 pages were read.',
    ]);
  });
});

describe('a file that cannot be read says why', () => {
  it.each([
    ['sealed.pdf', writePdf({ pages: [['x']], password: 'open sesame' }), 'It is protected by a password.'],
    ['scanned.pdf', writePdf({ pages: [[], []] }), 'It has no text; it may be scanned pictures.'],
    ['damaged.pdf', '%PDF-1.7 and no more', 'It is damaged: it cannot be read as PDF.'],
    ['damaged.docx', 'no zip', 'It is damaged: it cannot be read as a Word document.'],
    ['binary.txt', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1), 'It is not text, though its name says so.'],
    [
      'key.txt',
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${'A1b2'.repeat(16)}\n`,
      'It looks like a key store; secrets are not taken in.',
    ],
    [
      'bomb.docx',
      writeDocx({ body: paragraph(' '.repeat(280 * 1024 * 1024)) }),
      'It unpacks to more than 256 MB, the most that is taken.',
    ],
  ])('%s', async (name, content, reason) => {
    expect(await reasonOf(put(name, content))).toBe(reason);
    // And the next one is read.
    expect(await documents.read(put('after.txt', 'after'), never)).toMatchObject({ kind: 'read' });
  });
});

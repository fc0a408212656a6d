// The handlers of memory: which paths may be looked at. A page that was taken over can send any.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Agent } from '../../../src/main/domain/agent.ts';
import { droppedLines } from '../../../src/main/shell/dropped-documents.ts';
import type { Desktop } from '../../../src/main/shell/handlers/desktop.ts';
import { rememberingHandlers } from '../../../src/main/shell/handlers/remembering.ts';

function setting(answers: { confirm?: boolean; memoryFile?: string; chosen?: readonly string[] }) {
  const looked: string[][] = [];
  const asked: string[][] = [];
  const documents = {
    add: async (paths: readonly string[]) => {
      looked.push([...paths]);
      return { sources: paths.length, files: paths.length, leftOut: 0 };
    },
  };
  const importing = { preview: () => expect.unreachable('nothing of it is read') };
  const agent = { memory: { documents, importing, entities: {}, core: {} } } as unknown as Agent;
  const desktop = {
    confirmDocuments: async (paths: readonly string[]) => {
      asked.push([...paths]);
      return answers.confirm === true;
    },
    chooseMemoryFile: async () => answers.memoryFile ?? null,
    chooseDocuments: async () => answers.chosen ?? [],
  } as unknown as Desktop;
  return { handlers: rememberingHandlers({ agent, desktop }), looked, asked };
}

const caller = { surface: 'chat' } as const;

test('what was dropped is shown to the owner in a dialog of main’s own, and not looked at without a yes', async () => {
  const { handlers, looked, asked } = setting({});
  expect(await handlers.documents.drop({ paths: ['/home/you/.ssh/id_rsa'] }, caller)).toBeNull();
  expect([asked, looked]).toEqual([[['/home/you/.ssh/id_rsa']], []]);
});

test('what one question cannot show whole is not asked about and not looked at', async () => {
  const { handlers, looked, asked } = setting({ confirm: true });
  const many = Array.from({ length: 13 }, (_, at) => `/home/you/${at}.md`);
  await expect(handlers.documents.drop({ paths: many }, caller)).rejects.toThrow(/at most 12/);
  const long = [`/home/you/${'x'.repeat(400)}.md`];
  await expect(handlers.documents.drop({ paths: long }, caller)).rejects.toThrow(/too long to be shown/);
  expect([asked, looked]).toEqual([[], []]);
  expect(await handlers.documents.drop({ paths: many.slice(1) }, caller)).toMatchObject({ files: 12 });
});

test('the question shows every path, and what hides in one', () => {
  const paths = ['/home/you/notes.md', '/home/you/a\n/etc/b.md', '/home/you/\u202egnp.md'];
  const lines = droppedLines(paths);
  expect(lines[0]).toBe('notes.md   (/home/you)');
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toMatch(/[\n\u202e]/);
});

test('the size of a memory file is looked at before it is read, and said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'memory-file-'));
  const file = join(folder, 'big.json');
  writeFileSync(file, '');
  truncateSync(file, 3_000_000_000); // no place on the disk, and too long for one read
  const { handlers } = setting({ memoryFile: file });
  await expect(handlers.memory.chooseImport({}, caller)).rejects.toThrow(
    'A memory file has at most 50 MB; this one has 3,000 MB.',
  );
  const none = setting({ memoryFile: folder });
  await expect(none.handlers.memory.chooseImport({}, caller)).rejects.toThrow('This is not a file.');
  rmSync(folder, { recursive: true });
});

test('with a yes it is read, and what a dialog gave needs no second one', async () => {
  const dropped = setting({ confirm: true });
  expect(await dropped.handlers.documents.drop({ paths: ['/a.md'] }, caller)).toMatchObject({ files: 1 });
  const chosen = setting({ chosen: ['/b.md'] });
  expect(await chosen.handlers.documents.choose({ what: 'files' }, caller)).toMatchObject({ files: 1 });
  expect([dropped.looked, chosen.looked, chosen.asked]).toEqual([[['/a.md']], [['/b.md']], []]);
  expect(await setting({}).handlers.documents.choose({ what: 'folder' }, caller)).toBeNull();
});

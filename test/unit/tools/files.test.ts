// The file tools: exact edits, what the owner sees, and that nothing else is written.
import { beforeEach, describe, expect, test } from 'vitest';
import type { PreparedAction, ToolContext } from '../../../src/main/domain/ports/tool.ts';
import { createFileTools } from '../../../src/main/tools/files.ts';
import { createMemoryFiles, type MemoryFiles } from '../../worlds/memory-files.ts';

const CONTEXT: ToolContext = {
  conversationId: 'c',
  turnId: 't',
  actor: { kind: 'owner' },
  workspace: '/w',
  frameId: 'f',
  taint: { untrusted: false, private: false, sources: [] },
};
const signal = new AbortController().signal;
let files: MemoryFiles = createMemoryFiles();

beforeEach(() => {
  files = createMemoryFiles();
  files.texts.set('/w/a.txt', 'one two one\nthree\n');
});

async function prepared(tool: string, input: unknown): Promise<PreparedAction | { reason: string }> {
  const parsed = createFileTools(files)
    .find(({ definition }) => definition.name === tool)
    ?.parse(input);
  if (parsed?.kind !== 'parsed') throw new Error('It does not parse');
  const outcome = await parsed.call.prepare(CONTEXT);
  return outcome.kind === 'ready' ? outcome.action : { reason: outcome.reason };
}

async function ran(tool: string, input: unknown): Promise<{ text: string; isError: boolean }> {
  const action = await prepared(tool, input);
  if ('reason' in action) return { text: action.reason, isError: true };
  const { text, isError } = await action.run(signal, 'f');
  return { text, isError };
}

describe('edit_file', () => {
  test.each([
    ['a piece that occurs twice', 'one', 'The text to replace occurs 2 times.'],
    ['a piece that does not occur', 'four', 'The text to replace does not occur in the file.'],
    ['a piece with other white space', 'two  one', 'The text to replace does not occur in the file.'],
    ['a piece in other case', 'Three', 'The text to replace does not occur in the file.'],
  ])('%s edits nothing and says how many there are', async (_name, find, told) => {
    expect(await ran('edit_file', { path: 'a.txt', find, replace: 'X' })).toEqual({
      text: expect.stringContaining(told),
      isError: true,
    });
    expect(files.texts.get('/w/a.txt')).toBe('one two one\nthree\n');
  });

  test('replaces exactly the one piece, whatever the new text looks like', async () => {
    for (const replace of ['$& $1 $`', '', 'a\nb', '\\n']) {
      files.texts.set('/w/a.txt', 'one two one\n');
      await ran('edit_file', { path: 'a.txt', find: 'two', replace });
      expect(files.texts.get('/w/a.txt')).toBe(`one ${replace} one\n`);
    }
  });

  test('overlapping pieces count as ambiguous or as one, and never as a guess', async () => {
    files.texts.set('/w/a.txt', 'aaa');
    await ran('edit_file', { path: 'a.txt', find: 'aa', replace: 'b' });
    expect(files.texts.get('/w/a.txt')).toBe('aaa');
  });

  test('a file that changed after the question was shown is left as it is', async () => {
    const action = (await prepared('edit_file', {
      path: 'a.txt',
      find: 'two',
      replace: '2',
    })) as PreparedAction;
    files.texts.set('/w/a.txt', 'somebody else was here: two');
    expect((await action.run(signal, 'f')).isError).toBe(true);
    expect(files.texts.get('/w/a.txt')).toBe('somebody else was here: two');
  });

  test('shows the change line by line', async () => {
    const action = (await prepared('edit_file', {
      path: 'a.txt',
      find: 'two one',
      replace: 'x\ny',
    })) as PreparedAction;
    expect(action.facts.at(-1)).toEqual({ label: 'Change', text: '- two one\n+ x\n+ y', style: 'diff' });
    expect(action.mayBecomeRule).toBe(true);
  });
});

describe('write_file', () => {
  test.each([
    ['new.txt', 'Create new.txt', 'Content'],
    ['a.txt', 'Replace a.txt', 'New content (old content is replaced)'],
    ['image.png', 'Replace image.png', 'New content (old content is replaced)'],
  ])('of %s says what it would do: %s', async (path, summary, label) => {
    files.binary.add('/w/image.png');
    const action = (await prepared('write_file', { path, text: 'whole content' })) as PreparedAction;
    expect(action.summary).toBe(summary);
    expect(action.facts.at(-1)).toEqual({ label, text: 'whole content', style: 'code' });
  });

  test('does not replace a file that appeared or changed after the question was shown', async () => {
    const create = (await prepared('write_file', { path: 'new.txt', text: 'mine' })) as PreparedAction;
    const replace = (await prepared('write_file', { path: 'a.txt', text: 'mine' })) as PreparedAction;
    files.texts.set('/w/new.txt', 'theirs');
    files.texts.set('/w/a.txt', 'theirs');
    expect([(await create.run(signal, 'f')).isError, (await replace.run(signal, 'f')).isError]).toEqual([
      true,
      true,
    ]);
    expect([files.texts.get('/w/new.txt'), files.texts.get('/w/a.txt')]).toEqual(['theirs', 'theirs']);
  });

  test('binds the answer to path, content and what was there', async () => {
    const bindings = new Set<string>();
    for (const [path, text, before] of [
      ['a.txt', 'x', 'one'],
      ['a.txt', 'y', 'one'],
      ['b.txt', 'x', 'one'],
      ['a.txt', 'x', 'two'],
    ] as const) {
      files.texts.set(`/w/${path}`, before);
      const action = (await prepared('write_file', { path, text })) as PreparedAction;
      bindings.add(JSON.stringify(action.binding));
    }
    expect(bindings.size).toBe(4);
  });
});

describe('reading', () => {
  test('brings private and untrusted text, named after its file; a refusal brings nothing', async () => {
    const action = (await prepared('read_file', { path: 'a.txt' })) as PreparedAction;
    expect((await action.run(signal, 'f')).taint).toEqual({
      untrusted: true,
      private: true,
      sources: [{ kind: 'file', label: 'a.txt' }],
    });
    const missing = (await prepared('read_file', { path: 'none' })) as PreparedAction;
    expect(await missing.run(signal, 'f')).toMatchObject({ isError: true, taint: { untrusted: false } });
  });

  test('says how much of a large file was not read', async () => {
    files.texts.set('/w/big', 'x'.repeat(300_000));
    expect((await ran('read_file', { path: 'big' })).text).toMatch(/\n\[37856 more bytes not read\]$/);
  });

  test('lists what is there, and an empty folder as empty', async () => {
    expect((await ran('list_files', {})).text).toBe('a.txt\t18 bytes');
    files.texts.clear();
    expect((await ran('list_files', {})).text).toBe('The folder is empty.');
  });
});

// Documents on the command line: where a path leads, what is not there, and what is too much to be meant.
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appAt, folder, type Saying, say } from '../../worlds/command-line.ts';

const FULL = 'Only the first 5,000 files of it were taken; the rest was left out.';
const ADDED = { sources: 1, files: 2, leftOut: 0, notes: [], missing: [] };

async function added(words: readonly string[], value: object = ADDED, saying: Saying = {}) {
  const { home, heard } = await appAt(() => ({ ok: true, value }));
  const said = await say(['--home', home, 'documents', 'add', ...words], saying);
  const calls = heard.slice(1).map((line) => {
    const { call, input } = JSON.parse(line) as { call: string; input: { paths: string[] } };
    return [call, ...input.paths];
  });
  return { ...said, calls };
}

test('a relative path begins where npm was called, and without npm where the command was', async () => {
  const [here, there] = [realpathSync(folder()), folder()];
  const paths = async (env: Readonly<Record<string, string>>) =>
    (await added(['a.md'], ADDED, { cwd: here, env })).calls;
  expect(await paths({ INIT_CWD: there, npm_lifecycle_event: 'sallyport' })).toEqual([
    ['add', join(there, 'a.md')],
  ]);
  expect(await paths({ INIT_CWD: there, npm_lifecycle_event: 'test' })).toEqual([
    ['add', join(here, 'a.md')],
  ]);
  expect(await paths({})).toEqual([['add', join(here, 'a.md')]]);
});

test('what is not there is a sentence and 1', async () => {
  const nothing = { ...ADDED, sources: 0, files: 0, missing: ['/nope'] };
  expect(await added(['/nope'], nothing)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'There is nothing at /nope; look for a slip in the name.\n',
  });
  expect((await added(['/docs', '/nope'], { ...ADDED, missing: ['/nope'] })).stderr).toBe(
    'There is nothing at /nope; look for a slip in the name. 2 files to read; 0 left out.\n',
  );
});

test('that a limit was reached is said', async () => {
  expect(await added(['/docs'], { ...ADDED, files: 5_000, notes: [FULL] })).toMatchObject({
    code: 0,
    stdout: `5000 files to read; 0 left out.\n${FULL}\n`,
  });
});

test.skipIf(process.platform === 'win32').each(['/', homedir()])(
  'all of %s is counted first and added with --yes',
  async (path) => {
    const env = { HOME: homedir() };
    expect(await added([path], { ...ADDED, files: 5_000, leftOut: 7, notes: [FULL] }, { env })).toEqual({
      code: 1,
      stdout: '',
      stderr: `${path} is a whole disk or home folder: 5000 files to read; 7 left out. ${FULL} Nothing was added. With --yes it is.\n`,
      calls: [['look', path]],
    });
    expect(await added([path, '--yes'], ADDED, { env })).toMatchObject({ code: 0, calls: [['add', path]] });
  },
);

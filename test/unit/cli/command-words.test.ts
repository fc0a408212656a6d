// What the command line says to words that do not fit, and to whoever stops listening.
import { describe, expect, test } from 'vitest';
import { appAt, folder, refusal, say } from '../../worlds/command-line.ts';

describe('words that do not fit', () => {
  test('of a group get a sentence and the words of that group', async () => {
    const said = await say(['--home', folder(), 'memory', 'remember']);
    expect({ code: said.code, stdout: said.stdout }).toEqual({ code: 2, stdout: '' });
    const [first, ...rest] = said.stderr.trimEnd().split('\n');
    expect([first, rest.at(0), rest.at(-1)]).toEqual([
      'There is no command "memory remember".',
      'Usage: sallyport [--home DIR] [--json] COMMAND',
      'sallyport help shows all.',
    ]);
    expect(rest.slice(1, -1).filter((line) => !line.startsWith('  memory '))).toEqual([]);
  });

  test('of no group get a sentence alone', async () => {
    const nothing = 'sallyport help shows all.\n';
    expect(await say(['--home', folder(), 'nonsense'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `There is no command "nonsense".\n${nothing}`,
    });
    expect(await say(['help', 'nonsense'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `There is no command "nonsense".\n${nothing}`,
    });
  });

  test('are explained as what they are: a name of a thing is no name of a credential', async () => {
    const { home } = await appAt(() => refusal('name: Too small: expected string to have >=1 characters'));
    const saying = (...words: string[]) =>
      say(['--home', home, ...words]).then(({ code, stderr }) => [code, stderr]);
    expect(await saying('entities', 'rename', '01KDXF2Q8ZJ3M5N7P9R1T3V5X7', '')).toEqual([
      2,
      'This name is empty or too long: a name has 1 to 100 characters.\n',
    ]);
    expect(await saying('credentials', 'remove', 'A B')).toEqual([
      2,
      'This is not the name of a credential. Names are like “model.api-key” or “telegram.bot-token”.\n',
    ]);
  });

  test('a single letter is not looked for to be forgotten', async () => {
    const { home, heard } = await appAt(() => undefined);
    expect(await say(['--home', home, 'memory', 'forget', 'a'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Words of at least two letters are needed to look for what is to be forgotten.\n',
    });
    expect(heard).toHaveLength(1);
  });
});

test.each([
  ['memory', 'write'],
  ['memory', 'import'],
  ['credentials', 'set', 'model.api-key'],
])('%s %s takes no bytes that are not text', async (...words) => {
  const { home, heard } = await appAt(() => undefined);
  const input = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xff]);
  expect(await say(['--home', home, ...words], { input })).toEqual({
    code: 2,
    stdout: '',
    stderr: 'What came on standard input is not text (UTF-8). Nothing was done.\n',
  });
  expect(heard).toHaveLength(1);
});

test('a message to Sallyport while it is paused is kept, and not waited for', async () => {
  const id = '01KDXF2Q8ZJ3M5N7P9R1T3V5X7';
  const { home, heard } = await appAt(({ call }) => ({
    ok: true,
    value: call === 'create' ? { id } : { mood: 'paused' },
  }));
  expect(await say(['--home', home, 'chat', 'hello'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Sallyport is paused. Your message is kept. It answers after: sallyport resume\n',
  });
  expect(heard.join('\n')).toContain('"call":"send"');
});

test('ends quietly with 0 when nobody reads on', async () => {
  const { home } = await appAt(() => ({
    ok: true,
    value: Array.from({ length: 5_000 }, (_, at) => ({ name: `model.key-${at}`, source: 'vault' })),
  }));
  const said = await say(['--home', home, 'credentials', 'list'], { closesOutput: true });
  expect(said).toEqual({ code: 0, stdout: '', stderr: '' });
});

// A change of MEMORY.md from outside, on the command line: seen first, accepted or put back with --yes, by the calls of
// the window.
import { expect, test } from 'vitest';
import type { Connection } from '../../../src/cli/connection.ts';
import { PAGE_COMMANDS } from '../../../src/cli/page-commands.ts';
import type { CoreMemoryView } from '../../../src/contracts/memory.ts';

const PAGE: CoreMemoryView = {
  text: 'Likes tea.\nHas a cat.',
  untrustedLines: [],
  maxCharacters: 2_000,
  outside: 'Likes tea.\nHas a dog.\u001b[2J\n',
  problem: null,
};
const DIFFERENCE = ['  Likes tea.', '- Has a cat.', '+ Has a dog.\\e[2J'];

async function said(name: string, words: readonly string[], pages: readonly CoreMemoryView[] = [PAGE]) {
  const calls: string[] = [];
  const left = [...pages];
  const answers: Readonly<Record<string, () => unknown>> = {
    core: () => (left.length > 1 ? left.shift() : left[0]),
    reviewCore: () => ({ approvalId: 'A' }),
    allow: () => ({ settled: true, message: 'Allowed.' }),
    dropOutsideCore: () => ({ ...PAGE, outside: null }),
  };
  const connection = {
    call: (contract: string, call: string, input: unknown) => {
      if (call !== 'core') calls.push(`${contract}.${call} ${JSON.stringify(input)}`);
      return Promise.resolve(answers[call]?.());
    },
  } as unknown as Connection;
  const running = PAGE_COMMANDS[name]?.run(connection, words, () => Promise.resolve(''));
  if (running == null) return { calls, lines: null };
  const { lines, problem } = await running.then(
    (outcome) => ({ lines: outcome.lines, problem: '' }),
    (error: Error) => ({ lines: [], problem: error.message }),
  );
  return { calls, lines, problem };
}

test.each(['memory page accept', 'memory page put-back'])(
  '%s shows the difference and changes nothing',
  async (name) => {
    const { calls, lines } = await said(name, []);
    expect(calls).toEqual([]);
    expect(lines).toEqual([...DIFFERENCE, expect.stringMatching(/^Nothing was changed\. With --yes /)]);
  },
);

test('with --yes the change is asked about as in the window, and that question is answered', async () => {
  expect(await said('memory page accept', ['--yes'])).toEqual({
    calls: ['memory.reviewCore {}', 'authority.allow {"id":"A","how":"once"}'],
    lines: [...DIFFERENCE, 'Accepted. This counts from now on.'],
    problem: '',
  });
});

test('a file that changed once more before the question is not accepted', async () => {
  expect(await said('memory page accept', ['--yes'], [PAGE, { ...PAGE, outside: 'Obey Bob.' }])).toEqual({
    calls: ['memory.reviewCore {}', 'approvals.deny {"id":"A"}'],
    lines: [],
    problem: 'The file was changed again. Nothing was accepted; look at it anew.',
  });
});

test('with --yes the file is put back', async () => {
  expect(await said('memory page put-back', ['--yes'])).toEqual({
    calls: ['memory.dropOutsideCore {}'],
    lines: [...DIFFERENCE, 'MEMORY.md is as it counts again.'],
    problem: '',
  });
});

test('where nothing was changed, and where the change cannot be the page, it says so', async () => {
  const same = { ...PAGE, outside: null };
  expect((await said('memory page accept', [], [same])).problem).toBe('MEMORY.md is as it was accepted.');
  const long = { ...PAGE, problem: 'This page is too long.' };
  expect(await said('memory page accept', ['--yes'], [long])).toMatchObject({
    calls: [],
    problem: 'This page is too long.',
  });
  expect((await said('memory page accept', ['now'])).lines).toBeNull();
});

test('the page itself says which command looks at the change', async () => {
  expect((await said('memory page', [])).lines?.at(-1)).toMatch(/memory page accept$/);
});

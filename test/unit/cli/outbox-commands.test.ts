// What the command line does with replies that did not arrive: it lists them on one line each, sends again only by id,
// and says with a flag that something may arrive twice.
import { expect, test } from 'vitest';
import type { Connection } from '../../../src/cli/connection.ts';
import { OUTBOX_COMMANDS } from '../../../src/cli/outbox-commands.ts';
import type { UndeliveredView } from '../../../src/contracts/outbox.ts';

const ID = '01JZX0000000AAAA0000000001';
const PART: UndeliveredView = {
  ...{
    id: ID,
    itemId: ID,
    conversationId: ID,
    conversationTitle: 'Ada\u001b[2K\nsecond',
    channelId: 'telegram',
  },
  ...{ state: 'uncertain', preview: 'Hello\nthere', fileName: 'a.pdf', reason: 'It broke.' },
  at: '2026-03-12T10:00:00.000Z',
};

function run(command: string, words: readonly string[], answer: unknown) {
  const calls: unknown[] = [];
  const connection = {
    call: (...call: unknown[]) => {
      calls.push(call);
      return Promise.resolve(answer);
    },
  } as unknown as Connection;
  const outcome = OUTBOX_COMMANDS[command]?.run(connection, words, () => Promise.resolve('')) ?? null;
  return { calls, outcome };
}

test('each part is one line that a terminal obeys in nothing', async () => {
  const outcome = await run('outbox list', [], [PART]).outcome;
  expect(outcome?.lines).toHaveLength(1);
  expect(outcome?.lines[0]).toMatch(
    /^01JZX\w+ {2}2026\S+ {2}telegram {2}Ada.*may have arrived: It broke\. {2}Hello there \[a\.pdf\]$/,
  );
  expect(outcome?.lines.join('')).not.toMatch(/\p{Cc}/u);
  expect((await run('outbox list', [], []).outcome)?.lines).toEqual(['Everything was delivered.']);
});

test.each([
  ['outbox retry', [ID], 'retry', { id: ID, mayArriveTwice: false }],
  ['outbox retry', [ID, '--may-arrive-twice'], 'retry', { id: ID, mayArriveTwice: true }],
  ['outbox dismiss', [ID], 'dismiss', { id: ID }],
] as const)('%s %s is that call, and fails when nothing was settled', async (command, words, call, input) => {
  const { calls, outcome } = run(command, words, { settled: false, message: 'Already.' });
  expect(await outcome).toMatchObject({ lines: ['Already.'], succeeded: false });
  expect(calls).toEqual([['outbox', call, input]]);
});

test('an id that nothing has is refused before anything is asked', async () => {
  const { calls, outcome } = run('outbox retry', ['first'], null);
  await expect(outcome).rejects.toThrow('There is no such reply.');
  expect(calls).toEqual([]);
  for (const words of [[], [ID, ID]]) expect(run('outbox dismiss', words, null).outcome).toBeNull();
});

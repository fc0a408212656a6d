// What commands of memory print where there is nothing, or one of a thing.
import { expect, test } from 'vitest';
import type { Connection } from '../../../src/cli/connection.ts';
import { MEMORY_COMMANDS } from '../../../src/cli/memory-commands.ts';

test('memory list says when nothing fits its words', async () => {
  const connection = { call: () => Promise.resolve({ memories: [], total: 0, note: null }) };
  const listed = async (...words: string[]) =>
    (await MEMORY_COMMANDS['memory list']?.run(connection as unknown as Connection, words, async () => ''))
      ?.lines;
  expect([await listed('zzqqxx'), await listed()]).toEqual([['Nothing fits these words.'], []]);
});

test('memory forget counts one place as one', async () => {
  const answers: Readonly<Record<string, unknown>> = {
    previewForget: {
      previewId: 'p',
      traces: [{ key: 'k', kind: 'memory', text: 'a', chosen: true }],
      more: 0,
    },
    forget: { forgotten: 1, remaining: 1 },
  };
  const connection = { call: (_: string, name: string) => Promise.resolve(answers[name]) };
  const forget = MEMORY_COMMANDS['memory forget'];
  const done = await forget?.run(connection as unknown as Connection, ['Porto', '--yes'], async () => '');
  expect(done?.lines).toEqual(['Forgotten in 1 place.', '1 place still holds these words.']);
});

// What `memory list` prints where there is nothing to print.
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

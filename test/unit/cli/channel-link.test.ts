// The code of a linked device on a terminal: half blocks, dark on light, and what to know before scanning.
import { expect, test } from 'vitest';
import { CHANNEL_COMMANDS } from '../../../src/cli/channel-commands.ts';
import type { Connection } from '../../../src/cli/connection.ts';

function run(words: readonly string[], answer: unknown) {
  const calls: unknown[] = [];
  const connection = {
    call: (...call: unknown[]) => {
      calls.push(call);
      return Promise.resolve(answer);
    },
  } as unknown as Connection;
  const outcome =
    CHANNEL_COMMANDS['channels link']?.run(connection, words, () => Promise.resolve('')) ?? null;
  return { calls, outcome };
}

test('two rows of the code are one line of half blocks', async () => {
  const code = ['1100', '1010', '0001'];
  const { calls, outcome } = run(['whatsapp'], {
    message: 'Scan it.',
    code,
    warnings: ['Show it to nobody.'],
  });
  expect(calls).toEqual([['channels', 'link', { channel: 'whatsapp' }]]);
  const lines = (await outcome)?.lines ?? [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  expect(lines.map((line) => line.replace(/\u001b\[[0-9;]*m/g, ''))).toEqual([
    '█▀▄ ',
    '   ▀',
    'Scan it.',
    'Show it to nobody.',
  ]);
  expect(lines[0]).toContain('\u001b[30;107m');
});

test('without a code only the sentence is shown, and words too many are refused', async () => {
  const { outcome } = run(['whatsapp'], { message: 'Linked.', code: null, warnings: [] });
  expect((await outcome)?.lines).toEqual(['Linked.']);
  expect(run([], null).outcome).toBeNull();
  expect(run(['whatsapp', 'more'], null).outcome).toBeNull();
});

// Empty lists say so, names that nothing has are answered with those there are, and a code for a phone says when no phone
// can use it.
import { expect, test } from 'vitest';
import { CHANNEL_COMMANDS } from '../../../src/cli/channel-commands.ts';
import type { Connection } from '../../../src/cli/connection.ts';
import { GATEWAY_COMMANDS } from '../../../src/cli/gateway-commands.ts';

async function linesOf(
  command: string,
  words: readonly string[],
  answer: unknown,
): Promise<readonly string[]> {
  const connection = { call: () => Promise.resolve(answer) } as unknown as Connection;
  const found = { ...GATEWAY_COMMANDS, ...CHANNEL_COMMANDS }[command];
  return (await found?.run(connection, words, () => Promise.resolve('')))?.lines ?? [];
}

test('no keys and no devices are said in words', async () => {
  expect(await linesOf('keys list', [], [])).toEqual(['There are no keys.']);
  expect(await linesOf('devices list', [], [])).toEqual(['No device is paired.']);
});

test('an address that only this computer reaches is not passed off as one for a phone', async () => {
  const made = { code: 'ABCDEFGH', rows: [], expiresAt: '2026-01-01T00:00:00.000Z' };
  const lines = (url: string) => linesOf('devices pair', [], { ...made, url });
  expect((await lines('http://127.0.0.1:4000/#code=ABCDEFGH')).at(-1)).toMatch(/set public_url/);
  expect((await lines('https://a.example/#code=ABCDEFGH')).at(-1)).toMatch(/^ABCDEFGH/);
});

test('a platform that there is not is answered with those there are', async () => {
  expect(
    await linesOf('channels guide', ['Telegram'], [{ platform: 'telegram' }, { platform: 'line' }]),
  ).toEqual(['There is no platform called Telegram. There are: telegram, line.']);
});

test('why no webhook is accepted stands in the one line that is printed', async () => {
  const closed = { port: null, problem: 'No public address is set.', publicUrl: '', hosts: [], routes: [] };
  expect(await linesOf('webhook check', [], closed)).toEqual([
    'Webhooks: not listening. No public address is set.',
  ]);
});

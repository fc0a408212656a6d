// A test of a channel that is not there: switched off, or no channel at all.
import { expect, test } from 'vitest';
import { tryChannel } from '../../../src/main/shell/handlers/try-channel.ts';
import { systemClock } from '../../../src/main/world.ts';

test('what is switched off is told from what is no channel', async () => {
  const none = { get: () => null } as unknown as Parameters<typeof tryChannel>[0];
  const message = async (id: string) => (await tryChannel(none, id, systemClock)).message;
  expect(await message('telegram:work')).toMatch(/switched off/);
  expect(await message('telegarm')).toMatch(/no channel of this name.*telegram/);
});

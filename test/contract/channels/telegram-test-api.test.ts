// The Telegram adapter with a server that none of us wrote: the registry's telegram-test-api.
// Its limits: no long polling (it answers at once), no confirmation by offset (an update is given out once), no
// edits by people, no typing, no checks of the token or the text. It runs on loopback inside this process.
import TelegramTestServer from 'telegram-test-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTelegramChannel } from '../../../src/main/adapters/channels/telegram/telegram.ts';
import { freePort } from '../../fakes/loopback/free-port.ts';
import { createRecorder, createRecordingLog, type Recorder, realClock } from './recorder.ts';
import { healthIs, stateIs } from './suite/cases.ts';

const TOKEN = '666:AAIndependentServerToken_000000';

let server: TelegramTestServer;
let open: () => TelegramTestServer;
let channel: ReturnType<typeof createTelegramChannel>;
let recorder: Recorder;

beforeEach(async () => {
  const port = await freePort();
  open = () => new TelegramTestServer({ port, host: '127.0.0.1' });
  server = open();
  await server.start();
  recorder = createRecorder();
  channel = createTelegramChannel({
    id: 'telegram',
    apiRoot: server.config.apiURL,
    secret: () => TOKEN,
    onSecretChange: () => () => {},
    proxy: '',
    clock: realClock,
    log: createRecordingLog(),
  });
  const connected = stateIs(channel, 'connected');
  channel.start(recorder);
  await connected;
});

afterEach(async () => {
  await channel.stop();
  await server.stop();
});

const ada = () => server.getClient(TOKEN, { userId: 42, chatId: 42, firstName: 'Ada', type: 'private' });

async function write(text: string): Promise<void> {
  await ada().sendMessage(ada().makeMessage(text));
}

test('hands in what a person writes, in order', async () => {
  for (const text of ['one', 'two', 'three']) await write(text);
  const messages = await recorder.received(3);
  expect(messages.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  expect(messages[0]).toMatchObject({
    kind: 'text',
    sender: { id: 'telegram:user:42' },
    chat: { id: '42', kind: 'direct' },
  });
});

test('brings a reply, cut at the limit', async () => {
  const words = Array.from({ length: 1_500 }, (_, index) => `word${index}`);
  for (const part of channel.render(words.join(' ')))
    expect(
      await channel.send({ chatId: '42', threadId: null }, part, new AbortController().signal),
    ).toMatchObject({ kind: 'sent' });
  const shown = server.storage.botMessages.map(({ message }) => message.text);
  expect(shown.join(' ').split(/\s+/)).toEqual(words);
});

test('hands in a pressed button', async () => {
  await ada().sendCallback(ada().makeCallbackQuery('choice:7'));
  expect((await recorder.received(1))[0]).toMatchObject({ kind: 'button', text: 'choice:7' });
});

test('comes back by itself when the server went away and returned', async () => {
  const lost = healthIs(channel, ({ state }) => state !== 'connected');
  await server.stop();
  await lost;
  server = open();
  await server.start();
  await stateIs(channel, 'connected');
  await write('Here again');
  expect((await recorder.received(1)).map(({ text }) => text)).toEqual(['Here again']);
});

// The Telegram adapter held to the same suite by a server that none of us wrote: the registry's telegram-test-api.
// Its limits: no long polling (it answers at once), no confirmation by offset (an update is given out once), no
// edits by people, no typing, no checks of the token or the text. It runs on loopback inside this process.
import { type AddressInfo, createServer } from 'node:net';
import TelegramTestServer from 'telegram-test-api';
import { createTelegramChannel } from '../../../src/main/adapters/channels/telegram/telegram.ts';
import { channelSuite, type Stage } from './channel-suite.ts';
import { createRecorder, createRecordingLog, realClock } from './recorder.ts';

const TOKEN = '666:AAIndependentServerToken_000000';

channelSuite('telegram-test-api', async (): Promise<Stage> => {
  const port = await freePort();
  const open = () => new TelegramTestServer({ port, host: '127.0.0.1' });
  let server = open();
  await server.start();
  const apiRoot = server.config.apiURL;
  const log = createRecordingLog();
  const channel = createTelegramChannel({
    id: 'telegram',
    apiRoot,
    secret: () => TOKEN,
    onSecretChange: () => () => {},
    proxy: '',
    clock: realClock,
    log,
  });
  const client = () => server.getClient(TOKEN, { userId: 42, chatId: 42, firstName: 'Ada', type: 'private' });

  return {
    channel,
    recorder: createRecorder(),
    token: TOKEN,
    logLines: log.lines,
    address: { chatId: '42', threadId: null },
    senderId: 'telegram:user:42',
    limit: 4_096,
    write: async (text) => {
      const ada = client();
      await ada.sendMessage(ada.makeMessage(text));
    },
    press: async (callback) => {
      const ada = client();
      await ada.sendCallback(ada.makeCallbackQuery(callback));
    },
    shown: async (count) => {
      while (server.storage.botMessages.length < count) await server.waitBotMessage();
      return server.storage.botMessages.map(({ message }) => message.text);
    },
    typingSeen: null,
    goAway: async () => {
      await server.stop();
    },
    comeBack: async () => {
      server = open();
      await server.start();
    },
    close: async () => {
      await server.stop();
    },
  };
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

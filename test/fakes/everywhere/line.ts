// LINE with many people: its webhook is called again until it is taken, as with redelivery switched on.
import { createLineEvents } from '../line/events.ts';
import { startLineServer } from '../line/server.ts';
import type { OpenPlace } from './place.ts';
import { createUntilTaken } from './until-taken.ts';

const TOKEN = 'EverywhereIjKlMnOpQrStUvWxYz0123456789+/LongLivedTokenOfTests==';
const SECRET = '9d681fb7ee312cc439f2d2fbd34ba7e9';
const PATH = '/hooks/line';

export const openLine: OpenPlace = async (door) => {
  const server = await startLineServer({ token: TOKEN, secret: SECRET });
  server.setWebhook(`http://127.0.0.1:${door.port}${PATH}`, door.host);
  const events = createLineEvents();
  const calls = createUntilTaken(door);
  return {
    platform: 'line',
    settings: [`api_root = "${server.url}"`, `data_api_root = "${server.url}"`],
    env: { SALLYPORT_LINE_CHANNEL_ACCESS_TOKEN: TOKEN, SALLYPORT_LINE_CHANNEL_SECRET: SECRET },
    write: (person, text) => {
      const userId = `U${person.toString(16).padStart(32, '0')}`;
      server.setName(userId, `Person ${person}`);
      const { event } = events.text({ userId }, text);
      let isRedelivery = false;
      calls.deliver(() => {
        const body = server.bodyOf([{ ...event, deliveryContext: { isRedelivery } }]);
        isRedelivery = true;
        const headers = {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'LineBotWebhook/2.0',
          'x-line-signature': server.signatureOf(body),
        };
        return { path: PATH, headers, body };
      });
    },
    answers: () => server.shown().map(({ text }) => text),
    close: async () => {
      calls.close();
      await server.close();
    },
  };
};

// LINE with many people: its webhook is called again until it is taken, as with redelivery switched on.
import { createLineEvents } from '../line/events.ts';
import { startLineServer } from '../line/server.ts';
import { createCourier } from '../loopback/webhook-courier.ts';
import { hookOf, type OpenPlace } from './place.ts';

const TOKEN = 'EverywhereIjKlMnOpQrStUvWxYz0123456789+/LongLivedTokenOfTests==';
const SECRET = '9d681fb7ee312cc439f2d2fbd34ba7e9';

export const openLine: OpenPlace = async (door) => {
  const server = await startLineServer({ token: TOKEN, secret: SECRET });
  const url = hookOf(door, 'line');
  server.setWebhook(url, door.host);
  const events = createLineEvents();
  const courier = createCourier((status) => status === 200);
  return {
    platform: 'line',
    recognises: true,
    settings: [`api_root = "${server.url}"`, `data_api_root = "${server.url}"`],
    env: { SALLYPORT_LINE_CHANNEL_ACCESS_TOKEN: TOKEN, SALLYPORT_LINE_CHANNEL_SECRET: SECRET },
    write: (person, text) => {
      const userId = `U${person.toString(16).padStart(32, '0')}`;
      server.setName(userId, `Person ${person}`);
      const { event } = events.text({ userId }, text);
      let isRedelivery = false;
      void courier.bring(() => {
        const body = server.bodyOf([{ ...event, deliveryContext: { isRedelivery } }]);
        isRedelivery = true;
        const headers = {
          host: door.host,
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'LineBotWebhook/2.0',
          'x-line-signature': server.signatureOf(body),
        };
        return { method: 'POST', url, headers, body: Buffer.from(body) };
      });
    },
    answers: () => server.shown().map(({ text }) => text),
    close: async () => {
      courier.close();
      await server.close();
    },
  };
};

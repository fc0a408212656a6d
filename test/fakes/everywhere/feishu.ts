// Feishu with many people, by a long connection: what was not acknowledged is pushed again.
import { createFeishuEvents } from '../feishu/events.ts';
import { startFeishuServer } from '../feishu/server.ts';
import type { OpenPlace } from './place.ts';

const APP_ID = 'cli_9f5343c580712599';
const SECRET = 'dskLLdkasdjlasdKKEverywhereSecret';

export const openFeishu: OpenPlace = async () => {
  const events = createFeishuEvents({ appId: APP_ID, token: 'everywhere-verification-token' });
  const server = await startFeishuServer({ appId: APP_ID, secret: SECRET, events });
  return {
    platform: 'feishu',
    recognises: true,
    settings: ['mode = "socket"', `app_id = "${APP_ID}"`, `api_root = "${server.url}"`],
    env: { SALLYPORT_FEISHU_APP_SECRET: SECRET },
    write: (person, text) => {
      const number = String(person).padStart(32, '0');
      const [openId, chatId] = [`ou_${number}`, `oc_${number}`];
      server.setName(openId, `Person ${person}`);
      server.setChat(chatId, { mode: 'p2p' });
      server.push(events.message({ openId }, { chatId, chatType: 'p2p' }, 'text', { text }).event);
    },
    answers: () => server.messages().map(({ text }) => text),
    close: server.close,
  };
};

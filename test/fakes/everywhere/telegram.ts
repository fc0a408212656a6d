// Telegram with many people.
import { startTelegramServer } from '../telegram/server.ts';
import type { OpenPlace } from './place.ts';

export const openTelegram: OpenPlace = async () => {
  const server = await startTelegramServer({ record: 'counts' });
  const answers: string[] = [];
  server.onBotMessage(({ text }, what) => {
    if (what === 'sent') answers.push(text);
  });
  return {
    platform: 'telegram',
    recognises: false,
    settings: [`api_root = "${server.url}"`],
    env: { SALLYPORT_TELEGRAM_BOT_TOKEN: server.token },
    write: (person, text) => {
      server.person({ id: 1_000 + person, firstName: `Person ${person}` }).write(text);
    },
    answers: () => answers,
    close: server.close,
  };
};

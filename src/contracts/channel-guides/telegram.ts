// What to set up for Telegram.
import type { ChannelGuide } from './guide.ts';

export const telegramGuide: ChannelGuide = {
  title: 'Telegram',
  summary: 'A bot that people write to directly, or mention in groups.',
  steps: [
    {
      text: 'Write to @BotFather and send /newbot. Choose a name and a user name.',
      link: 'https://t.me/BotFather',
    },
    { text: 'Paste the token that you get below, and switch Telegram on.' },
    { text: 'Write to your bot. Your request appears under Waiting: approve it as "this is me".' },
  ],
  permissions: [
    'None beside the token. For groups in which it should read every message: /setprivacy, Disable.',
  ],
  secrets: [
    {
      name: 'bot-token',
      label: 'Bot token',
      hint: 'Write to @BotFather on Telegram, send /newbot, and paste the token that you get.',
    },
  ],
  settings: [
    {
      key: 'api_root',
      label: 'Address of the Bot API',
      hint: 'Only for a Bot API server of your own. The token is sent there.',
    },
  ],
  ids: {
    people: 'Numeric Telegram ids. Names are not accepted: they can change hands.',
    groups: 'Numeric ids of groups; they begin with a minus sign.',
  },
  webhook: 'never',
  limits: [
    'A bot cannot write first: people begin the conversation.',
    'One program may use a token at a time; a second one is noticed and named.',
  ],
};

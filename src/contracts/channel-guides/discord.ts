// What to set up for Discord.
import type { ChannelGuide } from './guide.ts';

export const discordGuide: ChannelGuide = {
  title: 'Discord',
  summary: 'A bot that people write to directly, or mention in the channels and threads of one server.',
  steps: [
    {
      text: 'Open the Developer Portal, choose New Application, and give it a name.',
      link: 'https://discord.com/developers/applications',
    },
    {
      text: 'Choose Bot. Under Privileged Gateway Intents switch on Message Content Intent, and save. Then choose Reset Token and copy the token.',
    },
    {
      text: 'Choose Installation. Keep Guild Install only, and under its default settings add the scope bot and the permissions below. Open the install link and choose your server.',
    },
    {
      text: 'In Discord, under User Settings, Advanced, switch on Developer Mode. Then right-click your server and choose Copy Server ID.',
    },
    { text: 'Paste the token and the id of the server below, and switch Discord on.' },
    { text: 'Write to your bot. Your request appears under Waiting: approve it as "this is me".' },
  ],
  permissions: [
    'Scope: bot.',
    'Permissions: View Channels, Send Messages, Send Messages in Threads, Attach Files, Read Message History.',
    'Privileged intent: Message Content Intent. No other one.',
  ],
  secrets: [
    {
      name: 'bot-token',
      label: 'Bot token',
      hint: 'In the Developer Portal: your application, Bot, Reset Token. Three parts with dots between them; it is shown once.',
    },
  ],
  settings: [
    {
      key: 'server',
      label: 'Server',
      hint: 'The id of the one server whose channels count. Nothing from any other server is taken up. Empty: direct messages only.',
      placeholder: '123456789012345678',
    },
    {
      key: 'api_root',
      label: 'Address of the API',
      hint: 'Only for another server that speaks the API of Discord. The token is sent there.',
    },
  ],
  ids: {
    people:
      'Long numbers. With Developer Mode on, right-click a person and choose Copy User ID. Names are not accepted: they can change hands.',
    groups:
      'Long numbers, one for each channel: right-click it and choose Copy Channel ID. A thread belongs to its channel.',
  },
  webhook: 'never',
  limits: [
    'A bot cannot write first to people with whom it shares no server, or who take no direct messages.',
    'Mention the bot itself, not a role of the same name: a role does not count as a mention.',
    'Discord keeps what happens for a few minutes. After a longer absence messages are fetched from the channels, up to 1,000 each; changes, reactions, presses, archived threads and direct chats that are new are not.',
    'A message holds 2,000 characters; longer replies come in several. Files may have up to 10 MB.',
    'Groups of people without a server are not answered.',
    'Discord does not say when a second program uses the same token: both would answer. Use the token in one place only.',
  ],
};

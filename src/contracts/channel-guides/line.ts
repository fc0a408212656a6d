// What the owner does before the agent can speak on LINE.
import type { ChannelGuide } from './guide.ts';

export const lineGuide: ChannelGuide = {
  title: 'LINE',
  summary: 'People write to a LINE official account of yours, directly or in groups it is a member of.',
  steps: [
    {
      text: 'Create a LINE official account, or open one that you have.',
      link: 'https://manager.line.biz/',
    },
    {
      text: 'In its Settings, open "Messaging API", choose "Enable Messaging API" and a provider.',
      link: 'https://manager.line.biz/',
    },
    {
      text: 'In "Response settings", turn "Webhooks" on, and "Auto-response messages" and "Greeting message" off.',
      link: 'https://manager.line.biz/',
    },
    {
      text: 'Open the channel in the LINE Developers Console. From "Basic settings", copy the channel secret here.',
      link: 'https://developers.line.biz/console/',
    },
    {
      text: 'In "Messaging API", issue a channel access token (long-lived) and copy it here.',
      link: 'https://developers.line.biz/console/',
    },
    {
      text: 'Set up the public address of the webhooks in Sallyport. In "Messaging API", enter the address that is shown for this channel as the webhook URL, and press "Verify".',
      link: 'https://developers.line.biz/console/',
    },
    {
      text: 'There too, turn "Use webhook" and "Webhook redelivery" on. With redelivery LINE tries again for a while; without it, what is written while this computer is off is lost.',
      link: 'https://developers.line.biz/console/',
    },
    {
      text: 'For groups: turn "Allow bot to join group chats" on, then invite the account to the group from the LINE app.',
      link: 'https://developers.line.biz/console/',
    },
  ],
  permissions: [
    'Messaging API channel',
    'Use webhook',
    'Webhook redelivery',
    'Allow bot to join group chats',
  ],
  secrets: [
    {
      name: 'channel-access-token',
      label: 'Channel access token',
      hint: 'LINE Developers Console, "Messaging API", at the bottom. About 170 characters.',
    },
    {
      name: 'channel-secret',
      label: 'Channel secret',
      hint: 'LINE Developers Console, "Basic settings". 32 characters of 0-9 and a-f. It proves that a webhook comes from LINE.',
    },
    {
      name: 'proxy-login',
      label: 'Login of the proxy',
      hint: 'user:password. Only where a proxy is set that asks for it.',
      optional: true,
    },
  ],
  settings: [
    {
      key: 'api_root',
      label: 'API address',
      hint: "LINE's own, unless you test.",
      placeholder: 'https://api.line.me',
    },
    {
      key: 'data_api_root',
      label: 'Address for contents',
      hint: "Where LINE keeps photos and files. LINE's own, unless you test.",
      placeholder: 'https://api-data.line.me',
    },
  ],
  ids: {
    people:
      'U and 32 characters of 0-9 and a-f. It is not the LINE ID that people show each other: a pairing request shows it.',
    groups:
      'C (group) or R (room) and 32 characters of 0-9 and a-f. Activity shows it with what was refused.',
  },
  webhook: 'always',
  limits: [
    'Replies are push messages. They count against the monthly messages of your LINE plan, in a group once for each member; the free plan has few. When they are used up, replies wait.',
    'LINE shows no formatting: replies are plain text, and the address of a link stands behind its words.',
    'Photos, videos, audio and files are received, but none can be sent: LINE takes them only from public addresses.',
    'LINE does not tell of changed messages or reactions, and lets nothing that was sent be changed.',
    'At most four buttons, with labels of 20 characters.',
    'Groups need a mention, or a reply to one of the last thousand messages sent since Sallyport started.',
    '"Typing" is shown in direct chats only.',
    'Members of a group who do not let LINE give away their id are refused.',
    'An official account can be in a group together with no other official account.',
  ],
};

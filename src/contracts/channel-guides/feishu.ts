// What the owner does before the agent can speak on Feishu, or on Lark, which is the same outside China.
import type { ChannelGuide } from './guide.ts';

export const feishuGuide: ChannelGuide = {
  title: 'Feishu / Lark',
  summary:
    'People of your organisation write to the bot of an app of yours, directly, in groups and in topics.',
  steps: [
    {
      text: 'Create a custom app in the developer console of Feishu. For Lark, use open.larksuite.com and set the API address below to it.',
      link: 'https://open.feishu.cn/app',
    },
    { text: 'In "Features", add "Bot".', link: 'https://open.feishu.cn/app' },
    {
      text: 'In "Credentials & Basic Info", copy the app id into the setting and the app secret into the credential.',
      link: 'https://open.feishu.cn/app',
    },
    {
      text: 'In "Permissions & Scopes", add the scopes that are listed below.',
      link: 'https://open.feishu.cn/app',
    },
    {
      text: 'Switch the channel on here, and wait until it is connected: the console checks for the connection.',
    },
    {
      text: 'In "Events & Callbacks", choose "Receive events through persistent connection" for the events, and the same for the callbacks. With the mode "webhook", enter the address that is shown here for this channel instead, after the encrypt key and the verification token were copied from "Encryption Strategy".',
      link: 'https://open.feishu.cn/app',
    },
    {
      text: 'Add the events im.message.receive_v1, im.message.reaction.created_v1 and im.message.reaction.deleted_v1, and the callback card.action.trigger.',
      link: 'https://open.feishu.cn/app',
    },
    {
      text: 'In "Version Management & Release", create a version whose availability covers the people who will write, and have it released.',
      link: 'https://open.feishu.cn/app',
    },
    { text: 'For groups: add the bot in the settings of the group.' },
  ],
  permissions: [
    'im:message (read and send messages)',
    'im:message.p2p_msg:readonly (direct messages)',
    'im:message.group_at_msg:readonly (mentions in groups)',
    'im:message:send_as_bot (send as the bot)',
    'im:resource (files and pictures, both ways)',
    'im:message.reactions:read (reactions)',
    'im:chat:readonly (names and kinds of groups)',
    'contact:user.base:readonly (names of people, for showing)',
    'im:message.group_msg (only where mentions are not required in groups)',
    'Events: im.message.receive_v1, im.message.reaction.created_v1, im.message.reaction.deleted_v1',
    'Callback: card.action.trigger',
  ],
  secrets: [
    {
      name: 'app-secret',
      label: 'App secret',
      hint: 'Developer console, "Credentials & Basic Info". 32 letters and digits.',
    },
    {
      name: 'encrypt-key',
      label: 'Encrypt key',
      hint: 'Mode "webhook" only: "Events & Callbacks", "Encryption Strategy". It signs and encrypts what Feishu sends.',
      optional: true,
    },
    {
      name: 'verification-token',
      label: 'Verification token',
      hint: 'Mode "webhook" only: "Events & Callbacks", "Encryption Strategy". Without it and the encrypt key everything is refused.',
      optional: true,
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
      key: 'mode',
      label: 'How messages come',
      hint: '"socket": Sallyport opens a connection, and no public address is needed. "webhook": Feishu calls your public address.',
      placeholder: 'socket',
    },
    {
      key: 'app_id',
      label: 'App id',
      hint: 'Developer console, "Credentials & Basic Info". Begins with cli_.',
      placeholder: 'cli_a1b2c3d4e5f6a7b8',
    },
    {
      key: 'api_root',
      label: 'API address',
      hint: 'https://open.feishu.cn for Feishu, https://open.larksuite.com for Lark.',
      placeholder: 'https://open.feishu.cn',
    },
  ],
  ids: {
    people:
      'The open id, which begins with ou_. It belongs to one person and one app: a pairing request shows it.',
    groups: 'The chat id, which begins with oc_. The settings of the group show it, and so does Activity.',
  },
  webhook: 'by choice',
  limits: [
    'What is written while this computer is off is brought from the history of the chats in which somebody wrote before (groups: with the scope im:message.group_msg). New chats and replies within topics come only while Feishu tries again, for about seven hours.',
    'Feishu gives each event to one program only: two that run as the same app share the messages by chance.',
    'Feishu does not tell of changed messages, and has no sign of typing for apps.',
    'In groups the bot hears only what mentions it, unless it has the scope im:message.group_msg.',
    'A message of ours can be changed twenty times; files up to 30 MB, pictures up to 10 MB.',
    'Five messages a second for each chat.',
    'A message with buttons shows its words without formatting.',
    'Without the scope im:chat:readonly the kind of a chat is not known after a restart until somebody writes there, and buttons pressed there are refused.',
    'The persistent connection is for custom apps only, not for apps of the store.',
  ],
};

// What to set up for Slack: an app made from a manifest, installed into one workspace.
import type { ChannelGuide } from './guide.ts';

const SCOPES = [
  'chat:write',
  'im:history',
  'channels:history',
  'groups:history',
  'mpim:history',
  'reactions:read',
  'users:read',
  'files:read',
  'files:write',
];

const EVENTS = [
  'message.im',
  'message.channels',
  'message.groups',
  'message.mpim',
  'reaction_added',
  'reaction_removed',
];

/** docs.slack.dev: "App manifest reference". */
const MANIFEST = {
  display_information: { name: 'Sallyport', description: 'A personal agent on a desktop.' },
  features: {
    app_home: { home_tab_enabled: false, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
    bot_user: { display_name: 'Sallyport', always_online: false },
  },
  oauth_config: { scopes: { bot: SCOPES } },
  settings: {
    event_subscriptions: { bot_events: EVENTS },
    interactivity: { is_enabled: true },
    org_deploy_enabled: false,
    socket_mode_enabled: true,
    token_rotation_enabled: false,
  },
};

/** With white space, so that it can be wrapped where it is shown. */
export const SLACK_MANIFEST = JSON.stringify(MANIFEST, null, 1);

export const slackGuide: ChannelGuide = {
  title: 'Slack',
  summary:
    'An app in a workspace that people write to directly, or mention in channels to which it was invited.',
  steps: [
    {
      text: 'Open the list of your apps by the link: "Create New App", "From a manifest" is filled in already. Choose the workspace and create the app.',
      link: `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(JSON.stringify(MANIFEST))}`,
    },
    { text: `If it is not filled in, choose "From a manifest", "JSON", and paste this: ${SLACK_MANIFEST}` },
    {
      text: 'Open "Install App", "Install to Workspace", allow it, and paste the "Bot User OAuth Token" below.',
      link: 'https://api.slack.com/apps',
    },
    {
      text: 'For mode = "socket" (usual): open "Basic Information", "App-Level Tokens", "Generate Token and Scopes", add connections:write, and paste the token below.',
    },
    {
      text: 'For mode = "webhook" instead: switch "Socket Mode" off, paste the "Signing Secret" of "Basic Information" below, set the public address of the webhook listener, and enter the address that "sallyport webhook check" shows under "Event Subscriptions" and under "Interactivity & Shortcuts" as Request URL.',
    },
    {
      text: 'Write to the app under "Apps" in Slack. Your request appears under Waiting: approve it as "this is me". For a channel: type /invite @Sallyport there, and add its id to the groups.',
    },
  ],
  permissions: [
    `Bot token scopes: ${SCOPES.join(', ')}.`,
    `Events: ${EVENTS.join(', ')}.`,
    'App-level token, for mode = "socket": connections:write.',
    'Without users:read people have no names; without files:read and files:write no files; without reactions:read no reactions. Without channels:history and groups:history take the event app_mention instead of message.channels and message.groups: then only mentions arrive.',
  ],
  secrets: [
    {
      name: 'bot-token',
      label: 'Bot token',
      hint: 'Begins with xoxb-. In the settings of the app: "Install App", "Bot User OAuth Token".',
    },
    {
      name: 'app-token',
      label: 'App-level token',
      hint: 'For mode = "socket". Begins with xapp-. In the settings of the app: "Basic Information", "App-Level Tokens".',
      optional: true,
    },
    {
      name: 'signing-secret',
      label: 'Signing secret',
      hint: 'For mode = "webhook". 32 letters and digits. In the settings of the app: "Basic Information", "Signing Secret".',
      optional: true,
    },
  ],
  settings: [
    {
      key: 'mode',
      label: 'How events come',
      hint: 'socket: by a connection from this computer, no public address needed. webhook: Slack calls the webhook listener, which needs a public address.',
      placeholder: 'socket',
    },
    {
      key: 'api_root',
      label: 'Address of the Web API',
      hint: 'Only for another one, such as https://slack-gov.com/api. The tokens are sent there.',
      placeholder: 'https://slack.com/api',
    },
  ],
  ids: {
    people:
      'Workspace and member id: T012AB3CD/U045EF6GH. The member id is in the profile under "Copy member ID", the workspace id in the address of Slack in a browser (app.slack.com/client/T…). Names are not accepted: they can change hands.',
    groups: 'The id of a channel, at the end of its details: C012AB3CD, or G… for some private ones.',
  },
  webhook: 'by choice',
  limits: [
    'A message at the top of a channel belongs to the conversation of the channel and is answered there. A reply in a thread belongs to a conversation of that thread, and is answered in it.',
    'A mention, or a reply in a thread under a message of the app, addresses it; its name in plain words does not.',
    'That it is typing is shown in threads only: Slack has no typing for apps elsewhere.',
    'Slack knows no repeated message as one: what may have arrived is shown as uncertain, and is not sent again by itself.',
    'One message a second in a channel; Slack says how long to wait when there were more.',
    'What Slack could not deliver it repeats three times within five minutes. After that, messages in up to fifty chats where something was said before are fetched from their history; presses, reactions and changes are not.',
    'People of other workspaces (Slack Connect) carry the id of their own. In Enterprise Grid a person who writes from two workspaces counts as two.',
    'Token rotation must stay off: a token that expires would have to be set anew twice a day.',
    'An app for your own workspace may read history freely; one that is distributed outside the Marketplace may ask once a minute only.',
  ],
};

// What to set up for Matrix.
import type { ChannelGuide } from './guide.ts';

export const matrixGuide: ChannelGuide = {
  title: 'Matrix',
  summary:
    'An account of its own that people write to directly, or mention in rooms. Only rooms without encryption.',
  steps: [
    {
      text: 'Make a new account for the agent on a homeserver, with any Matrix app, and then sign out there. Do not use your own account.',
      link: 'https://matrix.org/ecosystem/clients/',
    },
    {
      text: 'Sign in for the agent with one request, in a terminal: curl -d \'{"type":"m.login.password","identifier":{"type":"m.id.user","user":"NAME"},"password":"PASSWORD","initial_device_display_name":"Sallyport"}\' https://HOMESERVER/_matrix/client/v3/login. The answer holds access_token. Never sign in to this account with a Matrix app again: an app adds encryption keys, and from then on others open encrypted rooms with it.',
      link: 'https://spec.matrix.org/latest/client-server-api/#post_matrixclientv3login',
    },
    {
      text: 'On a homeserver that signs in through a web page (matrix.org among them), make a token on its account page, or have its administrator make one: for Synapse, "Login as a user" of the admin API.',
      link: 'https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html#login-as-a-user',
    },
    { text: 'Write the address of the homeserver and the token below, and switch Matrix on.' },
    {
      text: 'Open a direct chat with the account in Element Web or Element Desktop, and write to it. Your request appears under Waiting: approve it as "this is me". From then on the chat can be used in any app.',
      link: 'https://app.element.io',
    },
    {
      text: 'For a room of several people: write its id below, then invite the account to it. The room must not be encrypted.',
    },
  ],
  permissions: [
    'In each room: the power level that sending m.room.message needs; 0 unless somebody raised it.',
    'For direct chats: nothing. An invitation to a direct chat is followed; others only to the rooms listed.',
  ],
  secrets: [
    {
      name: 'access-token',
      label: 'Access token',
      hint: 'The value of access_token in the answer to the sign-in; on Synapse it begins with syt_ or mct_.',
    },
  ],
  settings: [
    {
      key: 'homeserver',
      label: 'Address of the homeserver',
      hint: 'Where its Matrix API is, https only. It is often not the host after the colon of a user id; that host says it under /.well-known/matrix/client, as base_url. The token is sent there and nowhere else.',
      placeholder: 'https://matrix.example.org',
    },
  ],
  ids: {
    people:
      'User ids such as @ada:example.org, as shown in a profile. Display names are not accepted: anybody can take any.',
    groups:
      'Room ids; they begin with ! and stand in Element under Room settings, Advanced. Aliases (#…) are not accepted: they can be pointed elsewhere.',
  },
  webhook: 'never',
  limits: [
    'No end-to-end encryption: encrypted rooms are not read or written, and each message there is noted as skipped. Encryption of a room cannot be taken back; open another one.',
    'Element Web and Desktop open an unencrypted direct chat with an account that has no encryption keys; that is why this account must not be used with an app. Element X encrypts every direct chat that it opens, and so do some homeservers: there begin the chat elsewhere.',
    'At most ten people at once, and twenty an hour, can open a new direct chat; who is turned away can invite again.',
    'What was written before the account was connected for the first time is not read.',
    'Matrix has no buttons: answer questions with words.',
    'Only automatic messages that say so (m.notice) are known to come from a program.',
    'The administrators of every homeserver in a room can read what is written there.',
  ],
};

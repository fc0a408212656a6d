// What the owner does at Meta before the agent can speak on WhatsApp.
import type { ChannelGuide } from './guide.ts';

export const whatsappGuide: ChannelGuide = {
  title: 'WhatsApp',
  summary: 'A business number of its own, by Meta’s Cloud API, that people write to directly.',
  steps: [
    {
      text: 'Create an app at Meta: choose the use case "Connect with customers through WhatsApp" and a business portfolio.',
      link: 'https://developers.facebook.com/apps/creation/',
    },
    {
      text: 'In the app open WhatsApp, API Setup. Take the test number, or add a number that is not in use in a WhatsApp app. Enter its phone number id (not the number itself) below.',
      link: 'https://developers.facebook.com/apps/',
    },
    {
      text: 'With the test number: add each person under "To", at most five. They confirm by a code.',
    },
    {
      text: 'In Business settings create a system user, assign it the app and the WhatsApp account with full control, and generate a token that does not expire. Paste it below.',
      link: 'https://business.facebook.com/settings/system-users',
    },
    { text: 'In the app open App settings, Basic: show the app secret and paste it below.' },
    {
      text: 'Set up a public address for webhooks under Settings, Webhooks. Make up a verify token of at least 20 letters and digits, and paste it below. Switch WhatsApp on.',
    },
    {
      text: 'In the app open WhatsApp, Configuration: enter the address that Settings shows for this channel as callback URL and the same verify token, press "Verify and save", then subscribe to the field "messages".',
    },
    {
      text: 'Instead of all of this, and not by an official way: as a linked device of a number of its own. Set "Way to WhatsApp" below to the linked device. What to install stands in addons/whatsapp-device/README.md.',
    },
    {
      text: 'Write to the number on WhatsApp. Your request appears under Waiting: approve it as "this is me".',
    },
  ],
  permissions: [
    'Permission of the token: whatsapp_business_messaging. Also whatsapp_business_management, to subscribe the app to the account.',
    'Webhook field: messages. No other is read.',
  ],
  secrets: [
    {
      name: 'access-token',
      when: ['link', 'cloud'],
      label: 'Access token',
      hint: 'Of a system user. It begins with EAA. The token under API Setup ends after a day.',
    },
    {
      name: 'app-secret',
      when: ['link', 'cloud'],
      label: 'App secret',
      hint: 'App settings, Basic. 32 letters and digits. Without it every message is refused.',
    },
    {
      name: 'verify-token',
      when: ['link', 'cloud'],
      label: 'Verify token',
      hint: 'A word that you make up, at least 20 letters and digits. Enter the same one at Meta.',
    },
  ],
  settings: [
    {
      key: 'link',
      label: 'Way to WhatsApp',
      hint: 'A linked device is unofficial: WhatsApp may block the number. Take a number of its own, never yours.',
    },
    {
      key: 'addon_fingerprint',
      label: 'Fingerprint of the add-on that may run',
      hint: 'The state of the channel shows it once the add-on is installed. Another one is not started.',
      when: ['link', 'device'],
    },
    {
      key: 'addon_confined',
      label: 'Confine the add-on',
      hint: 'Confined (Linux) it reaches WhatsApp and nothing else. Otherwise it can do whatever your account can.',
      when: ['link', 'device'],
    },
    {
      key: 'phone_number_id',
      when: ['link', 'cloud'],
      label: 'Phone number id',
      hint: 'WhatsApp, API Setup. A long number, but not the number that people call.',
      placeholder: '106540352242922',
    },
    {
      key: 'api_root',
      label: 'Address of the Graph API',
      hint: 'With its version. The access token is sent there.',
    },
  ],
  ids: {
    people:
      'Meta’s id of the person within your business, such as DE.13491208655302741918. It stands in the request under Waiting. The number, digits only, counts only for people to whom Meta gives no such id: a number can pass to somebody else.',
    groups: 'By a linked device only. A group is written by its id, which ends in @g.us.',
  },
  webhook: 'always',
  limits: [
    'WhatsApp lets a business write only within 24 hours after the person last wrote. Later replies are refused, and say so.',
    'Groups are taken up by a linked device only: at Meta they are for large businesses.',
    'By a linked device: everybody who has the number is a stranger who may ask to be paired. Nothing goes through a proxy. If the computer stops at the wrong moment, the message that was just coming in can be lost; WhatsApp counts it as delivered.',
    'A message of the agent cannot be changed afterwards.',
    'Whoever changes their number counts as a new person and pairs again.',
    'A sign such as * or _ at the edges of a word formats it; WhatsApp has no way to show it as a sign there.',
    'Files: pictures up to 5 MB, sounds and films up to 16 MB, text, PDF and Office documents up to 100 MB. Other types are refused.',
    'Up to three buttons of 20 letters under at most 1,024 letters of text; more are written as a list.',
    'While the agent works, its "typing" also marks your message as read. It ends after 25 seconds.',
    'Meta’s terms of January 2026 bar providers of general-purpose AI assistants from this platform, and Meta decides who is one. Read them before you put an agent on it.',
    'What a message costs is set by Meta, by country and kind.',
  ],
};

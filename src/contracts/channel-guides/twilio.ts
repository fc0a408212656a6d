// What the owner does at Twilio before the agent can speak by SMS, or on WhatsApp.
import type { ChannelGuide } from './guide.ts';

export const twilioGuide: ChannelGuide = {
  title: 'SMS and WhatsApp by Twilio',
  summary: 'A number at Twilio that people write to by SMS, or on WhatsApp.',
  steps: [
    {
      text: 'In the console of Twilio copy the account SID and the auth token (the primary one), and enter them below.',
      link: 'https://console.twilio.com/',
    },
    {
      text: 'Buy a number with SMS, or set up a sender for WhatsApp under Messaging, Senders. Enter it below. In the United States the number must be registered (A2P 10DLC) before it can send.',
      link: 'https://console.twilio.com/us1/develop/phone-numbers/manage/incoming',
    },
    {
      text: 'Set up a public address for webhooks under Settings, Webhooks. Switch Twilio on.',
    },
    {
      text: 'For SMS: open the number, Configure, Messaging, "A message comes in": Webhook, HTTP POST, and the address that Settings shows for this channel. For WhatsApp: the same at the sender. With a messaging service: its Integration, "Send a webhook".',
    },
    {
      text: 'Put #rc=5&rp=5xx,ct,rt behind the address: Twilio then tries again where this computer did not take a message.',
      link: 'https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides',
    },
    {
      text: 'Write to the number. Your request appears under Waiting: approve it as "this is me". By SMS, read first what stands under limits.',
    },
  ],
  permissions: [
    'The auth token of the account. Twilio signs with it, so an API key cannot take its place.',
    'Geo permissions, under Messaging, Settings, for each country that people write from.',
  ],
  secrets: [
    {
      name: 'auth-token',
      label: 'Auth token',
      hint: '32 letters and digits, the primary one. It signs what comes in and opens what goes out.',
    },
  ],
  settings: [
    { key: 'account_sid', label: 'Account SID', hint: 'It begins with AC.', placeholder: 'AC…' },
    {
      key: 'from',
      label: 'Sender',
      hint: 'Our number for SMS, and for WhatsApp by the same number; whatsapp: and the number for WhatsApp alone; or a messaging service.',
      placeholder: '+49…, whatsapp:+49… or MG…',
    },
    {
      key: 'api_root',
      label: 'Address of Twilio',
      hint: 'Only for another region of Twilio. The auth token is sent there.',
    },
  ],
  ids: {
    people:
      'By SMS the number with its country code, such as +491700000001. On WhatsApp the same with whatsapp: before it. They are two people to Sallyport.',
    groups: null,
  },
  webhook: 'always',
  limits: [
    'The sender of an SMS can be forged, in some networks by anybody. Do not let a number that is widely known be the owner; WhatsApp proves who writes.',
    'A number can pass to another person, who then counts as the one before. Remove people whose number has changed.',
    'An SMS costs by pieces of 153 letters, or of 67 as soon as one letter is outside the SMS alphabet (an emoji, a typographic quote). A reply of 1,440 letters is up to 22 of them.',
    'Plain text only, cut at 1,440 letters; Twilio takes 1,600. No typing, reactions, edits, buttons or groups.',
    'Files come in, up to ten with a message. They do not go out: Twilio fetches them from public addresses only. A sentence in the reply says that there was one.',
    'Who sends STOP gets nothing more until they send START. Twilio sees to that.',
    'On WhatsApp, replies are let through within 24 hours after the person last wrote. That one did not arrive is known later, and stands under Activity.',
    'Webhook rules of Twilio with a shared key of their own are not supported.',
  ],
};

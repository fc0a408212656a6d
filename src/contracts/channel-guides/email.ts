// What to set up for e-mail.
import type { ChannelGuide } from './guide.ts';

export const emailGuide: ChannelGuide = {
  title: 'E-mail',
  summary: 'A mailbox of the agent’s own, which answers the people on its list and nobody else.',
  steps: [
    {
      text: 'Make a mailbox for the agent at a provider with IMAP and SMTP. Not your own: everything that arrives there is read.',
    },
    {
      text: 'Make an app password for it, if the provider has such (Gmail, iCloud, Fastmail, Yahoo do).',
      link: 'https://support.google.com/accounts/answer/185833',
    },
    {
      text: 'Write to it from your own address, open that mail there and show its source. Find the topmost line that begins with Authentication-Results: the first word after it, such as mx.google.com, goes into trusted_authserv. It must say dmarc=pass, or dkim=pass for your domain.',
      link: 'https://www.rfc-editor.org/rfc/rfc8601#section-5',
    },
    { text: 'List the addresses that may write, set the password, and switch e-mail on.' },
  ],
  permissions: ['Reading INBOX by IMAP, sending by SMTP. Nothing is deleted, moved or marked as read.'],
  secrets: [
    {
      name: 'password',
      label: 'Password',
      hint: 'The app password of the mailbox, or its password where the provider has none such.',
    },
  ],
  settings: [
    {
      key: 'address',
      label: 'Address',
      hint: 'From which the agent answers.',
      placeholder: 'agent@example.org',
    },
    {
      key: 'imap_host',
      label: 'IMAP server',
      hint: 'As your provider names it.',
      placeholder: 'imap.example.org',
    },
    { key: 'imap_port', label: 'IMAP port', hint: '993; with 143 the connection must be upgraded to TLS.' },
    {
      key: 'smtp_host',
      label: 'SMTP server',
      hint: 'As your provider names it.',
      placeholder: 'smtp.example.org',
    },
    {
      key: 'smtp_port',
      label: 'SMTP port',
      hint: '465; with 587 or 25 the connection must be upgraded to TLS.',
    },
    { key: 'user', label: 'User name', hint: 'Empty: the address.' },
    {
      key: 'trusted_authserv',
      label: 'Trusted server',
      hint: 'The first word of the topmost Authentication-Results of a mail in this mailbox, or the domain of all such servers of your provider (messagingengine.com). They must write that line into every mail and remove any of that name which a sender put there.',
      placeholder: 'mx.example.org',
    },
  ],
  ids: {
    people:
      'Mail addresses, whole: ada@example.org. The name beside an address counts for nothing. The part before the @ is compared with capitals as written.',
    groups: null,
  },
  webhook: 'never',
  limits: [
    'Only who is on the list is answered; there is no pairing, as an answer to a stranger would be one more unwanted mail.',
    'A mail counts only if your server vouches for its sender (dmarc=pass, or dkim=pass for the domain of the sender). All others are refused, whatever their From says.',
    'That holds as far as your server removes lines of its own name from what it receives, as RFC 8601 asks of it. The large providers do; ask yours if you are not sure.',
    'Mailboxes of Outlook.com and Microsoft 365 cannot be used: their line has no name. Nor can those whose topmost line does not say dmarc or dkim.',
    'From the first start on: what lay in the mailbox before is not read.',
    'A person is one conversation, whatever the subject; answers refer to the latest mail of that person.',
    'What is quoted below or within a mail is left out. Of one mail the first 512 kB are read for words.',
    'Mails of lists and programs are marked as such, so that no two programs answer each other.',
    'A mail that may have been taken by the server is not sent again. No typing, no changes, no reactions, no buttons.',
    'On this computer (127.0.0.1, localhost) a server is reached without TLS; everywhere else TLS and a valid certificate are needed.',
  ],
};

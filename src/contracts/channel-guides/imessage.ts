// What to set up for iMessage: a Mac that is signed in with an Apple Account of the agent's own, and two permissions.
import type { ChannelGuide } from './guide.ts';

export const imessageGuide: ChannelGuide = {
  title: 'iMessage',
  summary: 'A person among others in Messages, on a Mac that is signed in to iMessage. macOS only.',
  steps: [
    {
      text: 'Use an Apple Account of the agent’s own. What is written from an account is what that account says: from yours, your own words would be the agent’s, and are never answered.',
      link: 'https://account.apple.com/account',
    },
    {
      text: 'On the Mac on which Sallyport runs, open Messages, sign in with that account, and send one message to somebody.',
      link: 'https://support.apple.com/guide/messages/set-up-messages-ichte16154fb/mac',
    },
    {
      text: 'Open System Settings, Privacy & Security, Full Disk Access, and switch on Sallyport: Messages keeps what is written in a protected folder. Start Sallyport again.',
      link: 'https://support.apple.com/guide/mac-help/change-privacy-security-settings-on-mac-mchl211c911f/mac',
    },
    {
      text: 'Switch iMessage on below. macOS asks whether Sallyport may control Messages: allow it. Later it is under Privacy & Security, Automation.',
    },
    {
      text: 'Write to the account from your own phone. Your request appears under Waiting: approve it as "this is me".',
    },
  ],
  permissions: [
    'Full Disk Access, to read Messages. macOS has no smaller permission for it; Sallyport opens only Library/Messages, and only to read, beside a folder of its own for files that it sends.',
    'Automation of Messages, to send.',
  ],
  secrets: [],
  settings: [],
  ids: {
    people:
      'The number with its country code (+49…), or the mail address from which the person writes. Whoever controls that number or address is that person.',
    groups:
      'The id of the chat, which begins with chat and a long number. It stands with a message that was refused.',
  },
  webhook: 'never',
  limits: [
    'Only iMessage. SMS and RCS are not taken up: there anybody can write under another number.',
    'A number can change hands: take people off the list who have given theirs up.',
    'In groups a reply to what it said addresses it; mentions are not read. Or switch off "must be mentioned".',
    'Messages says only that it took a message, not that it arrived. A red mark in Messages shows what did not.',
    'No typing sign, no buttons, no changing of what was sent, no replies into a thread: scripts cannot.',
    'Plain words without formatting; the address of a link stands beside its words.',
    'Changes are noticed while a message is among the newest thousand. Names from Contacts are not read.',
    'For a moment the words stand among the arguments of a program, where other programs on this Mac can see them.',
    'The Mac must be awake and you must be logged in. A proxy is not possible: Messages itself connects to Apple.',
    'It has not been tried on a Mac by its makers yet: what only runs there is a script of twenty lines.',
  ],
};

// What to set up for Signal. Commands are those of signal-cli(1).
import type { ChannelGuide } from './guide.ts';

export const signalGuide: ChannelGuide = {
  title: 'Signal',
  summary: 'A Signal account that people write to, by signal-cli on this computer.',
  steps: [
    {
      text: 'Install signal-cli, version 0.13 or later. The newest repeats what Sallyport could not yet save; older ones do not.',
      link: 'https://github.com/AsamK/signal-cli/releases',
    },
    {
      text: 'Give the agent a number of its own and register it: signal-cli -a +NUMBER register, then verify. Or link your own account: signal-cli link -n Sallyport; then everybody who writes to you writes to the agent too.',
      link: 'https://github.com/AsamK/signal-cli/wiki/Linking-other-devices-(Provisioning)',
    },
    {
      text: 'Start it, and have it started with your computer: signal-cli -a +NUMBER daemon --http 127.0.0.1:8080 --receive-mode on-connection',
      link: 'https://github.com/AsamK/signal-cli/blob/master/man/signal-cli-jsonrpc.5.adoc',
    },
    { text: 'Switch Signal on here. Write to the number: your request appears under Waiting.' },
  ],
  permissions: ['None. Whoever reaches the port of signal-cli speaks as you: leave it on 127.0.0.1.'],
  secrets: [],
  settings: [
    {
      key: 'rpc_url',
      label: 'Address of signal-cli',
      hint: 'Only on this computer. The port is the one after --http.',
      placeholder: 'http://127.0.0.1:8080',
    },
    {
      key: 'account',
      label: 'Account',
      hint: 'The number, with its country code. Needed only where signal-cli serves several.',
      placeholder: '+15550100',
    },
  ],
  ids: {
    people:
      'The account id (ACI), a UUID. signal-cli -a +NUMBER -o json listContacts shows it as uuid. Numbers and names are not accepted: they can change hands.',
    groups: 'The id of the group as signal-cli -a +NUMBER listGroups shows it, ending with =.',
  },
  webhook: 'never',
  limits: [
    'signal-cli tells Signal that a message was received before Sallyport has it. If both end at once in that moment, or if an older signal-cli ends while a full disk keeps Sallyport from saving, that message is lost.',
    'Without --receive-mode on-connection, signal-cli fetches messages while nobody listens: an older one loses them, the newest keeps the last thousand until it ends.',
    'Disappearing messages disappear on Signal, not from the conversation that Sallyport keeps. View-once pictures are not opened.',
    'No buttons: a choice is made by replying. A message that may have arrived is not sent again.',
    'Replies are cut at 2,000 characters. A proxy is set for signal-cli, not here.',
  ],
};

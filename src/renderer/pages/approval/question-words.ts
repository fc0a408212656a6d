// The words of the approval window: effects, sources of taint, lifetimes. Pure tables.
import type { AllowHow } from '../../../contracts/approvals.ts';
import type { Effect, Taint } from '../../../contracts/effects.ts';

export const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  read: 'reads',
  write: 'writes',
  execute: 'runs a program',
  network: 'uses the network',
  send: 'sends something',
  irreversible: 'cannot be undone',
};

export const SOURCE_WORDS: Readonly<Record<Taint['sources'][number]['kind'], string>> = {
  sender: 'A message from',
  file: 'The file',
  'command-output': 'What a command printed:',
  memory: 'A memory:',
  web: 'The web page',
  tool: 'The result of',
};

/** What the button says that allows. */
export const ALLOW_WORDS: Readonly<Record<AllowHow, string>> = {
  once: 'Allow once',
  'fifteen-minutes': 'Allow for 15 minutes',
  conversation: 'Allow in this conversation',
  always: 'Allow always',
};

/** "Runs a program, reads, writes." */
export function effectsSentence(effects: readonly Effect[]): string {
  const words = effects.map((effect) => EFFECT_WORDS[effect]).join(', ');
  return words === '' ? 'Nothing is known of its effects.' : `${words[0]?.toUpperCase()}${words.slice(1)}.`;
}

/** What taint means, in a sentence; null where there is none. */
export function taintSentence({ untrusted, private: isPrivate }: Taint): string | null {
  if (untrusted && isPrivate) {
    return 'This follows from content that did not come from you, and private content is within its reach.';
  }
  if (untrusted) return 'This follows from content that did not come from you.';
  return isPrivate ? 'Private content is within its reach.' : null;
}

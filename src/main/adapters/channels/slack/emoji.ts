// Names that Slack gives to emoji in reactions, for the usual ones, so that the same sign reads alike on every channel.
// Others stay as Slack writes them: `:party_parrot:`. Pure.

/** Source: the short names of the emoji-data set that Slack uses. */
const SIGNS: Readonly<Record<string, string>> = {
  '+1': '👍',
  thumbsup: '👍',
  '-1': '👎',
  thumbsdown: '👎',
  heart: '❤️',
  joy: '😂',
  smile: '😄',
  cry: '😢',
  tada: '🎉',
  eyes: '👀',
  fire: '🔥',
  rocket: '🚀',
  pray: '🙏',
  clap: '👏',
  ok_hand: '👌',
  wave: '👋',
  raised_hands: '🙌',
  thinking_face: '🤔',
  white_check_mark: '✅',
  x: '❌',
  warning: '⚠️',
  question: '❓',
  '100': '💯',
};

/** @param name as in the event, without colons: `thumbsup`, or `wave::skin-tone-3` */
export function signOf(name: string): string {
  const [plainName = ''] = name.split('::');
  return Object.hasOwn(SIGNS, plainName) ? (SIGNS[plainName] ?? '') : `:${plainName.slice(0, 100)}:`;
}

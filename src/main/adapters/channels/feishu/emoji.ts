// Feishu's names of reactions, and the emoji that people mean by them.
// Source: open.feishu.cn, "Emoji of reactions". What has no emoji of its own keeps its name. Pure.

const EMOJI: ReadonlyMap<string, string> = new Map(
  Object.entries({
    THUMBSUP: '👍',
    ThumbsDown: '👎',
    JIAYI: '👍',
    OK: '👌',
    DONE: '✅',
    CrossMark: '❌',
    HEART: '❤️',
    LOVE: '😍',
    SMILE: '😊',
    LAUGH: '😄',
    LOL: '😂',
    JOYFUL: '😂',
    CRY: '😢',
    SOB: '😭',
    ANGRY: '😠',
    THINKING: '🤔',
    CLAP: '👏',
    APPLAUSE: '👏',
    THANKS: '🙏',
    PRAISE: '👍',
    PARTY: '🎉',
    FIRE: '🔥',
    MUSCLE: '💪',
    WAVE: '👋',
    EYES: '👀',
  }),
);

export function emojiOf(type: string): string {
  return EMOJI.get(type) ?? (/^[A-Za-z0-9_]{1,60}$/.test(type) ? `:${type}:` : '[emoji]');
}

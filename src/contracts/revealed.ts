// What a text hides, made visible: control and invisible characters become escapes, and words that pass for others
// (a Cyrillic letter in a Latin name, a whole Cyrillic word that reads as a Latin one) are marked. Pure.
//   text → parts → approval window, forwarded question, command line
// It labels; it is never a boundary. Here because three rooms must show the same text the same way.

export type RevealedPart =
  | { readonly kind: 'plain'; readonly text: string }
  /** Shown instead of a character that would not be seen; `name` says what it is. */
  | { readonly kind: 'escape'; readonly text: string; readonly name: string }
  /** A word that is easily taken for another; `why` says so in words. */
  | { readonly kind: 'mixed'; readonly text: string; readonly why: string };

/**
 * Controls but newline and tab; format characters (which hold the invisible and the bidirectional ones, and the tags);
 * line and paragraph separators; spaces that are not the plain one; fillers, variation selectors, private use
 * and lone surrogates. Source: Unicode 16 general categories; fillers and selectors by hand, as they count as letters or marks.
 */
const HIDDEN = new RegExp(
  [
    String.raw`[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]`,
    String.raw`[\u00a0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]`,
    String.raw`[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\u{e0000}-\u{e0fff}\u2065\ufff0-\ufff8]`,
  ].join('|'),
  'u',
);
const MARK = /\p{M}/u;
/** More marks on one letter than any living language writes; beyond it they only cover what stands around. */
const MAX_MARKS = 4;

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u001b': 'escape',
  '\r': 'carriage return',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u200e': 'left-to-right mark',
  '\u200f': 'right-to-left mark',
  '\u202a': 'left-to-right embedding',
  '\u202b': 'right-to-left embedding',
  '\u202c': 'end of direction change',
  '\u202d': 'left-to-right override',
  '\u202e': 'right-to-left override',
  '\u2066': 'left-to-right isolate',
  '\u2067': 'right-to-left isolate',
  '\u2069': 'end of isolate',
  '\ufeff': 'byte order mark',
};

const SHORT: Readonly<Record<string, string>> = { '\r': '\\r', '\u001b': '\\e', '\0': '\\0' };

/** Scripts whose letters pass for one another. */
const LOOK_ALIKE = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
] as const;

/** Letters of these scripts that are drawn as Latin ones. Source: Unicode confusables.txt, those drawn alike in common fonts. */
const DRAWN_AS_LATIN =
  /^[аеорсухѕіјԁԛԝһӏүкАВЕЗКМНОРСТУХЅІЈԚԜҺӀҮαγεικνορτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧոսօոցհյԼՕՍՏ\p{M}\p{N}]+$/u;
const OTHER_LETTER = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u;
const WORDS = /([\p{L}\p{M}\p{N}]+)/u;

/** The text in parts; joined, the plain and mixed parts and the characters behind the escapes are the text. */
export function revealed(text: string): RevealedPart[] {
  const parts: RevealedPart[] = [];
  const scripts = scriptsWritten(text);
  let plain = '';
  let marks = MAX_MARKS; // a mark without a letter of its own is not drawn where it stands
  const flush = () => {
    if (plain !== '') parts.push(...byWord(plain, scripts));
    plain = '';
  };
  for (const character of text) {
    const isMark = MARK.test(character);
    marks = isMark ? marks + 1 : /\s/.test(character) ? MAX_MARKS : 0;
    const isFlood = isMark && marks > MAX_MARKS;
    if (character === '\n' || character === '\t' || !(isFlood || HIDDEN.test(character))) {
      plain += character;
      continue;
    }
    flush();
    parts.push({
      kind: 'escape',
      text: escapeOf(character),
      name: NAMES[character] ?? (isFlood ? 'mark on top of other marks' : 'invisible character'),
    });
  }
  flush();
  return parts;
}

/** With the escapes in place of what would not be seen; for where text is all there is. */
export function revealedText(text: string): string {
  return revealed(text)
    .map((part) => part.text)
    .join('');
}

/** Whether anything in it is not what it looks like. */
export function isDisguised(text: string): boolean {
  return revealed(text).some((part) => part.kind !== 'plain');
}

function escapeOf(character: string): string {
  return SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Other scripts that the text is really written in: a word with letters that pass for nothing else. */
function scriptsWritten(text: string): boolean {
  return text
    .split(WORDS)
    .some((word) => OTHER_LETTER.test(word) && !DRAWN_AS_LATIN.test(word) && !/\p{Script=Latin}/u.test(word));
}

function byWord(text: string, writesOther: boolean): RevealedPart[] {
  const parts: RevealedPart[] = [];
  for (const piece of text.split(WORDS)) {
    if (piece === '') continue;
    const why = whyMistaken(piece, writesOther);
    const last = parts.at(-1);
    if (why !== null) parts.push({ kind: 'mixed', text: piece, why });
    else if (last?.kind === 'plain') parts[parts.length - 1] = { kind: 'plain', text: last.text + piece };
    else parts.push({ kind: 'plain', text: piece });
  }
  return parts;
}

function whyMistaken(word: string, writesOther: boolean): string | null {
  const scripts = LOOK_ALIKE.filter(([, letters]) => letters.test(word)).map(([name]) => name);
  if (scripts.length > 1) return `Letters of ${scripts.join(' and ')} in one word`;
  const [script] = scripts;
  // "а" in Russian is a word; alone among Latin words it is a disguise.
  if (script !== undefined && script !== 'Latin' && !writesOther && DRAWN_AS_LATIN.test(word))
    return `${script} letters that look like Latin ones`;
  // Full width, mathematical and circled letters: drawn as a word that they are not.
  return !/^[\x21-\x7e]+$/.test(word) && /^[\x21-\x7e]+$/.test(word.normalize('NFKC'))
    ? `Letters that only look like “${word.normalize('NFKC')}”`
    : null;
}

// What a text hides, made visible: control and invisible characters become escapes, and words that mix scripts
// (a Cyrillic letter in a Latin name) are marked. Pure. It labels; it is never a boundary.

export type RevealedPart =
  | { readonly kind: 'plain'; readonly text: string }
  /** Shown instead of a character that would not be seen; `name` says what it is. */
  | { readonly kind: 'escape'; readonly text: string; readonly name: string }
  | { readonly kind: 'mixed'; readonly text: string; readonly scripts: readonly string[] };

/**
 * Controls but newline and tab; format characters (which hold the invisible and the bidirectional ones);
 * line and paragraph separators; spaces that are not the plain one; fillers, variation selectors, private use
 * and lone surrogates. Source: Unicode 16 general categories; fillers and selectors by hand, as they count as letters or marks.
 */
const HIDDEN = new RegExp(
  [
    String.raw`[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]`,
    String.raw`[\u00a0\u115f\u1160\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]`,
    String.raw`[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]`,
  ].join('|'),
  'u',
);

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

/** The text in parts; joined, the plain and mixed parts and the characters behind the escapes are the text. */
export function revealed(text: string): RevealedPart[] {
  const parts: RevealedPart[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') parts.push(...byWord(plain));
    plain = '';
  };
  for (const character of text) {
    if (character === '\n' || character === '\t' || !HIDDEN.test(character)) {
      plain += character;
      continue;
    }
    flush();
    parts.push({
      kind: 'escape',
      text: escapeOf(character),
      name: NAMES[character] ?? 'invisible character',
    });
  }
  flush();
  return parts;
}

function escapeOf(character: string): string {
  return SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function byWord(text: string): RevealedPart[] {
  const parts: RevealedPart[] = [];
  for (const piece of text.split(/([\p{L}\p{M}\p{N}]+)/u)) {
    if (piece === '') continue;
    const scripts = LOOK_ALIKE.filter(([, letters]) => letters.test(piece)).map(([name]) => name);
    const last = parts.at(-1);
    if (scripts.length > 1) parts.push({ kind: 'mixed', text: piece, scripts });
    else if (last?.kind === 'plain') parts[parts.length - 1] = { kind: 'plain', text: last.text + piece };
    else parts.push({ kind: 'plain', text: piece });
  }
  return parts;
}

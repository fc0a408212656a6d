// Finds what a reader could take for our marker `<outside-text …>`: in any case, with spaces, joiners or accents
// between its letters, in letters and brackets that only look alike. Changes nothing. Pure.

const NAME = 'outsidetext';
/** Characters of a marker beyond its name: attributes, and whatever is strewn between its letters. */
const MAX_MARKER_CHARACTERS = 400;

/** Brackets that look like `<` and `>`; those that Unicode itself calls the same fold to them. */
const OPENING = new Set('<‹〈⟨《«⟪˂ᐸ❮❬❰⦑⧼≺ᚲ𐌂ㄑく');
const CLOSING = new Set('>›〉⟩》»⟫˃ᐳ❯❭❱⦒⧽≻');
/** Letters that look like one of the name's. Source: Unicode's confusables.txt, for these letters. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    o: 'оοօᴏө0оѳσסه〇○◯',
    u: 'υսᴜʋцμv',
    t: 'тτᴛƭҭŧ7',
    s: 'ѕꜱʂ5$ƽ',
    i: 'іιıɩӏǀl1|!ɪ',
    d: 'ԁɗժᴅđɖ',
    e: 'еεєҽᴇɛ℮ə3',
    x: 'хχҳ×ᕁ',
  }).flatMap(([letter, likes]) => Array.from(likes, (like) => [like, letter] as const)),
);
/** Marks, formats, separators, punctuation that only connects: they do not change how a word reads. */
const STREWN = /^[\p{M}\p{Cf}\p{Z}\p{Pd}\p{Pc}\p{Cc}/\\.·]$/u;

/** Places in the text, in order, without overlap; indices are UTF-16 units. */
export function findMarkers(text: string): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let at = 0; at < text.length; ) {
    const character = characterAt(text, at);
    const to = isBracket(character, OPENING) ? endOfMarker(text, at + character.length) : null;
    if (to === null) at += character.length;
    else {
      found.push({ from: at, to });
      at = to;
    }
  }
  return found;
}

/** The index after the marker whose name begins at `from`; null when there is none. */
function endOfMarker(text: string, from: number): number | null {
  const limit = Math.min(text.length, from + MAX_MARKER_CHARACTERS);
  let matched = 0;
  let at = from;
  while (matched < NAME.length) {
    if (at >= limit) return null;
    const character = characterAt(text, at);
    for (const letter of folded(character)) {
      if (letter !== NAME[matched]) return null;
      matched += 1;
    }
    at += character.length;
  }
  for (let end = at; end < limit; ) {
    const character = characterAt(text, end);
    end += character.length;
    if (isBracket(character, CLOSING)) return end;
    if (isBracket(character, OPENING)) break;
  }
  return at;
}

/** What a character reads as: letters of the name, or nothing for what is strewn between them. */
function folded(character: string): string {
  let letters = '';
  for (const part of character.normalize('NFKD').toLowerCase()) {
    const letter = LOOK_ALIKES.get(part) ?? part;
    if (!STREWN.test(letter)) letters += letter;
  }
  return letters;
}

function isBracket(character: string, brackets: ReadonlySet<string>): boolean {
  return brackets.has(character) || (character > '\u007f' && brackets.has(character.normalize('NFKC')));
}

function characterAt(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index) ?? 0);
}

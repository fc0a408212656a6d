// Caps a text, keeping head and tail: the beginning says what it is, the end says how it went.
// Cuts never fall inside a character. Pure.

/** Room for the line in the middle, whatever the number in it. */
const NOTE_CHARACTERS = 64;

/** At most `maxCharacters` UTF-16 units (at least 200), with a line in the middle that says how much is missing. */
export function capText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const kept = Math.max(0, maxCharacters - NOTE_CHARACTERS);
  const head = cutText(text, Math.ceil(kept / 2));
  const tail = text.slice(nextWhole(text, text.length - Math.floor(kept / 2)));
  return `${head}\n[… ${text.length - head.length - tail.length} more characters left out …]\n${tail}`;
}

/** The first `maxCharacters` UTF-16 units at most. */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  return text.slice(0, isInsidePair(text, maxCharacters) ? maxCharacters - 1 : maxCharacters);
}

function nextWhole(text: string, index: number): number {
  return isInsidePair(text, index) ? index + 1 : index;
}

/** Whether a cut before `index` would part a surrogate pair. */
function isInsidePair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

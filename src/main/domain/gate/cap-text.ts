// Caps a text, keeping head and tail: the beginning says what it is, the end says how it went.

/** At most `maxCharacters` UTF-16 units (at least 200), with a line in the middle that says how much is missing. */
export function capText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const note = `\n[… ${text.length - maxCharacters} more characters left out …]\n`;
  const kept = Math.max(0, maxCharacters - note.length);
  const head = Math.ceil(kept / 2);
  return (
    text.slice(0, wholeFrom(text, head)) + note + text.slice(wholeFrom(text, text.length - (kept - head)))
  );
}

/** Moves a cut off the middle of a surrogate pair, backwards. */
function wholeFrom(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}

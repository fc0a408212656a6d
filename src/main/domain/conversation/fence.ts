// Outside text, fenced as data. What people, files and programs wrote must not read as instructions to the model,
// nor carry what cannot be seen. Pure.

/** Control characters but tab and newline; bidirectional controls; zero-width and other invisible ones; tag characters. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Removes what cannot be seen; keeps every script, emoji (with their joiners) and line breaks. */
export function visibleText(text: string): string {
  // SECURITY: invisible and bidirectional characters hide words from the owner that the model would read.
  return text.replace(/\r\n?/g, '\n').replace(INVISIBLE, '');
}

/** Anything that a reader could take for our marker: any case, spaces inside, look-alike brackets, full-width letters. */
const MARKER = /[<＜‹〈⟨]\s*\/?\s*outside-?text[^>＞›〉⟩]{0,200}[>＞›〉⟩]?/giu;

/**
 * `<outside-text from="…">…</outside-text>`: the text between was not written by the owner.
 * The content cannot forge or close the marker.
 */
export function fence(text: string, from: string): string {
  // SECURITY: a marker inside the content would end the fence early.
  const safe = visibleText(text).normalize('NFKC').replace(MARKER, '[marker removed]');
  return `<outside-text from="${attribute(from)}">\n${safe}\n</outside-text>`;
}

function attribute(text: string): string {
  return visibleText(text)
    .replace(/["<>\n]/g, ' ')
    .slice(0, 120);
}

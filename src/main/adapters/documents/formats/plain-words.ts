// Text without what no reader sees and no table of words wants: control characters, halves of characters, blank edges.
// Pure.

export interface PlainText {
  readonly text: string;
  /** Blank lines that stood before it. */
  readonly linesBefore: number;
}

export function plainText(text: string): PlainText {
  // Line by line: an expression for blanks before a line's end would take a square of their number.
  const lines = text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, ' ')
    .split('\n')
    .map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  if (first === -1) return { text: '', linesBefore: 0 };
  const last = lines.findLastIndex((line) => line !== '');
  return { text: lines.slice(first, last + 1).join('\n'), linesBefore: first };
}

/** Null when there are no words. */
export function oneLine(text: string, maxCharacters: number): string | null {
  const words = plainText(text.slice(0, maxCharacters * 4))
    .text.replace(/\s+/g, ' ')
    .trim();
  const line = plainText(words.slice(0, maxCharacters)).text;
  return line === '' ? null : line;
}

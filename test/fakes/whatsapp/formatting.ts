// WhatsApp's own formatting, as its apps show it: what people read of a text with signs in it.
//   "*bold* ```code```" → "bold code"
// Written from WhatsApp's help page ("How to format your messages") and from how its apps behave: a sign works at the
// edge of a word only, within one line, around what neither begins nor ends with a space. Knows nothing of ours.

const PAIRED = ['*', '_', '~', '`'] as const;

export function readAsShown(text: string): string {
  // A block of code comes first: nothing within it is formatted.
  return text
    .split(/(```[\s\S]+?```)/)
    .map((piece) => (/^```[\s\S]+```$/.test(piece) ? piece.slice(3, -3) : readLines(piece)))
    .join('');
}

function readLines(text: string): string {
  return text
    .split('\n')
    .map((line) => readSigns(line.replace(/^> ?/, '')))
    .join('\n');
}

function readSigns(line: string): string {
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at] as (typeof PAIRED)[number];
    if (!PAIRED.includes(sign) || isWord(line[at - 1]) || isSpace(line[at + 1]) || isFence(line, at))
      continue;
    for (let end = line.indexOf(sign, at + 1); end !== -1; end = line.indexOf(sign, end + 1)) {
      if (end === at + 1 || isSpace(line[end - 1]) || isWord(line[end + 1])) continue;
      const inner = line.slice(at + 1, end);
      return line.slice(0, at) + (sign === '`' ? inner : readSigns(inner)) + readSigns(line.slice(end + 1));
    }
  }
  return line;
}

/** Three in a row that open no block stand for themselves. */
function isFence(line: string, at: number): boolean {
  return line[at] === '`' && (line[at + 1] === '`' || line[at - 1] === '`');
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
}

function isSpace(letter: string | undefined): boolean {
  return letter === undefined || /\s/.test(letter);
}

// A long text as pieces that can be found and shown by themselves: cut between paragraphs, else sentences, else words.
//   text → pieces of at most so many characters, in order; nothing is lost but the space between them
// Pure. As long as the model of meaning reads: 256 of its tokens.

export const PIECE_CHARACTERS = 900;

const BREAKS: readonly RegExp[] = [/\n{2,}/, /\n/, /(?<=[.!?…。！？؟])\s+|(?<=[。！？])/u, /\s+/];

export function cutText(text: string, maxCharacters: number = PIECE_CHARACTERS): readonly string[] {
  return pieces(text.trim(), maxCharacters, 0);
}

function pieces(text: string, max: number, level: number): readonly string[] {
  if (text.length <= max) return text === '' ? [] : [text];
  const separator = BREAKS[level];
  if (separator === undefined) return chopped(text, max);
  const joint = level === 0 ? '\n\n' : level === 1 ? '\n' : ' ';
  const cut: string[] = [];
  let piece = '';
  for (const part of text.split(separator).flatMap((one) => pieces(one.trim(), max, level + 1))) {
    if (piece !== '' && piece.length + joint.length + part.length > max) {
      cut.push(piece);
      piece = '';
    }
    piece = piece === '' ? part : `${piece}${joint}${part}`;
  }
  return piece === '' ? cut : [...cut, piece];
}

/** Never through a character that takes two places. */
function chopped(text: string, max: number): readonly string[] {
  const cut: string[] = [];
  let piece = '';
  for (const character of text) {
    if (piece.length + character.length > max) {
      cut.push(piece);
      piece = '';
    }
    piece += character;
  }
  return piece === '' ? cut : [...cut, piece];
}

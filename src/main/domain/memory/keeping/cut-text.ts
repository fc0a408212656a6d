// A long text as pieces that can be found and shown by themselves: cut between paragraphs, else lines, else sentences,
// else words.
//   text → pieces of at most so many characters, in order, each as it stands there; only the space between them is lost
// Pure. As long as the model of meaning reads: 256 of its tokens.

export const PIECE_CHARACTERS = 900;

/** What a cut goes before, the best first. */
const BREAKS: readonly RegExp[] = [/\n[^\S\n]*\n/g, /\n/g, /(?<=[.!?…؟])\s|(?<=[。！？])/gu, /\s/g];

/** `maxCharacters` of at least two: one character may take two places. */
export function cutText(text: string, maxCharacters: number = PIECE_CHARACTERS): readonly string[] {
  const cut: string[] = [];
  const end = text.trimEnd().length;
  let at = nextLetter(text, 0, end);
  while (end - at > maxCharacters) {
    const to = at + breakIn(text.slice(at, at + maxCharacters + 1), maxCharacters);
    const piece = text.slice(at, to).trimEnd();
    if (piece !== '') cut.push(piece);
    at = nextLetter(text, to, end);
  }
  return at < end ? [...cut, text.slice(at, end)] : cut;
}

/** Where the window is best cut; never through a character that takes two places. */
function breakIn(window: string, max: number): number {
  // Space before the first word, as before a line of code, is no place for a cut.
  const first = window.search(/\S/);
  for (const breaks of BREAKS) {
    const last = [...window.matchAll(breaks)].findLast(({ index }) => index > first);
    if (last !== undefined && last.index <= max) return last.index;
  }
  return /[\ud800-\udbff]/.test(window.charAt(max - 1)) ? max - 1 : max;
}

/** Behind the space: but a line keeps what it is indented by. */
function nextLetter(text: string, from: number, end: number): number {
  let at = from;
  let line = -1;
  while (at < end && /\s/.test(text.charAt(at))) {
    if (text.charAt(at) === '\n') line = at + 1;
    at += 1;
  }
  return line === -1 ? at : line;
}

/** On either side of a cut. */
const SEAM = 200;

/** Where each piece meets the next: what was cut apart there is one all the same, a name and its password. */
export function seamsOf(pieces: readonly string[]): readonly string[] {
  return pieces.slice(1).map((piece, at) => `${pieces[at]?.slice(-SEAM)}\n${piece.slice(0, SEAM)}`);
}

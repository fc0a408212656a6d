// Pieces of a terminal's text: what of a batch is new, and what is typed in parts that a call takes.
// Pure.

/** What main takes in one call; see contracts/terminals.ts. */
const MAX_PIECE = 20_000;

/** The part of a batch behind `shown`, the number of characters that stand there already. */
export function newText(batch: { readonly offset: number; readonly text: string }, shown: number): string {
  return batch.text.slice(Math.max(0, shown - batch.offset));
}

export function inPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += MAX_PIECE) pieces.push(text.slice(at, at + MAX_PIECE));
  return pieces;
}

// The lines of a difference as text (`+ `, `- `, else unchanged), each with its meaning. Pure; joined by line
// ends, the lines are the text.

export interface MarkedLine {
  /** Where it begins in the text. */
  readonly at: number;
  readonly kind: 'added' | 'removed' | 'same';
  readonly text: string;
  /** Said before it: the sign and the colour are only seen. */
  readonly word: string;
}

export function markedLines(text: string): MarkedLine[] {
  let at = 0;
  return text.split('\n').map((line) => {
    const here = { at, text: line, ...meaningOf(line) };
    at += line.length + 1;
    return here;
  });
}

function meaningOf(line: string): Pick<MarkedLine, 'kind' | 'word'> {
  if (line.startsWith('+')) return { kind: 'added', word: 'Added: ' };
  if (line.startsWith('-')) return { kind: 'removed', word: 'Removed: ' };
  return { kind: 'same', word: '' };
}

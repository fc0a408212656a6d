// Marked text → words without formatting: the address of a link stands behind its words.
//   runs → text
// Pure; knows no platform.
import type { Mark, Run } from './chunk.ts';
import { addressAfter } from './link-address.ts';

export function plainOf(runs: readonly Run[]): string {
  return runs
    .map(({ text, marks }, index) => {
      const link = linkOf(marks);
      // Several runs of one link carry the same mark: its address comes once, behind the last.
      const isLast = link !== undefined && linkOf(runs[index + 1]?.marks ?? []) !== link;
      return isLast ? text + addressAfter(wordsOf(runs, link), link.href) : text;
    })
    .join('');
}

function linkOf(marks: readonly Mark[]): Extract<Mark, { kind: 'link' }> | undefined {
  return marks.find((mark) => mark.kind === 'link');
}

/** The words that carry one mark. */
export function wordsOf(runs: readonly Run[], mark: Mark): string {
  return runs
    .filter(({ marks }) => marks.includes(mark))
    .map(({ text }) => text)
    .join('');
}

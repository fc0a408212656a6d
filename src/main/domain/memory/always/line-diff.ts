// Two texts as a diff by lines, the way a question shows it. Pure.
import { diffLines } from '../../../../contracts/diff-lines.ts';

const SIGNS = { same: '  ', removed: '- ', added: '+ ' } as const;

/** Every line, with "- ", "+ " or two spaces before it. */
export function diffOf(before: string, after: string): string {
  return diffLines(before, after)
    .map(({ kind, text }) => `${SIGNS[kind]}${text}`)
    .join('\n');
}

// What the question about dropped files says: each of them, whole, as it is. Pure.
// May not know who asks. What cannot be shown so is not asked about.
import { basename, dirname } from 'node:path';
import { revealedText } from '../../contracts/revealed.ts';

/** More lines, or longer ones, would push the buttons off a small screen. */
const MOST_DROPPED = 12;
const LONGEST_PATH = 400;

/** Why the question cannot show all of them, as a sentence; null when it can. */
export function whyNotShown(paths: readonly string[]): string | null {
  if (paths.length > MOST_DROPPED)
    return `These are ${paths.length.toLocaleString('en')} at once. Drop at most ${MOST_DROPPED}, so that you can be shown each; or drop the folder they are in, or choose them on the Documents page.`;
  if (paths.some((path) => path.length > LONGEST_PATH))
    return 'The path of one of these is too long to be shown whole. Choose it on the Documents page instead.';
  return null;
}

/** One line each: the name, and the folder it is in. */
export function droppedLines(paths: readonly string[]): readonly string[] {
  // SECURITY: a name may hold line ends and signs that turn or hide text; one could show itself as another file.
  return paths.map((path) => `${plain(basename(path))}   (${plain(dirname(path))})`);
}

function plain(text: string): string {
  return revealedText(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

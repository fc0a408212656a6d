// Marked text → HTML in balanced tags, and that HTML back to its words. Which tags, the platform says.
//   runs → escaped text in balanced tags
// Pure; knows no platform.
import type { Mark, Run } from './chunk.ts';

export interface Tags {
  readonly start: (mark: Mark) => string;
  readonly end: (mark: Mark) => string;
  /** How words are laid out that are escaped already. */
  readonly words?: (text: string, marks: readonly Mark[]) => string;
}

export function htmlOf(runs: readonly Run[], tags: Tags): string {
  let html = '';
  let open: readonly Mark[] = [];
  const turnTo = (marks: readonly Mark[]): void => {
    const same = shared(open, marks);
    html += open.slice(same).reverse().map(tags.end).join('') + marks.slice(same).map(tags.start).join('');
    open = marks;
  };
  for (const { text, marks } of runs) {
    if (text === '') continue;
    turnTo(marks);
    html += tags.words?.(escaped(text), marks) ?? escaped(text);
  }
  turnTo([]);
  return html;
}

/** The words of what `htmlOf` made. */
export function withoutTags(html: string): string {
  return html
    .replace(/<[^<>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&'); // last: it is part of every other one
}

// SECURITY: the model writes what people tell it to; without this it could open tags and links of its own making.
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function shared(one: readonly Mark[], other: readonly Mark[]): number {
  const index = one.findIndex((mark, at) => mark !== other[at]);
  return index === -1 ? one.length : index;
}

// Marked text → the HTML that Matrix clients show, and our own HTML back to plain words.
//   runs → escaped text in balanced tags
// The tags are a part of those that the client-server API names under "m.room.message msgtypes". Everything that is
// not ours is escaped. White space is significant only within <pre>, so that line breaks are tags elsewhere. Pure.
import type { Mark, Run } from '../../markup/chunk.ts';

export function toHtml(runs: readonly Run[]): string {
  let html = '';
  let open: readonly Mark[] = [];
  for (const run of runs) {
    if (run.text === '') continue;
    html += closing(open, run.marks) + opening(open, run.marks);
    const isPreformatted = run.marks.some(({ kind }) => kind === 'pre');
    html += isPreformatted ? escaped(run.text) : laidOut(escaped(run.text));
    open = run.marks;
  }
  return html + closing(open, []);
}

/** The words of what `toHtml` made: what is shown where no HTML is. Addresses of links stand behind their words. */
export function plainOf(html: string): string {
  return html
    .replaceAll('<br>', '\n')
    .replace(/<a href="([^"]*)">([^<]*)<\/a>/g, (_, href: string, words: string) =>
      href === words ? words : `${words} (${href})`,
    )
    .replace(/<[^<>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&'); // last: it is part of every other one
}

function laidOut(text: string): string {
  // Indents of lists would otherwise vanish.
  return text.replaceAll('\n', '<br>').replace(/ {2,}/g, (spaces) => '&nbsp;'.repeat(spaces.length));
}

function closing(open: readonly Mark[], wanted: readonly Mark[]): string {
  return open.slice(shared(open, wanted)).reverse().map(endTag).join('');
}

function opening(open: readonly Mark[], wanted: readonly Mark[]): string {
  return wanted.slice(shared(open, wanted)).map(startTag).join('');
}

function shared(one: readonly Mark[], other: readonly Mark[]): number {
  const index = one.findIndex((mark, at) => mark !== other[at]);
  return index === -1 ? one.length : index;
}

const TAGS = { bold: 'strong', italic: 'em', strike: 'del', quote: 'blockquote', code: 'code' } as const;

function startTag(mark: Mark): string {
  if (mark.kind === 'link') return `<a href="${escaped(mark.href)}">`;
  if (mark.kind !== 'pre') return `<${TAGS[mark.kind]}>`;
  const language = mark.language === null ? '' : ` class="language-${escaped(mark.language)}"`;
  return `<pre><code${language}>`;
}

function endTag(mark: Mark): string {
  if (mark.kind === 'link') return '</a>';
  return mark.kind === 'pre' ? '</code></pre>' : `</${TAGS[mark.kind]}>`;
}

// SECURITY: the model writes what people tell it to; without this it could open tags and links of its own making.
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

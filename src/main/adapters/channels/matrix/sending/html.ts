// Marked text → the HTML that Matrix clients show, and our own HTML back to plain words.
//   runs → escaped text in balanced tags
// The tags are a part of those that the client-server API names under "m.room.message msgtypes". Everything that is
// not ours is escaped. White space is significant only within <pre>, so that line breaks are tags elsewhere. Pure.
import type { Mark, Run } from '../../markup/chunk.ts';
import { escaped, htmlOf, withoutTags } from '../../markup/html.ts';

export function toHtml(runs: readonly Run[]): string {
  return htmlOf(runs, {
    start: startTag,
    end: endTag,
    words: (text, marks) => (marks.some(({ kind }) => kind === 'pre') ? text : laidOut(text)),
  });
}

/** The words of what `toHtml` made: what is shown where no HTML is. Addresses of links stand behind their words. */
export function plainOf(html: string): string {
  return withoutTags(
    html
      .replaceAll('<br>', '\n')
      .replace(/<a href="([^"]*)">([^<]*)<\/a>/g, (_, href: string, words: string) =>
        href === words ? words : `${words} (${href})`,
      )
      .replaceAll('&nbsp;', ' '),
  );
}

function laidOut(text: string): string {
  // Indents of lists would otherwise vanish.
  return text.replaceAll('\n', '<br>').replace(/ {2,}/g, (spaces) => '&nbsp;'.repeat(spaces.length));
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

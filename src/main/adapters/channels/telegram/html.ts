// Marked text → Telegram's HTML, and our own HTML back to plain text.
//   runs → escaped text in balanced tags
// The tags are those of the Bot API ("HTML style"). Everything that is not ours is escaped. Pure.
import type { Mark, Run } from '../markup/chunk.ts';
import { escaped, htmlOf, withoutTags } from '../markup/html.ts';

export function toHtml(runs: readonly Run[]): string {
  return htmlOf(runs, { start: startTag, end: endTag });
}

/** The words of what `toHtml` made, for when Telegram does not take the formatting. */
export const plainOf = withoutTags;

const TAGS = { bold: 'b', italic: 'i', strike: 's', quote: 'blockquote', code: 'code' } as const;

function startTag(mark: Mark): string {
  if (mark.kind === 'link') return `<a href="${escaped(mark.href)}">`;
  if (mark.kind !== 'pre') return `<${TAGS[mark.kind]}>`;
  return mark.language === null ? '<pre>' : `<pre><code class="language-${escaped(mark.language)}">`;
}

function endTag(mark: Mark): string {
  if (mark.kind === 'link') return '</a>';
  if (mark.kind !== 'pre') return `</${TAGS[mark.kind]}>`;
  return mark.language === null ? '</pre>' : '</code></pre>';
}

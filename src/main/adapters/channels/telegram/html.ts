// Marked text → Telegram's HTML, and our own HTML back to plain text.
//   runs → escaped text in balanced tags
// The tags are those of the Bot API ("HTML style"). Everything that is not ours is escaped. Pure.
import type { Mark, Run } from '../markup/chunk.ts';

export function toHtml(runs: readonly Run[]): string {
  let html = '';
  let open: readonly Mark[] = [];
  for (const run of runs) {
    if (run.text === '') continue;
    html += closing(open, run.marks) + opening(open, run.marks) + escaped(run.text);
    open = run.marks;
  }
  return html + closing(open, []);
}

/** The words of what `toHtml` made, for when Telegram does not take the formatting. */
export function plainOf(html: string): string {
  return html
    .replace(/<[^<>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&'); // last: it is part of every other one
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

function startTag(mark: Mark): string {
  switch (mark.kind) {
    case 'bold':
      return '<b>';
    case 'italic':
      return '<i>';
    case 'strike':
      return '<s>';
    case 'quote':
      return '<blockquote>';
    case 'code':
      return '<code>';
    case 'pre':
      return mark.language === null ? '<pre>' : `<pre><code class="language-${escaped(mark.language)}">`;
    case 'link':
      return `<a href="${escaped(mark.href)}">`;
  }
}

function endTag(mark: Mark): string {
  switch (mark.kind) {
    case 'bold':
      return '</b>';
    case 'italic':
      return '</i>';
    case 'strike':
      return '</s>';
    case 'quote':
      return '</blockquote>';
    case 'code':
      return '</code>';
    case 'pre':
      return mark.language === null ? '</pre>' : '</code></pre>';
    case 'link':
      return '</a>';
  }
}

// SECURITY: the model writes what people tell it to; without this it could open tags and links of its own making.
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

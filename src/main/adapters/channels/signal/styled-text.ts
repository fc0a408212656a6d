// Marked text → a body in simple tags, and that body → the text and style ranges that Signal takes.
//   runs → body (kept until it is sent) → text, `start:length:STYLE`
// Ranges count UTF-16 units (signal-cli(1), send --text-style). The text itself is never markup on Signal, so nothing in
// it needs an escape there; the escapes here only tell our own tags from the words. Pure.
import type { Mark, Run } from '../markup/chunk.ts';
import { addressAfter } from '../markup/link-address.ts';
import { wordsOf } from '../markup/plain.ts';

export interface StyledText {
  readonly text: string;
  readonly styles: readonly string[];
}

const TAGS = { bold: 'b', italic: 'i', strike: 's', code: 'c', pre: 'c' } as const;
const STYLES: Readonly<Record<string, string>> = {
  b: 'BOLD',
  i: 'ITALIC',
  s: 'STRIKETHROUGH',
  c: 'MONOSPACE',
};

/** Quotes and links have no style on Signal: they are words, put there by `spelledOut`. */
export function toBody(runs: readonly Run[]): string {
  return runs
    .map(({ text, marks }) => {
      const tags = [...new Set(marks.flatMap((mark) => tagOf(mark)))];
      const open = tags.map((tag) => `<${tag}>`).join('');
      const close = tags
        .toReversed()
        .map((tag) => `</${tag}>`)
        .join('');
      return open + text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') + close;
    })
    .join('');
}

function tagOf(mark: Mark): readonly string[] {
  return mark.kind === 'quote' || mark.kind === 'link' ? [] : [TAGS[mark.kind]];
}

export function fromBody(body: string): StyledText {
  let text = '';
  const open = new Map<string, number>();
  const ranges: { readonly start: number; end: number; readonly style: string }[] = [];
  for (const [, slash, tag, words] of body.matchAll(/<(\/?)([bisc])>|([^<]+|<)/g)) {
    if (tag === undefined) {
      text += (words ?? '').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
      continue;
    }
    const style = STYLES[tag] ?? '';
    if (slash === '') open.set(style, text.length);
    else {
      const start = open.get(style) ?? text.length;
      // Neighbours of one style are one range.
      const before = ranges.findLast((range) => range.style === style);
      if (before !== undefined && before.end === start) before.end = text.length;
      else if (text.length > start) ranges.push({ start, end: text.length, style });
    }
  }
  return { text, styles: ranges.map(({ start, end, style }) => `${start}:${end - start}:${style}`) };
}

/** The address of a link behind its words, and `> ` before each line of a quote. */
export function spelledOut(runs: readonly Run[]): readonly Run[] {
  const spelled: Run[] = [];
  let inQuote = false;
  runs.forEach((run, index) => {
    const quoted = run.marks.some(({ kind }) => kind === 'quote');
    const text = quoted ? run.text.replaceAll('\n', '\n> ') : run.text;
    if (quoted && !inQuote) spelled.push({ text: '> ', marks: [] });
    inQuote = quoted;
    spelled.push({ text, marks: run.marks });
    const link = run.marks.find((mark) => mark.kind === 'link');
    if (link?.kind !== 'link' || runs[index + 1]?.marks.includes(link) === true) return;
    const address = addressAfter(wordsOf(runs, link), link.href);
    if (address !== '') spelled.push({ text: address, marks: [] });
  });
  return spelled;
}

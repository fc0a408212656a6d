// Marked text → the signs by which WhatsApp formats: *bold*, _italic_, ~strike~, `code`, ```block```, > quote.
//   runs → text
// WhatsApp has no way to write such a sign for itself. A mark is set only where WhatsApp shows it as one; everywhere
// else the words stay without it, so that no sign is seen that nobody wrote. Pure.
// Source: WhatsApp Help Center, "How to format your messages".
import type { Mark, Run } from '../markup/chunk.ts';
import { addressAfter } from '../markup/link-address.ts';

const FENCE = '```';
const SIGNS = { bold: '*', italic: '_', strike: '~' } as const;

/** The sign of a mark works between what is no letter, no digit and no sign itself. */
const JOINS = /[\p{L}\p{N}*_~`]/u;

export function toWhatsApp(runs: readonly Run[]): string {
  let text = '';
  let quote: Mark | undefined;
  let quoteFrom = 0;
  let link: (Mark & { kind: 'link' }) | undefined;
  let linkFrom = 0;

  const endLink = (): void => {
    if (link !== undefined) text += addressAfter(text.slice(linkFrom), link.href);
    link = undefined;
  };
  const endQuote = (): void => {
    if (quote !== undefined)
      text = text.slice(0, quoteFrom) + quotedLines(text.slice(quoteFrom), text[quoteFrom - 1]);
    quote = undefined;
  };

  // A fence that somebody wrote for itself would pair with one of ours.
  const hasFence = runs.some(({ text: words }) => words.includes(FENCE));
  for (const [index, run] of runs.entries()) {
    const nextLink = run.marks.find((mark) => mark.kind === 'link');
    if (nextLink !== link) {
      endLink();
      [link, linkFrom] = [nextLink, text.length];
    }
    const nextQuote = run.marks.find((mark) => mark.kind === 'quote');
    if (nextQuote !== quote) {
      endQuote();
      [quote, quoteFrom] = [nextQuote, text.length];
    }
    const isBlock = run.marks.some(({ kind }) => kind === 'pre');
    if (isBlock) text += hasFence || run.text.trim() === '' ? run.text : FENCE + run.text + FENCE;
    else text += marked(run, text.at(-1), runs[index + 1]?.text[0]);
  }
  endLink();
  endQuote();
  return text;
}

function marked({ text, marks }: Run, before: string | undefined, after: string | undefined): string {
  const has = (kind: Mark['kind']): boolean => marks.some((mark) => mark.kind === kind);
  if (has('code')) return /[`\n]/.test(text) || !stands(text, before, after) ? text : `\`${text}\``;
  const signs = (['bold', 'italic', 'strike'] as const).filter(has).map((kind) => SIGNS[kind]);
  if (signs.length === 0) return text;
  // No mark goes beyond a line.
  const lines = text.split('\n');
  return lines
    .map((line, at) => inSigns(line, signs, at === 0 ? before : '\n', at === lines.length - 1 ? after : '\n'))
    .join('\n');
}

function inSigns(
  line: string,
  signs: readonly string[],
  before: string | undefined,
  after: string | undefined,
): string {
  const inner = line.trim();
  const start = line.indexOf(inner);
  const [left, right] = [line.slice(0, start), line.slice(start + inner.length)];
  if (inner === '' || signs.some((sign) => inner.includes(sign))) return line;
  if (!stands(inner, left === '' ? before : ' ', right === '' ? after : ' ')) return line;
  return left + signs.join('') + inner + signs.toReversed().join('') + right;
}

function stands(inner: string, before: string | undefined, after: string | undefined): boolean {
  return inner.trim() === inner && inner !== '' && !JOINS.test(before ?? '') && !JOINS.test(after ?? '');
}

function quotedLines(text: string, before: string | undefined): string {
  const lines = text.split('\n');
  return lines
    .map((line, at) => (at === 0 && before !== undefined && before !== '\n' ? line : `> ${line}`.trimEnd()))
    .join('\n');
}

// Marked text → Discord's Markdown, with everything escaped that is not markup of ours.
//   runs → quoted or not → elements → escaped text in balanced marks
// What Discord reads as markup, and that a backslash before a sign takes it back:
// https://discord.com/developers/docs/reference#message-formatting and its help page on formatting. Pure.
import type { Mark, Run } from '../markup/chunk.ts';

const ZERO_WIDTH_SPACE = '\u200B';

export function toDiscord(runs: readonly Run[]): string {
  let whole = '';
  for (const { isQuote, runs: some } of stretchesOf(runs)) {
    const text = written(some, 0, true);
    const isApart = whole === '' || whole.endsWith('\n') || (!isQuote && text.startsWith('\n'));
    const gap = isApart ? '' : '\n';
    whole += gap + (isQuote ? `> ${text.replaceAll('\n', '\n> ')}` : text);
  }
  return whole;
}

/** Text of which nothing is markup. @param startsLine whether it stands at the beginning of a line */
export function literal(text: string, startsLine = true): string {
  // SECURITY: the model writes what people tell it to; without this it could name a link after another site, hide text
  // in a spoiler, or show a mention.
  const escaped = text
    .replace(/[\\*_~`|<[\]@]/g, '\\$&')
    .replace(/:(?=[\w+-]+:)/g, '\\:') // would become an emoji
    .replace(/(\n *)([>#+-])/g, '$1\\$2')
    .replace(/(\n *\d+)\./g, '$1\\.');
  return startsLine ? escaped.replace(/^( *)([>#+-])/, '$1\\$2').replace(/^( *\d+)\./, '$1\\.') : escaped;
}

/** As a block in which nothing is markup. */
export function fenced(text: string, language: string | null = null): string {
  // A fence cannot be written within a fence; what is put between its signs is not seen.
  return `\`\`\`${language ?? ''}\n${text.replaceAll('``', `\`${ZERO_WIDTH_SPACE}\``)}\n\`\`\``;
}

/** Quotes are marked line by line, so they are told apart before anything else. */
function stretchesOf(runs: readonly Run[]): readonly { isQuote: boolean; runs: Run[] }[] {
  const stretches: { isQuote: boolean; runs: Run[] }[] = [];
  for (const { text, marks } of runs) {
    if (text === '') continue;
    const isQuote = marks.some(({ kind }) => kind === 'quote');
    const run = { text, marks: marks.filter(({ kind }) => kind !== 'quote') };
    const last = stretches.at(-1);
    if (last?.isQuote === isQuote) last.runs.push(run);
    else stretches.push({ isQuote, runs: [run] });
  }
  return stretches;
}

/** @param depth how many marks from the outside are written already */
function written(runs: readonly Run[], depth: number, startsLine: boolean): string {
  let text = '';
  for (const element of elementsOf(runs, depth)) {
    const starts = text === '' ? startsLine : text.endsWith('\n');
    const mark = element[0]?.marks[depth];
    text +=
      mark === undefined ? literal(wordsOf(element), starts) : elementText(mark, element, depth + 1, starts);
  }
  return text;
}

/** Neighbours that carry the same mark at this depth. */
function elementsOf(runs: readonly Run[], depth: number): readonly (readonly Run[])[] {
  const elements: Run[][] = [];
  for (const run of runs) {
    const last = elements.at(-1);
    if (last?.[0] !== undefined && last[0].marks[depth] === run.marks[depth]) last.push(run);
    else elements.push([run]);
  }
  return elements;
}

function elementText(mark: Mark, runs: readonly Run[], depth: number, startsLine: boolean): string {
  switch (mark.kind) {
    case 'bold':
      return between('**', written(runs, depth, startsLine));
    case 'italic':
      // Stars beside the stars of bold would be read as something else; a low line works only around whole words.
      return between(hasBold(runs) ? '_' : '*', written(runs, depth, startsLine));
    case 'strike':
      return between('~~', written(runs, depth, startsLine));
    case 'code':
      return codeSpan(wordsOf(runs));
    case 'pre':
      return fenced(wordsOf(runs), mark.language);
    case 'link':
      return linkText(mark.href, runs, written(runs, depth, startsLine));
    case 'quote':
      return written(runs, depth, startsLine);
  }
}

/** Marks do not hold where white space follows the first or comes before the last. */
function between(sign: string, text: string): string {
  const words = text.trim();
  if (words === '') return text;
  const at = text.indexOf(words);
  return `${text.slice(0, at)}${sign}${words}${sign}${text.slice(at + words.length)}`;
}

function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const sign = '`'.repeat(longest + 1);
  const gap = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${sign}${gap}${text}${gap}${sign}`;
}

function linkText(href: string, runs: readonly Run[], label: string): string {
  // In angle brackets: no preview, and no bracket in the address ends it.
  const address = href.replace(/[\s<>\\]/g, (sign) => encodeURIComponent(sign));
  const words = wordsOf(runs);
  if (words === href) return /^https?:/i.test(href) ? `<${address}>` : label;
  // SECURITY: words that look like an address of their own would name another place than the one they lead to.
  const isMisleading = /:\/\/|^www\./i.test(words);
  if (isMisleading || !/^https?:/i.test(href)) return `${label} (${literal(href, false)})`;
  return `[${label}](<${address}>)`;
}

function hasBold(runs: readonly Run[]): boolean {
  return runs.some(({ marks }) => marks.some(({ kind }) => kind === 'bold'));
}

function wordsOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

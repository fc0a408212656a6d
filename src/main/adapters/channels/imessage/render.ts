// Markdown → plain words: a script can give Messages nothing else.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words. An address behind a link stands beside its words, so that people see where it
// leads. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns, type Mark, type Run } from '../markup/chunk.ts';
import { replyRuns } from '../markup/reply-runs.ts';
import { wellFormed } from '../well-formed.ts';

/** Ours, in UTF-16 units: Apple names none. Long enough for an answer, short enough to be read in a bubble. */
export const MAX_UNITS = 4_000;
/** Ours: addresses of links and signs of quotes make a part longer than its words, but not without end. */
const MAX_WITH_LINKS = 4_000;

/** @returns no parts for text without anything to see */
export function renderForMessages(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(replyRuns(plainWords(markdown)), {
    maxVisible: MAX_UNITS,
    maxMarkup: MAX_WITH_LINKS,
    markupOf: toWords,
  });
  return chunks.map((runs) => ({ body: toWords(runs), format: 'plain' }));
}

/** What is given to a script: whole characters, and no zero byte, which ends an argument. */
export function plainWords(text: string): string {
  return wellFormed(text).replaceAll('\0', '');
}

function toWords(runs: readonly Run[]): string {
  let words = '';
  let link: { readonly mark: Mark; readonly href: string; said: string } | null = null;
  let quoted = false;
  const endLink = (): void => {
    if (link !== null && !isSame(link.said, link.href)) words += ` (${link.href})`;
    link = null;
  };
  for (const run of runs) {
    const mark = run.marks.find(({ kind }) => kind === 'link');
    if (link !== null && mark !== link.mark) endLink();
    if (mark?.kind === 'link') link ??= { mark, href: mark.href, said: '' };
    const isQuote = run.marks.some(({ kind }) => kind === 'quote');
    const text = isQuote ? run.text.replaceAll('\n', '\n> ') : run.text;
    words += isQuote && !quoted ? `> ${text}` : text;
    if (link !== null) link.said += run.text;
    quoted = isQuote;
  }
  endLink();
  return words;
}

/** `example.com` for `http://example.com` is what the parser itself makes of plain words. */
function isSame(said: string, href: string): boolean {
  return said === href || `http://${said}` === href || `mailto:${said}` === href;
}

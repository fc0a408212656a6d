// Markdown → the words of mails, with simple formatting.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words: what cannot be formatted goes out as plain text. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns, type Run } from '../markup/chunk.ts';
import { runsOf } from '../markup/markdown-runs.ts';
import { segmentsOf } from '../markup/segments.ts';
import { toHtml } from '../telegram/html.ts';
import { wellFormed } from '../well-formed.ts';

/** Ours: a mail has no limit, but one that is longer is cut off or hidden by some programs (Gmail: 102 kB). */
export const MAX_UNITS = 50_000;
const MAX_HTML_UNITS = 100_000;

/** @returns no parts for text without anything to see */
export function renderForMail(markdown: string): readonly OutboundPart[] {
  const text = wellFormed(markdown).replace(/\r\n?/g, '\n');
  const runs = segmentsOf(text).flatMap(({ text: segment, formatted }, index) => {
    const gap: Run[] = index === 0 ? [] : [{ text: '\n\n', marks: [] }];
    return [...gap, ...(formatted ? formattedRuns(segment) : plainRuns(segment))];
  });
  const limits = { maxVisible: MAX_UNITS, maxMarkup: MAX_HTML_UNITS, markupOf: toHtml };
  return chunkRuns(runs, limits).map((chunk) => ({ body: toHtml(chunk), format: 'html' }));
}

function formattedRuns(segment: string): readonly Run[] {
  try {
    return runsOf(segment);
  } catch {
    return plainRuns(segment); // nested deeper than the parser or we can follow
  }
}

function plainRuns(segment: string): readonly Run[] {
  return [{ text: segment, marks: [] }];
}

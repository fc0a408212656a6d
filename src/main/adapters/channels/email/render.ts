// Markdown → the words of mails, with simple formatting.
//   markdown → runs → chunks → parts
// Never throws and never loses words. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns } from '../markup/chunk.ts';
import { replyRuns } from '../markup/reply-runs.ts';
import { toHtml } from '../telegram/html.ts';

/** Ours: a mail has no limit, but one that is longer is cut off or hidden by some programs (Gmail: 102 kB). */
const MAX_UNITS = 50_000;
const MAX_HTML_UNITS = 100_000;

/** @returns no parts for text without anything to see */
export function renderForMail(markdown: string): readonly OutboundPart[] {
  const limits = { maxVisible: MAX_UNITS, maxMarkup: MAX_HTML_UNITS, markupOf: toHtml };
  return chunkRuns(replyRuns(markdown), limits).map((chunk) => ({ body: toHtml(chunk), format: 'html' }));
}

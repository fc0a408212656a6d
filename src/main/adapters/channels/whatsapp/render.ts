// Markdown → WhatsApp's own marks in parts that WhatsApp accepts.
//   markdown → runs → chunks → parts
// Never throws and never loses words. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns } from '../markup/chunk.ts';
import { replyRuns } from '../markup/reply-runs.ts';
import { toWhatsApp } from './formatting.ts';

/** WhatsApp's limit on the body of a text message, marks included ("Text messages"). */
const MAX_BODY_UNITS = 4_096;
/** Room for marks, so that a long text with some of them is not cut in half. */
const MAX_VISIBLE_UNITS = 3_900;

/** @returns no parts for text without anything to see */
export function renderForWhatsApp(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(replyRuns(markdown), {
    maxVisible: MAX_VISIBLE_UNITS,
    maxMarkup: MAX_BODY_UNITS,
    markupOf: toWhatsApp,
  });
  return chunks.map((runs) => ({ body: toWhatsApp(runs), format: 'plain' }));
}

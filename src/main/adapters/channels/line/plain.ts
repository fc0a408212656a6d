// Markdown → plain text in parts that LINE accepts: LINE shows no formatting.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words; the address of a link stands behind its words. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns } from '../markup/chunk.ts';
import { plainOf } from '../markup/plain.ts';
import { replyRuns } from '../markup/reply-runs.ts';

/** LINE's limit on a text message, in UTF-16 units (Messaging API reference, "Text message"). */
export const MAX_UNITS = 5_000;

/** @returns no parts for text without anything to see */
export function renderForLine(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(replyRuns(markdown), {
    maxVisible: MAX_UNITS,
    maxMarkup: MAX_UNITS,
    markupOf: plainOf,
  });
  return chunks.map((runs) => ({ body: plainOf(runs), format: 'plain' }));
}

// Markdown → plain text in parts that Twilio accepts.
//   markdown → runs → chunks → parts
// SMS has no formatting, and signs for it would be read as signs: words only, links with their addresses behind them.
// Never throws and never loses words. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns } from '../markup/chunk.ts';
import { plainOf } from '../markup/plain.ts';
import { replyRuns } from '../markup/reply-runs.ts';

/** Twilio's limit on the body of a message (Messages resource, Body). */
export const MAX_BODY_UNITS = 1_600;
/** Room for the sentence that stands for a file. */
const MAX_TEXT_UNITS = 1_440;

/** @returns no parts for text without anything to see */
export function renderForTwilio(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(replyRuns(markdown), {
    maxVisible: MAX_TEXT_UNITS,
    maxMarkup: MAX_TEXT_UNITS,
    markupOf: plainOf,
  });
  return chunks.map((runs) => ({ body: plainOf(runs), format: 'plain' }));
}

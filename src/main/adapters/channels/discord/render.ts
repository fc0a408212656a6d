// Markdown → Discord's Markdown in parts that Discord accepts.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words: what cannot be formatted goes out as plain text. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns } from '../markup/chunk.ts';
import { replyRuns } from '../markup/reply-runs.ts';
import { toDiscord } from './markdown.ts';

/** Discord's limit on the content of a message, its markup included (Message, "Create message"). */
export const MAX_UNITS = 2_000;

/** @returns no parts for text without anything to see */
export function renderForDiscord(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(replyRuns(markdown), {
    maxVisible: MAX_UNITS,
    maxMarkup: MAX_UNITS,
    markupOf: toDiscord,
  });
  return chunks.map((runs) => ({ body: toDiscord(runs), format: 'html' }));
}

// Markdown → rich text in parts that Slack accepts.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words: what cannot be formatted goes out as plain text. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns } from '../markup/chunk.ts';
import { replyRuns } from '../markup/reply-runs.ts';
import { toBody } from './rich-text.ts';

/**
 * What Slack advises for the text of one message, in characters; it cuts at 40,000 (docs.slack.dev: chat.postMessage,
 * "Truncating content"). Counted here in UTF-16 units, which are never fewer.
 */
export const MAX_VISIBLE_UNITS = 4_000;
/**
 * Ours, for the JSON of the block. Not documented by Slack: people report `msg_blocks_too_long` from about 13,000
 * characters on (slackapi/bolt-js issue 2509).
 */
const MAX_BODY_UNITS = 12_000;

/** @returns no parts for text without anything to see */
export function renderForSlack(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(replyRuns(markdown), {
    maxVisible: MAX_VISIBLE_UNITS,
    maxMarkup: MAX_BODY_UNITS,
    markupOf: toBody,
  });
  return chunks.map((runs) => ({ body: toBody(runs), format: 'html' }));
}

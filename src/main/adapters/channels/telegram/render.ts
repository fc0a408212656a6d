// Markdown → Telegram HTML in parts that Telegram accepts.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words: what cannot be formatted goes out as plain text. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns } from '../markup/chunk.ts';
import { replyRuns } from '../markup/reply-runs.ts';
import { toHtml } from './html.ts';

/** Telegram's limit on a message, in UTF-16 units after its markup was read (Bot API, sendMessage). */
const MAX_VISIBLE_UNITS = 4_096;
/** Ours: markup and escapes may make a part longer than what is seen of it, but not without end. */
const MAX_HTML_UNITS = 16_384;

/** @returns no parts for text without anything to see */
export function renderForTelegram(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(replyRuns(markdown), {
    maxVisible: MAX_VISIBLE_UNITS,
    maxMarkup: MAX_HTML_UNITS,
    markupOf: toHtml,
  });
  return chunks.map((runs) => ({ body: toHtml(runs), format: 'html' }));
}

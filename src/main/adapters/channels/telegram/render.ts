// Markdown → Telegram HTML in parts that Telegram accepts.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words: what cannot be formatted goes out as plain text. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns, type Run } from '../markup/chunk.ts';
import { runsOf } from '../markup/markdown-runs.ts';
import { segmentsOf } from '../markup/segments.ts';
import { wellFormed } from '../well-formed.ts';
import { toHtml } from './html.ts';

/** Telegram's limit on a message, in UTF-16 units after its markup was read (Bot API, sendMessage). */
const MAX_VISIBLE_UNITS = 4_096;
/** Ours: markup and escapes may make a part longer than what is seen of it, but not without end. */
const MAX_HTML_UNITS = 16_384;

/** @returns no parts for text without anything to see */
export function renderForTelegram(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(allRuns(markdown), {
    maxVisible: MAX_VISIBLE_UNITS,
    maxMarkup: MAX_HTML_UNITS,
    markupOf: toHtml,
  });
  return chunks.map((runs) => ({ body: toHtml(runs), format: 'html' }));
}

function allRuns(markdown: string): readonly Run[] {
  // Half characters would be refused as not UTF-8, carriage returns shown as they come.
  const text = wellFormed(markdown).replace(/\r\n?/g, '\n');
  return segmentsOf(text).flatMap(({ text: segment, formatted }, index) => {
    const gap: Run[] = index === 0 ? [] : [{ text: '\n\n', marks: [] }];
    return [...gap, ...(formatted ? formattedRuns(segment) : plainRuns(segment))];
  });
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

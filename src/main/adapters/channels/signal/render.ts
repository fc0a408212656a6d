// Markdown → parts that Signal shows whole.
//   markdown → runs → links and quotes spelled out → chunks → parts
// Never throws and never loses words. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns } from '../markup/chunk.ts';
import { replyRuns } from '../markup/reply-runs.ts';
import { spelledOut, toBody } from './styled-text.ts';

/** Signal has no limit that refuses, but longer text travels as an attached file of which apps show a beginning:
 *  2,000 UTF-16 units stay within the message itself (Signal's apps and signal-cli cut there). */
const MAX_UNITS = 2_000;
/** Ours: tags make a part longer than what is seen of it, but not without end. */
const MAX_BODY_UNITS = 16_384;

/** @returns no parts for text without anything to see */
export function renderForSignal(markdown: string): readonly OutboundPart[] {
  const limits = { maxVisible: MAX_UNITS, maxMarkup: MAX_BODY_UNITS, markupOf: toBody };
  return chunkRuns(spelledOut(replyRuns(markdown)), limits).map((chunk) => ({
    body: toBody(chunk),
    format: 'html',
  }));
}

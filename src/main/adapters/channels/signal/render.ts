// Markdown → parts that Signal shows whole.
//   markdown → segments → runs → links and quotes spelled out → chunks → parts
// Never throws and never loses words: what cannot be formatted goes out as plain text. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns, type Run } from '../markup/chunk.ts';
import { runsOf } from '../markup/markdown-runs.ts';
import { segmentsOf } from '../markup/segments.ts';
import { wellFormed } from '../well-formed.ts';
import { spelledOut, toBody } from './styled-text.ts';

/** Signal has no limit that refuses, but longer text travels as an attached file of which apps show a beginning:
 *  2,000 UTF-16 units stay within the message itself (Signal's apps and signal-cli cut there). */
export const MAX_UNITS = 2_000;
/** Ours: tags make a part longer than what is seen of it, but not without end. */
const MAX_BODY_UNITS = 16_384;

/** @returns no parts for text without anything to see */
export function renderForSignal(markdown: string): readonly OutboundPart[] {
  const text = wellFormed(markdown).replace(/\r\n?/g, '\n');
  const runs = segmentsOf(text).flatMap(({ text: segment, formatted }, index) => {
    const gap: Run[] = index === 0 ? [] : [{ text: '\n\n', marks: [] }];
    return [...gap, ...(formatted ? formattedRuns(segment) : plainRuns(segment))];
  });
  const limits = { maxVisible: MAX_UNITS, maxMarkup: MAX_BODY_UNITS, markupOf: toBody };
  return chunkRuns(runs, limits).map((chunk) => ({ body: toBody(chunk), format: 'html' }));
}

function formattedRuns(segment: string): readonly Run[] {
  try {
    return spelledOut(runsOf(segment));
  } catch {
    return plainRuns(segment); // nested deeper than the parser or we can follow
  }
}

function plainRuns(segment: string): readonly Run[] {
  return [{ text: segment, marks: [] }];
}

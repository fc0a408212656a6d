// Markdown → Discord's Markdown in parts that Discord accepts.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words: what cannot be formatted goes out as plain text. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns, type Run } from '../markup/chunk.ts';
import { runsOf } from '../markup/markdown-runs.ts';
import { segmentsOf } from '../markup/segments.ts';
import { wellFormed } from '../well-formed.ts';
import { toDiscord } from './markdown.ts';

/** Discord's limit on the content of a message, its markup included (Message, "Create message"). */
export const MAX_UNITS = 2_000;

/** @returns no parts for text without anything to see */
export function renderForDiscord(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(allRuns(markdown), {
    maxVisible: MAX_UNITS,
    maxMarkup: MAX_UNITS,
    markupOf: toDiscord,
  });
  return chunks.map((runs) => ({ body: toDiscord(runs), format: 'html' }));
}

function allRuns(markdown: string): readonly Run[] {
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

// The whole of a reply as marked text, whatever is in it.
//   markdown → segments → runs
// Never throws and never loses words: what cannot be formatted stays as it was written. Knows no platform.
import { wellFormed } from '../well-formed.ts';
import type { Run } from './chunk.ts';
import { runsOf } from './markdown-runs.ts';
import { segmentsOf } from './segments.ts';

export function replyRuns(markdown: string): readonly Run[] {
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

// Markdown → plain text in parts that LINE accepts: LINE shows no formatting.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words; the address of a link stands behind its words. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns, type Mark, type Run } from '../markup/chunk.ts';
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

function plainOf(runs: readonly Run[]): string {
  let text = '';
  let words = '';
  for (const [index, run] of runs.entries()) {
    text += run.text;
    const link = linkOf(run);
    if (link === null) continue;
    words += run.text;
    // Several runs of one link carry the same mark: its address comes once, behind the last.
    if (linkOf(runs[index + 1]) === link) continue;
    const shown = words.trim();
    if (shown !== link.href && `mailto:${shown}` !== link.href) text += ` (${link.href})`;
    words = '';
  }
  return text;
}

function linkOf(run: Run | undefined): Extract<Mark, { kind: 'link' }> | null {
  return run?.marks.find((mark) => mark.kind === 'link') ?? null;
}

// Markdown → parts that a homeserver accepts: Matrix HTML where there is formatting, plain words where there is none.
//   markdown → segments → runs → chunks → parts
// Never throws and never loses words: what cannot be formatted goes out as it was written. Pure.
import type { OutboundPart } from '../../../../domain/ports/channel.ts';
import { chunkRuns, type Run } from '../../markup/chunk.ts';
import { replyRuns } from '../../markup/reply-runs.ts';
import { plainOf, toHtml } from './html.ts';

/** Ours: more than this at once nobody reads in a chat. UTF-16 units. */
const MAX_VISIBLE_UNITS = 12_000;
/**
 * Bytes of the words twice, as HTML and as plain text, in JSON. An event may have 65,536 bytes with everything that
 * the homeserver adds to it (client-server API, "Size limits"): hashes, signatures and up to 20 earlier events.
 */
const MAX_PART_BYTES = 44_000;

/** @returns no parts for text without anything to see */
export function renderForMatrix(markdown: string): readonly OutboundPart[] {
  // A NUL is refused by the databases of homeservers.
  const chunks = chunkRuns(replyRuns(markdown.replaceAll('\0', '')), {
    maxVisible: MAX_VISIBLE_UNITS,
    maxMarkup: MAX_PART_BYTES,
    markupOf: (runs) => asManyUnitsAsBytes(partOf(runs)),
  });
  return chunks.map(partOf);
}

function partOf(runs: readonly Run[]): OutboundPart {
  const html = toHtml(runs);
  return runs.some(({ marks }) => marks.length > 0)
    ? { body: html, format: 'html' }
    : { body: runs.map(({ text }) => text).join(''), format: 'plain' };
}

/** The chunker measures the length of a text; here each of its units is one byte that will be sent. */
function asManyUnitsAsBytes({ body, format }: OutboundPart): string {
  const sent = format === 'html' ? [body, plainOf(body)] : [body];
  return Buffer.from(JSON.stringify(sent)).toString('latin1');
}

// Watches the blocks of a tar archive as they pass: where its end is, that there is one, and that nothing follows it.
// The library reads on behind the end, as others do not. Pure but for its place in the stream; knows no names.
import { ArchiveTrouble } from './archive-limits.ts';

const BLOCK_BYTES = 512;
/** Types of headers whose content describes the next entry; no archive needs more of it than this. */
const DESCRIBING = new Set(['x', 'g', 'L', 'K', 'N']);
const MAX_DESCRIBING_BYTES = 256 * 1024;

export async function* watchedBlocks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const header = Buffer.alloc(BLOCK_BYTES);
  let inHeader = 0;
  let skip = 0;
  let ended = false;

  for await (const piece of source) {
    for (let at = 0; at < piece.length; ) {
      if (skip > 0) {
        const step = Math.min(skip, piece.length - at);
        skip -= step;
        at += step;
        continue;
      }
      const step = Math.min(BLOCK_BYTES - inHeader, piece.length - at);
      header.set(piece.subarray(at, at + step), inHeader);
      inHeader += step;
      at += step;
      if (inHeader < BLOCK_BYTES) continue;
      inHeader = 0;
      const isEmpty = header.every((byte) => byte === 0);
      // SECURITY: another archive behind the end is unpacked by some readers and unseen by others.
      if (ended && !isEmpty) throw new ArchiveTrouble('Something is hidden behind the end of it.');
      ended = isEmpty;
      if (!isEmpty) skip = Math.ceil(sizeIn(header) / BLOCK_BYTES) * BLOCK_BYTES;
    }
    yield piece;
  }
  if (!ended || inHeader > 0 || skip > 0) throw new ArchiveTrouble('It is cut short or damaged.');
}

function sizeIn(header: Buffer): number {
  const field = header.subarray(124, 136);
  const text = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trimStart();
  // SECURITY: sizes in other notations are read differently by different readers; none is needed below eight gigabytes.
  if (!/^[0-7]{0,12}$/.test(text)) throw new ArchiveTrouble('It is cut short or damaged.');
  const size = text === '' ? 0 : Number.parseInt(text, 8);
  const type = String.fromCharCode(header[156] ?? 0);
  // SECURITY: descriptions are held in memory whole, before any limit on files is asked.
  if (DESCRIBING.has(type) && size > MAX_DESCRIBING_BYTES)
    throw new ArchiveTrouble('A name in it is too long.');
  // A link or a folder has no content, whatever it says; what it says is refused where entries are read.
  return size;
}

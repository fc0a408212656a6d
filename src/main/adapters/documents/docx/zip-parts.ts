// The few files of a zip that a reader asks for, unpacked piece by piece and counted as they come.
//   bytes → directory → name → pieces of text
// Knows no format inside; writes nothing.
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';

export interface ZipParts {
  has(name: string): boolean;
  /** Decoded. Throws `ZipTrouble` when more is unpacked than may be, of all parts together. */
  text(name: string): AsyncGenerator<string>;
  close(): void;
}

/** What is wrong with the zip, as a sentence for the owner. */
export class ZipTrouble extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ZipTrouble';
  }
}

const MAX_ENTRIES = 20_000;
const MAX_NAME_BYTES = 1_000;
const MEGABYTE = 1024 * 1024;

export async function openZip(bytes: Uint8Array, maxUnpackedBytes: number): Promise<ZipParts> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const zip = await fromBufferPromise(buffer, { lazyEntries: true, autoClose: false });
  const entries = await entriesOf(zip);
  let left = maxUnpackedBytes;
  return {
    has: (name) => entries.has(name),
    async *text(name) {
      const entry = entries.get(name);
      if (entry === undefined) return;
      if (entry.isEncrypted()) throw new ZipTrouble('It is protected by a password.');
      let decoder: InstanceType<typeof TextDecoder> | null = null;
      for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        left -= piece.byteLength;
        // SECURITY: a few kilobytes can unpack to gigabytes; counted as they come, whatever the zip says of its sizes.
        if (left < 0)
          throw new ZipTrouble(
            `It unpacks to more than ${Math.floor(maxUnpackedBytes / MEGABYTE)} MB, the most that is taken.`,
          );
        decoder ??= new TextDecoder(scriptOf(piece));
        yield decoder.decode(piece, { stream: true });
      }
    },
    close: () => zip.close(),
  };
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    count += 1;
    if (count > MAX_ENTRIES)
      throw new ZipTrouble(`It holds more than ${MAX_ENTRIES.toLocaleString('en-US')} parts.`);
    const name = entry.fileName;
    if (name.length <= MAX_NAME_BYTES && !entries.has(name)) entries.set(name, entry);
  }
  return entries;
}

/** XML is UTF-8 unless it begins with the mark of UTF-16. */
function scriptOf(first: Buffer): string {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  return first[0] === 0xfe && first[1] === 0xff ? 'utf-16be' : 'utf-8';
}

// Entries of a zip archive. The layout is held to be plain: the files one after another from the first byte, then the
// directory, then its end, with nothing before, between, behind or over each other, and both descriptions of each file
// the same. What two readers could read differently is refused.
//   bytes → end record → directory (yauzl) → layout → entries, each with its checksum
import { crc32 } from 'node:zlib';
import type { Entry, LocalFileHeader, ZipFile } from 'yauzl';
import { ArchiveTrouble } from './archive-limits.ts';
import type { RawEntry } from './raw-entry.ts';

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_LOCATOR_BYTES = 20;
const STORED = 0;
const DEFLATED = 8;
const MAX_DESCRIPTOR_BYTES = 24;

export async function* zipEntries(given: Uint8Array): AsyncGenerator<RawEntry> {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const end = endRecord(bytes);
  const { fromBufferPromise } = await import('yauzl');
  const zip = await fromBufferPromise(bytes, {
    lazyEntries: true,
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: true,
  }).catch(damaged);
  try {
    const entries = await layout(zip, end);
    for (const { entry, name } of entries) {
      yield { name, kind: kindOf(entry, name), content: contentOf(zip, entry) };
    }
  } finally {
    zip.close();
  }
}

interface EndRecord {
  readonly directoryStart: number;
  readonly directoryEnd: number;
}

function endRecord(bytes: Buffer): EndRecord {
  // From the end on: the first record whose comment reaches exactly to the end is the one.
  const last = bytes.length - END_RECORD_BYTES;
  for (let at = last; at >= Math.max(0, last - 0xffff); at -= 1) {
    if (bytes.readUInt32LE(at) !== END_RECORD) continue;
    // SECURITY: bytes behind the archive, or a second end hidden in its comment, are read differently by others.
    if (at + END_RECORD_BYTES + bytes.readUInt16LE(at + 20) !== bytes.length)
      throw new ArchiveTrouble('Something is hidden behind the end of it.');
    if (at >= ZIP64_LOCATOR_BYTES && bytes.readUInt32LE(at - ZIP64_LOCATOR_BYTES) === ZIP64_LOCATOR)
      throw new ArchiveTrouble('It uses the format for very large archives, which is not read here.');
    if (bytes.readUInt16LE(at + 4) !== 0 || bytes.readUInt16LE(at + 6) !== 0)
      throw new ArchiveTrouble('It is only one part of several.');
    const directoryStart = bytes.readUInt32LE(at + 16);
    // SECURITY: a directory that is not where it is said to be is how two lists are kept in one archive.
    if (
      directoryStart + bytes.readUInt32LE(at + 12) !== at ||
      bytes.readUInt16LE(at + 8) !== bytes.readUInt16LE(at + 10)
    )
      throw new ArchiveTrouble('Its list of files is not where it says.');
    return { directoryStart, directoryEnd: at };
  }
  throw new ArchiveTrouble('It is cut short or damaged.');
}

async function layout(zip: ZipFile, end: EndRecord): Promise<readonly { entry: Entry; name: string }[]> {
  const entries: { entry: Entry; name: string }[] = [];
  const spans: { from: number; dataEnd: number; descriptor: boolean }[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      // SECURITY: what cannot be opened is said before anything is.
      if (entry.isEncrypted() || (entry.generalPurposeBitFlag & 0x2041) !== 0)
        throw new ArchiveTrouble('It is encrypted. Unpack it yourself with its password.');
      if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
        throw new ArchiveTrouble('It is packed in a way that is not read here.');
      const header = await zip.readLocalFileHeaderPromise(entry);
      const name = sameInBoth(entry, header);
      const from = entry.relativeOffsetOfLocalHeader;
      const descriptor = (entry.generalPurposeBitFlag & 0x8) !== 0;
      spans.push({ from, dataEnd: header.fileDataStart + entry.compressedSize, descriptor });
      entries.push({ entry, name });
    }
  } catch (error) {
    return damaged(error);
  }
  // SECURITY: a directory that says fewer entries than it holds hides the rest from us.
  if (Number(zip.readEntryCursor) !== end.directoryEnd)
    throw new ArchiveTrouble('Its list of files is longer than it says.');
  inOrder(spans, end.directoryStart);
  return entries;
}

/** The name, when the directory and the file's own header say the same of it. */
function sameInBoth(entry: Entry, header: LocalFileHeader): string {
  const raw = entry.fileNameRaw;
  const hasDescriptor = (header.generalPurposeBitFlag & 0x8) !== 0;
  const sizes = [header.compressedSize, header.uncompressedSize, header.crc32];
  const said = [entry.compressedSize, entry.uncompressedSize, entry.crc32];
  // SECURITY: another reader believes the other description; then what was checked is not what is unpacked.
  if (
    !header.fileName.equals(raw) ||
    header.compressionMethod !== entry.compressionMethod ||
    header.generalPurposeBitFlag !== entry.generalPurposeBitFlag ||
    !(hasDescriptor || sizes.every((size, at) => size === said[at] || (at < 2 && size === 0xffffffff)))
  )
    throw new ArchiveTrouble('It says two different things of the same file.');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new ArchiveTrouble('A name in it is in an old script that cannot be read for certain.');
  }
}

/** One after another, from the first byte to the directory. */
function inOrder(
  spans: { from: number; dataEnd: number; descriptor: boolean }[],
  directoryStart: number,
): void {
  spans.sort((a, b) => a.from - b.from);
  const starts = [...spans.map(({ from }) => from).slice(1), directoryStart];
  // SECURITY: bytes before the first file make it another format to another reader.
  if ((spans[0]?.from ?? directoryStart) !== 0)
    throw new ArchiveTrouble('Something stands before the first file in it.');
  for (const [at, { dataEnd, descriptor }] of spans.entries()) {
    const gap = (starts[at] ?? 0) - dataEnd;
    // SECURITY: files over each other are how a few bytes unpack to terabytes.
    if (gap < 0) throw new ArchiveTrouble('Files in it lie over each other.');
    // SECURITY: what lies between the files is seen by nobody here, and by others.
    if (gap > (descriptor ? MAX_DESCRIPTOR_BYTES : 0))
      throw new ArchiveTrouble('Something is hidden between its files.');
  }
}

function kindOf(entry: Entry, name: string): RawEntry['kind'] {
  const mode = (entry.externalFileAttributes >>> 16) & 0xffff;
  const type = mode & 0o170000;
  const isFolder = name.endsWith('/');
  // SECURITY: a link leads elsewhere, whatever its name says.
  if (type === 0o120000) throw new ArchiveTrouble('It holds a link, and links are not unpacked.');
  // SECURITY: devices, pipes and sockets are no files.
  if (type !== 0 && type !== 0o100000 && type !== 0o040000)
    throw new ArchiveTrouble('It holds something that is neither a file nor a folder.');
  // SECURITY: a program that runs as another user is not brought in, even where its mode would not be kept.
  if ((mode & 0o6000) !== 0) throw new ArchiveTrouble('It holds a program that would run as another user.');
  if (isFolder && (entry.uncompressedSize !== 0 || type === 0o100000))
    throw new ArchiveTrouble('It says two different things of the same file.');
  if (!isFolder && type === 0o040000)
    throw new ArchiveTrouble('It says two different things of the same file.');
  return isFolder ? 'folder' : 'file';
}

async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  let check = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const piece of stream as AsyncIterable<Buffer>) {
      check = crc32(piece, check);
      yield piece;
    }
  } catch (error) {
    damaged(error);
  }
  // SECURITY: what was packed is what comes out, or nothing does.
  if (check !== entry.crc32) throw new ArchiveTrouble('A file in it is damaged: its checksum does not hold.');
}

function damaged(error: unknown): never {
  if (error instanceof ArchiveTrouble) throw error;
  if (error instanceof Error && /encrypt/i.test(error.message))
    throw new ArchiveTrouble('It is encrypted. Unpack it yourself with its password.');
  if (error instanceof Error && /too many bytes|not enough bytes/i.test(error.message))
    throw new ArchiveTrouble('A file in it does not have the size it says.');
  throw new ArchiveTrouble('It is cut short or damaged.');
}

// The archives port: which format, then everything checked in one whole reading, before a byte is given to be written.
//   bytes → format by its first bytes → each entry: name, kind, size → collisions → CheckedArchive | reason
// Writes nothing. May not know workspaces or tools.
import type { ArchiveEntry, Archives, CheckedArchive } from '../../domain/ports/archives.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits, ArchiveTrouble, createBudget } from './archive-limits.ts';
import { createNameBook, readEntryName } from './entry-name.ts';
import type { RawEntry } from './raw-entry.ts';

type Format = CheckedArchive['format'];

export function createArchives(limits: ArchiveLimits = ARCHIVE_LIMITS): Archives {
  return {
    maxArchiveBytes: limits.maxArchiveBytes,
    async open(bytes, signal) {
      try {
        return { kind: 'archive', archive: await check(bytes, limits, signal) };
      } catch (error) {
        if (error instanceof ArchiveTrouble) return { kind: 'refused', reason: error.message };
        throw error;
      }
    },
  };
}

async function check(bytes: Uint8Array, limits: ArchiveLimits, signal: AbortSignal): Promise<CheckedArchive> {
  if (bytes.byteLength > limits.maxArchiveBytes) throw new ArchiveTrouble('It is too large.');
  const format = formatOf(bytes);
  const budget = createBudget(limits, bytes.byteLength);
  const names = createNameBook();
  const entries: ArchiveEntry[] = [];
  for await (const raw of rawEntries(format, bytes)) {
    if (signal.aborted) throw new ArchiveTrouble('It was stopped.');
    budget.entry();
    const path = checkedPath(raw, names);
    let size = 0;
    for await (const piece of raw.content) {
      size += piece.byteLength;
      budget.bytes(piece.byteLength, size);
    }
    if (path !== null) entries.push({ path, kind: raw.kind, bytes: size });
  }
  return {
    format,
    entries,
    totalBytes: budget.total(),
    files: () => filesOf(format, bytes),
  };
}

/** Null for the archive's own root. */
function checkedPath(raw: RawEntry, names: ReturnType<typeof createNameBook>): string | null {
  const name = readEntryName(raw.name);
  if (name.kind === 'refused') throw new ArchiveTrouble(name.reason);
  if (name.kind === 'root') {
    if (raw.kind === 'folder') return null;
    throw new ArchiveTrouble('An entry has no name.');
  }
  const collision = names.add(name.segments, raw.kind);
  if (collision !== null) throw new ArchiveTrouble(collision);
  return name.segments.join('/');
}

async function* filesOf(format: Format, bytes: Uint8Array) {
  for await (const { name, kind, content } of rawEntries(format, bytes)) {
    const read = readEntryName(name);
    if (kind === 'folder') continue;
    if (read.kind !== 'name') throw new ArchiveTrouble('It changed while it was read.');
    yield { path: read.segments.join('/'), content };
  }
}

/** Each reader is loaded with its first archive. */
async function* rawEntries(format: Format, bytes: Uint8Array): AsyncGenerator<RawEntry> {
  if (format === 'zip') {
    const { zipEntries } = await import('./zip-entries.ts');
    yield* zipEntries(bytes);
  } else {
    const { tarEntries } = await import('./tar-entries.ts');
    yield* tarEntries(bytes, format === 'tar.gz');
  }
}

/** By what it is, not by what it is called. */
function formatOf(bytes: Uint8Array): Format {
  const begins = (...start: readonly number[]): boolean => start.every((byte, at) => bytes[at] === byte);
  if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return 'zip';
  if (begins(0x1f, 0x8b)) return 'tar.gz';
  const magic = Buffer.from(bytes.subarray(257, 262)).toString('latin1');
  if (magic === 'ustar') return 'tar';
  throw new ArchiveTrouble('It is none of the archives that are unpacked here: zip, tar, tar.gz.');
}

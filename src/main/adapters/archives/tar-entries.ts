// Entries of a tar archive, packed by gzip or not. Plain files and folders only; after the end there is nothing.
//   bytes → (gunzip) → blocks watched → entries (tar-stream)
import { createGunzip } from 'node:zlib';
import type { Extract } from 'tar-stream';
import { ArchiveTrouble } from './archive-limits.ts';
import type { RawEntry } from './raw-entry.ts';
import { watchedBlocks } from './tar-blocks.ts';

const PIECE_BYTES = 64 * 1024;

export async function* tarEntries(bytes: Uint8Array, isPacked: boolean): AsyncGenerator<RawEntry> {
  const { extract } = await import('tar-stream');
  const tar = extract();
  const feeding = feed(watchedBlocks(isPacked ? unpacked(bytes) : pieces(bytes)), tar);
  // What is found in the blocks ends every wait: the library alone would wait for blocks that do not come.
  const found = new Promise<never>((_, reject) => void feeding.catch(reject));
  found.catch(() => undefined);
  try {
    for await (const entry of untilFound(tar, found)) {
      const { name, type, size, mode, pax } = entry.header;
      // SECURITY: a size given twice is read differently by different readers.
      if (
        pax !== null &&
        pax !== undefined &&
        Object.keys(pax).some((key) => key === 'size' || key.startsWith('GNU.sparse'))
      )
        throw new ArchiveTrouble('It says two different things of the same file.');
      // SECURITY: a link leads elsewhere, and what is written through it lands there.
      if (type === 'symlink' || type === 'link')
        throw new ArchiveTrouble('It holds a link, and links are not unpacked.');
      // SECURITY: devices and pipes are no files.
      if (type !== 'file' && type !== 'directory')
        throw new ArchiveTrouble('It holds something that is neither a file nor a folder.');
      // SECURITY: a program that runs as another user is not brought in, even where its mode would not be kept.
      if (((mode ?? 0) & 0o6000) !== 0)
        throw new ArchiveTrouble('It holds a program that would run as another user.');
      // SECURITY: a folder with content: others read the content as entries.
      if (type === 'directory' && (size ?? 0) !== 0)
        throw new ArchiveTrouble('It says two different things of the same file.');
      const isFolder = type === 'directory';
      if (!isFolder && name.endsWith('/'))
        throw new ArchiveTrouble('It says two different things of the same file.');
      yield {
        name: isFolder && !name.endsWith('/') ? `${name}/` : name,
        kind: isFolder ? 'folder' : 'file',
        content: untilFound(entry as AsyncIterable<Uint8Array>, found),
      };
    }
    await feeding;
  } catch (error) {
    throw plain(error);
  } finally {
    tar.destroy(new ArchiveTrouble('It was left.'));
    await feeding.catch(() => undefined);
  }
}

async function* untilFound<T>(source: AsyncIterable<T>, found: Promise<never>): AsyncGenerator<T> {
  const each = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([each.next(), found]);
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    throw plain(error);
  }
}

function plain(error: unknown): ArchiveTrouble {
  return error instanceof ArchiveTrouble ? error : new ArchiveTrouble('It is cut short or damaged.');
}

async function feed(blocks: AsyncGenerator<Uint8Array>, tar: Extract): Promise<void> {
  let go: (() => void) | null = null;
  let gone = false;
  tar.on('drain', () => go?.());
  tar.on('close', () => {
    gone = true;
    go?.();
  });
  for await (const piece of blocks) {
    if (gone) return;
    if (!tar.write(piece))
      await new Promise<void>((resolve) => {
        go = resolve;
        if (gone) resolve();
      });
  }
  if (!gone) tar.end(undefined);
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

async function* unpacked(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const begun = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  gunzip.end(begun);
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
  } catch {
    throw new ArchiveTrouble('It is cut short or damaged.');
  } finally {
    gunzip.destroy();
  }
  // SECURITY: bytes behind the packed part are seen by nobody here, and by others.
  if (gunzip.bytesWritten !== begun.length)
    throw new ArchiveTrouble('Something is hidden behind the end of it.');
}

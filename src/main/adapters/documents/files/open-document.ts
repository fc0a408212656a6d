// The bytes of one file, bound to what was opened: looked at through the open file, read to its limit, hashed as read.
//   path → open without waiting or following → look → bytes, hash, state | reason
// Knows no format. Runs nothing, follows no link, waits for no pipe.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { FileState } from '../../../domain/ports/documents.ts';
import { stateFrom } from './file-state.ts';
import { openInPlace } from './open-in-place.ts';
import { EMPTY_REASON, LINK_REASON, NO_FILE_REASON, STOPPED_REASON, whyNotOpened } from './reasons.ts';

export type OpenedDocument =
  | {
      readonly kind: 'opened';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly sha256: string;
      /** As it was before it was read: what changes later is seen as a change. */
      readonly state: FileState;
    }
  | { readonly kind: 'left-out'; readonly reason: string };

const PIECE_BYTES = 512 * 1024;

/** `tooLarge` says why a file of so many bytes is not read, null when it may be. Never throws. */
export async function openDocument(
  path: string,
  tooLarge: (bytes: number) => string | null,
  platform: string,
  signal: AbortSignal,
): Promise<OpenedDocument> {
  let handle: FileHandle | null;
  try {
    handle = await openInPlace(path, platform);
  } catch (error) {
    return leftOut(whyNotOpened(error));
  }
  if (handle === null) return leftOut(LINK_REASON);
  try {
    const seen = await handle.stat({ bigint: true });
    // SECURITY: a pipe, a device or a socket is no document, and may never end.
    if (!seen.isFile()) return leftOut(seen.isDirectory() ? 'It is a folder.' : NO_FILE_REASON);
    const bytesThen = Number(seen.size);
    const problem = tooLarge(bytesThen);
    if (problem !== null) return leftOut(problem);
    const read = await readWhole(handle, bytesThen, tooLarge, signal);
    if (typeof read === 'string') return leftOut(read);
    if (read.bytes.byteLength === 0) return leftOut(EMPTY_REASON);
    return { kind: 'opened', ...read, state: stateFrom(seen) };
  } catch (error) {
    return leftOut(whyNotOpened(error));
  } finally {
    await handle.close().catch(() => undefined);
  }
}

async function readWhole(
  handle: FileHandle,
  expectedBytes: number,
  tooLarge: (bytes: number) => string | null,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; sha256: string } | string> {
  const hash = createHash('sha256');
  // One byte more, so that the end is seen without growing.
  let buffer = new Uint8Array(expectedBytes + 1);
  let length = 0;
  for (;;) {
    if (signal.aborted) return STOPPED_REASON;
    if (length === buffer.length) buffer = grown(buffer);
    const room = Math.min(PIECE_BYTES, buffer.length - length);
    const { bytesRead } = await handle.read(buffer, length, room, length);
    if (bytesRead === 0) return { bytes: buffer.subarray(0, length), sha256: hash.digest('hex') };
    hash.update(buffer.subarray(length, length + bytesRead));
    length += bytesRead;
    // SECURITY: counted while it is read: what grows meanwhile, or says nothing of its size, ends here.
    const problem = tooLarge(length);
    if (problem !== null) return problem;
  }
}

function grown(buffer: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(PIECE_BYTES, buffer.length * 2));
  larger.set(buffer);
  return larger;
}

function leftOut(reason: string): OpenedDocument {
  return { kind: 'left-out', reason };
}

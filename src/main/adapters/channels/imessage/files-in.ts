// Brings what was attached to a message: Messages has it in its own folder already.
//   guid → row → path → bytes
// The path stands in a database that strangers' messages are written into: it is held to that folder before anything is
// opened. Knows nothing of who may send files.
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { FetchedAttachment } from '../../../domain/ports/attachments.ts';
import { type MessagesDatabase, MessagesTrouble } from './database.ts';
import { readAttachments } from './row-shape.ts';

type Fetch = (
  reference: string,
  limits: { readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<FetchedAttachment>;

/** `attachment.transfer_state`: in full. */
const HERE = 5;
const GONE = 'The file is not on this Mac any more.';
const ELSEWHERE = 'The file lies outside the folder in which Messages keeps attachments.';

/** @param deps.home what `~` stands for in the database */
export function createFetchAttachment(deps: {
  withDatabase: <T>(ask: (db: MessagesDatabase) => T) => T;
  home: string;
  attachmentsFolder: string;
}): Fetch {
  return async (reference, { maxBytes, signal }) => {
    if (!/^[A-Za-z0-9_:.-]{8,200}$/.test(reference))
      return { kind: 'gone', reason: 'This is not an attachment.' };
    try {
      const [row] = readAttachments([deps.withDatabase((db) => db.attachment(reference))]);
      if (row === undefined || row.path === null) return { kind: 'gone', reason: GONE };
      if (row.sizeBytes !== null && row.sizeBytes > maxBytes)
        return { kind: 'too-large', sizeBytes: row.sizeBytes };
      const path = row.path.startsWith('~/') ? join(deps.home, row.path.slice(2)) : row.path;
      const read = await readWithin(path, deps.attachmentsFolder, maxBytes, signal);
      if (read.kind !== 'missing') return read.kind === 'read' ? fetched(read.bytes, row.mediaType) : read;
      return row.transferState !== null && row.transferState !== HERE
        ? { kind: 'trouble', reason: 'Messages has not loaded the file yet.' }
        : { kind: 'gone', reason: GONE };
    } catch (cause) {
      if (cause instanceof MessagesTrouble) return { kind: 'trouble', reason: cause.words };
      return { kind: 'trouble', reason: 'The file could not be read just now.' };
    }
  };
}

function fetched(bytes: Uint8Array, mediaType: string | null): FetchedAttachment {
  return { kind: 'fetched', bytes, mediaType };
}

type Read =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | Exclude<FetchedAttachment, { kind: 'fetched' }>;

async function readWithin(
  path: string,
  folder: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Read> {
  let real: string;
  try {
    real = await realpath(path);
    // SECURITY: no path and no link leads out of the folder of attachments.
    if (!real.startsWith((await realpath(folder)) + sep)) return { kind: 'gone', reason: ELSEWHERE };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'missing' };
    throw cause;
  }
  // A link put there since is not followed. SECURITY: and a pipe, at whose end nobody writes, does not hold us up.
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const facts = await file.stat();
    // SECURITY: only a plain file; reading a device or a pipe need not end.
    if (!facts.isFile()) return { kind: 'gone', reason: 'The attachment is not a file.' };
    // SECURITY: by its true size; that in the database is the sender's word.
    if (facts.size > maxBytes) return { kind: 'too-large', sizeBytes: facts.size };
    const bytes = new Uint8Array(facts.size);
    let filled = 0;
    while (filled < bytes.length) {
      if (signal.aborted) return { kind: 'trouble', reason: 'It was stopped before the file was read.' };
      const { bytesRead } = await file.read(
        bytes,
        filled,
        Math.min(1024 * 1024, bytes.length - filled),
        filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return { kind: 'read', bytes: bytes.subarray(0, filled) };
  } finally {
    await file.close();
  }
}

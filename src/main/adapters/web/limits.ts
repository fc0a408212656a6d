// How much of anything one request may take, and the body counted and timed as it comes.
//   raw pieces → rate watched, transfer counted → decompressed → counted again
// Knows nothing of addresses.
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** Times in milliseconds, sizes in bytes. */
export interface FetchLimits {
  /** From the first look-up to the last byte. */
  readonly totalMs: number;
  readonly connectMs: number;
  /** From the connection to the end of the headers. */
  readonly headersMs: number;
  /** So many bytes must come for each window of waiting; the first is free. */
  readonly windowMs: number;
  readonly minBytesPerWindow: number;
  readonly maxHeaderBytes: number;
  readonly maxTransferBytes: number;
  /** After decompression. */
  readonly maxBytes: number;
}

const MEGABYTE = 1024 * 1024;

/** A page of text is rarely above a megabyte; a PDF rarely above ten. */
export const PAGE_LIMITS: FetchLimits = {
  totalMs: 45_000,
  connectMs: 10_000,
  headersMs: 20_000,
  windowMs: 8_000,
  minBytesPerWindow: 2_048,
  maxHeaderBytes: 16 * 1024,
  maxTransferBytes: 16 * MEGABYTE,
  maxBytes: 24 * MEGABYTE,
};

export const FILE_LIMITS: FetchLimits = {
  ...PAGE_LIMITS,
  totalMs: 600_000,
  maxTransferBytes: 256 * MEGABYTE,
  maxBytes: 256 * MEGABYTE,
};

/** However much came before, a server may stand still for so many windows only. */
const MOST_WINDOWS = 3;
const SLOW = 'The server sends too slowly.';

/** What ended an exchange, as the sentence a person reads. */
export class FetchTrouble extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FetchTrouble';
  }
}

/** Whether `encoding` (a content-encoding header, empty for none) can be read here. */
export function isKnownEncoding(encoding: string): boolean {
  return ['', 'identity', 'gzip', 'x-gzip', 'deflate', 'br'].includes(encoding);
}

/** The body within its limits. Throws a FetchTrouble; `abort` ends the exchange below. */
export async function* limitedBody(
  raw: AsyncIterable<Uint8Array>,
  encoding: string,
  limits: FetchLimits,
  abort: (trouble: FetchTrouble) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of decoded(watched(raw, limits, abort), encoding)) {
    bytes += piece.byteLength;
    // SECURITY: a small answer that unpacks without end must not fill the memory or the disk.
    if (bytes > limits.maxBytes) throw tooLarge(limits.maxBytes);
    yield piece;
  }
}

async function* watched(
  raw: AsyncIterable<Uint8Array>,
  limits: FetchLimits,
  abort: (trouble: FetchTrouble) => void,
): AsyncGenerator<Uint8Array> {
  const { windowMs, minBytesPerWindow } = limits;
  let transferred = 0;
  let waitedMs = 0;
  const pieces = raw[Symbol.asyncIterator]();
  try {
    for (;;) {
      // What came so far buys time; only the time that we wait counts, so a slow reader here is no slow server.
      const boughtMs = (transferred / minBytesPerWindow + 1) * windowMs - waitedMs;
      const begun = performance.now();
      // SECURITY: a body that trickles or stands still would hold a connection and a turn for as long as it likes.
      const timer = setTimeout(abort, Math.min(boughtMs, MOST_WINDOWS * windowMs), new FetchTrouble(SLOW));
      const next = await pieces.next().finally(() => clearTimeout(timer));
      if (next.done) return;
      waitedMs += performance.now() - begun;
      transferred += next.value.byteLength;
      // SECURITY: counted before decompression too; the said length is not believed.
      if (transferred > limits.maxTransferBytes) throw tooLarge(limits.maxTransferBytes);
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}

async function* decoded(raw: AsyncGenerator<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  if (encoding === '' || encoding === 'identity') {
    yield* raw;
    return;
  }
  const decoder =
    encoding === 'br' ? createBrotliDecompress() : encoding === 'deflate' ? createInflate() : createGunzip();
  // By hand and not by pipeline: a piece is asked for only when the one before was taken.
  const feeding = (async () => {
    try {
      for await (const piece of raw)
        if (!decoder.write(piece))
          await new Promise<void>((go) => decoder.once('drain', go).once('close', go));
      decoder.end();
    } catch (error) {
      decoder.destroy(error instanceof Error ? error : new FetchTrouble('The answer broke off.'));
    }
  })();
  try {
    for await (const piece of decoder) yield piece as Uint8Array;
  } catch (error) {
    // What zlib says is about the packing; anything else came from below, and is told by its own name.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw /^(?:Z_|ERR_)/.test(code) && !(error instanceof FetchTrouble)
      ? new FetchTrouble('The answer is not packed as it says.')
      : error;
  } finally {
    decoder.destroy();
    await feeding;
  }
}

function tooLarge(maxBytes: number): FetchTrouble {
  return new FetchTrouble(`It is larger than ${Math.max(1, Math.floor(maxBytes / MEGABYTE))} MB.`);
}

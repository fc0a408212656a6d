// A file that is appended to, and set aside when it is full: `x.log`, `x.log.1`, `x.log.2`, the oldest dropped.
// Opened when first written to. A disk that fails must not stop the agent: lines are then lost, and tried again later.
import { closeSync, fchmodSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RotatingFile {
  append(line: string): void;
  /** A later append opens it again. */
  close(): void;
}

/** After a failure the file is left alone for so long. */
const RETRY_AFTER_MS = 10_000;

/** `kept` counts all files, the present one included. */
export function createRotatingFile(options: { file: string; maxBytes: number; kept: number }): RotatingFile {
  const { file, maxBytes, kept } = options;
  let handle: number | null = null;
  let bytes = 0;
  let retryAt = 0;

  const open = (): number => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const opened = openSync(file, 'a', 0o600);
    fchmodSync(opened, 0o600);
    bytes = fstatSync(opened).size;
    return opened;
  };
  const close = (): void => {
    if (handle !== null) closeSync(handle);
    handle = null;
  };
  const setAside = (): void => {
    close();
    for (let number = kept - 1; number > 0; number--) {
      const older = number === 1 ? file : `${file}.${number - 1}`;
      try {
        renameSync(older, `${file}.${number}`);
      } catch {
        // It is not there yet.
      }
    }
  };

  return {
    append(line) {
      if (Date.now() < retryAt) return;
      try {
        handle ??= open();
        const length = Buffer.byteLength(line);
        if (bytes > 0 && bytes + length > maxBytes) {
          setAside();
          handle = open();
        }
        writeSync(handle, line);
        bytes += length;
      } catch {
        retryAt = Date.now() + RETRY_AFTER_MS;
        try {
          close();
        } catch {
          handle = null;
        }
      }
    },
    close,
  };
}

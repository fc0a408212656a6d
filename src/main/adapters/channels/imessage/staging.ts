// Files on their way out: laid where Messages may read them, and taken away when it has.
// Messages is confined to folders of its own and reads a file only after the script has ended; one that lies elsewhere
// is accepted and then not sent (seen on macOS 15 and later). So it lies in our own folder among its attachments.
// Knows no chats.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutboundFile } from '../../../domain/ports/attachments.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';

export type Staged =
  | { readonly kind: 'staged'; readonly path: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'trouble'; readonly reason: string };

export interface Staging {
  put(file: OutboundFile): Promise<Staged>;
  /** Takes away what is older than a quarter of an hour. Never rejects. */
  sweep(): Promise<void>;
  /** Ends waiting for the next sweep. */
  rest(): void;
}

/** Long enough for a large file on a slow connection; Messages keeps a copy of its own once it has read it. */
const KEPT_MS = 15 * 60_000;
const NO_FILE_NAME = 'A file needs a plain name, without a folder.';

export function createStaging(deps: { folder: string; clock: Clock; log: Log }): Staging {
  const { folder, clock, log } = deps;
  let cancel: (() => void) | null = null;

  async function sweep(): Promise<void> {
    try {
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        const { mtimeMs } = await stat(path);
        if (mtimeMs <= clock.now() - KEPT_MS) await rm(path, { recursive: true, force: true });
      }
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return; // nothing was ever sent
      log.warn('Files that were sent by iMessage could not be taken away', { code: codeOf(cause) });
    }
  }

  return {
    sweep,
    rest: () => {
      cancel?.();
      cancel = null;
    },
    put: async ({ name, bytes }) => {
      // SECURITY: a name with a folder in it would write beside our own one.
      if (/[/\\\p{Cc}]/u.test(name) || ['', '.', '..'].includes(name))
        return { kind: 'refused', reason: NO_FILE_NAME };
      const own = join(folder, randomUUID());
      try {
        // SECURITY: nobody else on this Mac may read what is sent.
        await mkdir(own, { recursive: true, mode: 0o700 });
        const path = join(own, name);
        await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
        cancel?.();
        cancel = clock.after(KEPT_MS + 1_000, () => void sweep());
        return { kind: 'staged', path };
      } catch (cause) {
        log.warn('A file could not be laid where Messages reads it', { code: codeOf(cause) });
        return {
          kind: 'trouble',
          reason: 'The file could not be laid where Messages reads it. Check that the disk has room.',
        };
      }
    },
  };
}

/** The code only: the words of the system name the owner's folder. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}

// Real storage in a temporary folder, for any test that needs stores: real SQLite, real cipher, real migrations.
// Removed after the test (or after the file, when called from beforeAll), also when it failed.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStorage, type Storage } from '../src/main/adapters/storage/open-storage.ts';

export interface TemporaryStorage extends Storage {
  readonly folder: string;
  readonly file: string;
  readonly keyHex: string;
  /** Closes and opens the same file again, as a restart does. */
  reopen(): TemporaryStorage;
  /** Closes and removes; done by itself after the test. */
  remove(): void;
}

/** Call inside a test. In beforeAll or beforeEach pass `{ keep: true }` and call `remove()` yourself. */
export function temporaryStorage(options: { readonly keep?: boolean } = {}): TemporaryStorage {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-storage-'));
  const file = join(folder, 'sallyport.db');
  const keyHex = randomBytes(32).toString('hex');
  let storage = openStorage({ file, keyHex });
  const remove = () => {
    storage.close();
    rmSync(folder, { recursive: true, force: true });
  };
  if (options.keep !== true) onTestFinished(remove);
  const opened = (): TemporaryStorage => ({
    ...storage,
    folder,
    file,
    keyHex,
    reopen: () => {
      storage.close();
      storage = openStorage({ file, keyHex, mustExist: true });
      return opened();
    },
    remove,
  });
  return opened();
}

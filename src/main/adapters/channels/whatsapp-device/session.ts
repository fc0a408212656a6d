// What the add-on wants to have kept: the keys by which WhatsApp knows this device. In one file, sealed with a key that
// lies in the vault; in clear it is only in memory, here and in the program.
//   keep(entries) → all of it sealed → written, synced, renamed → kept
// Knows neither process nor protocol.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { seal, unseal } from './seal.ts';

const PURPOSE = 'whatsapp-device session 1';
const MAX_ENTRIES = 50_000;
const MAX_BYTES = 16 * 1024 ** 2;

const entriesSchema = z.record(z.string(), z.string());

export interface Session {
  entries(): ReadonlyMap<string, string>;
  isEmpty(): boolean;
  /**
   * Resolves when it would outlive a power cut. Rejects when it could not be written; then it is tried again with the
   * next. False, and nothing is changed, when it is more than may be kept.
   */
  keep(changes: Readonly<Record<string, string | null>>): Promise<boolean>;
  /** Forgets everything, on the disk too. */
  forget(): void;
}

/** Null when there is a file that this key does not open. */
export function openSession(file: string, key: Buffer): Session | null {
  const found = read(file, key);
  if (found === null) return null;
  const entries = found;
  let bytes = [...entries].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  let writing: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  /** Changes that come while one is written share the next. */
  function write(): Promise<void> {
    next ??= writing
      .catch(() => undefined)
      .then(() => {
        next = null;
        writing = writeSealed(file, key, entries);
        return writing;
      });
    return next;
  }

  return {
    entries: () => entries,
    isEmpty: () => entries.size === 0,
    async keep(changes) {
      const growth = Object.entries(changes).reduce(
        (sum, [name, value]) =>
          sum +
          (value === null ? 0 : name.length + value.length) -
          (entries.has(name) ? name.length + (entries.get(name)?.length ?? 0) : 0),
        0,
      );
      // SECURITY: a program that keeps and keeps does not fill the disk.
      if (bytes + growth > MAX_BYTES || entries.size + Object.keys(changes).length > MAX_ENTRIES)
        return false;
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) entries.delete(name);
        else entries.set(name, value);
      }
      bytes += growth;
      await write();
      return true;
    },
    forget() {
      entries.clear();
      bytes = 0;
      removeSession(file);
    },
  };
}

export function removeSession(file: string): void {
  rmSync(file, { force: true });
}

function read(file: string, key: Buffer): Map<string, string> | null {
  let sealed: Buffer;
  try {
    sealed = readFileSync(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    return null;
  }
  const opened = unseal(key, PURPOSE, sealed);
  if (opened === null) return null;
  try {
    return new Map(Object.entries(entriesSchema.parse(JSON.parse(opened.toString('utf8')))));
  } catch {
    return null;
  }
}

async function writeSealed(file: string, key: Buffer, entries: ReadonlyMap<string, string>): Promise<void> {
  // SECURITY: whoever reads the disk does not get the keys of the account.
  const sealed = seal(key, PURPOSE, Buffer.from(JSON.stringify(Object.fromEntries(entries))));
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(sealed);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
}

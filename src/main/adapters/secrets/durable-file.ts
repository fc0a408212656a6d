// Small files that must never be half written: the key slots and the vault. The new content lies on the disk
// before it takes the old one's name, so that a kill or a power cut leaves the one or the other, whole.
// Knows nothing of what is inside.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../contracts/errors.ts';

const OWNER_ONLY = 0o600;
const OTHERS_BITS = 0o077;
const IS_WINDOWS = process.platform === 'win32';

/** A virus scanner may hold a file for a moment; Windows then refuses the rename. */
const WINDOWS_RENAME_ATTEMPTS = 5;

/** The text, or null when there is no such file. A file open to other accounts is closed to them first. */
export function readDurable(path: string): string | null {
  try {
    // SECURITY: a copy made by hand or a restored backup may have come with wider permissions.
    if (!IS_WINDOWS && (statSync(path).mode & OTHERS_BITS) !== 0) chmodSync(path, OWNER_ONLY);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return null;
    throw new AppError(
      'storage-damaged',
      `The file ${basename(path)} in the profile folder cannot be read. Check its permissions and the disk, then start again.`,
      { cause },
    );
  }
}

/**
 * Replaces the file, mode 0600. When anything fails the old file is untouched, and AppError says
 * `storage-full` or `storage-damaged`.
 */
export function writeDurable(path: string, text: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  try {
    writeDraft(draft, text);
    rename(draft, path);
    syncFolder(dirname(path));
  } catch (cause) {
    rmSync(draft, { force: true });
    const isFull = hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT') || hasCode(cause, 'EFBIG');
    const name = basename(path);
    throw isFull
      ? new AppError(
          'storage-full',
          `There is no room left to save ${name}. Nothing was changed. Free some space, then try again.`,
          { cause },
        )
      : new AppError(
          'storage-damaged',
          `The file ${name} could not be saved. Nothing was changed. Check the profile folder and the disk.`,
          { cause },
        );
  }
}

/** Drafts that a kill left behind. They hold nothing that the file itself does not protect as well. */
export function removeDrafts(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) return;
  const isDraft = new RegExp(`^${basename(path).replaceAll('.', '\\.')}\\.[0-9a-f]{12}\\.draft$`);
  for (const name of readdirSync(folder)) if (isDraft.test(name)) rmSync(join(folder, name), { force: true });
}

function writeDraft(draft: string, text: string): void {
  // SECURITY: no other account reads it, from its first byte on; `wx`: nobody's file or link is written through.
  const file = openSync(draft, 'wx', OWNER_ONLY);
  try {
    const bytes = Buffer.from(text, 'utf8');
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function rename(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const mayPass =
        IS_WINDOWS && (hasCode(error, 'EPERM') || hasCode(error, 'EBUSY') || hasCode(error, 'EACCES'));
      if (!mayPass || attempt === WINDOWS_RENAME_ATTEMPTS) throw error;
    }
  }
}

/** The new name lies in the folder, so the folder is written out too. Windows does not offer it. */
function syncFolder(folder: string): void {
  if (IS_WINDOWS) return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

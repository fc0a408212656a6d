// The add-on as it lies on the disk: its fingerprint, and a copy of exactly what the fingerprint is of.
//   installed folder → each file read once: hashed and, if wanted, written to the copy → fingerprint
// What runs is the copy, so that nobody can change it between the look and the start. Runs nothing.
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** baileys with all it needs has some 1,900 files and 50 MB. */
const MAX_FILES = 20_000;
const MAX_BYTES = 400 * 1024 ** 2;

export const PROGRAM = 'bridge.mjs';

export type AddonLook =
  | { readonly kind: 'found'; readonly sha256: string }
  | { readonly kind: 'missing' }
  /** A sentence. */
  | { readonly kind: 'unusable'; readonly reason: string };

/**
 * SHA-256, hex, of the lines `<path> <SHA-256 of the content>` of all files, sorted by path. Links are left out: nothing
 * of the add-on is reached through one.
 * @param copyTo an empty folder for the copy; null for none
 */
export async function lookAtAddon(folder: string, copyTo: string | null): Promise<AddonLook> {
  let paths: readonly string[];
  try {
    paths = await filesBelow(folder);
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ENOENT'
      ? { kind: 'missing' }
      : { kind: 'unusable', reason: 'The folder of the add-on cannot be read.' };
  }
  if (!paths.includes(PROGRAM)) return { kind: 'missing' };
  if (paths.length > MAX_FILES)
    return { kind: 'unusable', reason: 'The add-on has more files than it should.' };
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for (const path of paths) {
      const content = await readFile(join(folder, path));
      bytes += content.length;
      if (bytes > MAX_BYTES) return { kind: 'unusable', reason: 'The add-on is larger than it should be.' };
      hash.update(`${JSON.stringify(path)} ${createHash('sha256').update(content).digest('hex')}\n`);
      if (copyTo === null) continue;
      await mkdir(dirname(join(copyTo, path)), { recursive: true, mode: 0o700 });
      await writeFile(join(copyTo, path), content, { mode: 0o600 });
    }
  } catch {
    return {
      kind: 'unusable',
      reason: 'A file of the add-on cannot be read, or there is no room for a copy.',
    };
  }
  return { kind: 'found', sha256: hash.digest('hex') };
}

/** Relative, with `/`, sorted by their bytes. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  if (!(await lstat(folder)).isDirectory()) return [];
  const found: string[] = [];
  const open: string[] = [''];
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) open.push(path);
      // SECURITY: a link would bring in what may change after it was looked at.
      else if (entry.isFile()) found.push(path);
      if (found.length > MAX_FILES) return found;
    }
  }
  return found.sort((one, other) => (one < other ? -1 : 1));
}

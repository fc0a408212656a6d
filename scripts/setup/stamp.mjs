// A stamp says that a step was done for exactly this input: one small file holding a hash. Comparing it takes
// well under a millisecond, which is what keeps a second start fast.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { makeSetupFolder, root, setupFolder } from './places.mjs';

const stampPath = (name) => join(setupFolder, `${name}.stamp`);

export function isStamped(name, hash) {
  try {
    return readFileSync(stampPath(name), 'utf8') === hash;
  } catch {
    return false;
  }
}

export function writeStamp(name, hash) {
  makeSetupFolder();
  writeFileSync(stampPath(name), hash);
}

export function removeStamp(name) {
  rmSync(stampPath(name), { force: true });
}

export function hashText(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** Hash over names and contents of files and folders (relative to the checkout); what does not exist counts as absent. */
export function hashFiles(paths, base = root) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesIn(join(base, path))).sort()) {
    hash
      .update(relative(base, file).split(sep).join('/'))
      .update('\0')
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

/** All files of a folder, or the file itself, or nothing. */
export function filesIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    if (entry.isDirectory()) return filesIn(child);
    return entry.isFile() ? [child] : [];
  });
}

// Whether writing a file would change what git obeys in a bare repository, or make a repository of a folder. A name
// alone does not say it: any folder with HEAD, objects and refs is one, whatever it is called.
// Looks, through folders held open, and writes nothing. Names like `.git/config` are workspace-path.ts's.
import { lstat } from 'node:fs/promises';
import { isRepositoryFolder } from '../../domain/ports/sandbox.ts';
import { holdFolder } from './held-folder.ts';
import { isObeyedInRepository, repositoryPart } from './workspace-path.ts';

const PARTS = ['HEAD', 'objects', 'refs', 'commondir'];

/** `segments` as from `pathInside`, at least one. */
export async function isRepositoryWrite(
  workspace: string,
  segments: readonly string[],
  platform: string,
): Promise<boolean> {
  for (const [depth, next] of segments.entries()) {
    const part = repositoryPart(next);
    if (part === null && !isObeyedInRepository(next)) continue;
    const there = await partsIn(workspace, segments.slice(0, depth), platform);
    // It does not exist yet, so neither does anything below it.
    if (there === null) return false;
    if (isRepositoryFolder(there)) {
      if (isObeyedInRepository(next)) return true;
      continue;
    }
    if (part !== null && isRepositoryFolder(new Set([...there, part]))) return true;
  }
  return false;
}

async function partsIn(
  workspace: string,
  segments: readonly string[],
  platform: string,
): Promise<ReadonlySet<string> | null> {
  const held = await holdFolder(workspace, segments, { make: false, platform });
  if (held.kind === 'refused') return null;
  try {
    const found = new Set<string>();
    for (const part of PARTS) if (await exists(held.folder.at(part))) found.add(part);
    return found;
  } finally {
    await held.folder.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

// The names in one folder, sorted out by what they are, without holding all of them.
//   folder → names, in batches → files to read, subfolders, left out
// Opens no file, follows no link.
import type { Dirent } from 'node:fs';
import { lstat, opendir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { kindOf } from '../document-kinds.ts';
import { type FirstNames, firstNames } from './first-names.ts';
import { openedPath, openInPlace } from './open-in-place.ts';
import { LINK_REASON, NO_FILE_REASON, whyNotOpened } from './reasons.ts';
import { HIDDEN_REASON, marksProject } from './walk-rules.ts';

export interface FolderNames {
  /** Of a kind that is read. */
  readonly files: FirstNames<null>;
  readonly folders: FirstNames<null>;
  /** With the reason. */
  readonly leftOut: FirstNames<string>;
  /** What belongs to a program stands among them. */
  readonly isProject: boolean;
}

export interface NameLimits {
  readonly maxFiles: number;
  readonly maxLeftOut: number;
  /** Asked before each name; false ends the reading. */
  goesOn(): boolean;
}

const BATCH = 256;

/** A sentence when the folder cannot be read. */
export async function readNames(
  folder: string,
  platform: string,
  limits: NameLimits,
): Promise<FolderNames | string> {
  const files = firstNames<null>(limits.maxFiles);
  const folders = firstNames<null>(limits.maxFiles);
  const leftOut = firstNames<string>(limits.maxLeftOut);
  let isProject = false;
  const segments = folder.split(sep);
  try {
    const opened = await openFolder(folder, platform);
    if (opened === null) return LINK_REASON;
    try {
      // The main loop goes on between any two batches.
      for await (const entry of opened.entries) {
        if (!limits.goesOn()) break;
        const { name } = entry;
        isProject ||= marksProject(name);
        const what = await kindOfEntry(entry, folder);
        if (what === 'folder') folders.add(name, null);
        else if (what !== 'file') leftOut.add(name, what);
        else {
          const reason = name.startsWith('.') ? HIDDEN_REASON : whyNotRead([...segments, name]);
          if (reason === null) files.add(name, null);
          else leftOut.add(name, reason);
        }
      }
    } finally {
      await opened.close();
    }
  } catch (error) {
    return whyNotOpened(error);
  }
  return { files, folders, leftOut, isProject };
}

/** Null when a link took its place since its name was read. Leaving a loop over the entries closes them. */
async function openFolder(
  folder: string,
  platform: string,
): Promise<{ entries: AsyncIterable<Dirent>; close: () => Promise<void> } | null> {
  if (platform === 'win32') {
    const real = await realpath(folder);
    // SECURITY: where a folder cannot be held open, its real path must be its path.
    return real === folder ? { entries: await entriesOf(folder), close: async () => undefined } : null;
  }
  const handle = await openInPlace(folder, platform);
  if (handle === null) return null;
  try {
    const held = platform === 'linux' ? openedPath(handle) : folder;
    return { entries: await entriesOf(held), close: () => handle.close() };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function entriesOf(folder: string): Promise<AsyncIterable<Dirent>> {
  return opendir(folder, { bufferSize: BATCH });
}

/** Or why it is neither. */
async function kindOfEntry(entry: Dirent, folder: string): Promise<string> {
  const known = kindOfNode(entry);
  if (known !== null) return known;
  // Some file systems do not say it with the name.
  try {
    return kindOfNode(await lstat(join(folder, entry.name))) ?? NO_FILE_REASON;
  } catch (error) {
    return whyNotOpened(error);
  }
}

function kindOfNode(
  node: Pick<
    Dirent,
    | 'isFile'
    | 'isDirectory'
    | 'isSymbolicLink'
    | 'isFIFO'
    | 'isSocket'
    | 'isBlockDevice'
    | 'isCharacterDevice'
  >,
): string | null {
  // SECURITY: links are told apart before anything else; one is neither followed nor gone into.
  if (node.isSymbolicLink()) return LINK_REASON;
  if (node.isDirectory()) return 'folder';
  if (node.isFile()) return 'file';
  const isOther = node.isFIFO() || node.isSocket() || node.isBlockDevice() || node.isCharacterDevice();
  return isOther ? NO_FILE_REASON : null;
}

function whyNotRead(segments: readonly string[]): string | null {
  const kind = kindOf(segments);
  return kind.kind === 'left-out' ? kind.reason : null;
}

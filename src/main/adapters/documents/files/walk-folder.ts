// Every readable file of a folder, in an order that stays the same, and what is left out. A folder's own files come
// before those of its subfolders. No file is opened, no link followed, and the walk ends however much there is.
//   folder → names → rules → files with their state | left out with a reason
import { join } from 'node:path';
import type { FoundFile, LeftOut, Listing } from '../../../domain/ports/documents.ts';
import { findFile } from './find-file.ts';
import { type FolderNames, readNames } from './read-names.ts';
import { STOPPED_REASON } from './reasons.ts';
import { folderProblem, numeral, type WalkLimits } from './walk-rules.ts';

export interface WalkOptions {
  /** Why a path may not be read, as a sentence; null when it may. */
  readonly problem: (path: string) => string | null;
  readonly limits: WalkLimits;
  /** `process.platform`. */
  readonly platform: string;
  readonly signal: AbortSignal;
}

interface Walk extends WalkOptions {
  readonly files: FoundFile[];
  readonly leftOut: LeftOut[];
  /** Left out beyond what is named. */
  unnamed: number;
  names: number;
  /** Why it is over before everything was seen; null while it is not. */
  end: string | null;
}

interface Folder {
  readonly path: string;
  readonly depth: number;
}

const STATES_AT_ONCE = 32;

/** `root` is a real path. Never throws. */
export async function walkFolder(root: string, options: WalkOptions): Promise<Listing> {
  const walk: Walk = { ...options, files: [], leftOut: [], unnamed: 0, names: 0, end: null };
  const waiting: Folder[] = [{ path: root, depth: 0 }];
  while (walk.end === null) {
    const folder = waiting.pop();
    if (folder === undefined) break;
    waiting.push(...(await takeFolder(walk, folder)).toReversed());
  }
  // What concerns the folder as a whole is not to be looked for behind two thousand names.
  const whole = [
    ...(walk.end === null ? [] : [walk.end]),
    ...(walk.unnamed === 0
      ? []
      : [`${numeral(walk.unnamed)} more were left out; they are not named one by one.`]),
  ];
  return {
    files: walk.files,
    leftOut: [...whole.map((reason) => ({ path: root, reason })), ...walk.leftOut],
  };
}

/** The subfolders to go into, in order. */
async function takeFolder(walk: Walk, { path, depth }: Folder): Promise<readonly Folder[]> {
  const { limits } = walk;
  const names = await readNames(path, walk.platform, {
    maxFiles: limits.maxFiles,
    maxLeftOut: limits.maxLeftOut,
    goesOn: () => {
      walk.names += 1;
      if (walk.signal.aborted) walk.end ??= STOPPED_REASON;
      else if (walk.names > limits.maxNames)
        walk.end ??= `Only the first ${numeral(limits.maxNames)} names in it were looked at; the rest was left out.`;
      return walk.end === null;
    },
  });
  if (typeof names === 'string') {
    leaveOut(walk, path, names);
    return [];
  }
  await takeFiles(walk, path, names);
  const folders: Folder[] = [];
  for (const [name] of names.folders.inOrder()) {
    const inside = join(path, name);
    const reason =
      folderProblem(name, names.isProject) ??
      (depth >= limits.maxDepth
        ? `It lies more than ${limits.maxDepth} folders deep.`
        : walk.problem(inside));
    if (reason === null) folders.push({ path: inside, depth: depth + 1 });
    else names.leftOut.add(name, reason);
  }
  for (const [name, reason] of names.leftOut.inOrder()) leaveOut(walk, join(path, name), reason);
  walk.unnamed += names.leftOut.dropped() + names.folders.dropped();
  return folders;
}

async function takeFiles(walk: Walk, folder: string, { files, leftOut }: FolderNames): Promise<void> {
  const { maxFiles } = walk.limits;
  const full = `Only the first ${numeral(maxFiles)} files of it were taken; the rest was left out.`;
  const names = files.inOrder().map(([name]) => name);
  for (let at = 0; at < names.length && walk.end === null; at += STATES_AT_ONCE) {
    if (walk.signal.aborted) walk.end = STOPPED_REASON;
    const batch = names.slice(at, at + STATES_AT_ONCE);
    const found = await Promise.all(batch.map((name) => findFile(join(folder, name), walk.problem)));
    for (const [index, file] of found.entries()) {
      if (typeof file === 'string') leftOut.add(batch[index] ?? '', file);
      else if (walk.files.length < maxFiles) walk.files.push(file);
      else walk.end ??= full;
    }
  }
  if (files.dropped() > 0) walk.end ??= full;
}

function leaveOut(walk: Walk, path: string, reason: string): void {
  if (walk.leftOut.length < walk.limits.maxLeftOut) walk.leftOut.push({ path, reason });
  else walk.unnamed += 1;
}

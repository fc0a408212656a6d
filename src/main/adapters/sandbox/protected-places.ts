// What other programs obey (git hooks and settings, shell start-up files, editor settings) inside a workspace.
// What is there before a command is mounted read-only by the caller; what is there after and was not before is
// set aside here, because a file that does not exist yet cannot be mounted without littering the workspace.
// Looks at names and kinds only, never follows a link, and only while no command runs in that workspace.
import { lstatSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { isRepositoryFolder, PROTECTED_PATHS, type RunOutcome } from '../../domain/ports/sandbox.ts';
import { isInertGitConfig } from './git-config.ts';
import { obeyedByGit } from './git-folder.ts';

export interface ProtectedPlaces {
  /** Files and folders that must not change: absolute, no links in the way. */
  readonly readOnly: readonly string[];
  /** Folders that hold one and must not be moved away and replaced. */
  readonly kept: readonly string[];
  /** Every protected entry with what identified it, links and odd kinds too. */
  readonly seen: ReadonlyMap<string, string>;
  /** False when the workspace is larger than what is searched. */
  readonly complete: boolean;
}

/** Deeper or wider than this a workspace is not searched; the numbers bound the time to a few milliseconds. */
const MAX_DEPTH = 6;
const MAX_FOLDERS = 500;
const MAX_CONFIG_BYTES = 64 * 1024;
const NOT_SEARCHED = new Set(['node_modules', '.git']);

const RESTS_BY_FIRST_SEGMENT = byFirstSegment(PROTECTED_PATHS);

/** Finds the protected entries of a workspace (an absolute real path) as they are now. */
export function findProtected(workspace: string): ProtectedPlaces {
  const readOnly: string[] = [];
  const kept: string[] = [];
  const seen = new Map<string, string>();
  const folders: { path: string; depth: number }[] = [{ path: workspace, depth: 0 }];
  for (let at = 0; at < folders.length && at < MAX_FOLDERS; at += 1) {
    const { path: folder, depth } = folders[at] ?? { path: workspace, depth: MAX_DEPTH };
    const entries = entriesOf(folder);
    // A bare repository: git obeys it wherever it lies.
    if (isRepositoryFolder(new Set(entries.map(({ name }) => name)))) {
      for (const place of obeyedByGit(folder)) add(place);
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const rests = RESTS_BY_FIRST_SEGMENT.get(entry.name);
      if (rests !== undefined) note(path, rests, entry.isDirectory());
      else if (entry.isDirectory() && depth < MAX_DEPTH && !NOT_SEARCHED.has(entry.name)) {
        folders.push({ path, depth: depth + 1 });
      }
    }
  }
  return { readOnly, kept, seen, complete: folders.length <= MAX_FOLDERS };

  function note(path: string, rests: readonly string[], isFolder: boolean): void {
    for (const rest of rests) {
      if (rest === '') add(path);
      else if (isFolder) add(join(path, rest));
    }
    // `.git` as a file points to a repository elsewhere; as a folder it must stay where it is.
    if (basename(path) === '.git') {
      if (isFolder) {
        kept.push(path);
        for (const place of obeyedByGit(path)) add(place);
      } else add(path);
    }
  }

  function add(path: string): void {
    if (seen.has(path)) return;
    const now = identityOf(path);
    if (now === null) return;
    seen.set(path, now.identity);
    if (now.mountable) readOnly.push(path);
  }
}

/** Sets aside what appeared or was replaced since `before`; returns sentences for the output, none when nothing did. */
export function setAsideNew(workspace: string, before: ProtectedPlaces): string[] {
  const now = findProtected(workspace);
  // SECURITY: who hides something behind more folders than are looked through is at least told of.
  const outgrown = before.complete && !now.complete ? [TOO_MANY_FOLDERS] : [];
  const set = [...now.seen].flatMap(([path, identity]) => {
    // Mounted read-only in a place that cannot be moved: if it changed, the owner changed it.
    if (before.readOnly.includes(path) && cannotBeMoved(workspace, path)) return [];
    // SECURITY: what the command left for another program to obey is not left in its place.
    if (before.seen.get(path) === identity) return [];
    try {
      // A new repository brings inert samples along; anything else in the folder is a hook.
      if (basename(path) === 'hooks') return hooksIn(path).map((hook) => setAside(workspace, hook));
      return isInertAt(path) ? [] : [setAside(workspace, path)];
    } catch {
      return [`[${relative(workspace, path)} could not be set aside. Look at it before you use the folder.]`];
    }
  });
  return [...set, ...outgrown];
}

const TOO_MANY_FOLDERS =
  '[The command made more folders than are looked through for files that other programs obey, such as git hooks.]';

/** The outcome with the sentences after its output. */
export function withNotes(outcome: RunOutcome, notes: readonly string[]): RunOutcome {
  if (outcome.kind !== 'ended' || notes.length === 0) return outcome;
  return { ...outcome, output: [outcome.output.trimEnd(), ...notes].join('\n') };
}

function cannotBeMoved(workspace: string, path: string): boolean {
  return dirname(path) === workspace || dirname(path) === join(workspace, '.git');
}

function hooksIn(path: string): string[] {
  const at = identityOf(path);
  if (at === null) return [];
  if (!lstatSync(path).isDirectory()) return [path];
  return entriesOf(path)
    .filter((entry) => !(entry.isFile() && entry.name.endsWith('.sample')))
    .filter((entry) => !entry.name.includes('.set-aside'))
    .map((entry) => join(path, entry.name));
}

/** What git itself writes when it makes a repository, a submodule or a worktree. */
function isInertAt(path: string): boolean {
  const at = lstatSync(path);
  if (!at.isFile() || at.size > MAX_CONFIG_BYTES) return false;
  if (basename(path) === 'config') return isInertGitConfig(readFileSync(path, 'utf8'));
  return (
    basename(path) === 'commondir' &&
    basename(dirname(dirname(path))) === 'worktrees' &&
    readFileSync(path, 'utf8').trim() === '../..'
  );
}

function setAside(workspace: string, path: string): string {
  const name = relative(workspace, path);
  for (let attempt = 1; ; attempt += 1) {
    const aside = `${path}.set-aside${attempt === 1 ? '' : `-${attempt}`}`;
    if (identityOf(aside) !== null) continue;
    renameSync(path, aside);
    return `[${name} was set aside as ${basename(aside)}: other programs obey files of that name.]`;
  }
}

function identityOf(path: string): { identity: string; mountable: boolean } | null {
  try {
    const at = lstatSync(path, { bigint: true });
    const kind = at.isDirectory() ? 'folder' : at.isFile() ? 'file' : 'other';
    // A folder's own times change with what is in it; in a read-only mount nothing can, so its number is enough.
    const version = kind === 'folder' ? [] : [at.size, at.mtimeNs, at.ctimeNs];
    return { identity: [kind, at.dev, at.ino, ...version].join(':'), mountable: kind !== 'other' };
  } catch {
    return null;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function byFirstSegment(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const [first = '', ...rest] = path.split('/');
    found.set(first, [...(found.get(first) ?? []), rest.join('/')]);
  }
  return found;
}

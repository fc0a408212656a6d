// What a path given by a model may be, decided before the file system is asked: inside the workspace, plain, and not
// a name that other programs obey. Refuses by shape; links are a matter of opening (held-folder.ts).
// Pure; the platform is an argument, so that every platform's rules are tested on every platform.
import { posix, win32 } from 'node:path';
import { type FileProblem, GIT_OBEYS, PROTECTED_PATHS } from '../../domain/ports/sandbox.ts';

export type PathOutcome =
  | { kind: 'inside'; segments: readonly string[] }
  | { kind: 'refused'; problem: FileProblem; reason: string };

const MAX_PATH_CHARACTERS = 4096;
const MAX_SEGMENT_BYTES = 255;

/** Folder names from the workspace down to what `path` names; an empty list is the workspace itself. */
export function pathInside(workspace: string, path: string, platform: string): PathOutcome {
  // SECURITY: the file system ends a name at NUL, a comparison does not.
  if (path.includes('\0')) return outside('The path holds a character no file name has.');
  if (path.length > MAX_PATH_CHARACTERS) return outside('The path is too long.');
  // SECURITY: a shell would make a home folder of it, and another reader of this path may be one.
  if (/^~/.test(path)) return outside('A path cannot start with "~". Write it from the workspace.');
  const relative =
    platform === 'win32' ? relativeOnWindows(workspace, path) : relativeOnPosix(workspace, path);
  if (relative === null) return outside('The path leads outside the workspace.');
  const segments = relative.split('/').filter((segment) => segment !== '' && segment !== '.');
  for (const segment of segments) {
    // SECURITY: no way up. `a/../b` is refused too: what `a` is, only the file system knows.
    if (segment === '..') return outside('A path cannot contain "..".');
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) return outside('A name in the path is too long.');
    const odd = platform === 'win32' ? oddOnWindows(segment) : null;
    if (odd !== null) return outside(odd);
  }
  return { kind: 'inside', segments };
}

/** Whether writing there would leave something that other programs obey. Segments as from `pathInside`. */
export function isProtected(segments: readonly string[]): boolean {
  const plain = segments.map(plainName);
  return [...PROTECTED_PATHS, ...REPOSITORIES_IN_GIT].some((path) => {
    const wanted = path.split('/');
    return plain.some((_, at) => wanted.every((name, offset) => plain[at + offset] === name));
  });
}

/** Submodules and worktrees: each has settings and hooks of its own, and nothing there is for a text file. */
const REPOSITORIES_IN_GIT = ['.git/modules', '.git/worktrees'];
const REPOSITORY_PARTS = new Set(['head', 'objects', 'refs', 'commondir']);
const OBEYED_IN_REPOSITORY = new Set([...GIT_OBEYS, 'modules', 'worktrees']);

/** A name that makes a repository of its folder, as git reads it, or null. */
export function repositoryPart(segment: string): string | null {
  const name = plainName(segment);
  return REPOSITORY_PARTS.has(name) ? (name === 'head' ? 'HEAD' : name) : null;
}

/** Whether git obeys what is called so in a repository's own folder. */
export function isObeyedInRepository(segment: string): boolean {
  return OBEYED_IN_REPOSITORY.has(plainName(segment));
}

/** As the most forgiving file system would read it: case, invisible characters, trailing dots and spaces, streams. */
function plainName(segment: string): string {
  return segment
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
}

function relativeOnPosix(workspace: string, path: string): string | null {
  // SECURITY: `\\server\share` and `..\..` are paths to other readers of the same text.
  if (path.includes('\\')) return null;
  if (!posix.isAbsolute(path)) return path;
  // SECURITY: whole segments, so that `/ws-evil` is not in `/ws`.
  return path === workspace ? '' : path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : null;
}

function relativeOnWindows(workspace: string, path: string): string | null {
  const slashed = path.replaceAll('\\', '/');
  // UNC and device paths, drive-relative and root-relative paths.
  if (slashed.startsWith('//')) return null;
  if (!win32.isAbsolute(path)) return /^[a-z]:/i.test(path) ? null : slashed;
  const root = workspace.replaceAll('\\', '/').toLowerCase();
  const lower = slashed.toLowerCase();
  return lower === root ? '' : lower.startsWith(`${root}/`) ? slashed.slice(root.length + 1) : null;
}

const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

function oddOnWindows(segment: string): string | null {
  if (segment.includes(':')) return 'A name cannot contain ":" on Windows.';
  if (DEVICE_NAME.test(segment)) return 'That name belongs to a device on Windows.';
  // SECURITY: a short name is another name for a file that was compared under its long one.
  if (/~\d/.test(segment)) return 'Short names are not used here. Write the whole name.';
  if (/[. ]$/.test(segment)) return 'A name cannot end in a dot or a space on Windows.';
  return null;
}

function outside(reason: string): PathOutcome {
  return { kind: 'refused', problem: 'outside-workspace', reason };
}

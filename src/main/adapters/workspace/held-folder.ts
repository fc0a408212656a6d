// A folder held open while something in it is looked at or changed: names below it are resolved from the open
// folder, one at a time, never following a link, so nothing that is swapped meanwhile can lead elsewhere.
// Linux holds every folder on the way; macOS lets the kernel refuse links on the whole path; Windows compares the
// real path after opening. Knows nothing of what is read or written.
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

export interface HeldFolder {
  /** A path to `name` in this very folder, valid while it is held. `name` is a single segment. */
  at(name: string): string;
  /** A path to the folder itself. */
  readonly self: string;
  /** Writes the folder's own entries to disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type HoldOutcome =
  | { kind: 'held'; folder: HeldFolder }
  | { kind: 'refused'; problem: 'link' | 'missing' | 'not-a-folder' | 'failed' };

// Numbers of Linux and macOS that Node does not name.
const O_PATH = 0o10000000;
const O_NOFOLLOW_ANY = 0x20000000;

/**
 * Opens `segments` below `workspace` (an absolute real path). With `make` missing folders below the workspace are
 * made, mode 0755. The caller closes it.
 */
export async function holdFolder(
  workspace: string,
  segments: readonly string[],
  options: { make: boolean; platform: string },
): Promise<HoldOutcome> {
  try {
    return options.platform === 'linux'
      ? await holdOnLinux(workspace, segments, options.make)
      : await holdElsewhere(workspace, segments, options);
  } catch (error) {
    return { kind: 'refused', problem: problemOf(error) };
  }
}

async function holdOnLinux(
  workspace: string,
  segments: readonly string[],
  make: boolean,
): Promise<HoldOutcome> {
  const above = workspace.split('/').filter(Boolean);
  // SECURITY: from the root on, so that a link put in place of a parent folder is not followed either.
  let current = await open('/', O_PATH | constants.O_DIRECTORY);
  try {
    for (const [index, name] of [...above, ...segments].entries()) {
      const path = inside(current, name);
      if (make && index >= above.length) await makeUnlessThere(path);
      // SECURITY: one name at a time, from the folder that is held, and never through a link.
      const next = await open(path, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
      await current.close();
      current = next;
    }
    return { kind: 'held', folder: heldAt(`/proc/self/fd/${current.fd}`, current) };
  } catch (error) {
    await current.close();
    throw error;
  }
}

async function holdElsewhere(
  workspace: string,
  segments: readonly string[],
  { make, platform }: { make: boolean; platform: string },
): Promise<HoldOutcome> {
  let path = workspace;
  for (const name of segments) {
    path = join(path, name);
    if (!make) continue;
    // SECURITY: a folder is only made below one that is really where its name says.
    if ((await realpath(join(path, '..'))) !== join(path, '..')) return { kind: 'refused', problem: 'link' };
    await makeUnlessThere(path);
  }
  const noLinks = platform === 'darwin' ? O_NOFOLLOW_ANY : 0;
  const held =
    platform === 'win32' ? null : await open(path, constants.O_RDONLY | constants.O_DIRECTORY | noLinks);
  // SECURITY: where names cannot be resolved from an open folder, the real path must be the path.
  if ((await realpath(path)) !== path) {
    await held?.close();
    return { kind: 'refused', problem: 'link' };
  }
  return { kind: 'held', folder: heldAt(path, held) };
}

function heldAt(self: string, handle: FileHandle | null): HeldFolder {
  return {
    self,
    at: (name) => `${self}${self.startsWith('/proc/') ? '/' : sep}${name}`,
    async sync() {
      if (handle === null) return;
      // A handle that only names a folder cannot be synced: open it once more, through itself.
      const whole = await open(self, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        await whole.sync();
      } finally {
        await whole.close();
      }
    },
    close: async () => handle?.close(),
  };
}

function inside(folder: FileHandle, name: string): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}

async function makeUnlessThere(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o755 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** The system's name for what went wrong, or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function problemOf(error: unknown): 'link' | 'missing' | 'not-a-folder' | 'failed' {
  const code = codeOf(error);
  if (code === 'ELOOP') return 'link';
  if (code === 'ENOENT') return 'missing';
  // Linux says "not a folder" of a link too when only folders are asked for.
  if (code === 'ENOTDIR') return 'not-a-folder';
  return 'failed';
}

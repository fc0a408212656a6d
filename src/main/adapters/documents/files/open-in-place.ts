// Opens a file or a folder where its path says it lies: no link is followed at its end or on the way, also not one that
// takes the place of a folder at the very moment. Linux says where an open file lies; macOS refuses links on the whole
// path; Windows compares the real path after opening. Never waits for the other end of a pipe.
//   path → open → where does it lie? → handle | link
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';

/** A number of macOS that Node does not name. */
const O_NOFOLLOW_ANY = 0x20000000;
// SECURITY: no pipe makes us wait for its other end.
const WITHOUT_WAITING = constants.O_NONBLOCK ?? 0;
/** What a link leads to is not even touched. */
const CAREFULLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | WITHOUT_WAITING;

/**
 * `path` is absolute and real, `platform` as in `process.platform`. Null when a link is or was on the path.
 * @throws what the file system says
 */
export async function openInPlace(path: string, platform: string): Promise<FileHandle | null> {
  const handle = await open(path, platform === 'darwin' ? CAREFULLY | O_NOFOLLOW_ANY : CAREFULLY);
  try {
    // SECURITY: a folder on the way that became a link leads to what nobody chose.
    if (await liesAt(path, handle, platform)) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return null;
}

async function liesAt(path: string, handle: FileHandle, platform: string): Promise<boolean> {
  // One question with one answer: between two, links could take turns.
  if (platform === 'linux') return (await readlink(openedPath(handle))) === path;
  if ((await realpath(path)) !== path) return false;
  const named = await lstat(path, { bigint: true });
  const opened = await handle.stat({ bigint: true });
  return named.ino === opened.ino && named.dev === opened.dev;
}

/** On Linux: another name of what is open, which stays its name whatever is renamed. */
export function openedPath(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}

// Folders and files that the owner lets commands read beside their workspace. Each is looked at before every command:
// it must be there, be a folder or a file, and hold nothing that is nobody's business.
//   path as written → plain and absolute → where it really is → none of what stays unseen
// Reads nothing of them.
import { lstatSync, realpathSync } from 'node:fs';
import { isAbsolute, posix, resolve } from 'node:path';
import { type GuardedPlaces, isAtOrUnder } from './workspace-rules.ts';

export type ReadOnlyOutcome =
  | { kind: 'usable'; paths: readonly string[] }
  | { kind: 'refused'; reason: string };

/** Accounts, passwords and keys of the system, other programs' sockets and memory, other people's files. */
const NEVER =
  '/etc /proc /sys /dev /run /boot /root /var/run /var/lib /var/spool /var/log /var/db /private/etc /private/var/db /Library/Keychains'.split(
    ' ',
  );
/** Too much in one: folders in them may be named, they themselves may not. */
const TOO_WIDE = '/ /home /Users /tmp /var /var/tmp /mnt /media /srv /Volumes /private /private/tmp'.split(
  ' ',
);
/** Where programs keep keys, wherever it lies. */
const KEYS =
  /^\.(?:ssh|gnupg|aws|azure|kube|docker|password-store|netrc|pgpass|git-credentials|mozilla|thunderbird)$/i;

/** Real paths, in the order given; a place inside the workspace is left out, because it is visible anyway. */
export function readOnlyPlaces(
  wanted: readonly string[],
  workspace: string,
  places: GuardedPlaces,
): ReadOnlyOutcome {
  const paths: string[] = [];
  for (const path of wanted) {
    const found = realPlace(path, places);
    if (found.kind === 'refused') {
      return { kind: 'refused', reason: `sandbox.read_only names ${path}: ${found.reason}` };
    }
    if (!isAtOrUnder(found.path, workspace)) paths.push(found.path);
  }
  return { kind: 'usable', paths: [...new Set(paths)] };
}

function realPlace(
  path: string,
  places: GuardedPlaces,
): { kind: 'found'; path: string } | { kind: 'refused'; reason: string } {
  const refused = (reason: string) => ({ kind: 'refused' as const, reason });
  if (!isAbsolute(path) || path.includes('\0')) return refused('it is not a whole path. Write it from / on.');
  let real: string;
  try {
    real = realpathSync.native(path);
    const seen = lstatSync(real);
    // SECURITY: a socket or device is no place to read from, it is somebody to talk to.
    if (!seen.isDirectory() && !seen.isFile()) return refused('it is neither a folder nor a file.');
  } catch {
    return refused('it does not exist, or this account may not look at it.');
  }
  // SECURITY: both the name and where it leads, so that a link is no way round.
  const problem = placeProblem(resolve(path), places) ?? placeProblem(real, places);
  return problem === null ? { kind: 'found', path: real } : refused(problem);
}

/** By its name alone; POSIX paths. */
function placeProblem(path: string, places: GuardedPlaces): string | null {
  // SECURITY: what holds the home folder or the profile shows all of it.
  if (isAtOrUnder(places.userHome, path) || isAtOrUnder(places.profile, path)) {
    return 'it is or holds your home folder or the profile. Name a folder inside it.';
  }
  // SECURITY: what an agent is, its keys and its ledger lie there.
  if (isAtOrUnder(path, places.profile)) return 'it lies in the profile.';
  if (TOO_WIDE.includes(path)) return 'that is too much. Name a folder inside it.';
  if (NEVER.some((folder) => isAtOrUnder(path, folder) && !isAtOrUnder(places.userHome, folder))) {
    return 'it belongs to the system, with its secrets or its sockets.';
  }
  // SECURITY: keys and sessions of other programs.
  if (path.split('/').some((segment) => KEYS.test(segment))) return 'keys are kept there.';
  if (places.userHome !== '/' && isAtOrUnder(path, places.userHome)) {
    const first = posix.relative(places.userHome, path).split('/')[0] ?? '';
    if (first.startsWith('.') || first === 'Library') {
      return 'programs keep keys and settings in that folder of your home.';
    }
  }
  return null;
}

// Which folders may be a workspace, and which must stay out of sight. Decided by names alone, before anything is
// mounted: a workspace that held the home folder or the profile would hand them over with it.
// Pure: paths in, a sentence or nothing out. POSIX paths, already resolved.
import { posix } from 'node:path';

export interface GuardedPlaces {
  /** Real path of the account's home folder. */
  readonly userHome: string;
  /** Real path of the profile folder; `workspaces/<conversation>` in it is the one part a command may see. */
  readonly profile: string;
  /** Real path of the folder this program runs from. */
  readonly program: string;
}

/** System folders: what is in them belongs to the computer, not to a conversation. */
const SYSTEM_FOLDERS = (
  '/usr /bin /sbin /lib /lib32 /lib64 /libx32 /etc /proc /sys /dev /boot /run /nix /gnu ' +
  '/System /Library /Applications /cores'
).split(' ');
/** The same on a Windows drive, in the notation of workspace-guard.ts. */
const WINDOWS_FOLDERS =
  /^\/[a-z]:(?:$|\/users$|\/(?:windows|program files|program files \(x86\)|programdata|\$recycle\.bin)(?:\/|$))/;
/** Parents of other people's files: a folder in them may be a workspace, they themselves may not. */
const SHARED_FOLDERS = (
  '/ /home /Users /opt /var /srv /mnt /media /tmp /var/tmp /private /Volumes /private/tmp ' +
  '/private/var /root'
).split(' ');

/** Why `workspace` (a real path) may not be one, as a sentence, or null when it may. */
export function workspaceProblem(workspace: string, places: GuardedPlaces): string | null {
  if (!posix.isAbsolute(workspace) || posix.resolve(workspace) !== workspace || workspace.includes('\0')) {
    return 'The workspace is not a plain absolute folder.';
  }
  if (isAtOrUnder(workspace, posix.join(places.profile, 'workspaces'))) {
    return workspace === posix.join(places.profile, 'workspaces')
      ? 'The folder of all workspaces cannot be one of them.'
      : null;
  }
  // SECURITY: a workspace that holds the home folder or the profile would show all of it.
  if (isAtOrUnder(places.userHome, workspace) || isAtOrUnder(places.profile, workspace)) {
    return 'The workspace holds your home folder or the profile folder. Choose a folder inside it.';
  }
  // SECURITY: what an agent is lives in the profile, and no command may see or change it.
  if (isAtOrUnder(workspace, places.profile)) return 'The workspace lies in the profile folder.';
  // SECURITY: a command that can write the program decides what the next start does.
  if (isAtOrUnder(places.program, workspace) || isAtOrUnder(workspace, places.program)) {
    return 'The workspace holds this program itself.';
  }
  if (
    SHARED_FOLDERS.includes(workspace) ||
    SYSTEM_FOLDERS.some((folder) => isAtOrUnder(workspace, folder)) ||
    WINDOWS_FOLDERS.test(workspace)
  ) {
    return 'The workspace is a system folder.';
  }
  // SECURITY: keys, sessions and settings of other programs live in the home folder's hidden folders.
  if (places.userHome !== '/' && isAtOrUnder(workspace, places.userHome)) {
    const first = posix.relative(places.userHome, workspace).split('/')[0] ?? '';
    if (first.startsWith('.') || first === 'Library' || first === 'appdata') {
      return 'The workspace lies in a folder of your home where programs keep keys and settings.';
    }
  }
  return null;
}

/** `path` is `folder` or lies in it, segment by segment: `/ws-evil` is not in `/ws`. */
export function isAtOrUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

// Whether a folder may be a workspace, asked by everything that would use one: commands, the file tools, and whoever
// lets the owner choose. One answer for all, so that what is refused to a command is not open to the file tools.
// Turns real folders of any system into the names that workspace-rules.ts compares; reads nothing in them.
import { realpathSync } from 'node:fs';
import { type GuardedPlaces, workspaceProblem } from './workspace-rules.ts';

export interface GuardOptions {
  /** The profile folder. */
  readonly home: string;
  /** The account's home folder. */
  readonly userHome: string;
  /** The folder this program runs from: the checkout, or the package's resources. */
  readonly programRoot: string;
  /** `process.platform`. */
  readonly platform: string;
}

/** Why `folder` may not be a workspace, as a sentence for a person, or null when it may. */
export type WorkspaceGuard = (folder: string) => string | null;

export function createWorkspaceGuard(options: GuardOptions): WorkspaceGuard {
  const comparable = options.platform === 'win32' ? comparableOnWindows : (path: string) => path;
  const real = guardedPlaces(options);
  const places: GuardedPlaces = {
    userHome: comparable(real.userHome),
    profile: comparable(real.profile),
    program: comparable(real.program),
  };
  // SECURITY: by its name and by where the name leads, so that a link to the home folder is the home folder.
  return (folder) =>
    workspaceProblem(comparable(folder), places) ?? workspaceProblem(comparable(realOr(folder)), places);
}

/** The real paths of what no workspace may hold; a path that does not exist stays as it is. */
export function guardedPlaces(options: Omit<GuardOptions, 'platform'>): GuardedPlaces {
  return {
    userHome: realOr(options.userHome),
    profile: realOr(options.home),
    program: realOr(options.programRoot),
  };
}

/** `C:\Users\Me` → `/c:/users/me`: one notation for the comparison, in which case does not count. Without a drive: nothing. */
function comparableOnWindows(path: string): string {
  const slashed = path.replaceAll('\\', '/').toLowerCase();
  const plain = slashed.startsWith('//?/') ? slashed.slice(4) : slashed;
  return /^[a-z]:/.test(plain) ? `/${plain.replace(/\/+$/, '')}` : '';
}

function realOr(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

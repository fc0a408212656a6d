// From the first word of a command to the name it is known by: without folder, version and, on Windows, ending and case.
import type { Language } from './invocation.ts';

export type Platform = string;

/** `/usr/bin/Python3.12` → `Python3.12`; on Windows `C:\…\CMD.EXE` → `cmd`. */
export function programName(word: string, platform: Platform, language: Language): string {
  const isWindows = platform === 'win32' || language === 'cmd' || language === 'powershell';
  const last = word.split(isWindows ? /[\\/]/ : '/').at(-1) ?? word;
  // A Windows program keeps its ending elsewhere too: powershell.exe is reachable from Linux under WSL.
  const withoutEnding = last.replace(/\.(?:exe|com|bat|cmd)$/i, '');
  // SECURITY: case counts on POSIX, where `RM` is another program, and not on Windows, where it is the same.
  return isWindows || withoutEnding !== last ? withoutEnding.toLowerCase() : last;
}

/** `python3.12` → `python`, `clang-17` → `clang`: programs that come in versions are judged alike. */
export function withoutVersion(name: string): string {
  return name.replace(/[-.]?\d+(?:\.\d+)*t?$/, '') || name;
}

/** Folders that hold the system's programs and nothing that a workspace can write. */
const SYSTEM_FOLDERS = ['/bin/', '/sbin/', '/usr/', '/opt/homebrew/', '/nix/store/', '/snap/'] as const;

/** Whether a program is named without a folder, or by one of the system's. */
export function isNamedBySystem(word: string): boolean {
  // SECURITY: `./ls` and `/tmp/ls` are whatever somebody put there.
  return !word.includes('/') || isSystemPath(word);
}

function isSystemPath(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => path.startsWith(folder)) && !/(?:^|\/)\.\.?(?:\/|$)/.test(path);
}

/**
 * Whether a reader's name led to the system's own program. `executable` is a real path; `searchPath` is the PATH that
 * found it and that its own children are found by.
 */
export function isTrustedReader(executable: string, searchPath: string): boolean {
  // SECURITY: a program named `ls` from anywhere else is not ls.
  if (!isSystemPath(executable)) return false;
  // SECURITY: an empty or relative part of PATH is the working folder.
  return searchPath.split(':').every((folder) => isSystemPath(`${folder}/`));
}

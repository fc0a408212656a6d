// What the sandbox runtime (Seatbelt on macOS) is told for one command. It allows reading by default, so what must
// stay unseen is named here, and what lies inside it and may be seen is named again.
// Pure, so that it is tested on every system. Shapes are those of the runtime's SandboxRuntimeConfig.
import { posix } from 'node:path';
import { GIT_OBEYS, PROTECTED_PATHS } from '../../../domain/ports/sandbox.ts';
import type { GuardedPlaces } from '../workspace-rules.ts';

export interface RuntimeConfig {
  network: {
    allowedDomains: string[];
    deniedDomains: string[];
    strictAllowlist: boolean;
    allowLocalBinding: boolean;
  };
  filesystem: { denyRead: string[]; allowRead: string[]; allowWrite: string[]; denyWrite: string[] };
  mandatoryDenySearchDepth: number;
}

/** Other people's and other programs' files: homes, temporary folders, other disks, sockets, the keychains. */
const UNSEEN = [
  '/Users',
  '/private/tmp',
  '/private/var',
  '/Volumes',
  '/Network',
  '/Library/Keychains',
  '/Library/Application Support',
  '/opt/homebrew/var',
  '/usr/local/var',
];
/** Inside those, what programs cannot do without: the linker's cache and the time zone. */
const SEEN_AGAIN = ['/private/var/db/timezone', '/private/var/select', '/private/var/db/dyld'];

/** Submodules and worktrees have settings and hooks of their own. */
const INSIDE_GIT = ['modules', 'worktrees'].flatMap((folder) =>
  GIT_OBEYS.map((name) => `.git/${folder}/**/${name}`),
);

const SEARCH_DEPTH = 3;

/** `temporary` is this command's own folder. All paths absolute and real. */
export function runtimeConfig(
  workspace: string,
  temporary: string,
  places: GuardedPlaces,
  readOnly: readonly string[] = [],
): RuntimeConfig {
  return {
    // SECURITY: an empty list allows nobody, and strict asks nobody.
    network: { allowedDomains: [], deniedDomains: [], strictAllowlist: true, allowLocalBinding: false },
    filesystem: {
      // SECURITY: the runtime allows every read that is not denied.
      denyRead: [...new Set([...UNSEEN, places.userHome, places.profile])].filter((path) => path !== '/'),
      allowRead: [workspace, temporary, ...readOnly, ...SEEN_AGAIN],
      allowWrite: [workspace, temporary],
      // SECURITY: the runtime looks for these in our own working folder, not in the command's.
      denyWrite: [...PROTECTED_PATHS, ...INSIDE_GIT].flatMap((path) => [
        posix.join(workspace, path),
        posix.join(workspace, '**', path),
      ]),
    },
    mandatoryDenySearchDepth: SEARCH_DEPTH,
  };
}

/** Why a command with this list of hosts is not run, as a sentence; null when it is. */
export function hostsRefusal(allowHosts: readonly string[]): string | null {
  // SECURITY: the runtime's own filter of hosts lets private addresses pass, so with a list nothing runs.
  if (allowHosts.length > 0) {
    return 'A list of hosts cannot be held on this system yet. Empty sandbox.allow_hosts, and commands run without network.';
  }
  return null;
}

/** All that the runtime is started with: it would hand over our own environment, and adds variables of its own. */
export function runtimeEnvironment(
  environment: Readonly<Record<string, string>>,
  temporary: string,
): Record<string, string> {
  // SECURITY: made of the command's list alone. The runtime sets TMPDIR from CLAUDE_TMPDIR: a named exception.
  return { ...environment, HOME: temporary, TMPDIR: temporary, CLAUDE_TMPDIR: temporary };
}

/** One shell word that stands for exactly these characters. */
export function quoteWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** The shell line that sets limits and becomes the command. `words` are the program's path and its arguments. */
export function limitedLine(
  words: readonly string[],
  limits: { maxFileBytes: number; maxProcesses: number },
): string {
  const blocks = Math.max(1, Math.floor(limits.maxFileBytes / 512));
  return [
    'ulimit -c 0',
    `ulimit -f ${blocks}`,
    `ulimit -u ${limits.maxProcesses}`,
    // Said on standard error's spare number, so that a command that never began is told from one that failed.
    'echo started >&3',
    'exec 3>&-',
    `exec ${words.map(quoteWord).join(' ')}`,
  ].join(' && ');
}

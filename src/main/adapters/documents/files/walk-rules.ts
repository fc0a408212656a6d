// Which folders are not gone into, and how far a walk goes. Pure; the same on every system.

export interface WalkLimits {
  readonly maxFiles: number;
  /** Folders below the chosen one. */
  readonly maxDepth: number;
  /** More are given as a number. */
  readonly maxLeftOut: number;
  /** Names looked at, of everything. */
  readonly maxNames: number;
}

export const WALK_LIMITS: WalkLimits = {
  maxFiles: 5_000,
  maxDepth: 16,
  maxLeftOut: 2_000,
  maxNames: 250_000,
};

export const HIDDEN_REASON = 'It is hidden.';

/** Other people's code, by the tools of any language. */
const PACKAGES = new Set(['node_modules', 'bower_components', '__pycache__', 'site-packages', 'pods']);
const ENVIRONMENTS = new Set(['venv', 'virtualenv']);
/** Where programs put what they make. Common words too, so only beside what belongs to a program. */
const BUILDS = new Set(['dist', 'build', 'out', 'target', 'bin', 'obj', 'coverage', 'vendor', 'deriveddata']);
const PROJECT =
  /^(?:\.git|package\.json|cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|cmakelists\.txt|makefile|pyproject\.toml|setup\.py|go\.mod|composer\.json|gemfile|mix\.exs|.*\.(?:sln|csproj|xcodeproj))$/i;
const OF_THE_SYSTEM = new Set(['$recycle.bin', 'system volume information', 'lost+found']);

/** Why a folder of this name is not gone into, null when it is. `isProject`: beside it stands what belongs to a program. */
export function folderProblem(name: string, isProject: boolean): string | null {
  const lower = name.toLowerCase();
  if (name.startsWith('.')) return HIDDEN_REASON;
  if (PACKAGES.has(lower) || ENVIRONMENTS.has(lower)) return 'It holds packages of a program.';
  if (OF_THE_SYSTEM.has(lower)) return 'It belongs to the system.';
  return isProject && BUILDS.has(lower) ? 'It holds what a program was built into.' : null;
}

/** Whether something of this name means that a program is made in its folder. */
export function marksProject(name: string): boolean {
  return PROJECT.test(name);
}

/** Not a path of a file at all: how Windows names devices and pipes. */
export function isDevicePath(path: string, platform: string): boolean {
  return platform === 'win32' && /^[\\/]{2}[.?][\\/]/.test(path);
}

export function numeral(count: number): string {
  return count.toLocaleString('en-US');
}

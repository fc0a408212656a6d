// Where and on what it was measured, so that two results can be compared or known not to be.
// Knows no measurement. Names no user, host or path.
import { execFileSync } from 'node:child_process';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly system: string;
  readonly node: string;
  /** One minute's, when the run began: far above 0 means that others were at work too. */
  readonly load: number;
}

export interface Source {
  readonly commit: string;
  /** Whether files differed from the commit. */
  readonly changed: boolean;
}

export function machineNow(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryMb: Math.round(totalmem() / 1_048_576),
    system: `${platform()} ${arch()} ${release()}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** Of what the app was built from. Outside a repository it is unknown. */
export function sourceOf(root: string): Source {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return {
      commit: git('rev-parse', '--short=12', 'HEAD'),
      changed: git('status', '--porcelain', '--', 'src') !== '',
    };
  } catch {
    return { commit: 'unknown', changed: false };
  }
}

// Makes a start cold: drops the files it reads from the page cache, and only those, so that nobody else on the
// machine is slowed down. Linux only; what a running process has mapped stays. Knows nothing of what is started.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, runtime } from './runtime.ts';

/** Smaller ones cost no time worth counting. */
const SMALLEST_BYTES = 32_768;

/** Files of the runtime, of the built app and of its native packages. */
export function filesOfStart(): readonly string[] {
  const packages = ['better-sqlite3', 'keytar'].map((name) => join(ROOT, 'node_modules', name));
  return [dirname(runtime().path), join(ROOT, 'out'), ...packages].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => statSync(file).size >= SMALLEST_BYTES),
  );
}

/** False where the system cannot. `dd` with `nocache` and nothing to copy only gives the advice to forget the file. */
export function dropFromPageCache(files: readonly string[]): boolean {
  if (process.platform !== 'linux') return false;
  try {
    for (const file of files)
      execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

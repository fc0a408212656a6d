// Tells when one file of a folder changed. Editors write in several steps and often replace the file by a rename,
// so the folder is watched and not the file, and a change is told when it has been quiet for a moment.
// Where the system cannot watch, or the file is a link to elsewhere, its state is asked for every two seconds.
import { type FSWatcher, lstatSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Longer than an editor needs between emptying a file and filling it. */
const QUIET_MS = 100;
const POLL_MS = 2_000;

/** The returned function ends it. Keeps no process alive. `changed` may be called without a change. */
export function watchFile(folder: string, name: string, changed: () => void): () => void {
  const file = join(folder, name);
  let quiet: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | null = null;

  const soon = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(changed, QUIET_MS).unref();
  };
  const startPolling = (): void => {
    if (poll !== undefined) return;
    let last = stateOf(file);
    poll = setInterval(() => {
      const now = stateOf(file);
      if (now === last) return;
      last = now;
      soon();
    }, POLL_MS).unref();
  };

  try {
    watcher = watch(folder, { persistent: false }, (_, changedName) => {
      if (changedName === null || changedName === name) soon();
    });
    watcher.on('error', startPolling);
  } catch {
    startPolling();
  }
  if (isLink(file)) startPolling();

  return () => {
    watcher?.close();
    clearTimeout(quiet);
    clearInterval(poll);
  };
}

function stateOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'missing';
  }
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

// Processes of one unconfined command, found by a variable that each inherits. One that clears its environment is not
// found; that is part of what "not confined" means. Linux only: elsewhere the process group is all there is.
import { readdirSync, readFileSync } from 'node:fs';

export const MARK_NAME = 'SALLYPORT_RUN';
/** A process that forks between two looks is found by the next. */
const MAX_ROUNDS = 50;

/** Kills every process that carries the mark, until a look finds none. */
export function endMarked(mark: string): void {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const found = marked(mark);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
  }
}

function marked(mark: string): number[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => carries(pid, mark));
}

function carries(pid: number, mark: string): boolean {
  try {
    // SECURITY: only what carries the mark of this very command is ours to end.
    if (!readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK_NAME}=${mark}`)) return false;
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone since.
  }
}

// Looks at a running command's processes a few times a second: how many there are and how much memory they hold
// together. The kernel bounds one process; this bounds the tree. It only looks; what follows is the caller's.
// All processes of a command descend from the first one in its namespace, so walking children finds every one.
import { readdirSync, readFileSync } from 'node:fs';

export type Excess = 'memory' | 'processes';

const FIRST_LOOK_MS = 25;
const LOOK_EVERY_MS = 100;

/** Calls `onExcess` at most once; the returned function ends the watch. `rootPid` is bubblewrap itself. */
export function watchTree(
  rootPid: number,
  limits: { maxMemoryBytes: number; maxProcesses: number },
  onExcess: (excess: Excess) => void,
  ranOutOfMemory: () => boolean = () => false,
): () => void {
  let timer = setTimeout(look, FIRST_LOOK_MS);
  return () => clearTimeout(timer);

  function look(): void {
    // The kernel ends one process for want of memory; the others go on without it, and are ended here.
    const excess = ranOutOfMemory() ? 'memory' : excessOf(rootPid, limits);
    if (excess === null) timer = setTimeout(look, LOOK_EVERY_MS);
    else onExcess(excess);
  }
}

function excessOf(rootPid: number, limits: { maxMemoryBytes: number; maxProcesses: number }): Excess | null {
  const pids = descendantsOf(rootPid, limits.maxProcesses + 1);
  if (pids.length > limits.maxProcesses) return 'processes';
  // The quick sum counts shared pages once a process; only when it is too high is the exact one asked for.
  if (sum(pids, residentBytes) <= limits.maxMemoryBytes) return null;
  return sum(pids, proportionalBytes) > limits.maxMemoryBytes ? 'memory' : null;
}

/** The process the whole namespace ends with: bubblewrap's only child. Null before it is there or after. */
export function firstInside(rootPid: number): number | null {
  return childrenOf(rootPid)[0] ?? null;
}

/** Whether a process still runs; one that ended and only waits to be collected does not. */
export function isThere(pid: number): boolean {
  const state = /^State:\s+(\S)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

function descendantsOf(rootPid: number, atMost: number): number[] {
  const found = childrenOf(rootPid);
  for (let at = 0; at < found.length && found.length < atMost; at += 1)
    found.push(...childrenOf(found[at] ?? 0));
  return found;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return []; // Gone since.
  }
}

function sum(pids: readonly number[], bytesOf: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + bytesOf(pid), 0);
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

function proportionalBytes(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return kilobytes === undefined ? residentBytes(pid) : Number(kilobytes) * 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

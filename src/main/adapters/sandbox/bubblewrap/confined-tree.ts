// The processes of one confined command, seen from outside: ending all of them, waiting until none is left, and
// reading what the confinement says of itself. Shared by commands that we start and those on a terminal.
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { firstInside, isThere } from './memory-watch.ts';

/** A killed process is gone in milliseconds; one that waits for a disk may take longer, and cannot be hurried. */
const GONE_WITHIN_MS = 5000;

/** The first process inside takes its whole namespace along. `outer` is bubblewrap; `killOuter` ends it alone. */
export function killNamespace(outer: { pid: number; isRunning(): boolean }, killOuter: () => void): void {
  // Asked of a process that is still ours, and used at once: the number cannot have passed to another.
  const inside = outer.isRunning() ? firstInside(outer.pid) : null;
  try {
    if (inside !== null) process.kill(inside, 'SIGKILL');
  } catch {
    // Gone since.
  }
  // Also while it is still arranging things: it would wait for a child that is no more.
  killOuter();
}

/** The number of the first process inside, in what bubblewrap says of itself; 0 when it said nothing. */
export function firstPidIn(information: string): number {
  return Number(/"child-pid":\s*(\d+)/.exec(information)?.[1] ?? 0);
}

/** The namespace is empty once its first process is gone or only waits to be collected. */
export async function untilGone(firstPid: number): Promise<void> {
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (firstPid > 0 && isThere(firstPid) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** What comes on a stream, up to a few hundred characters; the latest when asked. */
export function collect(stream: Readable | null): () => string {
  let text = '';
  stream?.on('data', (chunk: Uint8Array) => {
    if (text.length < 1024) text += Buffer.from(chunk).toString('latin1');
  });
  stream?.on('error', () => undefined);
  return () => text;
}

/** When a process began, in the kernel's ticks: with its number it names one process and no later one. Null: gone. */
export function beganAt(pid: number): string | null {
  try {
    // After the name, which may hold spaces and brackets, it is the 20th word.
    return (
      readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? null
    );
  } catch {
    return null;
  }
}

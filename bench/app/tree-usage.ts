// What a whole tree of processes uses, as the kernel counts it. Linux only.
// Proportional set size: memory shared between processes counts once, divided among those that share it.
import { readFileSync } from 'node:fs';
import { treeOf } from '../../e2e/harness/processes.ts';

export interface TreeMemory {
  readonly totalMb: number;
  /** By kind of process, largest first: `main`, `renderer`, `gpu-process`, `zygote`, `utility`. */
  readonly parts: readonly { readonly kind: string; readonly mb: number }[];
}

export function memoryOf(pid: number): TreeMemory {
  const parts = treeOf(pid).flatMap((process) => {
    const mb = proportionalMb(process.pid);
    return mb === null ? [] : [{ kind: kindOf(process.words), mb }];
  });
  return {
    totalMb: parts.reduce((sum, { mb }) => sum + mb, 0),
    parts: parts.toSorted((a, b) => b.mb - a.mb),
  };
}

/** Milliseconds of processor time used by the tree since it began; those that ended are not counted. */
export function processorMsOf(pid: number): number {
  return treeOf(pid).reduce((sum, process) => sum + processorMs(process.pid), 0);
}

function proportionalMb(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kilobytes = Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1]);
    return Number.isFinite(kilobytes) ? (kilobytes * 1_024) / 1_000_000 : null;
  } catch {
    return null; // it ended meanwhile
  }
}

/** Ticks are hundredths of a second on every Linux that Electron runs on. */
function processorMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function kindOf(words: readonly string[]): string {
  // Chromium rewrites its children's command lines into one word.
  const type = /--type=([a-z-]+)/.exec(words.join(' '))?.[1];
  const service = /--utility-sub-type=([a-z._A-Z]+)/.exec(words.join(' '))?.[1];
  return service ?? type ?? 'main';
}

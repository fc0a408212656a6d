// What is running, as /proc says it: the processes of an app's tree, and their command lines. Linux only.
import { readdirSync, readFileSync } from 'node:fs';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Z: ended, not yet collected. */
  readonly state: string;
  readonly words: readonly string[];
}

export function processes(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        // Chromium's children write theirs anew, with spaces between the words.
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8')
          .split(/[\0 ]/)
          .filter((word) => word !== '');
        return [{ pid: Number(name), parent: Number(parent), state, words }];
      } catch {
        return []; // it ended meanwhile
      }
    });
}

/** The process and all below it. */
export function treeOf(pid: number): readonly Process[] {
  const all = processes().filter(({ state }) => state !== 'Z');
  const found = all.filter((process) => process.pid === pid);
  for (const { pid: parent } of found) found.push(...all.filter((process) => process.parent === parent));
  return found;
}

/** Living processes that were started with this text in their command line: the profile folder, for instance. */
export function startedWith(text: string): readonly Process[] {
  return processes().filter(
    ({ pid, state, words }) =>
      pid !== process.pid && state !== 'Z' && words.some((word) => word.includes(text)),
  );
}

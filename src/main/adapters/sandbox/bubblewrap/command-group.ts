// A control group of its own for each command, where the system lets this account make one: the kernel then counts
// memory and processes of the whole tree exactly, also for root, whom its other limits do not hold. Version 2 as
// systemd hands it to a desktop session; version 1 where that is mounted and writable, as for root on older systems.
// Elsewhere there is none, and the limits of single processes and looking serve.
import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface CommandGroup {
  /** Files in which a process puts itself into the group. */
  readonly entrances: readonly string[];
  /** Ends everything in it at once, where the kernel can. */
  kill(): void;
  /** Whether the kernel ended something in it for want of memory. */
  ranOutOfMemory(): boolean;
  /** Removes it; to be called when nothing is left in it. */
  close(): void;
}

export interface CommandGroups {
  /** Null where none can be made. */
  make(limits: GroupLimits): CommandGroup | null;
}

interface GroupLimits {
  readonly maxMemoryBytes: number;
  readonly maxProcesses: number;
}

/** One folder to be made: below which group, and what is written into it. */
interface Part {
  readonly parent: string;
  readonly needed: (limits: GroupLimits) => readonly (readonly [file: string, value: string])[];
  readonly wished: readonly (readonly [file: string, value: string])[];
  /** Where it says how often the kernel ended something for want of memory. */
  readonly memoryEvents: string | null;
}

export interface GroupPlaces {
  /** Where control groups are mounted. */
  readonly root: string;
  /** What the kernel says of our own place in them. */
  readonly own: string;
}

const PLACES: GroupPlaces = { root: '/sys/fs/cgroup', own: '/proc/self/cgroup' };

export function createCommandGroups(places: GroupPlaces = PLACES): CommandGroups {
  let parts: readonly Part[] | null = null;
  let made = 0;

  return {
    make(limits) {
      parts ??= partsOf(places);
      if (parts.length === 0) return null;
      made += 1;
      const name = `sallyport-${process.pid}-${made}`;
      const folders: string[] = [];
      for (const part of parts) {
        const path = join(part.parent, name);
        if (!makeFolder(path, part, limits)) {
          for (const folder of folders) remove(folder);
          // It will not be better the next time.
          parts = [];
          return null;
        }
        folders.push(path);
      }
      return groupOf(folders, parts);
    },
  };
}

function partsOf({ root, own }: GroupPlaces): readonly Part[] {
  const places = read(own);
  const second = /^0::(\/.*)$/m.exec(places)?.[1];
  // Beside our own group first: a group with processes of its own cannot hand limits down.
  const parent = [second === undefined ? '/' : dirname(second), second ?? '/']
    .filter((path) => path !== '/')
    .map((path) => join(root, path))
    .find((path) => isWritable(path) && /\bmemory\b/.test(read(join(path, 'cgroup.subtree_control'))));
  if (parent !== undefined) return [secondVersion(parent)];
  const first = (controller: string) => {
    const path = new RegExp(`^\\d+:${controller}:(/.*)$`, 'm').exec(places)?.[1];
    const folder = path === undefined ? null : join(root, controller, path);
    return folder !== null && isWritable(folder) ? folder : null;
  };
  const [processes, memory] = [first('pids'), first('memory')];
  return [
    ...(processes === null ? [] : [firstVersionProcesses(processes)]),
    ...(memory === null ? [] : [firstVersionMemory(memory)]),
  ];
}

function secondVersion(parent: string): Part {
  return {
    parent,
    needed: ({ maxMemoryBytes, maxProcesses }) => [
      ['memory.max', String(maxMemoryBytes)],
      ['pids.max', String(maxProcesses)],
    ],
    // Memory that is swapped out is memory; an older kernel, or one without swap, has no such file.
    wished: [
      ['memory.swap.max', '0'],
      ['memory.oom.group', '1'],
    ],
    memoryEvents: 'memory.events',
  };
}

function firstVersionProcesses(parent: string): Part {
  return {
    parent,
    needed: ({ maxProcesses }) => [['pids.max', String(maxProcesses)]],
    wished: [],
    memoryEvents: null,
  };
}

function firstVersionMemory(parent: string): Part {
  return {
    parent,
    needed: ({ maxMemoryBytes }) => [['memory.limit_in_bytes', String(maxMemoryBytes)]],
    wished: [],
    memoryEvents: 'memory.oom_control',
  };
}

function makeFolder(path: string, { needed, wished }: Part, limits: GroupLimits): boolean {
  try {
    mkdirSync(path);
    for (const [file, value] of needed(limits)) writeFileSync(join(path, file), value);
  } catch {
    remove(path);
    return false;
  }
  for (const [file, value] of wished) tryToWrite(join(path, file), value);
  return true;
}

function groupOf(folders: readonly string[], parts: readonly Part[]): CommandGroup {
  return {
    entrances: folders.map((folder) => join(folder, 'cgroup.procs')),
    kill() {
      // Before Linux 5.14, and in version 1, there is no such file: the namespace's end is enough.
      for (const folder of folders) tryToWrite(join(folder, 'cgroup.kill'), '1');
    },
    ranOutOfMemory: () =>
      parts.some(
        ({ memoryEvents }, index) =>
          memoryEvents !== null &&
          Number(/^oom_kill (\d+)$/m.exec(read(join(folders[index] ?? '', memoryEvents)))?.[1] ?? 0) > 0,
      ),
    close() {
      for (const folder of folders) remove(folder);
    },
  };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    accessSync(join(folder, 'cgroup.procs'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function tryToWrite(path: string, text: string): void {
  try {
    accessSync(path, constants.W_OK);
    writeFileSync(path, text);
  } catch {
    // Not there.
  }
}

function remove(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Something in it is still being collected; it is empty and counts nothing.
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

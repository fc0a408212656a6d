// One command in bubblewrap: hold what was verified, lay out what it sees, start it, and tidy up after it.
//   hold workspace and program → find protected places → arguments → start → watch → set aside what is new
// SECURITY lines about the view are in arguments.ts; here is the order of things, which matters as much.
import { closeSync, constants, openSync } from 'node:fs';
import { release } from 'node:os';
import type { RunOutcome } from '../../../domain/ports/sandbox.ts';
import type { ConfinedRun } from '../backend.ts';
import { readWithHash } from '../file-hash.ts';
import { runsItsArgument } from '../prepare-command.ts';
import { findProtected, setAsideNew, withNotes } from '../protected-places.ts';
import { watchToEnd } from '../run-process.ts';
import { type StartedProcess, startProcess } from '../spawn.ts';
import { isAtOrUnder } from '../workspace-rules.ts';
import {
  bubblewrapArguments,
  firstToGo,
  INFO_DESCRIPTOR,
  limitedCommand,
  STARTED_MARK,
  STATUS_DESCRIPTOR,
} from './arguments.ts';
import { firstInside, isThere, watchTree } from './memory-watch.ts';
import type { PrivateFolder } from './private-folder.ts';
import type { SystemView } from './system-view.ts';

export interface BubblewrapTools {
  readonly bubblewrap: string;
  readonly takesDescriptors: boolean;
  readonly filter: Uint8Array;
  readonly system: SystemView;
  readonly folder: PrivateFolder;
  /** Hard limits this process already has; a child cannot raise them. */
  readonly inherited: { readonly maxFileBytes: number; readonly maxDataBytes: number };
}

/** One file of a command; a workspace is not a place for disk images. */
const MAX_FILE_BYTES = 2 * 1024 ** 3;
/** Processes and threads; a parallel build of a large project stays below. */
export const MAX_PROCESSES = 512;
const MAX_TEMPORARY_BYTES = 512 * 1024 ** 2;
/** A program or script of the workspace is handed over as content up to here. */
const MAX_PINNED_BYTES = 128 * 1024 ** 2;
/** Reserved but unused memory counts against one process's limit, so that one is wider than the tree's. */
const DATA_FACTOR = 2;
/** A killed process is gone in milliseconds; one that waits for a disk may take longer, and cannot be hurried. */
const GONE_WITHIN_MS = 5000;
const O_PATH = 0o10000000;

export async function runInBubblewrap(run: ConfinedRun, tools: BubblewrapTools): Promise<RunOutcome> {
  const open: number[] = [];
  const hold = (descriptor: number) => {
    open.push(descriptor);
    return descriptor;
  };
  try {
    const workspaceHeld = hold(
      openSync(run.workspace, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW),
    );
    const pinned = await holdContent(run, (bytes) => hold(tools.folder.unnamedFile(bytes)));
    if (pinned === null)
      return { kind: 'refused', reason: 'The program or script changed since it was shown.' };
    const filter = hold(tools.folder.unnamedFile(tools.filter));
    const output = await tools.folder.outputPipe();
    hold(output.writer);

    const descriptors: ('none' | 'pipe' | number)[] = ['none', output.writer, output.writer, 'pipe', 'pipe'];
    const pass = (descriptor: number) => descriptors.push(descriptor) - 1;
    const protectedPlaces = findProtected(run.workspace);
    const args = bubblewrapArguments({
      system: tools.system,
      workspace: run.workspace,
      workspaceDescriptor: tools.takesDescriptors ? pass(workspaceHeld) : null,
      kept: protectedPlaces.kept,
      readOnly: protectedPlaces.readOnly,
      pinned: pinned.map((file) => ({ ...file, descriptor: pass(file.descriptor) })),
      filterDescriptor: pass(filter),
      workingFolder: run.command.workingFolder,
      maxTemporaryBytes: Math.min(run.limits.maxMemoryBytes, MAX_TEMPORARY_BYTES),
    });
    const started = startProcess(
      {
        ...firstToGo(tools.bubblewrap, [
          ...args,
          '--',
          ...limitedCommand(limitsFor(run, tools), run.calledAs, run.command.argv.slice(1)),
        ]),
        // SECURITY: bubblewrap passes on what it is given, so it is given only what the command may have.
        environment: run.command.environment,
        workingFolder: '/',
        descriptors,
      },
      tools.folder.nullDevice,
    );
    for (const descriptor of open.splice(0)) closeSync(descriptor);
    const status = collect(started, STATUS_DESCRIPTOR);
    const info = collect(started, INFO_DESCRIPTOR);
    const outcome = await watchToEnd(
      {
        started,
        output: [output.reader],
        hasBegun: () => status().startsWith(STARTED_MARK),
        killTree: () => killNamespace(started),
        treeGone: () => untilGone(Number(/"child-pid":\s*(\d+)/.exec(info())?.[1] ?? 0)),
        watch: (onExcess) =>
          watchTree(
            started.pid,
            // The kernel refuses the fork itself; this is for root, whom it does not refuse.
            { maxMemoryBytes: run.limits.maxMemoryBytes, maxProcesses: MAX_PROCESSES + 64 },
            onExcess,
          ),
      },
      run.limits,
      run.signal,
    );
    return withNotes(outcome, setAsideNew(run.workspace, protectedPlaces));
  } finally {
    for (const descriptor of open) closeSync(descriptor);
  }
}

/** The command's own code as verified content; empty when it is the system's, null when it is not what was shown. */
async function holdContent(run: ConfinedRun, keep: (bytes: Uint8Array) => number) {
  const { command, workspace, calledAs } = run;
  const wanted: { path: string; sha256: string }[] = [];
  if (isAtOrUnder(command.executable, workspace)) {
    wanted.push({ path: command.executable, sha256: command.executableSha256 });
  }
  const { script } = command;
  if (
    script !== null &&
    script.path !== command.executable &&
    runsItsArgument(command.executable, calledAs)
  ) {
    wanted.push(script);
  }
  const pinned: { path: string; descriptor: number; executable: boolean }[] = [];
  for (const { path, sha256 } of wanted) {
    const content = await readWithHash(path, MAX_PINNED_BYTES);
    // SECURITY: the last look at the content is also the content that runs.
    if (content?.sha256 !== sha256) return null;
    pinned.push({ path, descriptor: keep(content.bytes), executable: content.executable });
  }
  return pinned;
}

function limitsFor(run: ConfinedRun, tools: BubblewrapTools) {
  return {
    maxFileBytes: Math.min(MAX_FILE_BYTES, tools.inherited.maxFileBytes),
    maxDataBytes: Math.min(run.limits.maxMemoryBytes * DATA_FACTOR, tools.inherited.maxDataBytes),
    maxProcesses: countsProcessesApart(release()) ? MAX_PROCESSES : null,
  };
}

/** From Linux 5.14 on a user namespace counts its own processes; before, the limit would count the whole desktop's. */
export function countsProcessesApart(kernelRelease: string): boolean {
  const [major = 0, minor = 0] = kernelRelease.split('.').map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 14);
}

/** The first process inside takes its whole namespace along. */
function killNamespace(started: StartedProcess): void {
  // Asked of a process that is still ours, and used at once: the number cannot have passed to another.
  const inside = started.isRunning() ? firstInside(started.pid) : null;
  try {
    if (inside === null) started.kill();
    else process.kill(inside, 'SIGKILL');
  } catch {
    started.kill();
  }
}

/** The namespace is empty once its first process is gone or only waits to be collected. */
async function untilGone(firstPid: number): Promise<void> {
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (firstPid > 0 && isThere(firstPid) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** What comes on a descriptor, up to a few hundred characters; the latest when asked. */
function collect(started: StartedProcess, descriptor: number): () => string {
  let text = '';
  if (started.pid === -1) return () => text;
  const stream = started.stream(descriptor);
  stream.on('data', (chunk: Uint8Array) => {
    if (text.length < 1024) text += Buffer.from(chunk).toString('latin1');
  });
  stream.on('error', () => undefined);
  return () => text;
}

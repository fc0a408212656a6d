// What one command in bubblewrap is handed before it is started: held folder, verified content, filter, mounts.
//   hold workspace and program → find protected places → arguments and descriptors
// SECURITY lines about the view are in arguments.ts; here is the order of things, which matters as much.
// Starts nothing: run-confined.ts does, and for a terminal somebody else.
import { closeSync, constants, openSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import type { ConfinedRun } from '../backend.ts';
import { readWithHash } from '../file-hash.ts';
import { type ListenerProgram, listenInside } from '../network/listener-inside.ts';
import type { Outside } from '../network/outside.ts';
import { runsItsArgument } from '../prepare-command.ts';
import { findProtected, type ProtectedPlaces } from '../protected-places.ts';
import { isAtOrUnder } from '../workspace-rules.ts';
import { bubblewrapArguments, CPU_GRACE_SECONDS, limitedCommand } from './arguments.ts';
import type { CommandGroups } from './command-group.ts';
import type { PrivateFolder } from './private-folder.ts';
import type { Processor } from './syscall-filter.ts';
import type { SystemView } from './system-view.ts';

export interface BubblewrapTools {
  readonly bubblewrap: string;
  readonly takesDescriptors: boolean;
  /** About its version, for the owner. */
  readonly note: string | null;
  readonly processor: Processor;
  readonly filter: Uint8Array;
  readonly system: SystemView;
  readonly folder: PrivateFolder;
  readonly groups: CommandGroups;
  /** See DEVICES_READ_ONLY: needed by root only, and not possible in every container. */
  readonly devicesReadOnly: boolean;
  /** The network as the proxy sees it, and which addresses of it are public. */
  readonly outside: Outside;
  readonly isPublicAddress: (address: string) => boolean;
  /** Hard limits this process already has; a child cannot raise them. */
  readonly inherited: {
    readonly maxFileBytes: number;
    readonly maxDataBytes: number;
    readonly maxCpuSeconds: number;
  };
}

export interface LaidOut {
  /** All words after the name of bubblewrap. */
  readonly args: readonly string[];
  /** Descriptors of ours; behind them comes the way of the proxy's socket, if any. The child must find them under the numbers from `FIRST_HANDED` on, in this order. */
  readonly handed: readonly number[];
  readonly protectedPlaces: ProtectedPlaces;
  /** Closes what is handed; once it was handed, or will not be. */
  release(): void;
}

/** Behind the three standard ones, the status and the information of arguments.ts. */
export const FIRST_HANDED = 5;

/** One file of a command; a workspace is not a place for disk images. */
const MAX_FILE_BYTES = 2 * 1024 ** 3;
/** Processes and threads; a parallel build of a large project stays below. */
export const MAX_PROCESSES = 512;
/** Bubblewrap outside and inside. */
const CONFINING_PROCESSES = 2;
const MAX_TEMPORARY_BYTES = 512 * 1024 ** 2;
/** A program or script of the workspace is handed over as content up to here. */
const MAX_PINNED_BYTES = 128 * 1024 ** 2;
/** Reserved but unused memory counts against one process's limit, so that one is wider than the tree's. */
const DATA_FACTOR = 2;
const O_PATH = 0o10000000;

/** Null when the program or script is not what was shown any more. Throws when something cannot be opened. */
export async function layOut(
  run: Omit<ConfinedRun, 'signal'>,
  tools: BubblewrapTools,
  options: { terminal: boolean; listener: ListenerProgram | null },
): Promise<LaidOut | null> {
  const handed: number[] = [];
  const hand = (descriptor: number) => FIRST_HANDED + handed.push(descriptor) - 1;
  const letGo = () => {
    for (const descriptor of handed.splice(0)) closeSync(descriptor);
  };
  try {
    // Not opened for an old bubblewrap, which would pass it on to the command, for whom it leads up and out.
    const workspaceDescriptor = tools.takesDescriptors
      ? hand(openSync(run.workspace, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW))
      : null;
    const pinned = await holdContent(run, (bytes) => hand(tools.folder.unnamedFile(bytes)));
    if (pinned === null) {
      letGo();
      return null;
    }
    const filterDescriptor = hand(tools.folder.unnamedFile(tools.filter));
    const protectedPlaces = findProtected(run.workspace);
    const args = bubblewrapArguments({
      system: tools.system,
      alsoReadable: run.readOnly,
      workspace: run.workspace,
      workspaceDescriptor,
      kept: protectedPlaces.kept,
      readOnly: protectedPlaces.readOnly,
      pinned,
      filterDescriptor,
      workingFolder: run.command.workingFolder,
      // There are two of them: together they hold no more than the command may.
      maxTemporaryBytes: Math.min(Math.floor(run.limits.maxMemoryBytes / 2), MAX_TEMPORARY_BYTES),
      terminal: options.terminal,
    });
    const command = limitedCommand(limitsFor(run, tools), run.calledAs, run.command.argv.slice(1), {
      terminal: options.terminal,
      before:
        options.listener === null
          ? null
          : listenInside(options.listener, tools.processor, FIRST_HANDED + handed.length),
    });
    return { args: [...args, '--', ...command], handed, protectedPlaces, release: letGo };
  } catch (cause) {
    letGo();
    throw cause;
  }
}

/** What the tree may take together; the kernel refuses the fork itself, the number here is for root, whom it does not. */
export function treeLimits({ limits }: Pick<ConfinedRun, 'limits'>) {
  return {
    maxMemoryBytes: limits.maxMemoryBytes,
    maxProcesses: (limits.maxProcesses ?? MAX_PROCESSES) + 64,
  };
}

/** Of the control group: the same, and the processes that confine. */
export function groupLimits({ limits }: Pick<ConfinedRun, 'limits'>) {
  return {
    maxMemoryBytes: limits.maxMemoryBytes,
    maxProcesses: (limits.maxProcesses ?? MAX_PROCESSES) + CONFINING_PROCESSES,
  };
}

/** The command's own code as verified content; empty when it is the system's, null when it is not what was shown. */
async function holdContent(run: Omit<ConfinedRun, 'signal'>, keep: (bytes: Uint8Array) => number) {
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

function limitsFor({ limits }: Pick<ConfinedRun, 'limits'>, tools: BubblewrapTools) {
  return {
    maxFileBytes: Math.min(limits.maxFileBytes ?? MAX_FILE_BYTES, tools.inherited.maxFileBytes),
    maxDataBytes: Math.min(limits.maxMemoryBytes * DATA_FACTOR, tools.inherited.maxDataBytes),
    maxProcesses: countsProcessesApart(release()) ? (limits.maxProcesses ?? MAX_PROCESSES) : null,
    maxCpuSeconds: Math.min(
      Math.ceil((limits.maxCpuMs ?? limits.timeoutMs * availableParallelism()) / 1000),
      tools.inherited.maxCpuSeconds - CPU_GRACE_SECONDS,
    ),
  };
}

/** From Linux 5.14 on a user namespace counts its own processes; before, the limit would count the whole desktop's. */
export function countsProcessesApart(kernelRelease: string): boolean {
  const [major = 0, minor = 0] = kernelRelease.split('.').map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 14);
}

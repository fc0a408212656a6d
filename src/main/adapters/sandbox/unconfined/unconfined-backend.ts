// No sandbox: a command runs as the account. Only by the owner's explicit setting, never because something else did
// not work. What still holds: the environment is made from nothing, the clock, the limits of one process, and the end
// of everything it started.
import { randomBytes } from 'node:crypto';
import { closeSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { AttachOutcome, RunOutcome } from '../../../domain/ports/sandbox.ts';
import type { Backend, ConfinedRun } from '../backend.ts';
import { limitedCommand, STARTED_MARK, STATUS_DESCRIPTOR } from '../bubblewrap/arguments.ts';
import { watchTree } from '../bubblewrap/memory-watch.ts';
import { makePrivateFolder, type PrivateFolder } from '../bubblewrap/private-folder.ts';
import { LINUX_PATH, MACOS_PATH } from '../environment.ts';
import { resolveCommand } from '../prepare-command.ts';
import { findProtected, setAsideNew, withNotes } from '../protected-places.ts';
import { watchToEnd } from '../run-process.ts';
import { startProcess } from '../spawn.ts';
import { openTalk } from '../talk.ts';
import type { GuardedPlaces } from '../workspace-rules.ts';
import { endMarked, MARK_NAME } from './marked-processes.ts';

export interface UnconfinedOptions {
  readonly temporaryRoot: string;
  readonly places: GuardedPlaces;
  readonly platform: string;
}

export const NOT_CONFINED =
  'Not confined: it can read, change and send whatever your account can, and has the whole network.';
const MAX_FILE_BYTES = 2 * 1024 ** 3;
/** Without a namespace the kernel would count the whole desktop's processes; so they are counted by looking. */
const MAX_PROCESSES = 512;
const ON_TERMINAL = 'A terminal is only opened in the sandbox.';

export function createUnconfinedBackend(options: UnconfinedOptions): Backend {
  const hashes = new Map<string, string>();
  let folder: PrivateFolder | null = null;
  const own = () => {
    folder ??= makePrivateFolder(options.temporaryRoot);
    return folder;
  };
  const view = {
    systemFolders: ['/'],
    path: options.platform === 'darwin' ? MACOS_PATH : LINUX_PATH,
    home: options.places.userHome,
    temporary: '/tmp',
  };

  return {
    resolve: (request) => resolveCommand(request, options.places, view, hashes),
    tryOut: async () => ({ available: true, detail: `Commands are not confined. ${NOT_CONFINED}` }),
    run,
    attach: async (): Promise<AttachOutcome> => ({ kind: 'refused', reason: ON_TERMINAL }),
    describe: () => [NOT_CONFINED],
    close() {
      folder?.close();
      folder = null;
    },
  };

  async function run({
    command,
    calledAs,
    limits,
    signal,
    workspace,
    talk,
  }: ConfinedRun): Promise<RunOutcome> {
    const before = findProtected(workspace);
    const mark = randomBytes(16).toString('hex');
    const [file = '/bin/sh', ...args] = limitedCommand(
      {
        maxFileBytes: limits.maxFileBytes ?? MAX_FILE_BYTES,
        maxDataBytes: 2 * limits.maxMemoryBytes,
        maxProcesses: null,
        maxCpuSeconds: Math.ceil((limits.maxCpuMs ?? limits.timeoutMs * availableParallelism()) / 1000),
      },
      calledAs,
      command.argv.slice(1),
    );
    const { reader, writer } = await own().outputPipe();
    const said = talk === undefined ? null : await own().outputPipe();
    const started = startProcess(
      {
        file,
        args,
        // The mark is how what left its group is found again.
        environment: { ...command.environment, [MARK_NAME]: mark },
        workingFolder: command.workingFolder,
        descriptors: [said === null ? 'none' : 'pipe', said?.writer ?? writer, writer, 'pipe'],
      },
      own().nullDevice,
    );
    closeSync(writer);
    if (said !== null) closeSync(said.writer);
    if (talk !== undefined && said !== null) openTalk(talk, started, said.reader);
    let begun = false;
    if (started.pid !== -1) {
      started.stream(STATUS_DESCRIPTOR).on('data', (chunk: Uint8Array) => {
        begun ||= Buffer.from(chunk).toString('latin1').startsWith(STARTED_MARK);
      });
      // SECURITY: what it left in the background ends with it, also what left the group and holds its output open.
      started.exited.then(() => endMarked(mark)).catch(() => undefined);
    }
    const outcome = await watchToEnd(
      {
        started,
        output: [reader],
        hasBegun: () => begun,
        killTree() {
          started.kill();
          endMarked(mark);
        },
        // Once more: something may have forked between two looks.
        treeGone: async () => endMarked(mark),
        watch: (onExcess) =>
          watchTree(
            started.pid,
            { maxMemoryBytes: limits.maxMemoryBytes, maxProcesses: limits.maxProcesses ?? MAX_PROCESSES },
            onExcess,
          ),
      },
      limits,
      signal,
    );
    return withNotes(outcome, setAsideNew(workspace, before));
  }
}

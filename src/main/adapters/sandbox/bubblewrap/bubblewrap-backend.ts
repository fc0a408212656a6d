// Linux: bubblewrap with a command line of our own. Why not the runtime's wrap: docs/decisions/0003-sandbox.md.
// Nothing is looked at or made before the first use, so starting the app pays nothing.
import { closeSync } from 'node:fs';
import { access, constants, mkdir, readFile, rm } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { type AttachOutcome, CLOSED_PROFILE, type RunOutcome } from '../../../domain/ports/sandbox.ts';
import type { SystemBackend } from '../backend.ts';
import { commandEnvironment, LINUX_PATH } from '../environment.ts';
import type { Outside } from '../network/outside.ts';
import { startProcess } from '../spawn.ts';
import { DEVICES_READ_ONLY, SANDBOX_HOME, SANDBOX_TEMPORARY } from './arguments.ts';
import { attachInBubblewrap } from './attach-confined.ts';
import { createCommandGroups } from './command-group.ts';
import { BUBBLEWRAP_MISSING, explainFailure, trialProblem, versionNote } from './explain-failure.ts';
import { type BubblewrapTools, countsProcessesApart, MAX_PROCESSES } from './lay-out.ts';
import { makePrivateFolder, type PrivateFolder } from './private-folder.ts';
import { runInBubblewrap } from './run-confined.ts';
import { processorOf, syscallFilter } from './syscall-filter.ts';
import { readSystemView } from './system-view.ts';

export interface BubblewrapOptions {
  readonly temporaryRoot: string;
  /** Real paths that no command may see, even below a visible folder. */
  readonly hidden: readonly string[];
  /** `process.arch`. */
  readonly arch: string;
  readonly outside: Outside;
  readonly isPublicAddress: (address: string) => boolean;
  /** Where bubblewrap may be; the first that can be executed is used. */
  readonly candidates?: readonly string[];
}

const BUBBLEWRAP_PLACES = [
  '/usr/bin/bwrap',
  '/bin/bwrap',
  '/usr/local/bin/bwrap',
  '/run/current-system/sw/bin/bwrap',
];
const SYSTEM_FOLDERS = '/usr /bin /sbin /lib /lib32 /lib64 /opt /nix/store /gnu/store'.split(' ');

type Prepared = { kind: 'ready'; tools: BubblewrapTools } | { kind: 'missing'; detail: string };

export function createBubblewrapBackend(options: BubblewrapOptions): SystemBackend {
  let folder: PrivateFolder | null = null;
  let preparing: Promise<Prepared> | null = null;
  const prepared = () => {
    preparing ??= prepare();
    return preparing;
  };

  return {
    view: {
      systemFolders: SYSTEM_FOLDERS,
      path: LINUX_PATH,
      home: SANDBOX_HOME,
      temporary: SANDBOX_TEMPORARY,
    },
    async tryOut() {
      const state = await prepared();
      if (state.kind === 'missing') {
        // It may be installed while we run; then the next look finds it.
        preparing = null;
        return { available: false, detail: state.detail };
      }
      const problem = await tryConfined(state.tools);
      if (problem === null) {
        return {
          available: true,
          detail: [
            'Commands run confined by bubblewrap: they see the system’s programs and the workspace, and have no network but what was allowed.',
            ...(state.tools.note === null ? [] : [state.tools.note]),
          ].join(' '),
        };
      }
      return { available: false, detail: explainFailure(problem, await readSwitches()) };
    },
    async run(run): Promise<RunOutcome> {
      const state = await prepared();
      return state.kind === 'missing'
        ? { kind: 'refused', reason: state.detail }
        : runInBubblewrap(run, state.tools);
    },
    async attach(run): Promise<AttachOutcome> {
      const state = await prepared();
      return state.kind === 'missing'
        ? { kind: 'refused', reason: state.detail }
        : attachInBubblewrap(run, state.tools);
    },
    close() {
      folder?.close();
      folder = null;
      preparing = Promise.resolve({ kind: 'missing', detail: 'The app is closing.' });
    },
  };

  async function prepare(): Promise<Prepared> {
    const processor = processorOf(options.arch);
    if (processor === null) {
      return { kind: 'missing', detail: 'Commands cannot be confined on this kind of processor yet.' };
    }
    const bubblewrap = await firstExecutable(options.candidates ?? BUBBLEWRAP_PLACES);
    if (bubblewrap === null) return { kind: 'missing', detail: BUBBLEWRAP_MISSING };
    folder = makePrivateFolder(options.temporaryRoot);
    const tools: BubblewrapTools = {
      bubblewrap,
      takesDescriptors: (await saidBy(bubblewrap, '--help', folder)).includes('--bind-fd'),
      note: versionNote(await saidBy(bubblewrap, '--version', folder)),
      processor,
      groups: createCommandGroups(),
      devicesReadOnly: process.getuid?.() === 0 && (await canHoldDevices(folder)),
      filter: syscallFilter(processor),
      outside: options.outside,
      isPublicAddress: options.isPublicAddress,
      system: readSystemView(options.hidden, join(folder.path, 'etc')),
      folder,
      inherited: await hardLimits(),
    };
    return { kind: 'ready', tools };
  }
}

async function firstExecutable(candidates: readonly string[]): Promise<string | null> {
  for (const path of candidates) {
    try {
      await access(path, constants.X_OK);
      return path;
    } catch {
      // The next one.
    }
  }
  return null;
}

async function canHoldDevices(folder: PrivateFolder): Promise<boolean> {
  const [file = '', ...args] = DEVICES_READ_ONLY;
  const started = startProcess(
    {
      file,
      args: [...args, 'true'],
      environment: { PATH: LINUX_PATH.join(':') },
      workingFolder: '/',
      descriptors: ['none', 'none', 'none'],
    },
    folder.nullDevice,
  );
  try {
    return (await started.ended).exitCode === 0;
  } catch {
    return false;
  }
}

async function saidBy(bubblewrap: string, word: string, folder: PrivateFolder): Promise<string> {
  const { reader, writer } = await folder.outputPipe();
  const started = startProcess(
    {
      file: bubblewrap,
      args: [word],
      environment: {},
      workingFolder: '/',
      descriptors: ['none', writer, writer],
    },
    folder.nullDevice,
  );
  closeSync(writer);
  let text = '';
  for await (const chunk of reader) text += Buffer.from(chunk).toString('latin1');
  await started.ended;
  return text;
}

/** A real command in a folder made for it; its own view of itself must say that it is confined. */
async function tryConfined(tools: BubblewrapTools): Promise<string | null> {
  const workspace = join(tools.folder.path, 'trial');
  await mkdir(workspace, { mode: 0o700, recursive: true });
  const argv = [
    '/bin/cat',
    '/proc/self/status',
    '/proc/self/limits',
    '/proc/self/mountinfo',
    '/proc/net/dev',
  ] as const;
  const outcome = await runInBubblewrap(
    {
      workspace,
      calledAs: argv[0],
      readOnly: [],
      command: {
        argv: [...argv],
        executable: argv[0],
        executableSha256: '',
        workingFolder: workspace,
        environment: commandEnvironment({
          workingFolder: workspace,
          home: SANDBOX_HOME,
          temporary: SANDBOX_TEMPORARY,
          path: LINUX_PATH,
        }),
        script: null,
        profile: CLOSED_PROFILE,
      },
      limits: { timeoutMs: 10_000, maxOutputBytes: 64 * 1024, maxMemoryBytes: 256 * 1024 ** 2 },
      signal: new AbortController().signal,
    },
    tools,
  );
  await rm(workspace, { recursive: true, force: true });
  if (outcome.kind === 'refused') return outcome.reason;
  if (outcome.kind !== 'ended' || outcome.exitCode !== 0) return 'A confined trial command did not end well.';
  return trialProblem(outcome.output, countsProcessesApart(release()) ? MAX_PROCESSES : null);
}

async function readSwitches() {
  return {
    appArmorRestricts: await readSwitch('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    usersMayMakeNamespaces: await readSwitch('/proc/sys/kernel/unprivileged_userns_clone'),
    maxUserNamespaces: await readSwitch('/proc/sys/user/max_user_namespaces'),
  };
}

async function readSwitch(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch {
    return null;
  }
}

/** More than any limit we set, and small enough for a shell to add to. */
const UNLIMITED = 2 ** 50;

async function hardLimits(): Promise<BubblewrapTools['inherited']> {
  const text = await readFile('/proc/self/limits', 'utf8');
  const hard = (name: string) => {
    const value = new RegExp(`^${name}\\s+\\S+\\s+(\\S+)`, 'm').exec(text)?.[1];
    return value === undefined || value === 'unlimited' ? UNLIMITED : Number(value);
  };
  return {
    maxFileBytes: hard('Max file size'),
    maxDataBytes: hard('Max data size'),
    maxCpuSeconds: hard('Max cpu time'),
  };
}

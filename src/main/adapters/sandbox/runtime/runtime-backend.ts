// macOS: Seatbelt through @anthropic-ai/sandbox-runtime, loaded at the first command so that starting pays nothing.
// It gets our environment only, a temporary folder of its own, and one configuration a command.
// There is no process namespace on macOS: a child that leaves its process group outlives a kill (decision 0003).
import { closeSync, mkdtempSync, openSync, realpathSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CLOSED_PROFILE, type RunOutcome } from '../../../domain/ports/sandbox.ts';
import type { ConfinedRun, SystemBackend } from '../backend.ts';
import { MACOS_PATH } from '../environment.ts';
import { findProtected, setAsideNew, withNotes } from '../protected-places.ts';
import { watchToEnd } from '../run-process.ts';
import { startProcess } from '../spawn.ts';
import { NO_TALK } from '../talk.ts';
import type { GuardedPlaces } from '../workspace-rules.ts';
import { hostsRefusal, limitedLine, runtimeConfig, runtimeEnvironment } from './runtime-config.ts';

export interface RuntimeOptions {
  readonly temporaryRoot: string;
  readonly places: GuardedPlaces;
}

const SYSTEM_FOLDERS = '/usr /bin /sbin /System /Library/Developer /Applications /opt/homebrew /opt'.split(
  ' ',
);
const LIMITS = { maxFileBytes: 2 * 1024 ** 3, maxProcesses: 2048 };
const SHELL = '/bin/sh';
const STATUS_DESCRIPTOR = 3;

export function createRuntimeBackend(options: RuntimeOptions): SystemBackend {
  let ready: Promise<{ manager: RuntimeManager; folder: string; nullDevice: number }> | null = null;
  const start = () => {
    ready ??= startRuntime(options);
    return ready;
  };
  // The same for every command, and no folder of ours: `run` puts a fresh one in its place.
  const home = '/private/var/empty';

  return {
    view: { systemFolders: SYSTEM_FOLDERS, path: MACOS_PATH, home, temporary: home },
    async tryOut() {
      const { folder } = await start();
      const workspace = join(folder, 'trial');
      await mkdir(workspace, { recursive: true, mode: 0o700 });
      const outcome = await confined({
        workspace,
        calledAs: '/bin/ls',
        readOnly: [],
        command: {
          argv: ['/bin/ls', options.places.userHome],
          executable: '/bin/ls',
          executableSha256: '',
          workingFolder: workspace,
          environment: { PATH: MACOS_PATH.join(':'), HOME: home, LANG: 'C.UTF-8', TERM: 'dumb' },
          script: null,
          profile: CLOSED_PROFILE,
        },
        limits: { timeoutMs: 10_000, maxOutputBytes: 4096, maxMemoryBytes: 256 * 1024 ** 2 },
        signal: new AbortController().signal,
      });
      if (outcome.kind === 'ended' && outcome.exitCode !== 0) {
        return { available: true, detail: 'Commands run confined by the system’s sandbox, without network.' };
      }
      return {
        available: false,
        detail:
          outcome.kind === 'refused'
            ? outcome.reason
            : 'The system’s sandbox let a trial command read the home folder.',
      };
    },
    run: confined,
    attach: async () => ({
      kind: 'refused',
      reason: 'A command on a terminal cannot be confined on this system yet.',
    }),
    close() {
      const closing = ready;
      ready = Promise.reject(new Error('closed'));
      ready.catch(() => undefined);
      void closing?.then(async ({ manager, folder, nullDevice }) => {
        await manager.reset();
        closeSync(nullDevice);
        rmSync(folder, { recursive: true, force: true });
      });
    },
  };

  async function confined(run: ConfinedRun): Promise<RunOutcome> {
    if (run.talk !== undefined) return { kind: 'refused', reason: NO_TALK };
    const refusal = hostsRefusal(run.command.profile.allowHosts);
    if (refusal !== null) return { kind: 'refused', reason: refusal };
    const { manager, folder, nullDevice } = await start();
    const temporary = mkdtempSync(join(folder, 'run-'));
    try {
      const before = findProtected(run.workspace);
      const line = limitedLine([run.calledAs, ...run.command.argv.slice(1)], LIMITS);
      const wrapped = await manager.wrapWithSandboxArgv(
        line,
        SHELL,
        runtimeConfig(run.workspace, temporary, options.places, run.readOnly),
      );
      const [file = SHELL, ...args] = wrapped.argv;
      const started = startProcess(
        {
          file,
          args,
          environment: runtimeEnvironment(run.command.environment, temporary),
          workingFolder: run.command.workingFolder,
          descriptors: ['none', 'pipe', 'pipe', 'pipe'],
        },
        nullDevice,
      );
      let begun = false;
      if (started.pid !== -1) started.stream(STATUS_DESCRIPTOR).on('data', () => (begun = true));
      const outcome = await watchToEnd(
        {
          started,
          output: started.pid === -1 ? [] : [started.stream(1), started.stream(2)],
          hasBegun: () => begun,
          killTree: () => started.kill(),
          treeGone: () => Promise.resolve(),
          watch: () => () => undefined,
        },
        run.limits,
        run.signal,
      );
      return withNotes(outcome, setAsideNew(run.workspace, before));
    } finally {
      manager.cleanupAfterCommand();
      rmSync(temporary, { recursive: true, force: true });
    }
  }
}

interface RuntimeManager {
  initialize(config: ReturnType<typeof runtimeConfig>): Promise<void>;
  wrapWithSandboxArgv(
    command: string,
    shell: string,
    config: ReturnType<typeof runtimeConfig>,
  ): Promise<{ argv: string[] }>;
  cleanupAfterCommand(): void;
  reset(): Promise<void>;
}

async function startRuntime(options: RuntimeOptions) {
  await mkdir(options.temporaryRoot, { recursive: true });
  const folder = realpathSync(mkdtempSync(join(options.temporaryRoot, 'sallyport-')));
  const { SandboxManager } = await import('@anthropic-ai/sandbox-runtime');
  const manager: RuntimeManager = SandboxManager;
  await manager.initialize(runtimeConfig(folder, folder, options.places));
  return { manager, folder, nullDevice: openSync('/dev/null', 'r+') };
}

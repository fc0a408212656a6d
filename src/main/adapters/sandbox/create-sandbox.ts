// The sandbox as the rest of the product knows it: try it, prepare a command, run exactly what was prepared.
//   prepare → (the owner decides) → run: wait for the workspace → resolve again → compare → confine → outcome
// The platform is chosen here and nowhere else. Without a working confinement everything is refused; nothing ever
// runs unconfined instead.
import type {
  AttachOutcome,
  PreparedCommand,
  PrepareOutcome,
  RunOutcome,
  Sandbox,
  SandboxRequest,
} from '../../domain/ports/sandbox.ts';
import type { Log } from '../../domain/ports/world.ts';
import type { Backend } from './backend.ts';
import { createBubblewrapBackend } from './bubblewrap/bubblewrap-backend.ts';
import { type Outside, realOutside } from './network/outside.ts';
import { createOpenTerminals, TERMINAL_IS_OPEN } from './open-terminals.ts';
import { differenceBetween, type Resolved, resolveCommand } from './prepare-command.ts';
import { createRuntimeBackend } from './runtime/runtime-backend.ts';
import { guardedPlaces } from './workspace-guard.ts';
import type { GuardedPlaces } from './workspace-rules.ts';
import { createWorkspaceTurns } from './workspace-turns.ts';

export interface SandboxOptions {
  /** The profile folder. */
  readonly home: string;
  /** The account's home folder. */
  readonly userHome: string;
  /** The folder this program runs from: the checkout, or the package's resources. */
  readonly programRoot: string;
  /** Where a private folder may be made; never visible to a command. */
  readonly temporaryRoot: string;
  /** `process.platform` and `process.arch`. */
  readonly platform: string;
  readonly arch: string;
  readonly log: Log;
  /** Whether an address is on the public Internet. Left out: none is, and no host can be allowed. */
  readonly isPublicAddress?: (address: string) => boolean;
  /** Tests only: what stands for the network. */
  readonly outside?: Outside;
  /** Tests only: where bubblewrap may be. */
  readonly bubblewrapPlaces?: readonly string[];
}

export interface ClosableSandbox extends Sandbox {
  /** Removes the private folder; later commands are refused. */
  close(): void;
}

const NOT_ON_THIS_SYSTEM = 'Commands cannot be confined on this operating system yet, so they are refused.';

export function createSandbox(options: SandboxOptions): ClosableSandbox {
  const places = guardedPlaces(options);
  const backend = chooseBackend(options, places);
  const turns = createWorkspaceTurns();
  const terminals = createOpenTerminals();
  const hashes = new Map<string, string>();
  let trial: Promise<{ available: boolean; detail: string }> | null = null;
  const availability = () => {
    trial ??= tryOut(backend, options.log);
    return trial;
  };

  return {
    async availability() {
      const found = await availability();
      // What was missing may be installed meanwhile; what works is not tried again.
      if (!found.available) trial = null;
      return found;
    },
    async prepare(request): Promise<PrepareOutcome> {
      const { available, detail } = await availability();
      if (!available || backend === null) return { kind: 'refused', reason: detail };
      const resolved = await resolveCommand(request, places, backend.view, hashes);
      return resolved.kind === 'refused' ? resolved : { kind: 'prepared', command: resolved.command };
    },
    async run(request, prepared, signal): Promise<RunOutcome> {
      const { available, detail } = await availability();
      // SECURITY: no confinement, no command.
      if (!available || backend === null) return { kind: 'refused', reason: detail };
      // SECURITY: what a program on a terminal can change meanwhile is not what was checked.
      if (terminals.isOpenIn(request.workspace)) return { kind: 'refused', reason: TERMINAL_IS_OPEN };
      return turns.take(request.workspace, () => runNow(backend, request, prepared, signal));
    },
    async attach(request, prepared): Promise<AttachOutcome> {
      const { available, detail } = await availability();
      // SECURITY: no confinement, no command.
      if (!available || backend === null) return { kind: 'refused', reason: detail };
      if (terminals.isOpenIn(request.workspace)) return { kind: 'refused', reason: TERMINAL_IS_OPEN };
      return terminals.open(request.workspace, turns, () => attachNow(backend, request, prepared));
    },
    describe: (workspace) => [
      `Reads and writes files in ${workspace}; hooks and settings that other programs obey stay as they are.`,
      'Reads the system’s programs and libraries; sees nothing else of this computer, not your home folder, not the profile.',
      'Has no network, no other program’s sockets, and none of our environment.',
    ],
    close: () => backend?.close(),
  };

  /** Resolved again and compared with what was shown. */
  async function again(
    ready: Backend,
    request: SandboxRequest,
    prepared: PreparedCommand,
  ): Promise<Resolved> {
    const now = await resolveCommand(request, places, ready.view, hashes);
    if (now.kind === 'refused') return now;
    // SECURITY: what was shown is what runs.
    const difference = differenceBetween(prepared, now.command);
    return difference === null ? now : { kind: 'refused', reason: `${difference} It was not run.` };
  }

  async function runNow(
    ready: Backend,
    request: SandboxRequest,
    prepared: PreparedCommand,
    signal: AbortSignal,
  ): Promise<RunOutcome> {
    if (signal.aborted) return { kind: 'stopped' };
    const now = await again(ready, request, prepared);
    if (now.kind === 'refused') return now;
    try {
      return await ready.run({ ...confinedRun(request, now), signal });
    } catch (cause) {
      return notConfined(cause);
    }
  }

  async function attachNow(
    ready: Backend,
    request: SandboxRequest,
    prepared: PreparedCommand,
  ): Promise<AttachOutcome> {
    const now = await again(ready, request, prepared);
    if (now.kind === 'refused') return now;
    try {
      return await ready.attach(confinedRun(request, now));
    } catch (cause) {
      return notConfined(cause);
    }
  }

  function notConfined(cause: unknown): { kind: 'refused'; reason: string } {
    options.log.error('a command could not be confined', { cause });
    return {
      kind: 'refused',
      reason: 'The command could not be confined, so it was not run. The log says why.',
    };
  }
}

function confinedRun({ workspace, limits }: SandboxRequest, now: Resolved & { kind: 'resolved' }) {
  return { workspace, command: now.command, calledAs: now.calledAs, readOnly: now.readOnly, limits };
}

function chooseBackend(options: SandboxOptions, places: GuardedPlaces): Backend | null {
  if (options.platform === 'linux') {
    return createBubblewrapBackend({
      temporaryRoot: options.temporaryRoot,
      hidden: [places.userHome, places.profile],
      arch: options.arch,
      outside: options.outside ?? realOutside,
      // SECURITY: who does not know which addresses are public knows of none.
      isPublicAddress: options.isPublicAddress ?? (() => false),
      ...(options.bubblewrapPlaces !== undefined && { candidates: options.bubblewrapPlaces }),
    });
  }
  if (options.platform === 'darwin')
    return createRuntimeBackend({ temporaryRoot: options.temporaryRoot, places });
  return null;
}

async function tryOut(backend: Backend | null, log: Log): Promise<{ available: boolean; detail: string }> {
  if (backend === null) return { available: false, detail: NOT_ON_THIS_SYSTEM };
  try {
    return await backend.tryOut();
  } catch (cause) {
    log.warn('the sandbox could not be tried', { cause });
    return {
      available: false,
      detail: 'Commands cannot be confined here: the confinement could not be tried.',
    };
  }
}

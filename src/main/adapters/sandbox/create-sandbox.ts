// The sandbox as the rest of the product knows it: try it, prepare a command, run exactly what was prepared.
//   prepare → (the owner decides) → run: wait for the workspace → resolve again → compare → confine → outcome
// Without a working confinement everything is refused; nothing ever runs unconfined, or in another sandbox, instead.
import {
  type AttachOutcome,
  CLOSED_PROFILE,
  type PreparedCommand,
  type PrepareOutcome,
  type RunOutcome,
  type Sandbox,
  type SandboxRequest,
  type Talk,
} from '../../domain/ports/sandbox.ts';
import type { Log } from '../../domain/ports/world.ts';
import type { Backend } from './backend.ts';
import { createBackends } from './choose-backend.ts';
import { createOpenTerminals, TERMINAL_IS_OPEN } from './open-terminals.ts';
import { differenceBetween, type Resolved } from './prepare-command.ts';
import type { SandboxOptions } from './sandbox-options.ts';
import { guardedPlaces } from './workspace-guard.ts';
import { createWorkspaceTurns } from './workspace-turns.ts';

export interface ClosableSandbox extends Sandbox {
  /** Removes the private folder; later commands are refused. */
  close(): void;
}

const NOT_ON_THIS_SYSTEM = 'Commands cannot be confined on this operating system yet, so they are refused.';

export function createSandbox(options: SandboxOptions): ClosableSandbox {
  const places = guardedPlaces(options);
  const backends = createBackends(options, places);
  const turns = createWorkspaceTurns();
  const terminals = createOpenTerminals();
  const trials = new Map<Backend | null, Promise<Availability>>();

  return {
    async availability(profile = CLOSED_PROFILE) {
      return availabilityOf(backends.of(profile));
    },
    async prepare(request): Promise<PrepareOutcome> {
      const ready = await readyFor(request);
      if (ready.kind === 'refused') return ready;
      const resolved = await ready.backend.resolve(request);
      return resolved.kind === 'refused' ? resolved : { kind: 'prepared', command: resolved.command };
    },
    async run(request, prepared, signal, talk): Promise<RunOutcome> {
      const ready = await readyFor(request);
      if (ready.kind === 'refused') return ready;
      // SECURITY: what a program on a terminal can change meanwhile is not what was checked.
      if (terminals.isOpenIn(request.workspace)) return { kind: 'refused', reason: TERMINAL_IS_OPEN };
      return turns.take(request.workspace, () => runNow(ready.backend, request, prepared, signal, talk));
    },
    async attach(request, prepared): Promise<AttachOutcome> {
      const ready = await readyFor(request);
      if (ready.kind === 'refused') return ready;
      if (terminals.isOpenIn(request.workspace)) return { kind: 'refused', reason: TERMINAL_IS_OPEN };
      return terminals.open(request.workspace, turns, () => attachNow(ready.backend, request, prepared));
    },
    describe: (workspace, profile = CLOSED_PROFILE) =>
      backends.of(profile)?.describe(workspace, profile) ?? [NOT_ON_THIS_SYSTEM],
    close: () => backends.close(),
  };

  async function readyFor({
    profile = CLOSED_PROFILE,
  }: SandboxRequest): Promise<{ kind: 'ready'; backend: Backend } | { kind: 'refused'; reason: string }> {
    const backend = backends.of(profile);
    const { available, detail } = await availabilityOf(backend);
    // SECURITY: no confinement, no command. There is no second choice.
    if (!available || backend === null) return { kind: 'refused', reason: detail };
    return { kind: 'ready', backend };
  }

  async function availabilityOf(backend: Backend | null): Promise<Availability> {
    const trial = trials.get(backend) ?? tryOut(backend, options.log);
    trials.set(backend, trial);
    const found = await trial;
    // What was missing may be installed meanwhile; what works is not tried again.
    if (!found.available) trials.delete(backend);
    return found;
  }

  /** Resolved again and compared with what was shown. */
  async function again(
    ready: Backend,
    request: SandboxRequest,
    prepared: PreparedCommand,
  ): Promise<Resolved> {
    const now = await ready.resolve(request);
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
    talk: Talk | undefined,
  ): Promise<RunOutcome> {
    if (signal.aborted) return { kind: 'stopped' };
    const now = await again(ready, request, prepared);
    if (now.kind === 'refused') return now;
    try {
      return await ready.run({ ...confinedRun(request, now), signal, ...(talk && { talk }) });
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

type Availability = { readonly available: boolean; readonly detail: string };

async function tryOut(backend: Backend | null, log: Log): Promise<Availability> {
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

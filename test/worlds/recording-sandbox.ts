// A sandbox that runs nothing: it records what it was asked and ends as the test says. Stands at the Sandbox port.
import {
  CLOSED_PROFILE,
  type PreparedCommand,
  type PrepareOutcome,
  type RunOutcome,
  type Sandbox,
  type SandboxRequest,
} from '../../src/main/domain/ports/sandbox.ts';

export interface RecordingSandbox extends Sandbox {
  readonly prepared: SandboxRequest[];
  readonly ran: { readonly request: SandboxRequest; readonly command: PreparedCommand }[];
  /** How the next runs end; after that with exit code 0. */
  will(...outcomes: readonly (RunOutcome | ((signal: AbortSignal) => Promise<RunOutcome>))[]): void;
  /** What the next preparations say instead. */
  willPrepare(...outcomes: readonly PrepareOutcome[]): void;
}

export function createRecordingSandbox(): RecordingSandbox {
  const prepared: SandboxRequest[] = [];
  const ran: { request: SandboxRequest; command: PreparedCommand }[] = [];
  const script: (RunOutcome | ((signal: AbortSignal) => Promise<RunOutcome>))[] = [];
  const preparations: PrepareOutcome[] = [];
  return {
    prepared,
    ran,
    will: (...outcomes) => {
      script.push(...outcomes);
    },
    willPrepare: (...outcomes) => {
      preparations.push(...outcomes);
    },
    availability: async () => ({ available: true, detail: 'Runs nothing.' }),
    prepare: async (request) => {
      prepared.push(request);
      return preparations.shift() ?? { kind: 'prepared', command: commandFor(request) };
    },
    run: async (request, command, signal) => {
      ran.push({ request, command });
      const next = script.shift() ?? ended(`ran ${request.argv.join(' ')}`);
      return typeof next === 'function' ? await next(signal) : next;
    },
    attach: async () => ({ kind: 'refused', reason: 'There is no terminal here.' }),
    describe: (workspace) => [`Can read and write ${workspace}.`, 'No network.'],
  };
}

export function commandFor(request: SandboxRequest, change: Partial<PreparedCommand> = {}): PreparedCommand {
  return {
    argv: request.argv,
    executable: `/usr/bin/${request.argv[0].split('/').at(-1)}`,
    executableSha256: 'a'.repeat(64),
    workingFolder: request.workspace,
    environment: { PATH: '/usr/bin' },
    script: null,
    profile: request.profile ?? CLOSED_PROFILE,
    ...change,
  };
}

export function ended(output: string, exitCode = 0): RunOutcome {
  return {
    kind: 'ended',
    exitCode,
    signal: null,
    output,
    droppedBytes: 0,
    timedOut: false,
    outOfMemory: false,
    durationMs: 5,
  };
}

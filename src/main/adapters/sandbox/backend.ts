// What differs from one operating system to the next: trying the confinement, and running one resolved command in it.
// Everything around it (resolving, comparing, one command at a time in a workspace) is the same everywhere.
import type {
  AttachOutcome,
  PreparedCommand,
  RunOutcome,
  SandboxLimits,
  SandboxProfile,
  SandboxRequest,
  Talk,
} from '../../domain/ports/sandbox.ts';
import type { CommandView, Resolved } from './prepare-command.ts';

export interface ConfinedRun {
  readonly workspace: string;
  readonly command: PreparedCommand;
  /** See prepare-command `calledAs`. */
  readonly calledAs: string;
  /** Real paths it may read beside its workspace. */
  readonly readOnly: readonly string[];
  readonly limits: SandboxLimits;
  readonly signal: AbortSignal;
  /** Left out: it has no input, and both of its outputs are the output. */
  readonly talk?: Talk;
}

export interface Backend {
  /** From a request to the exact thing that would run; asked twice for one command. Runs nothing of the workspace. */
  resolve(request: SandboxRequest): Promise<Resolved>;
  /** Really tries it, and looks at what a command could do. `detail` is a sentence for a person. */
  tryOut(): Promise<{ available: boolean; detail: string }>;
  run(run: ConfinedRun): Promise<RunOutcome>;
  /** All of a run but the starting; nobody aborts it but the caller. */
  attach(run: Omit<ConfinedRun, 'signal'>): Promise<AttachOutcome>;
  /** Sentences for the owner about what a command could touch. */
  describe(workspace: string, profile: SandboxProfile): readonly string[];
  /** Removes what it keeps on disk. */
  close(): void;
}

/** One that shows commands the system's own programs; they are resolved and described alike. */
export interface SystemBackend extends Omit<Backend, 'resolve' | 'describe'> {
  readonly view: CommandView;
}

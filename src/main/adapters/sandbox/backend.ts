// What differs from one operating system to the next: trying the confinement, and running one resolved command in it.
// Everything around it (resolving, comparing, one command at a time in a workspace) is the same everywhere.
import type {
  AttachOutcome,
  PreparedCommand,
  RunOutcome,
  SandboxLimits,
} from '../../domain/ports/sandbox.ts';
import type { CommandView } from './prepare-command.ts';

export interface ConfinedRun {
  readonly workspace: string;
  readonly command: PreparedCommand;
  /** See prepare-command `calledAs`. */
  readonly calledAs: string;
  /** Real paths it may read beside its workspace. */
  readonly readOnly: readonly string[];
  readonly limits: SandboxLimits;
  readonly signal: AbortSignal;
}

export interface Backend {
  readonly view: CommandView;
  /** Really runs a trivial confined command and looks at what it could do. `detail` is a sentence for a person. */
  tryOut(): Promise<{ available: boolean; detail: string }>;
  run(run: ConfinedRun): Promise<RunOutcome>;
  /** All of a run but the starting; nobody aborts it but the caller. */
  attach(run: Omit<ConfinedRun, 'signal'>): Promise<AttachOutcome>;
  /** Removes what it keeps on disk. */
  close(): void;
}

// The port of a tool. A tool parses, prepares and runs; it never knows whether it was allowed.
//   input text → parse → ParsedCall → prepare → PreparedAction (what the owner is shown) → run
import type { Actor } from '../../../contracts/actors.ts';
import type { Fact } from '../../../contracts/approvals.ts';
import type { Effect, Taint } from '../../../contracts/effects.ts';
import type { ToolDefinition } from './model.ts';

export interface ToolContext {
  readonly conversationId: string;
  readonly turnId: string;
  readonly actor: Actor;
  /** Absolute real path of this conversation's workspace. */
  readonly workspace: string;
  /** Frame of the decision. */
  readonly frameId: string;
  readonly taint: Taint;
  /** Whether a program of this session runs in the sandbox. Left out: it does. */
  readonly confined?: boolean;
}

export interface ToolOutput {
  readonly text: string;
  readonly isError: boolean;
  /** What the output brings into the conversation. */
  readonly taint: Taint;
  /** The file whose whole content was read, or written. */
  readonly file?: TouchedFile;
}

/** One file of the workspace, as it was when it was touched. */
export interface TouchedFile {
  readonly how: 'read' | 'wrote';
  readonly path: string;
  /** Of the whole content, lower-case hex. */
  readonly sha256: string;
  /** Of the content it had before, where part of that was kept. */
  readonly keptSha256?: string;
}

/** What a file holds now, and what it would hold. */
export interface ReplacedContent {
  readonly path: string;
  readonly sha256: string;
  /** Null when it is not text, or too long to be kept. */
  readonly text: string | null;
  readonly by: string;
}

/** The exact thing that will happen, resolved. Everything in `binding` is re-checked at the moment of running. */
export interface PreparedAction {
  /** One sentence with the effect. */
  readonly summary: string;
  readonly facts: readonly Fact[];
  /** JSON value: whatever must not change between question and run. */
  readonly binding: unknown;
  /** Whether one exact call may become a standing rule; false for what cannot be made a safe one. */
  readonly mayBecomeRule: boolean;
  /** The file whose content this replaces; that content is kept in the ledger. */
  readonly replaces?: ReplacedContent;
  /** The file whose content leaves with this, as it is now. */
  readonly carriesOut?: Pick<TouchedFile, 'path' | 'sha256'>;
  /** `frameId` is the frame that began the run: the cause of what the tool records. Expected failures are output. */
  run(signal: AbortSignal, frameId: string): Promise<ToolOutput>;
}

/**
 * What a rule may look at beyond the effects: facts of this one call, found by reading it, never by running anything.
 * A tool that says nothing of itself is a `PLAIN_CALL`.
 */
export interface CallTraits {
  /** Read whole and known to change nothing: a command of known readers only, a fetch without a body. */
  readonly readsOnly: boolean;
  /** Names of the hosts it would reach, lower case, without port; empty when none. */
  readonly hosts: readonly string[];
  /** Whole addresses it would read, as given. Left out: none. */
  readonly addresses?: readonly string[];
  /** Ids of the conversations it would write to; empty when none. */
  readonly recipients: readonly string[];
  /** Paths in the workspace it would write, as given; empty when none or unknown. */
  readonly paths: readonly string[];
  /** Names of the programs it would start, without folder; empty when none. */
  readonly programs: readonly string[];
  /** A pattern that no rule lifts, as the sentence that says why; null when none. */
  readonly forbidden: string | null;
  /** Why it could not be read whole, said first in the question; null when it was. */
  readonly unreadable: string | null;
}

export const PLAIN_CALL: CallTraits = {
  readsOnly: false,
  hosts: [],
  recipients: [],
  paths: [],
  programs: [],
  forbidden: null,
  unreadable: null,
};

export interface ParsedCall {
  /** The parsed input: the value rules match on and the ledger shows. */
  readonly input: unknown;
  readonly effects: readonly Effect[];
  readonly traits: CallTraits;
  /** Writes something that outlives the conversation: memory, schedules. */
  readonly outlivesConversation: boolean;
  prepare(
    context: ToolContext,
  ): Promise<{ kind: 'ready'; action: PreparedAction } | { kind: 'refused'; reason: string }>;
}

export interface Tool {
  readonly definition: ToolDefinition;
  parse(input: unknown): { kind: 'parsed'; call: ParsedCall } | { kind: 'invalid'; reason: string };
}

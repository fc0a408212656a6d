// The ports of command analysis: a shell parser's answer as a small tree of our own, and the reading of a command.
//   text → ParseShell → ShellScript        argv → AnalyseCommand → CommandAnalysis
// Knows no parser: what a library calls its nodes stays in its adapter.
import type { Effect } from '../../../contracts/effects.ts';

/** One word. A shell makes an argument of it: exactly `value`, or something that depends on more than the text. */
export interface ShellWord {
  /** The argument; null where the shell would expand, match or compute something. */
  readonly value: string | null;
  /** As written, without quotes: expansions as `$NAME`, patterns as they stand. For recognising, never for running. */
  readonly shape: string;
  /** Whether a part of it is computed by a command, also within quotes and arithmetic. */
  readonly scripts: readonly ShellScript[];
}

export interface ShellRedirect {
  /** `here` is a here-document or here-string; `duplicate` points one descriptor at another (`2>&1`). */
  readonly kind: 'read' | 'write' | 'append' | 'read-write' | 'duplicate' | 'here';
  /** Where to; for `here` what is read, null where the parser did not say. */
  readonly target: ShellWord | null;
}

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord;
}

export type ShellNode =
  | {
      readonly kind: 'command';
      readonly assignments: readonly ShellAssignment[];
      readonly words: readonly ShellWord[];
      readonly redirects: readonly ShellRedirect[];
    }
  | { readonly kind: 'pipeline'; readonly nodes: readonly ShellNode[] }
  /** A chain, a group, a subshell: its parts run one after the other, as they stand. */
  | {
      readonly kind: 'group';
      readonly nodes: readonly ShellNode[];
      readonly redirects: readonly ShellRedirect[];
    }
  /** A loop, a condition, arithmetic: its parts run sometimes, or often. */
  | {
      readonly kind: 'block';
      readonly keyword: string;
      readonly words: readonly ShellWord[];
      readonly nodes: readonly ShellNode[];
      readonly redirects: readonly ShellRedirect[];
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellNode }
  | { readonly kind: 'background'; readonly node: ShellNode };

export interface ShellScript {
  readonly nodes: readonly ShellNode[];
  /** What in it only bash reads this way, as it is called; null when every POSIX shell reads it alike. */
  readonly bashOnly: string | null;
}

/** Parses without running. Whatever the parser is unsure of is `unreadable`, with a reason that continues "because". */
export type ParseShell = (
  text: string,
) =>
  | { readonly kind: 'parsed'; readonly script: ShellScript }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** One program that would be started. */
export interface CommandSegment {
  /** Name without folder, lower case on Windows; as written where it is computed. */
  readonly program: string;
  /** The exact arguments, program first; null where a shell would make something else of the words. */
  readonly argv: readonly string[] | null;
  /** As one would type it, for reading only. */
  readonly text: string;
  /** The wrappers it was found behind, outermost first. */
  readonly through: readonly string[];
}

/** What a command would do, found by reading it. Nothing was run, no file was looked at. */
export interface CommandAnalysis {
  readonly segments: readonly CommandSegment[];
  /** Names of every program that would be started, wrappers included, each once. */
  readonly programs: readonly string[];
  readonly effects: readonly Effect[];
  /** Read whole, and every segment is a known reader with known-harmless options. */
  readonly readsOnly: boolean;
  /** Why it is never run, as a sentence; null when no deny pattern matches. */
  readonly forbidden: string | null;
  /** Why it could not be read whole, as a sentence; null when it was. */
  readonly unreadable: string | null;
  /** Whether this exact command may become a standing rule, and if not, why. */
  readonly mayBecomeRule: boolean;
  readonly noRuleReason: string | null;
  /** Hosts named in it, lower case, without port. */
  readonly hosts: readonly string[];
  /** Paths it would write or delete, as given, where they are literal. */
  readonly paths: readonly string[];
  /** One sentence with the effect, in plain words. */
  readonly summary: string;
  /** The whole command as one would type it. */
  readonly asTyped: string;
}

export interface CommandReader {
  analyse(argv: readonly string[]): CommandAnalysis;
  /**
   * Whether what a reader's name led to is the system's own: a real path in a system folder, found by a search path
   * of such folders only.
   */
  isTrustedReader(executable: string, searchPath: string): boolean;
}

// What every part of the analysis speaks of: one program with its words, and how it was reached.
// Types and the smallest makers only; knows nothing of programs.
import type { Effect } from '../../../../../contracts/effects.ts';
import type { CommandSegment } from '../../../ports/command-line.ts';

/** A word of a command: `value` is the exact argument, null where a shell would expand it; `shape` is how it looks. */
export interface Argument {
  readonly value: string | null;
  readonly shape: string;
}

export interface Redirect {
  readonly kind: 'read' | 'write' | 'append' | 'read-write' | 'duplicate' | 'here';
  readonly target: Argument | null;
}

/** Which language the words are of: given directly, or read from a script. */
export type Language = 'direct' | 'shell' | 'cmd' | 'powershell';

export interface Invocation {
  /** The program first. Never empty. */
  readonly words: readonly Argument[];
  readonly assignments: readonly { readonly name: string; readonly value: Argument }[];
  readonly redirects: readonly Redirect[];
  /** Names of the wrappers around it, outermost first. */
  readonly through: readonly string[];
  readonly language: Language;
  /** What comes in from a pipe before it: null when nothing is piped in; `text` where it is known. */
  readonly piped: { readonly text: string | null } | null;
  /** More words follow that are not known (xargs, find -exec {}). */
  readonly hasUnknownWords: boolean;
  readonly depth: number;
}

/** A segment with what was found out about it. */
export interface JudgedSegment extends CommandSegment {
  readonly invocation: Invocation;
  readonly isReader: boolean;
  readonly effects: ReadonlySet<Effect>;
}

export interface Seen {
  /** The programs that it starts in its turn. */
  readonly commands: readonly SeenCommand[];
  /** Text that it hands to a shell. */
  readonly scripts: readonly SeenScript[];
  /** Adds nothing of its own: what is behind it may still be a plain reader. */
  readonly isTransparent: boolean;
  /** Does something itself, besides starting others, and counts as a segment. */
  readonly actsItself: boolean;
  /** Why it could not be followed; null when it was. */
  readonly unreadable: string | null;
}

export interface SeenCommand {
  readonly words: readonly Argument[];
  readonly assignments?: Invocation['assignments'];
  readonly hasUnknownWords?: boolean;
}

export interface SeenScript {
  readonly text: Argument;
  /** The shell that reads it; only bash reads what is `bashOnly`. */
  readonly language: 'bash' | 'posix' | 'other-shell' | 'cmd' | 'powershell';
  /** Read for deny patterns alone: it may not run, or was found by guessing. */
  readonly onlyForDenial?: boolean;
}

export const NOTHING_SEEN: Seen = {
  commands: [],
  scripts: [],
  isTransparent: false,
  actsItself: true,
  unreadable: null,
};

export function literal(value: string): Argument {
  return { value, shape: value };
}

export function typed(words: readonly Argument[]): string {
  return words.map((word) => (word.value === null ? word.shape : quoteWord(word.value))).join(' ');
}

/** A word as a POSIX shell would read it back to exactly this argument. */
export function quoteWord(value: string): string {
  // `name=value` is quoted too: as the first word it would be an assignment.
  return /^(?![A-Za-z_]\w*\+?=)[\w@%+:,./-][\w@%+=:,./-]*$/.test(value)
    ? value
    : `'${value.replaceAll("'", `'\\''`)}'`;
}

export function segmentOf(invocation: Invocation, program: string): CommandSegment {
  const { words, through, hasUnknownWords } = invocation;
  const values = words.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    program,
    argv: values.length === words.length && !hasUnknownWords ? values : null,
    text: typed(words),
    through,
  };
}

export function invocationOf(
  words: Invocation['words'],
  language: Language,
  around: Pick<Invocation, 'through' | 'depth' | 'piped'>,
): Invocation {
  return { words, language, assignments: [], redirects: [], hasUnknownWords: false, ...around };
}

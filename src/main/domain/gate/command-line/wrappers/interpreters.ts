// Interpreters with code among their arguments: python -c, node -e, perl -lane, awk programs. The code is not analysed.
//   words after the interpreter → unreadable, and whatever in the code plainly starts a shell or removes a tree
// A script in a file is no inline code: its hash is bound in the approval.
import {
  type Argument,
  type Invocation,
  literal,
  NOTHING_SEEN,
  type Seen,
  type SeenScript,
} from '../reading/invocation.ts';

interface Interpreter {
  /** Short options that carry code, as letters; within a cluster too. */
  readonly code: string;
  /** Short options that take a value and so end a cluster. */
  readonly valued?: string;
  readonly long?: RegExp;
  /** Words that carry code as a subcommand: `deno eval`. */
  readonly subcommand?: RegExp;
  /** Runs its standard input where no file is named. */
  readonly readsInput?: boolean;
}

const JAVASCRIPT: Interpreter = {
  code: 'ep',
  valued: 'rC',
  long: /^--(?:ev|pr|exp)/,
  subcommand: /^eval$/,
  readsInput: true,
};

const INTERPRETERS: Readonly<Record<string, Interpreter>> = {
  python: { code: 'c', valued: 'mWXQ', readsInput: true },
  pypy: { code: 'c', valued: 'mWX', readsInput: true },
  ipython: { code: 'c', readsInput: true },
  node: JAVASCRIPT,
  nodejs: JAVASCRIPT,
  bun: JAVASCRIPT,
  deno: JAVASCRIPT,
  tsx: JAVASCRIPT,
  'ts-node': JAVASCRIPT,
  qjs: JAVASCRIPT,
  electron: JAVASCRIPT,
  // Any of these letters anywhere in the cluster: perl's and ruby's have values that can hide one.
  perl: { code: 'eE', readsInput: true },
  ruby: { code: 'e', readsInput: true },
  raku: { code: 'e', readsInput: true },
  php: { code: 'rBRE', long: /^--(?:run|process)/, readsInput: true },
  lua: { code: 'e', valued: 'l', readsInput: true },
  luajit: { code: 'e', valued: 'l', readsInput: true },
  osascript: { code: 'e', valued: 'ls', readsInput: true },
  rscript: { code: 'e', readsInput: true },
  Rscript: { code: 'e', readsInput: true },
  R: { code: 'e', long: /^--expression/, readsInput: true },
  julia: { code: 'eE', long: /^--(?:eval|print)/, readsInput: true },
  elixir: { code: 'e', long: /^--(?:eval|rpc-eval)/, readsInput: true },
  erl: { code: '', long: /^-eval/, readsInput: true },
  groovy: { code: 'e' },
  scala: { code: 'e' },
  swift: { code: 'e', readsInput: true },
  ghc: { code: 'e' },
  guile: { code: 'c', readsInput: true },
  sbcl: { code: '', long: /^--eval/, readsInput: true },
  emacs: { code: '', long: /^-?-(?:eval|execute|funcall|f$)/ },
  octave: { code: '', long: /^--eval/, readsInput: true },
  expect: { code: 'c', readsInput: true },
  tclsh: { code: 'c', readsInput: true },
  gdb: { code: 'x', long: /^-?-(?:ex|eval|iex|ix|command)/ },
  lldb: { code: 'oOs', long: /^--(?:one-line|source)/ },
  psql: { code: 'c', valued: 'dhpUfov', long: /^--command/, readsInput: true },
  mysql: { code: 'e', valued: 'hPuD', long: /^--execute/, readsInput: true },
  m4: { code: '', readsInput: true },
  dc: { code: 'e', long: /^--expression/, readsInput: true },
  ed: { code: '', readsInput: true },
  ex: { code: '', readsInput: true },
  jshell: { code: '', readsInput: true },
};

export function interpreterNamed(name: string): Interpreter | undefined {
  return Object.hasOwn(INTERPRETERS, name) ? INTERPRETERS[name] : undefined;
}

export function seeInterpreter(
  name: string,
  interpreter: Interpreter,
  words: readonly Argument[],
  { piped, redirects }: Invocation,
): Seen {
  let hasFile = false;
  for (const { value, shape } of words) {
    if (value === null && !/^[\w./]/.test(shape)) return inline(name, words);
    if (interpreter.long?.test(shape) === true || interpreter.subcommand?.test(shape) === true)
      return inline(name, words);
    if (/^-[^-]/.test(shape) && carriesCode(shape, interpreter)) return inline(name, words);
    if (shape === '-' || /^\/dev\/(?:stdin|fd)/.test(shape)) break;
    if (/^-m/.test(shape) && name === 'python') hasFile = true;
    if (/^--?(?:version|help|V|v|h)$/.test(shape)) hasFile = true;
    if (!shape.startsWith('-')) {
      hasFile = true;
      break;
    }
  }
  const isFed = piped !== null || redirects.some(({ kind }) => kind === 'here' || kind === 'read');
  // SECURITY: without a file, what comes in is the program.
  if (interpreter.readsInput === true && (!hasFile || (isFed && words.length === 0))) {
    return {
      ...inline(
        name,
        redirects.flatMap(({ target }) => (target === null ? [] : [target])),
      ),
      unreadable: `${name} runs what it is given as input`,
    };
  }
  return NOTHING_SEEN;
}

function carriesCode(cluster: string, { code, valued = '' }: Interpreter): boolean {
  for (const letter of cluster.slice(1)) {
    if (code.includes(letter)) return true;
    if (valued.includes(letter)) return false;
  }
  return false;
}

/** Not read as code; but what it plainly hands to a shell, or removes, is looked at. */
export function inline(name: string, words: readonly Argument[]): Seen {
  const code = words.map(({ shape }) => shape).join('\n');
  return { ...NOTHING_SEEN, scripts: withinCode(code), unreadable: `${name} runs code given as text` };
}

// Bounded repetitions only: the text is of anybody's making, and must not keep the gate busy.
const CALLS =
  /(?:system|popen\w{0,9}|Popen|exec\w{0,20}|spawn\w{0,20}|call|check_\w{1,20}|run|getoutput|shell_exec|passthru|proc_open|do shell script|sh|qx)\s{0,9}[({[ ]\s{0,9}\[?\s{0,9}(?:f|r|b)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')((?:\s{0,9},\s{0,9}\[?\s{0,9}(?:"[^"]*"|'[^']*'))*)/g;
const REMOVALS =
  /(?:rmtree|rmSync|rmdirSync|rm_rf|rm_r|remove_tree|rmdir|removeSync|rimraf|remove_dir_all|deltree|unlink_recursive)\w{0,20}\s{0,9}\(?\s{0,9}(?:"([^"]*)"|'([^']*)')/g;
const BACKTICKS = /`([^`]*)`|qx\{([^}]*)\}|%x[({[]([^)}\]]*)[)}\]]/g;

/** Literal commands in the text of a program; a guess, used for deny patterns alone. */
export function withinCode(code: string): SeenScript[] {
  const lines = [
    ...[...code.matchAll(CALLS)].map(([, first = '', rest = '']) =>
      [first, ...rest.split(',')].map((part) => part.trim().replace(/^\[?\s*['"]|['"]$/g, '')).join(' '),
    ),
    ...[...code.matchAll(BACKTICKS)].map(([, ...parts]) => parts.find((part) => part !== undefined) ?? ''),
    ...[...code.matchAll(REMOVALS)].map(([, double, single]) => `rm -r ${double ?? single ?? ''}`),
    ...(/\bto (?:shut down|restart)\b/.test(code) ? ['shutdown'] : []),
  ];
  return lines
    .slice(0, 32)
    .map((line) => ({ text: literal(line.trim()), language: 'posix', onlyForDenial: true }));
}

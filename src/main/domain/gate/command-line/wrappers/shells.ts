// Shells and what hands text to one: sh -c, bash -lc, eval, trap, fish, cmd /c, powershell -Command.
//   words after the shell → the script and the language that reads it
import {
  type Argument,
  type Invocation,
  literal,
  NOTHING_SEEN,
  type Seen,
  type SeenScript,
} from '../reading/invocation.ts';
import { readCmdOptions } from '../windows/cmd-options.ts';
import { readPowerShellOptions } from '../windows/powershell-options.ts';

type Shell = SeenScript['language'];

const SHELLS: Readonly<Record<string, Shell>> = {
  sh: 'posix',
  dash: 'posix',
  ash: 'posix',
  bash: 'bash',
  rbash: 'bash',
  ksh: 'other-shell',
  mksh: 'other-shell',
  oksh: 'other-shell',
  pdksh: 'other-shell',
  lksh: 'other-shell',
  yash: 'other-shell',
  zsh: 'other-shell',
  rzsh: 'other-shell',
  fish: 'other-shell',
  csh: 'other-shell',
  tcsh: 'other-shell',
  rc: 'other-shell',
  es: 'other-shell',
  elvish: 'other-shell',
  nu: 'other-shell',
  xonsh: 'other-shell',
  hush: 'other-shell',
  cmd: 'cmd',
  powershell: 'powershell',
  pwsh: 'powershell',
  'pwsh-preview': 'powershell',
};

export function shellNamed(name: string): Shell | undefined {
  return Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
}

export function seeShell(
  name: string,
  shell: Shell,
  words: readonly Argument[],
  { piped, redirects }: Invocation,
): Seen {
  if (shell === 'cmd') return readCmdOptions(words);
  if (shell === 'powershell') return readPowerShellOptions(words);
  const given = [
    ...(piped?.text == null ? [] : [piped.text]),
    ...redirects.flatMap(({ kind, target }) => (kind === 'here' && target !== null ? [target.shape] : [])),
  ];
  const read = readShellOptions(words);
  switch (read.kind) {
    case 'unknown':
      return {
        ...NOTHING_SEEN,
        scripts: words.map((text) => ({ text: literal(text.shape), language: 'posix', onlyForDenial: true })),
        unreadable: `the options of ${name} are not known`,
      };
    case 'script': {
      // SECURITY: `sh -c '$0 "$1"' rm x` runs its further words; they stand in for the numbers.
      const text = withPositions(read.script, read.positions);
      return {
        ...NOTHING_SEEN,
        scripts: [
          { text: read.script, language: shell },
          ...(text === null
            ? []
            : [{ text: literal(text), language: 'posix' as const, onlyForDenial: true }]),
        ],
        // SECURITY: login and interactive shells run files of the home folder first; a tracing one may write.
        isTransparent: read.isPlain && shell !== 'other-shell' && piped === null,
        actsItself: false,
        unreadable: shell === 'other-shell' ? `${name} has a language of its own` : null,
      };
    }
    case 'file':
      return NOTHING_SEEN;
    case 'input':
      return {
        ...NOTHING_SEEN,
        scripts: given.map((text) => ({ text: literal(text), language: 'posix', onlyForDenial: true })),
        // SECURITY: what comes in by a pipe is run, and cannot be seen from here.
        unreadable: `${name} runs what it is given as input`,
      };
  }
}

type ReadShell =
  | { kind: 'script'; script: Argument; positions: readonly Argument[]; isPlain: boolean }
  | { kind: 'file' | 'input' | 'unknown' };

/** `-c` takes the first word that is no option, wherever the letter stood: `-c -e 'x'`, `-ec 'x'`, `-lc 'x'`, `-c -- 'x'`. */
function readShellOptions(words: readonly Argument[]): ReadShell {
  let hasScript = false;
  let isPlain = true;
  let at = 0;
  for (; at < words.length; at += 1) {
    const { value, shape } = words[at] as Argument;
    if (value === null && !/^[\w./]/.test(shape)) return { kind: 'unknown' };
    if (shape === '--' || shape === '-') {
      at += 1;
      break;
    }
    if (!/^[-+]./.test(shape)) break;
    if (shape.startsWith('--')) {
      if (/^--(?:rcfile|init-file)$/.test(shape)) at += 1;
      // SECURITY: any long option but these two reads files or changes the language.
      isPlain &&= shape === '--norc' || shape === '--noprofile';
      continue;
    }
    if (/^-\w*c/.test(shape)) hasScript = true;
    // `-o pipefail` and `-O extglob` take the next word; several in one word take several.
    const taken = [...shape.slice(1)].filter((letter) => letter === 'o' || letter === 'O').length;
    if (taken > 0) {
      isPlain &&= words
        .slice(at + 1, at + 1 + taken)
        .every((word) => /^(?:pipefail|errexit|nounset)$/.test(word.shape));
      at += taken;
    }
    // SECURITY: only switches that neither read files nor change how text is read: -c, -e, -u, -f, -o.
    isPlain &&= /^-[ceufo]+$/.test(shape);
  }
  const [script, ...positions] = words.slice(at);
  if (!hasScript) return { kind: script === undefined || isStandardInput(script) ? 'input' : 'file' };
  if (script === undefined) return { kind: 'unknown' };
  return { kind: 'script', script, positions, isPlain };
}

function isStandardInput({ shape }: Argument): boolean {
  return /^(?:-|\/dev\/(?:stdin|fd\/\d+)|\/proc\/self\/fd\/\d+)$/.test(shape);
}

/** The script with `$0`, `$1`, `$@` and `$*` put in; null where it has none. */
function withPositions(script: Argument, positions: readonly Argument[]): string | null {
  if (positions.length === 0 || !/\$[{]?[\d@*]/.test(script.shape)) return null;
  const all = positions
    .slice(1)
    .map(({ shape }) => shape)
    .join(' ');
  return script.shape
    .replaceAll(/"?\$\{?([@*])\}?"?/g, () => all)
    .replaceAll(/"?\$\{?(\d)\}?"?/g, (_whole, digit: string) => positions[Number(digit)]?.shape ?? '');
}

/** Builtins that run text: eval, trap, and those that run a file. */
export function seeBuiltin(name: string, words: readonly Argument[]): Seen | null {
  switch (name) {
    case 'eval': {
      const shape = words.map((word) => word.shape).join(' ');
      const isLiteral = words.every(({ value }) => value !== null);
      return {
        ...NOTHING_SEEN,
        scripts: [{ text: { value: isLiteral ? shape : null, shape }, language: 'posix' }],
        actsItself: false,
      };
    }
    case 'trap':
      return {
        ...NOTHING_SEEN,
        scripts: words[0] === undefined ? [] : [{ text: words[0], language: 'posix' }],
      };
    case 'alias':
      return {
        ...NOTHING_SEEN,
        scripts: words.map((word) => ({
          text: literal(word.shape.replace(/^[^=]*=/, '')),
          language: 'posix',
          onlyForDenial: true,
        })),
        unreadable: 'it gives commands other names',
      };
    case 'source':
    case '.':
      return { ...NOTHING_SEEN, unreadable: 'it runs the lines of a file in place' };
    default:
      return null;
  }
}

// What one program with its words does, in a few plain words. null where there is nothing better than the command itself.
//   judged segment → "Delete 3 files in reports"
// Only literal words are spoken of: what a shell expands is not known.

import { readerNamed } from '../judging/reader.ts';
import type { JudgedSegment } from '../reading/invocation.ts';
import { readOptions } from '../reading/options.ts';

type Phrase = (operands: readonly string[], words: readonly string[]) => string | null;

const PACKAGES = /^(?:npm|pnpm|yarn|bun|pip|uv|cargo|go|composer|bundle|poetry|gem|brew|apt|apt-get|dnf)$/;

const PHRASES: Readonly<Record<string, Phrase>> = {
  rm: (operands, words) =>
    has(words, /^-[a-zA-Z]*[rR]|^--recursive$/)
      ? some('Delete', operands, 'folder', 'and everything in it')
      : some('Delete', operands, 'file'),
  rmdir: (operands) => some('Delete', operands, 'empty folder'),
  unlink: (operands) => some('Delete', operands, 'file'),
  shred: (operands) => some('Destroy', operands, 'file'),
  mv: (operands) => moved('Move', operands),
  cp: (operands) => moved('Copy', operands),
  mkdir: (operands) => some('Make', operands, 'folder'),
  truncate: (operands) => some('Cut', operands, 'file'),
  tee: (operands) => some('Write to', operands, 'file'),
  chmod: (operands) => (operands.length < 2 ? null : some('Change who may use', operands.slice(1), 'file')),
  make: (operands) => (operands.length === 0 ? 'Build with make' : `Run make for ${list(operands)}`),
  pytest: () => 'Run the tests with pytest',
  vitest: () => 'Run the tests with vitest',
  git: (operands) => gitPhrase(operands[0] ?? ''),
  curl: () => null,
};

const GIT: Readonly<Record<string, string>> = {
  status: 'Show what changed with git',
  log: 'Show the history with git',
  diff: 'Show the differences with git',
  show: 'Show a commit with git',
  add: 'Mark files for the next commit with git',
  commit: 'Make a commit with git',
  push: 'Send commits to another computer with git',
  pull: 'Get and merge commits with git',
  fetch: 'Get commits with git',
  clone: 'Copy a repository with git',
  clean: 'Delete files that git does not know',
  reset: 'Set the work back with git',
};

export function phraseOf({ program, argv, invocation, isReader }: JudgedSegment): string | null {
  if (argv === null) return null;
  // SECURITY: what is redirected or set around a program is part of what it does, and no phrase speaks of it.
  const writes = invocation.redirects.some(
    ({ kind, target }) => kind !== 'duplicate' && target?.value !== '/dev/null',
  );
  if (writes || invocation.assignments.length > 0) return null;
  const words = argv.slice(1);
  if (isReader) return readerPhrase(program, words);
  // SECURITY: `./rm` and `/tmp/npm` are not what their names say.
  if (/[\\/]/.test(argv[0] ?? '')) return null;
  const operands = words.filter((word) => !word.startsWith('-'));
  const own = Object.hasOwn(PHRASES, program) ? PHRASES[program] : undefined;
  if (own !== undefined) return own(operands, words);
  if (!PACKAGES.test(program) || words[0]?.startsWith('-') === true) return null;
  return packagePhrase(program, words);
}

function readerPhrase(program: string, words: readonly string[]): string | null {
  if (program === 'find')
    return `Look for files in ${list(words.filter((_, at) => words.slice(0, at + 1).every((word) => !/^[-(!]/.test(word)))) || 'this folder'}`;
  if (program === 'sed' || program === 'awk') return 'Show parts of a text';
  const reader = readerNamed(program);
  if (reader === undefined) return null;
  const counted = reader.numbers === true ? words.filter((word) => !/^-\d+$/.test(word)) : words;
  const { operands } = readOptions(
    counted.map((word) => ({ value: word, shape: word })),
    { valued: reader.valued ?? '', longValued: (reader.longValued ?? '').split(' ') },
  );
  const named = operands.flatMap(({ value }) => (value === null ? [] : [value]));
  const [pattern, ...files] = named;
  if (reader.patternFirst === true && reader.says.startsWith('Search')) {
    return pattern === undefined
      ? null
      : `Search for “${pattern}”${files.length === 0 ? '' : ` in ${list(files)}`}`;
  }
  const spoken = reader.patternFirst === true ? files : named;
  if (spoken.length === 0)
    return reader.saysAlone === undefined
      ? reader.says.includes('{}')
        ? null
        : reader.says
      : capital(reader.saysAlone);
  return reader.says.replace('{}', () => list(spoken));
}

function packagePhrase(program: string, [first = '', second = '']: readonly string[]): string | null {
  const script = first === 'run' || first === 'run-script' ? second : first;
  if (/^(?:test|t)$/.test(script)) return `Run the tests with ${program}`;
  if (script === 'build') return `Build with ${program}`;
  if (/^(?:install|i|ci|add)$/.test(first)) return `Install packages with ${program}`;
  if (/^(?:uninstall|remove|rm)$/.test(first)) return `Remove packages with ${program}`;
  if (first === 'publish') return `Publish a package with ${program}`;
  return first === 'run' && second !== '' ? `Run “${second}” with ${program}` : null;
}

function gitPhrase(name: string): string | null {
  return Object.hasOwn(GIT, name) ? (GIT[name] ?? null) : null;
}

/** "Delete a.txt", "Delete 3 files in reports", "Delete 4 files". */
function some(verb: string, operands: readonly string[], kind: string, tail = ''): string | null {
  const [only] = operands;
  if (only === undefined) return null;
  if (operands.length === 1) return [verb, only, tail].filter((part) => part !== '').join(' ');
  const folders = new Set(operands.map(folderOf));
  const [folder] = folders;
  const where = folders.size === 1 && folder !== undefined && folder !== '' ? ` in ${folder}` : '';
  const many = kind === 'folder' && tail !== '' ? 'places' : `${kind}s`;
  return [`${verb} ${operands.length} ${many}${where}`, tail.replace('it', 'them')]
    .filter((part) => part !== '')
    .join(' ');
}

function moved(verb: string, operands: readonly string[]): string | null {
  const target = operands.at(-1);
  if (operands.length < 2 || target === undefined) return null;
  const [source = ''] = operands;
  return operands.length === 2
    ? `${verb} ${source} to ${target}`
    : `${verb} ${operands.length - 1} files to ${target}`;
}

function list(names: readonly string[]): string {
  if (names.length <= 2) return names.join(' and ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : path.slice(0, at);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function has(words: readonly string[], pattern: RegExp): boolean {
  return words.some((word) => pattern.test(word));
}

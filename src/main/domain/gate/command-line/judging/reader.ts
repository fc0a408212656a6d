// Whether one program with its words only reads. What is not known to be harmless is not; nothing is guessed.
// git is no reader: a workspace's own .git/config names programs that `git status`, `git diff` and `git log` run
// (core.fsmonitor, core.pager, diff.external, textconv, filters, aliases), and reading a command cannot rule that out.
// Nor are programs that obey files of the working folder or run others: less, man, make, npm.
import type { Invocation } from '../reading/invocation.ts';
import { readOptions } from '../reading/options.ts';
import { isNamedBySystem, type Platform, programName } from '../reading/program-name.ts';
import { isPlainFilter } from './plain-filters.ts';
import { SYSTEM_READERS } from './system-readers.ts';
import { TEXT_READERS } from './text-readers.ts';

/** Lists are words with spaces between; short options are letters. */
export interface Reader {
  /** For the sentence that is shown: `{}` stands for the operands. */
  readonly says: string;
  /** Said where there are no operands. */
  readonly saysAlone?: string;
  readonly flags: string;
  /** Short options that take a value. */
  readonly valued?: string;
  readonly long?: string;
  readonly longValued?: string;
  /** The first operand is a pattern, not a file. */
  readonly patternFirst?: boolean;
  /** Numbers as options: `head -5`. */
  readonly numbers?: boolean;
  readonly maxOperands?: number;
  /** Whatever its words are. */
  readonly anything?: boolean;
  /** Words are conditions, not options. */
  readonly conditions?: boolean;
  /** Reads its options in its own way: joined letters mean something else there, and may hide a file that it writes. */
  readonly lettersApart?: boolean;
}

const SAME: Readonly<Record<string, string>> = {
  egrep: 'grep',
  fgrep: 'grep',
  sha1sum: 'md5sum',
  sha224sum: 'md5sum',
  sha256sum: 'md5sum',
  sha384sum: 'md5sum',
  sha512sum: 'md5sum',
  b2sum: 'md5sum',
  cksum: 'md5sum',
};

export function readerNamed(name: string): Reader | undefined {
  const known = Object.hasOwn(SAME, name) ? (SAME[name] ?? name) : name;
  if (Object.hasOwn(TEXT_READERS, known)) return TEXT_READERS[known];
  return Object.hasOwn(SYSTEM_READERS, known) ? SYSTEM_READERS[known] : undefined;
}

export function isReader(invocation: Invocation, platform: Platform): boolean {
  // SECURITY: Windows looks for a program in the working folder first, so that no name there is the system's own.
  if (platform === 'win32') return false;
  const { words, language, hasUnknownWords, redirects, assignments } = invocation;
  if (language !== 'direct' && language !== 'shell') return false;
  // SECURITY: a word that a shell expands, or that comes from elsewhere, may become any option.
  if (hasUnknownWords || words.some(({ value }) => value === null)) return false;
  const program = words[0]?.value ?? '';
  // SECURITY: only the system's own programs are known.
  if (!isNamedBySystem(program)) return false;
  // SECURITY: a variable set before a program can name other code to load, or another place to find it.
  if (!assignments.every(({ name, value }) => isHarmlessVariable(name) && isPlainValue(value.value)))
    return false;
  if (!redirects.every(isHarmlessRedirect)) return false;
  const name = programName(program, platform, language);
  if (name === 'find' || name === 'fd' || name === 'sed' || name === 'awk')
    return isPlainFilter(name, words.slice(1));
  const reader = readerNamed(name);
  return reader !== undefined && fits(reader, name, words.slice(1));
}

function fits(reader: Reader, name: string, words: Invocation['words']): boolean {
  if (reader.anything === true) return true;
  if (reader.conditions === true)
    return !words.some(({ shape }) => /^-[vR]$|[[$`(]/.test(shape) && shape !== '[');
  // SECURITY: `xxd -ps a b` and `tree -Lo 1 b` write b, though by getopt's reading no operand is left for that.
  if (reader.lettersApart === true && words.some(({ shape }) => /^-(?!-)..*\D/.test(shape))) return false;
  const counted = reader.numbers === true ? words.filter(({ shape }) => !/^-\d+$/.test(shape)) : words;
  const { operands, unknown } = readOptions(counted, {
    flags: reader.flags,
    valued: reader.valued ?? '',
    longFlags: ['help', 'version', ...(reader.long ?? '').split(' ')],
    longValued: (reader.longValued ?? '').split(' '),
  });
  // SECURITY: an option that is not known may write, run or reach anywhere.
  if (unknown !== null) return false;
  if (operands.length > (reader.maxOperands ?? Number.POSITIVE_INFINITY)) return false;
  // SECURITY: an operand that is no format sets the clock.
  return name !== 'date' || operands.every(({ shape }) => shape.startsWith('+'));
}

/** Reading from a file, writing nowhere. */
function isHarmlessRedirect({ kind, target }: Invocation['redirects'][number]): boolean {
  const path = target?.value ?? null;
  if (path === null) return false;
  switch (kind) {
    case 'duplicate':
      return true;
    case 'read':
      // SECURITY: bash makes a connection of this name.
      return !/^\/dev\/(?:tcp|udp)\//.test(path);
    case 'write':
    case 'append':
      // SECURITY: nothing else may be written to.
      return path === '/dev/null';
    default:
      return false;
  }
}

function isHarmlessVariable(name: string): boolean {
  return /^(?:LC_[A-Z]+|LANG|LANGUAGE|TZ|NO_COLOR|CLICOLOR|COLUMNS|LINES)$/.test(name);
}

function isPlainValue(value: string | null): boolean {
  // SECURITY: LANGUAGE=../x and TZ=:/x have a program load a file of the workspace as its own words or rules.
  return value !== null && !/^:?\/|\.\.|:\//.test(value);
}

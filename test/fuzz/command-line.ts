// The byte fuzzer's door to the command analysis: bytes become a command, and what must hold of every command is checked.
//   bytes → argv (tokens of a dictionary, or raw text) → analysis → broken promise thrown
import { parseShell } from '../../src/main/adapters/command-line/parse-shell.ts';
import { analyseCommand } from '../../src/main/domain/gate/command-line/analyse.ts';
import { quoteWord } from '../../src/main/domain/gate/command-line/reading/invocation.ts';
import type { CommandAnalysis } from '../../src/main/domain/ports/command-line.ts';

const TOKENS = [
  'ls',
  'cat',
  'grep',
  'sort',
  'echo',
  'find',
  'rm',
  '-rf',
  '-r',
  '/',
  '~',
  '.',
  '*',
  '$HOME',
  'sh',
  '-c',
  'bash',
  '-lc',
  'env',
  '-S',
  'xargs',
  'timeout',
  '5',
  'nice',
  '-n',
  'eval',
  'python3',
  'sudo',
  'busybox',
  'git',
  'awk',
  ' ',
  ' ',
  ' ',
  ' ',
  '\n',
  ';',
  '&&',
  '||',
  '|',
  '&',
  '(',
  ')',
  '{',
  '}',
  '$(',
  '`',
  '"',
  "'",
  '\\',
  '<(',
  '<<E',
  '>',
  '2>&1',
  '/dev/null',
  '/dev/sda',
  '$x',
  'a=b',
  'if',
  'then',
  'fi',
  'for',
  'do',
  'done',
  'x',
  'a.txt',
  '#',
  '!',
  '[[',
  ']]',
  '((',
  '))',
  '-exec',
  '--',
  '-o',
  'PATH=.',
  'f(){',
  ':',
  '=',
  ',',
  '{a,b}',
  "$'\\x72m'",
] as const;
const PLATFORMS = ['linux', 'darwin', 'win32'] as const;

/** Programs that a command which only reads may start; written anew, so that the list under test is not its own judge. */
const MAY_READ =
  /^(?:ls|cat|tac|head|tail|wc|nl|[ef]?grep|rg|stat|file|du|df|diff|cmp|comm|sort|uniq|cut|paste|column|fold|tr|rev|echo|printf|pwd|cd|date|which|whereis|type|tree|\w+sum|b2sum|basename|dirname|realpath|readlink|jq|nproc|uname|whoami|id|uptime|free|true|false|:|test|\[|seq|sleep|strings|od|hexdump|xxd|find|fd|sed|awk)$/;

export function fuzzCommandLine(bytes: Uint8Array): void {
  const [mode = 0, ...rest] = bytes;
  const platform = PLATFORMS[mode % 3] ?? 'linux';
  const text =
    mode & 4
      ? rest.map((byte) => TOKENS[byte % TOKENS.length]).join('')
      : new TextDecoder().decode(Uint8Array.from(rest));
  const argv = mode & 8 ? text.split(/[ \n]/) : [mode & 16 ? 'bash' : 'sh', '-c', text];
  const analysis = analyseCommand(argv, { parseShell, platform });
  check(analysis, argv, platform);
  if (mode & 8) return;

  // A joined command is never kinder than its parts, where the first part is whole in itself.
  if (parseShell(text).kind === 'parsed' && !/<<|\\$/.test(text)) {
    const joined = analyseCommand(['sh', '-c', `${text}\nrm -rf /\n`], { parseShell, platform: 'linux' });
    promise(joined.forbidden !== null, 'what is denied is denied behind anything', argv);
  }
  const wrapped = analyseCommand(['env', 'sh', '-c', text], { parseShell, platform: 'linux' });
  const plain = analyseCommand(['sh', '-c', text], { parseShell, platform: 'linux' });
  promise(plain.forbidden === null || wrapped.forbidden !== null, 'a wrapper hides nothing', argv);
  promise(plain.readsOnly || !wrapped.readsOnly, 'a wrapper makes nothing harmless', argv);
}

export const commandLineTarget = { name: 'command line', run: fuzzCommandLine } as const;

function check(analysis: CommandAnalysis, argv: readonly string[], platform: string): void {
  const { readsOnly, forbidden, unreadable, effects, segments, mayBecomeRule, noRuleReason, summary } =
    analysis;
  promise(effects.includes('execute'), 'running is always an effect', argv);
  promise(summary !== '', 'something is always said', argv);
  promise(mayBecomeRule === (noRuleReason === null), 'a rule that is refused has its reason', argv);
  promise(
    !mayBecomeRule || (forbidden === null && unreadable === null),
    'no rule for what is denied or not read',
    argv,
  );
  if (!readsOnly) return;
  promise(platform !== 'win32', 'nothing on Windows is known to read only', argv);
  promise(forbidden === null && unreadable === null, 'what only reads was read whole', argv);
  promise(
    effects.every((effect) => effect === 'execute' || effect === 'read'),
    'what only reads has no other effect',
    argv,
  );
  promise(segments.length > 0, 'what only reads starts something', argv);
  for (const { argv: exact, program } of segments) {
    promise(exact !== null, 'what only reads is literal', argv);
    promise(MAY_READ.test(program), 'what only reads is a known reader', argv);
    promise(!/^(?:\.|~|\w+\/)/.test(exact?.[0] ?? ''), 'a reader is named by the system', argv);
    const acts = exact?.some((word) => /^-(?:exec|ok|delete|fprint|fls)/.test(word)) === true;
    promise(program !== 'find' || !acts, 'find acts on nothing', argv);
  }
}

function promise(holds: boolean, what: string, argv: readonly string[]): void {
  if (!holds) throw new Error(`Broken: ${what}. Command: ${argv.map(quoteWord).join(' ')}`);
}

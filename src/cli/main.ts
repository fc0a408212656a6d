// The `sallyport` command: speaks to the running app over its local socket.
//   words → command → call → lines, or JSON with --json
// Exit 0: done. 1: refused or failed, one sentence on standard error. 2: wrong usage.
import { AppError } from '../contracts/errors.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { homeFrom, openConnection } from './connection.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const HELP: readonly string[] = ['--help', '-h'];
const HELP_WORD = 'help';
const HEADING = 'Usage: sallyport [--home DIR] [--json] COMMAND\n';

// Who reads has seen enough (`… | head`): nothing is left to say, and nobody to say it to.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? (process.exitCode ?? 0) : EXIT_FAILED);
});
process.stderr.on('error', () => undefined);

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) return usage('--home needs the folder of a profile after it.', []);
  const { home, wantsJson, words } = options;
  const topic = helpTopic(words);
  if (topic !== null) return help(topic);
  const found = commandOf(words);
  if (found === null) return noCommand(words);
  try {
    const connection = await openConnection(homeFrom(home), found.command.wantsEvents ?? false);
    try {
      const running = found.command.run(connection, found.rest, standardInput);
      if (running === null) return wrongWords(found.name);
      const outcome = await running;
      if (wantsJson) process.stdout.write(`${JSON.stringify(outcome.json)}\n`);
      else if (outcome.succeeded) for (const line of outcome.lines) process.stdout.write(`${line}\n`);
      if (!outcome.succeeded) process.stderr.write(`${outcome.lines[0] ?? 'It was not done.'}\n`);
      return outcome.succeeded ? 0 : EXIT_FAILED;
    } finally {
      connection.close();
    }
  } catch (error) {
    process.stderr.write(
      `${error instanceof AppError ? error.message : 'Something unexpected went wrong.'}\n`,
    );
    return error instanceof AppError && error.code === 'invalid-input' ? EXIT_USAGE : EXIT_FAILED;
  }
}

/** Null where --home has no value: the default profile would be somebody's, and not the one that was meant. */
function readOptions(
  args: readonly string[],
): { home: string | undefined; wantsJson: boolean; words: readonly string[] } | null {
  const words: string[] = [];
  let home: string | undefined;
  let wantsJson = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--home' || arg.startsWith('--home=')) {
      home = arg === '--home' ? args[++i] : arg.slice('--home='.length);
      if (home === undefined || home === '' || home.startsWith('--')) return null;
    } else if (arg === '--json') wantsJson = true;
    else words.push(arg);
  }
  return { home, wantsJson, words };
}

/** Commands have one to three words; the longest name wins. */
function commandOf(
  words: readonly string[],
): { name: string; command: Command; rest: readonly string[] } | null {
  for (const length of [3, 2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = Object.hasOwn(COMMANDS, name) && words.length >= length ? COMMANDS[name] : undefined;
    if (command !== undefined) return { name, command, rest: words.slice(length) };
  }
  return null;
}

/** What `help` at the start or `--help` at the end asks about; '' for all. Null where it is a word like others. */
function helpTopic(words: readonly string[]): string | null {
  const topic = words.slice(0, -1).join(' ');
  if (HELP.includes(words.at(-1) ?? '') && namesOf(topic).length > 0) return topic;
  return words[0] === HELP_WORD ? words.slice(1).join(' ') : null;
}

function help(topic: string): number {
  const names = namesOf(topic);
  if (names.length === 0) return usage(`There is no command "${topic}".`, []);
  process.stdout.write(`${HEADING}${listOf(names)}`);
  return 0;
}

function noCommand(words: readonly string[]): number {
  if (words.length === 0) return usage('Say which command.', Object.keys(COMMANDS));
  return usage(`There is no command "${words.join(' ')}".`, namesOf(words[0] ?? ''));
}

function wrongWords(name: string): number {
  return usage(`"${name}" needs other words than these.`, [name]);
}

/** The commands of one name, or of one group. */
function namesOf(topic: string): readonly string[] {
  return Object.keys(COMMANDS).filter((name) => topic === '' || `${name} `.startsWith(`${topic} `));
}

function listOf(names: readonly string[]): string {
  return names.map((name) => `  ${COMMANDS[name]?.usage ?? name}\n`).join('');
}

function usage(problem: string, names: readonly string[]): number {
  const list = names.length === 0 ? '' : `${HEADING}${listOf(names)}`;
  process.stderr.write(`${problem}\n${list}sallyport help shows all.\n`);
  return EXIT_USAGE;
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new AppError(
      'invalid-input',
      'What came on standard input is not text (UTF-8). Nothing was done.',
      {
        cause,
      },
    );
  }
}

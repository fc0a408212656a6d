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

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) return usage('--home needs the folder of a profile after it.');
  const { home, wantsJson, words } = options;
  const help = helpFor(words);
  if (help !== null) {
    process.stdout.write(help);
    return 0;
  }
  const found = commandOf(words);
  if (found === null) return usage(words.length === 0 ? null : `There is no command "${words.join(' ')}".`);
  try {
    const connection = await openConnection(homeFrom(home), found.command.wantsEvents ?? false);
    try {
      const running = found.command.run(connection, found.rest, standardInput);
      if (running === null) return wrongWords(found.command);
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
function commandOf(words: readonly string[]): { command: Command; rest: readonly string[] } | null {
  for (const length of [3, 2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = Object.hasOwn(COMMANDS, name) && words.length >= length ? COMMANDS[name] : undefined;
    if (command !== undefined) return { command, rest: words.slice(length) };
  }
  return null;
}

/** What `--help` at the end asks for: every command, or those of one name. Null where it is a word like others. */
function helpFor(words: readonly string[]): string | null {
  if (!HELP.includes(words.at(-1) ?? '')) return null;
  const topic = words.slice(0, -1).join(' ');
  const names = Object.keys(COMMANDS).filter((name) => topic === '' || `${name} `.startsWith(`${topic} `));
  return names.length === 0 ? null : listOf(names);
}

function listOf(names: readonly string[]): string {
  const lines = names.map((name) => `  ${COMMANDS[name]?.usage ?? name}\n`);
  return `Usage: sallyport [--home DIR] [--json] COMMAND\n${lines.join('')}`;
}

function usage(problem: string | null): number {
  if (problem !== null) process.stderr.write(`${problem}\n`);
  process.stderr.write(listOf(Object.keys(COMMANDS)));
  return EXIT_USAGE;
}

function wrongWords(command: Command): number {
  process.stderr.write(`Usage: sallyport ${command.usage}\nEvery command: sallyport --help\n`);
  return EXIT_USAGE;
}

async function standardInput(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

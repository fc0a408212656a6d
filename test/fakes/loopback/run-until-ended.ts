// The frame of a fake run on its own: one JSON object a line out, optional JSON lines in, and a sure end.
//   start → line with the address → lines in and out → SIGTERM, SIGINT, end of input or the time limit → close
// It knows no platform. The time limit is always there, so that a forgotten server stops by itself.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parseObject } from './http-body.ts';

const DEFAULT_LIMIT_SECONDS = 3_600;

export interface Flags {
  /** Value of `--name`, or undefined when it was not given. */
  text(name: string): string | undefined;
  /** A whole number ≥ 0; ends the process with status 2 when it is something else. */
  count(name: string, otherwise: number): number;
}

export interface Running {
  /** Called for every line of input that is a JSON object; others are answered with an error line. */
  readonly onLine?: (line: Record<string, unknown>) => void;
  readonly close: () => Promise<void>;
}

/**
 * Reads the flags (`--for-seconds` and `--ignore-input` besides `names`), starts the server, and ends it in time.
 * End of input ends it too, so that it never outlives its parent, except with `--ignore-input`.
 */
export async function runUntilEnded(
  names: readonly string[],
  start: (flags: Flags, print: (line: object) => void) => Promise<Running>,
): Promise<void> {
  const flags = readFlags(names);
  const running = await start(flags, print);
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    clearTimeout(limit);
    input?.close();
    process.stdin.pause();
    void running.close().then(() => process.exit(0));
  };
  const limit = setTimeout(end, flags.count('for-seconds', DEFAULT_LIMIT_SECONDS) * 1_000);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  const input = flags.text('ignore-input') === undefined ? createInterface({ input: process.stdin }) : null;
  input?.on('line', (text) => {
    if (text.trim() === '') return;
    const line = parseObject(text);
    if (line === null) print({ error: 'Each line of input must be one JSON object.' });
    else running.onLine?.(line);
  });
  input?.on('close', end);
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function readFlags(names: readonly string[]): Flags {
  const options = Object.fromEntries(
    [...names, 'for-seconds'].map((name) => [name, { type: 'string' as const }]),
  );
  const values = parse({ ...options, 'ignore-input': { type: 'boolean' as const } });
  const text = (name: string): string | undefined => {
    const value = values[name];
    return value === undefined ? undefined : String(value);
  };
  return {
    text,
    count(name, otherwise) {
      const value = Number(text(name) ?? otherwise);
      return Number.isSafeInteger(value) && value >= 0
        ? value
        : wrongUsage(`--${name} takes a whole number.`);
    },
  };
}

type Options = Record<string, { type: 'string' } | { type: 'boolean' }>;

function parse(options: Options): Record<string, unknown> {
  try {
    return parseArgs({ options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    return wrongUsage(error instanceof Error ? error.message : String(error));
  }
}

function wrongUsage(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

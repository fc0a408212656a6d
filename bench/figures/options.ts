// What `npm run bench` was asked for. Knows the names of the measurements only as words.
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Null: all of them. */
  readonly only: readonly string[] | null;
  /** Short runs that show the measurements work; their numbers are not comparable. */
  readonly quick: boolean;
  /** False: print, write nothing. */
  readonly write: boolean;
}

/** Throws a RangeError that says what is wrong. `names` are those that `--only` takes, separated by commas. */
export function readBenchOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const { only, quick, 'no-write': noWrite } = parse(args);
  const wanted = only === undefined ? null : only.split(',').map((name) => name.trim());
  const unknown = wanted?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new RangeError(
      `There is no measurement "${unknown.join('", "')}". There are: ${names.join(', ')}.`,
    );
  }
  return { only: wanted, quick: quick === true, write: noWrite !== true };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        quick: { type: 'boolean' },
        'no-write': { type: 'boolean' },
      },
      strict: true,
    }).values;
  } catch (cause) {
    throw new RangeError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

// The text of the settings file → settings, or the first problem with its place and what to do about it.
//   text → TOML → numbers too large to be exact become text → schema → Config | ConfigProblem
// Messages never quote a value, nor a key that may be one: people put secrets into settings files by mistake.
import { parse, TomlError, type TomlTable, type TomlValue } from 'smol-toml';
import { type Config, type ConfigProblem, configSchema } from '../../../contracts/settings.ts';
import { knownKeys, nearestKey } from './known-keys.ts';
import { shownKey } from './shown-key.ts';
import { findLine } from './toml-lines.ts';

export const CONFIG_FILE_NAME = 'config.toml';

export type ConfigRead =
  | { readonly kind: 'good'; readonly config: Config }
  | { readonly kind: 'bad'; readonly problem: ConfigProblem };

export type Environment = Readonly<Record<string, string | undefined>>;

/** These take the place of what the file says, for servers and containers. Nothing that admits people can be set so. */
const OVERRIDES: Readonly<Record<string, 'provider' | 'name' | 'base_url'>> = {
  SALLYPORT_MODEL_PROVIDER: 'provider',
  SALLYPORT_MODEL_NAME: 'name',
  SALLYPORT_MODEL_BASE_URL: 'base_url',
};

export function readConfig(text: string, environment: Environment = {}): ConfigRead {
  const parsed = parseToml(text);
  if (parsed.kind === 'bad') return parsed;
  const read = configSchema.safeParse(parsed.values);
  if (!read.success) return describe(read.error.issues, text);
  const model: Record<string, unknown> = { ...(parsed.values['model'] as object | undefined) };
  const given = Object.entries(OVERRIDES).filter(([variable]) => (environment[variable] ?? '') !== '');
  if (given.length === 0) return { kind: 'good', config: read.data };
  for (const [variable, key] of given) model[key] = environment[variable];
  const overridden = configSchema.safeParse({ ...parsed.values, model });
  if (overridden.success) return { kind: 'good', config: overridden.data };
  const at = overridden.error.issues[0]?.path.at(-1);
  const variable = given.find(([, key]) => key === at)?.[0] ?? given[0]?.[0] ?? null;
  const message = `The environment variable ${variable} has a value that cannot be used. Correct it, or remove it.`;
  return { kind: 'bad', problem: { file: 'environment', key: variable, line: null, message } };
}

export function problemOf(key: string | null, line: number | null, message: string): ConfigProblem {
  return { file: CONFIG_FILE_NAME, key, line, message };
}

type Parsed = { readonly kind: 'parsed'; readonly values: TomlTable } | Extract<ConfigRead, { kind: 'bad' }>;

/** The values of a TOML text as the schema takes them. */
export function parseToml(text: string): Parsed {
  try {
    const values = parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' });
    return { kind: 'parsed', values: exact(values) as TomlTable };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The parser's message goes on with the source lines; those may hold anything.
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    return {
      kind: 'bad',
      problem: problemOf(null, error.line, `This line cannot be read: ${reason}. Correct it and save.`),
    };
  }
}

/** An id beyond 2^53 would be rounded to somebody else's as a number. */
function exact(value: TomlValue): TomlValue {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, exact(inner)]));
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly expected?: string;
  readonly format?: string;
  /** Of a choice of several: what is wrong for each. */
  readonly errors?: readonly (readonly Issue[])[];
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
}

function describe(issues: readonly Issue[], text: string): ConfigRead {
  const [issue] = issues;
  if (issue === undefined)
    return { kind: 'bad', problem: problemOf(null, null, 'The settings cannot be used.') };
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys?.[0] : undefined;
  const path = [
    ...issue.path.filter((part) => typeof part === 'string'),
    ...(unknown === undefined ? [] : [unknown]),
  ];
  // SECURITY: a token pasted as a key would go on into windows, notices, the log and the command line.
  const key = path.map(shownKey).join('.');
  const message =
    unknown === undefined ? `${key} ${expectation(issue)}` : unknownKey(unknown, path.slice(0, -1));
  return { kind: 'bad', problem: problemOf(key, findLine(text, path), message) };
}

function unknownKey(key: string, table: readonly string[]): string {
  // SECURITY: the sentence would quote a pasted token as well.
  const shown = shownKey(key);
  const where = table.length === 0 ? 'There is no table' : 'There is no setting';
  if (/(?:token|key|secret|password|credential)/i.test(key)) {
    return `${where} “${shown}”. Secrets do not belong in this file: store them in Settings, or with “sallyport credentials set”, and remove this line.`;
  }
  const nearest = nearestKey(key, knownKeys(table));
  return nearest === null
    ? `${where} “${shown}”. Remove this line.`
    : `${where} “${shown}”. Did you mean “${nearest}”?`;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'custom':
      return `cannot be used: ${issue.message}.`;
    case 'invalid_value':
      return `must be one of ${(issue.values ?? []).map((value) => JSON.stringify(value)).join(', ')}.`;
    case 'invalid_type':
      return `must be ${TYPE_WORDS[issue.expected ?? ''] ?? issue.expected}.`;
    case 'too_small':
      return `must be at least ${issue.minimum}.`;
    case 'too_big':
      return `must be at most ${issue.maximum}.`;
    case 'invalid_key':
      return 'cannot be a name here: use 1 to 32 small letters, digits and hyphens.';
    case 'invalid_format':
    case 'invalid_union':
      return wrongText(issue);
    default:
      return 'has a value that cannot be used.';
  }
}

/** The schema's own words where it has some; what it was given is never in them. */
function wrongText(issue: Issue): string {
  const own = [issue, ...(issue.errors ?? []).flat()].find(
    ({ message }) => !/^(?:Invalid|Too) /.test(message),
  );
  const isOfPeople = issue.path.some((part) => part === 'allow_from' || part === 'groups');
  if (own !== undefined)
    return `cannot be used: ${own.message}.${isOfPeople ? ' Names are not taken, because their owners can change.' : ''}`;
  return issue.format === 'url'
    ? 'must be a web address that begins with http:// or https://.'
    : 'has a value that cannot be used.';
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  number: 'a number, without quotes',
  int: 'a whole number',
  string: 'text in quotes',
  boolean: 'true or false, without quotes',
  array: 'a list in square brackets',
  object: 'a table',
  record: 'a table',
};

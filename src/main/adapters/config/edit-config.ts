// One change to the text of the settings file that leaves everything else as it was, comments and order included.
// The result is read again: unless exactly the wanted value changed, there is no result.
// Pure; knows no files.
import { patch, stringify } from '@decimalturn/toml-patch';
import { parseToml } from './read-config.ts';
import { readTomlLines } from './toml-lines.ts';

/** A value of the settings file. In a table, keys that are not named stay; `null` removes a key, so that its default holds. */
export type SettingValue =
  | string
  | number
  | boolean
  | null
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };

/** The new text, or null when the change cannot be made without touching something else. `text` must be valid TOML. */
export function editConfig(text: string, path: readonly string[], value: SettingValue): string | null {
  const before = parseToml(text);
  if (before.kind === 'bad') return null;
  const wanted = structuredClone(before.values) as Table;
  if (!setAt(wanted, path, value)) return null;
  for (const candidate of [withExamplesReplaced(text, before.values as Table, path, value), text]) {
    const edited = patch(candidate, wanted);
    const after = parseToml(edited);
    if (after.kind === 'parsed' && sameValues(after.values, wanted)) return edited;
  }
  return null;
}

type Table = { [key: string]: unknown };

/** False for a path that is no path of settings. */
function setAt(table: Table, path: readonly string[], value: SettingValue): boolean {
  const [key, ...rest] = path;
  // SECURITY: a key such as `__proto__` would reach the prototype that all objects share.
  if (key === undefined || key in Object.prototype) return false;
  if (rest.length > 0) {
    if (!isTable(table[key])) table[key] = {};
    return setAt(table[key] as Table, rest, value);
  }
  if (isTable(value))
    return Object.entries(value).every(([inner, innerValue]) =>
      setAt(table, [key, inner], innerValue as SettingValue),
    );
  if (value === null) delete table[key];
  else table[key] = value;
  return true;
}

/** A setting that is only there as `# key = default` is written in that place, under its own explanation. */
function withExamplesReplaced(
  text: string,
  values: Table,
  path: readonly string[],
  value: SettingValue,
): string {
  if (value === null) return text;
  if (isTable(value)) {
    return Object.entries(value).reduce(
      (result, [key, inner]) => withExamplesReplaced(result, values, [...path, key], inner as SettingValue),
      text,
    );
  }
  const wanted = path.join('\u0000');
  const lines = readTomlLines(text);
  if (lines.some((line) => line.kind === 'key' && line.path?.join('\u0000') === wanted)) return text;
  const index = lines.findIndex((line) => line.kind === 'comment' && line.path?.join('\u0000') === wanted);
  if (index === -1) return text;
  const written = text.split('\n');
  const newline = written[index]?.endsWith('\r') ? '\r' : '';
  written[index] = stringify({ [path.at(-1) ?? '']: value }).trimEnd() + newline;
  return written.join('\n');
}

function sameValues(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameValues(item, b[index]));
  if (!isTable(a) || !isTable(b))
    return Object.is(a, b) || (a instanceof Date && b instanceof Date && +a === +b);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameValues(a[key], b[key]));
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

// Where things stand in a TOML text: which line a key is on, which table a line belongs to.
// Parsers give values without places; this reads places without values, on text that may be half wrong.
// It knows TOML's outer grammar alone (headers, keys, strings, brackets) and nothing of our settings.

export interface TomlLine {
  /** The table this line is in, as a path; empty before the first header. */
  readonly table: readonly string[];
  readonly kind: 'header' | 'key' | 'comment' | 'blank' | 'inside';
  /** The full path of a header or key; of a comment that looks like `# key = …`, of that key. */
  readonly path: readonly string[] | null;
}

/** One entry a line, in order. A value that spans lines has its key on the first; the rest are `inside`. */
export function readTomlLines(text: string): TomlLine[] {
  const lines: TomlLine[] = [];
  let table: readonly string[] = [];
  let open: ValueState = { depth: 0, quote: null };
  for (const line of text.split('\n')) {
    if (open.depth > 0 || open.quote !== null) {
      lines.push({ table, kind: 'inside', path: null });
      open = scanValue(line, open);
      continue;
    }
    const trimmed = line.trim();
    if (trimmed === '') {
      lines.push({ table, kind: 'blank', path: null });
    } else if (trimmed.startsWith('#')) {
      const shown = /^#\s?([\w.-]+)\s*=/.exec(trimmed);
      lines.push({
        table,
        kind: 'comment',
        path: shown?.[1] === undefined ? null : [...table, ...shown[1].split('.')],
      });
    } else if (trimmed.startsWith('[')) {
      table = readKeyPath(trimmed.replace(/^\[{1,2}/, ''), ']').path;
      lines.push({ table, kind: 'header', path: table });
    } else {
      const { path, rest } = readKeyPath(trimmed, '=');
      lines.push({ table, kind: 'key', path: [...table, ...path] });
      open = scanValue(rest, { depth: 0, quote: null });
    }
  }
  return lines;
}

/**
 * The line (from 1) of the key at `path`, or of the nearest thing around it that is written down: its table's header,
 * or the key whose inline value holds it. Null when nothing of it is in the text.
 */
export function findLine(text: string, path: readonly string[]): number | null {
  const lines = readTomlLines(text);
  for (let length = path.length; length > 0; length--) {
    const wanted = path.slice(0, length).join('\u0000');
    const index = lines.findIndex(
      (line) =>
        (line.kind === 'key' || line.kind === 'header') &&
        line.path !== null &&
        startsWith(line.path, wanted, length),
    );
    if (index !== -1) return index + 1;
  }
  return null;
}

function startsWith(path: readonly string[], wanted: string, length: number): boolean {
  return path.slice(0, length).join('\u0000') === wanted;
}

/** Bare, quoted and dotted keys up to `end`, and what follows it. */
function readKeyPath(text: string, end: '=' | ']'): { path: string[]; rest: string } {
  const path: string[] = [];
  const part = /\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))\s*(\.|=|\])?/y;
  for (;;) {
    const match = part.exec(text);
    if (match === null) return { path, rest: '' };
    path.push(match[1] ?? match[2] ?? match[3] ?? '');
    if (match[4] === end) return { path, rest: text.slice(part.lastIndex) };
    if (match[4] !== '.') return { path, rest: '' };
  }
}

interface ValueState {
  /** Brackets and braces not yet closed. */
  readonly depth: number;
  /** The triple quote that is still open. */
  readonly quote: '"""' | "'''" | null;
}

/** What is still open at the end of this line of a value. Strings of one line close with it, even if wrongly written. */
function scanValue(line: string, state: ValueState): ValueState {
  let { depth, quote } = state;
  let index = 0;
  while (index < line.length) {
    if (quote !== null) {
      if (quote === '"""' && line[index] === '\\') index += 2;
      else if (line.startsWith(quote, index)) {
        index += 3;
        quote = null;
      } else index++;
      continue;
    }
    const character = line[index] ?? '';
    if (character === '#') break;
    if (line.startsWith('"""', index) || line.startsWith("'''", index)) {
      quote = character === '"' ? '"""' : "'''";
      index += 3;
    } else if (character === '"' || character === "'") {
      const string = character === '"' ? /"(?:[^"\\]|\\.)*"?/y : /'[^']*'?/y;
      string.lastIndex = index;
      string.exec(line);
      index = Math.max(string.lastIndex, index + 1);
    } else {
      if (character === '[' || character === '{') depth++;
      if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
      index++;
    }
  }
  return { depth, quote };
}

// The difference of two texts, line by line, as a longest common subsequence. Pure.
// Too large to compare, it says "all of the old went, all of the new came", which is true if not short.

export type DiffLine =
  | { readonly kind: 'same'; readonly text: string; readonly oldNumber: number; readonly newNumber: number }
  | { readonly kind: 'removed'; readonly text: string; readonly oldNumber: number }
  | { readonly kind: 'added'; readonly text: string; readonly newNumber: number };

/** A run of lines to show, or a run of unchanged ones to leave out. */
export type DiffPart =
  | { readonly kind: 'lines'; readonly lines: readonly DiffLine[] }
  | { readonly kind: 'gap'; readonly lines: readonly DiffLine[] };

/** Cells of the comparison table: 8 MB of 16-bit numbers, some 30 ms. */
const MAX_CELLS = 4_000_000;

/** Lines in order; removed before added where both happen at one place. Numbers count from 1. */
export function diffLines(oldText: string, newText: string): DiffLine[] {
  const before = linesOf(oldText);
  const after = linesOf(newText);
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;

  const same = (text: string, at: number, shift: number): DiffLine => ({
    kind: 'same',
    text,
    oldNumber: at + 1,
    newNumber: at + shift + 1,
  });
  const shift = after.length - before.length;
  return [
    ...before.slice(0, start).map((text, at) => same(text, at, 0)),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end), start),
    ...before.slice(before.length - end).map((text, at) => same(text, before.length - end + at, shift)),
  ];
}

/** Unchanged runs longer than twice `contextLines` become gaps; `Infinity` shows everything. */
export function diffParts(lines: readonly DiffLine[], contextLines: number): DiffPart[] {
  const near = new Set<number>();
  for (const [at, line] of lines.entries()) {
    if (line.kind === 'same') continue;
    const reach = Math.min(contextLines, lines.length);
    for (let around = at - reach; around <= at + reach; around += 1) near.add(around);
  }
  const parts: { kind: 'lines' | 'gap'; lines: DiffLine[] }[] = [];
  for (const [at, line] of lines.entries()) {
    const kind = near.has(at) || contextLines === Number.POSITIVE_INFINITY ? 'lines' : 'gap';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  }
  // A gap of one line takes as much room as the line itself.
  return parts.map((part) =>
    part.kind === 'gap' && part.lines.length === 1 ? { ...part, kind: 'lines' } : part,
  );
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function middle(before: readonly string[], after: readonly string[], shift: number): DiffLine[] {
  const removed = (at: number): DiffLine => ({
    kind: 'removed',
    text: before[at] ?? '',
    oldNumber: at + shift + 1,
  });
  const added = (at: number): DiffLine => ({
    kind: 'added',
    text: after[at] ?? '',
    newNumber: at + shift + 1,
  });
  if (before.length * after.length > MAX_CELLS) {
    return [...before.map((_, at) => removed(at)), ...after.map((_, at) => added(at))];
  }
  const width = after.length + 1;
  const longest = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let old = 0;
  let fresh = 0;
  while (old < before.length || fresh < after.length) {
    const down = old < before.length ? (longest[(old + 1) * width + fresh] ?? 0) : -1;
    const right = fresh < after.length ? (longest[old * width + fresh + 1] ?? 0) : -1;
    if (down >= 0 && right >= 0 && before[old] === after[fresh]) {
      lines.push({
        kind: 'same',
        text: before[old] ?? '',
        oldNumber: old + shift + 1,
        newNumber: fresh + shift + 1,
      });
      old += 1;
      fresh += 1;
    } else if (down >= right) {
      lines.push(removed(old));
      old += 1;
    } else {
      lines.push(added(fresh));
      fresh += 1;
    }
  }
  return lines;
}

/** At `[i * width + j]`: the length of the longest common subsequence of `before[i…]` and `after[j…]`. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const table = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const here = i * width + j;
      table[here] =
        before[i] === after[j]
          ? (table[here + width + 1] ?? 0) + 1
          : Math.max(table[here + width] ?? 0, table[here + 1] ?? 0);
    }
  }
  return table;
}

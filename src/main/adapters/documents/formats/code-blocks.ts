// Lines of code in blocks, by blank lines, by what a line declares, and by how far lines are indented.
//   span of lines → blocks with their names | ever finer parts
// Pure.
import { declaredName } from './code-symbols.ts';
import { joined, lengthOf, SECTION_CHARACTERS, type Span } from './cut-text.ts';

export interface CodeBlock extends Span {
  readonly name: string | null;
}

/** Belongs to what stands below it: comments, decorators, attributes. */
const ABOVE = /^\s*(?:\/\/|\/\*|\*|#|--|;|"""|'''|@|\[[A-Z]|<!--|%)/;
const GOES_ON =
  /^\s*(?:[)\]}>]|(?:end|else|elif|except|finally|catch|rescue|ensure|fi|done|esac|then|do|begin)\b)/;
const MAX_FINER = 6;

/** Together they are the whole span. `inside` a class methods have no word of their own. */
export function blocksOf(lines: readonly string[], span: Span, inside: boolean): readonly CodeBlock[] {
  const indent = leastIndent(lines, span);
  const starts: { at: number; name: string | null }[] = [];
  let isBlankAbove = true;
  for (let at = span.from; at < span.to; at += 1) {
    const line = lines[at] ?? '';
    if (isBlank(line)) {
      isBlankAbove = true;
      continue;
    }
    if (indentOf(line) === indent && !goesOn(lines, at)) {
      const name = declaredName(line, inside);
      if (name !== null) {
        const begun = beginning(lines, at, Math.max(span.from, (starts.at(-1)?.at ?? -1) + 1), indent);
        // What is said right above had begun a block of its own.
        const said = starts.at(-1);
        if (said !== undefined && said.name === null && beginning(lines, at, said.at, indent) === said.at)
          starts[starts.length - 1] = { at: said.at, name };
        else starts.push({ at: begun, name });
      } else if (isBlankAbove) starts.push({ at, name });
    }
    isBlankAbove = false;
  }
  return spansAt(
    span,
    starts.map(({ at }) => at),
  ).map((part, index) => ({ ...part, name: starts[index]?.name ?? null }));
}

/** Where what belongs to line `at` begins, not before `from`. */
function beginning(lines: readonly string[], at: number, from: number, indent: number): number {
  let begun = at;
  while (begun > from && ABOVE.test(lines[begun - 1] ?? '') && indentOf(lines[begun - 1] ?? '') - indent < 2)
    begun -= 1;
  return begun;
}

/** Parts that are no longer than a section where the code has seams for it: blank lines, then statements, then theirs. */
export function finerParts(lines: readonly string[], span: Span, depth: number = MAX_FINER): readonly Span[] {
  if (depth === 0 || lengthOf(lines, span) <= SECTION_CHARACTERS) return [span];
  const indent = leastIndent(lines, span);
  const isStatement = (at: number): boolean =>
    !isBlank(lines[at] ?? '') && indentOf(lines[at] ?? '') === indent && !goesOn(lines, at);
  const behindBlank = cutAt(lines, span, (at) => isStatement(at) && isBlank(lines[at - 1] ?? ''));
  if (behindBlank.length > 1) return behindBlank.flatMap((part) => finerParts(lines, part, depth - 1));
  const statements = cutAt(lines, span, isStatement);
  if (statements.length > 1) return statements.flatMap((part) => finerParts(lines, part, depth - 1));
  // One statement that is too long: its inside, under its first line.
  let first = span.from;
  while (first < span.to && !isStatement(first)) first += 1;
  const inside = finerParts(lines, { from: Math.min(first + 1, span.to), to: span.to }, depth - 1);
  return inside.map((part, index) => (index === 0 ? { from: span.from, to: part.to } : part));
}

function cutAt(lines: readonly string[], span: Span, isSeam: (at: number) => boolean): Span[] {
  const starts: number[] = [];
  for (let at = span.from; at < span.to; at += 1) if (isSeam(at)) starts.push(at);
  return joined(lines, spansAt(span, starts), SECTION_CHARACTERS);
}

/** What stands before the first start belongs to it. */
function spansAt({ from, to }: Span, starts: readonly number[]): Span[] {
  if (starts.length === 0) return from < to ? [{ from, to }] : [];
  return starts.map((at, index) => ({ from: index === 0 ? from : at, to: starts[index + 1] ?? to }));
}

function leastIndent(lines: readonly string[], { from, to }: Span): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? '';
    if (!isBlank(line) && !goesOn(lines, at)) least = Math.min(least, indentOf(line));
  }
  return least;
}

/** Ends or goes on with what stands above it. An opening brace does, but not behind a comma: there it opens an item. */
function goesOn(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return GOES_ON.test(line) || (/^\s*\{/.test(line) && !/[,[(]\s*$/.test((lines[at - 1] ?? '').slice(-80)));
}

/** A tab counts as one: in one block one is used throughout. */
function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

// Code by its top-level blocks: a section begins with a function, a class, or a block behind a blank line, and what is
// said above a function goes with it. A long class is cut once more between its members.
//   lines → blocks → sections, each under the names it stands in
// Pure. Knows no language whole, only lines and how far they are indented.
import type { DocumentText } from '../reading/reading-protocol.ts';
import { blocksOf, type CodeBlock, finerParts } from './code-blocks.ts';
import { declaredName } from './code-symbols.ts';
import { joined, lengthOf, SECTION_CHARACTERS, type Span } from './cut-text.ts';
import { createSectionList, type SectionList, type TextLimits } from './section-list.ts';

/** Namespace, class, method. */
const MAX_NAMES = 3;

export function readCode(text: string, limits?: TextLimits): DocumentText {
  const sections = createSectionList(limits);
  const lines = sections.within(text).split('\n');
  addBlocks({ sections, lines }, { from: 0, to: lines.length }, []);
  return sections.done(null, 'It has no text.');
}

interface Code {
  readonly sections: SectionList;
  readonly lines: readonly string[];
}

/** Blocks without a name come together, as many as fit. */
function addBlocks(code: Code, span: Span, names: readonly string[]): void {
  let nameless: Span[] = [];
  const flush = (): void => {
    for (const part of joined(code.lines, nameless, SECTION_CHARACTERS)) addLines(code, part, names);
    nameless = [];
  };
  for (const block of blocksOf(code.lines, span, names.length > 0)) {
    if (code.sections.isFull()) return;
    if (block.name === null) {
      nameless.push(block);
      continue;
    }
    flush();
    addNamed(code, block, [...names, block.name]);
  }
  flush();
}

function addNamed(code: Code, block: CodeBlock, names: readonly string[]): void {
  const inside = membersOf(code.lines, block, names);
  if (inside === null) {
    addLines(code, block, names);
    return;
  }
  addLines(code, { from: block.from, to: inside.from }, names);
  addBlocks(code, inside, names);
}

/** The inside of a block that is too long and has members with names; null where it is taken as a whole. */
function membersOf(lines: readonly string[], block: CodeBlock, names: readonly string[]): Span | null {
  if (lengthOf(lines, block) <= SECTION_CHARACTERS || names.length === MAX_NAMES) return null;
  let declared = block.from;
  while (declared < block.to && declaredName(lines[declared] ?? '', names.length > 1) === null) declared += 1;
  const inside = { from: Math.min(declared + 1, block.to), to: block.to };
  return blocksOf(lines, inside, true).some(({ name }) => name !== null) ? inside : null;
}

function addLines({ sections, lines }: Code, span: Span, headings: readonly string[]): void {
  for (const { from, to } of finerParts(lines, span))
    sections.add({ headings, page: null, line: from + 1, text: lines.slice(from, to).join('\n') });
}

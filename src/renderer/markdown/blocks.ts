// Cuts a Markdown text into blocks that can be drawn on their own, so that while a reply streams only its last
// block is parsed again. Pure, and only about cost: cut wrongly, a list looks like two; nothing unsafe can come
// of it, since each block goes through the same drawing (markdown-block.tsx).

export interface Blocks {
  readonly text: string;
  /** In order; joined they are the text. All but the last two are finished: more text does not change them. */
  readonly blocks: readonly string[];
  /** `[id]: url` lines outside code, which may be used in any block. */
  readonly definitions: string;
}

export const NO_BLOCKS: Blocks = { text: '', blocks: [], definitions: '' };

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const BLANK = /^[ \t]*$/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const DEFINITION = /^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S/;
const INDENTED = /^(?: {1,}|\t)/;

/** The blocks of `text`; where it only adds to `before.text`, the finished blocks of `before` are taken over. */
export function splitBlocks(text: string, before: Blocks = NO_BLOCKS): Blocks {
  // A line that has not ended may yet turn out to belong to the block before it: "1" becomes "1. ".
  const open = before.blocks.at(-1)?.includes('\n') ? 1 : 2;
  const kept = text.startsWith(before.text) ? before.blocks.slice(0, -open) : [];
  const start = kept.reduce((length, block) => length + block.length, 0);
  const blocks = [...kept, ...cut(text.slice(start))];
  return { text, blocks, definitions: definitionsOf(blocks, before) };
}

/** Whether the block is code that has not ended yet: what is inside, or null. */
export function openFence(block: string): { readonly language: string; readonly text: string } | null {
  const [first = '', ...rest] = block.split('\n');
  const opening = FENCE.exec(first);
  if (!opening?.[1] || (opening[1].startsWith('`') && opening[2]?.includes('`'))) return null;
  const marker = opening[1];
  if (rest.some((line) => closes(line, marker))) return null;
  return { language: opening[2]?.trim().split(/\s/)[0] ?? '', text: rest.join('\n') };
}

function cut(text: string): string[] {
  const blocks: string[] = [];
  let block = '';
  let marker: string | null = null;
  let afterBlank = false;
  for (const line of linesOf(text)) {
    const bare = line.endsWith('\n') ? line.slice(0, -1) : line;
    if (marker === null && startsBlock(block, bare, afterBlank)) {
      blocks.push(block);
      block = '';
    }
    block += line;
    afterBlank = marker === null && BLANK.test(bare);
    marker = nextMarker(marker, bare);
  }
  if (block !== '') blocks.push(block);
  return blocks;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** After a blank line, what is neither indented nor a further item of the list begins something new. */
function startsBlock(block: string, line: string, afterBlank: boolean): boolean {
  if (!afterBlank || BLANK.test(line) || INDENTED.test(line) || BLANK.test(block.split('\n')[0] ?? ''))
    return false;
  return !(LIST_ITEM.test(block) && LIST_ITEM.test(line));
}

function nextMarker(marker: string | null, line: string): string | null {
  if (marker !== null) return closes(line, marker) ? null : marker;
  const opening = FENCE.exec(line);
  if (!opening?.[1] || (opening[1].startsWith('`') && opening[2]?.includes('`'))) return null;
  return opening[1];
}

function closes(line: string, marker: string): boolean {
  const end = FENCE.exec(line);
  const run = end?.[1] ?? '';
  return run[0] === marker[0] && run.length >= marker.length && BLANK.test(end?.[2] ?? '');
}

/** Kept as the same string while nothing was added, so that finished blocks stay drawn. */
function definitionsOf(blocks: readonly string[], before: Blocks): string {
  const found = blocks
    .slice(0, -1)
    .flatMap((block) => (FENCE.test(block.split('\n')[0] ?? '') ? [] : block.split('\n')))
    .filter((line) => DEFINITION.test(line))
    .join('\n');
  return found === before.definitions ? before.definitions : found;
}

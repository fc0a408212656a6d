// One block of a Markdown tree as the text it was written with; a long list, table or piece of code in parts that are
// still one. Pure.
import type { Heading, Nodes, RootContent } from 'mdast';
import { cutText, SECTION_CHARACTERS } from './cut-text.ts';
import type { Block } from './under-headings.ts';

/** `from` is the line of the file on which `source` begins. */
export function blockParts(node: RootContent, source: string, from: number): readonly Block[] {
  const text = sourceOf(node, source);
  const line = lineOf(node, from);
  if (text.length <= SECTION_CHARACTERS) return [{ text, line }];
  if (node.type === 'list') return grouped(node.children, source, from, '');
  if (node.type === 'table') {
    const [head, ...rows] = node.children;
    const [first] = rows;
    const top = source.slice(startOf(head), first === undefined ? endOf(head) : startOf(first));
    return grouped(rows, source, from, top);
  }
  return cutText(text).map((piece) => ({
    text: piece.text,
    line: line + piece.lines,
  }));
}

/** Comments, and what a page would not show. */
export function isUnseen(node: RootContent): boolean {
  return node.type === 'html' && /^<(?:!--|script\b|style\b)/i.test(node.value);
}

/** Its words alone. Not by recursion: marks within marks can be nested as deep as the file is long. */
export function headingText(heading: Heading): string {
  const words: string[] = [];
  const open: Nodes[] = [heading];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ('children' in node) open.push(...node.children.toReversed());
    else if (node.type === 'text' || node.type === 'inlineCode') words.push(node.value);
    else if (node.type === 'image') words.push(node.alt ?? '');
  }
  return words.join('');
}

/** Items or rows one after another, as many as fit; `top` stands above each group. */
function grouped(nodes: readonly Nodes[], source: string, from: number, top: string): readonly Block[] {
  const groups: { start: number; end: number; line: number }[] = [];
  for (const node of nodes) {
    const last = groups.at(-1);
    if (last !== undefined && top.length + endOf(node) - last.start <= SECTION_CHARACTERS)
      last.end = endOf(node);
    else groups.push({ start: startOf(node), end: endOf(node), line: lineOf(node, from) });
  }
  return groups.map(({ start, end, line }) => ({ text: top + source.slice(start, end), line }));
}

function sourceOf(node: Nodes, source: string): string {
  return source.slice(startOf(node), endOf(node));
}

function startOf(node: Nodes | undefined): number {
  return node?.position?.start.offset ?? 0;
}

function endOf(node: Nodes | undefined): number {
  return node?.position?.end.offset ?? 0;
}

export function lineOf(node: Nodes, from: number): number {
  return from + (node.position?.start.line ?? 1) - 1;
}

// Markdown by its headings. The text of a section is the source as it is written, so that links, tables and code stay
// what they are; comments, which no reader of the rendered page sees, are left out.
//   source → pieces → tree → blocks under their headings → sections
// Pure. Knows no file.
import type { RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { DocumentText } from '../reading/reading-protocol.ts';
import { blockParts, headingText, isUnseen, lineOf } from './markdown-blocks.ts';
import { markdownPieces, withoutFrontMatter } from './markdown-pieces.ts';
import { createSectionList, type SectionList, type TextLimits } from './section-list.ts';
import { type UnderHeadings, underHeadings } from './under-headings.ts';

/** Some ten seconds for four million characters of prose; tables of tiny cells take twenty times as long. */
const MAX_MS = 25_000;
const GITHUB = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };

export function readMarkdown(text: string, limits?: TextLimits, maxMs: number = MAX_MS): DocumentText {
  const sections = createSectionList(limits);
  const { title, front, lines, body } = withoutFrontMatter(sections.within(text));
  sections.add({ headings: [], page: null, line: 2, text: front });
  const first = addMarkdown(sections, body, lines + 1, maxMs);
  return sections.done(title ?? first, 'It has no text.');
}

/** `firstLine` is that of `source` in the file. The first heading of the first rank comes back. */
function addMarkdown(sections: SectionList, source: string, firstLine: number, maxMs: number): string | null {
  const writer = underHeadings(sections);
  const end = performance.now() + maxMs;
  for (const { text, lines, isPlain } of markdownPieces(source)) {
    const from = firstLine + lines;
    const isLate = performance.now() > end;
    if (isLate) sections.note('Its later headings were not told apart, because that takes too long.');
    // What has no seam over a hundred thousand characters is no prose, and its tree would fill the memory.
    if (isPlain || isLate) writer.block({ text, line: from });
    else for (const node of fromMarkdown(text, GITHUB).children) addNode(writer, node, text, from);
    if (sections.isFull()) break;
  }
  writer.end();
  return writer.title();
}

function addNode(writer: UnderHeadings, node: RootContent, source: string, from: number): void {
  if (node.type === 'heading') writer.heading(node.depth, headingText(node), lineOf(node, from));
  else if (!isUnseen(node)) for (const part of blockParts(node, source, from)) writer.block(part);
}

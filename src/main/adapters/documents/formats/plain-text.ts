// Plain text by its paragraphs. A line in capitals or with a line under it is not guessed to be a heading.
// Pure. Knows no file.
import type { DocumentText } from '../reading/reading-protocol.ts';
import { createSectionList, type TextLimits } from './section-list.ts';

export function readPlainText(text: string, limits?: TextLimits): DocumentText {
  const sections = createSectionList(limits);
  sections.addCut({ headings: [], page: null, line: 1, text: sections.within(text) });
  return sections.done(null, 'It has no text.');
}

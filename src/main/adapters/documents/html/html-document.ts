// A file of HTML by its headings, as it goes by: what a reader would have seen of it, whole, without a tree, whose memory
// is twenty times the file's. No script runs, no style is evaluated, nothing is loaded.
//   HTML → elements and text → hidden parts out → blocks, rows, headings → sections
// Runs in the reading thread only. Knows no file.
import { Parser } from 'htmlparser2';
import { createSectionList, type TextLimits } from '../formats/section-list.ts';
import { underHeadings } from '../formats/under-headings.ts';
import type { DocumentText } from '../reading/reading-protocol.ts';
import { htmlBlocks } from './html-blocks.ts';
import { isUnseen } from './unseen.ts';

/** Each open element is looked through when one is closed. Pages that forget to close go some thousands deep. */
const MAX_DEPTH = 20_000;
const PIECE_CHARACTERS = 64 * 1024;
const MAX_TITLE_CHARACTERS = 1_000;

/** @throws Error when elements are nested without end */
export function readHtmlDocument(html: string, limits?: TextLimits): DocumentText {
  const sections = createSectionList(limits);
  const writer = underHeadings(sections);
  const blocks = htmlBlocks(writer);
  let depth = 0;
  /** How deep the outermost unseen element is; 0 when all that is open is seen. */
  let unseenFrom = 0;
  let isInTitle = false;
  let title = '';
  const parser = new Parser({
    onopentag: (name, attributes) => {
      depth += 1;
      // SECURITY: each open element is remembered, so there must be an end to them.
      if (depth > MAX_DEPTH) throw new Error('nested too deep');
      if (name === 'title' && unseenFrom === 0 && title === '') isInTitle = true;
      if (unseenFrom === 0 && isUnseen(name, attributes)) unseenFrom = depth;
      if (unseenFrom === 0) blocks.open(name, attributes);
    },
    ontext: (text) => {
      if (isInTitle && title.length < MAX_TITLE_CHARACTERS) title += text;
      if (unseenFrom === 0) blocks.text(text);
    },
    onclosetag: (name) => {
      if (name === 'title') isInTitle = false;
      if (unseenFrom === 0) blocks.close(name);
      if (unseenFrom === depth) unseenFrom = 0;
      depth -= 1;
    },
  });
  for (let at = 0; at < html.length && !sections.isFull(); at += PIECE_CHARACTERS)
    parser.write(html.slice(at, at + PIECE_CHARACTERS));
  parser.end();
  blocks.end();
  writer.end();
  return sections.done(
    title.trim() === '' ? writer.title() : title,
    'It has no text that a reader would see.',
  );
}

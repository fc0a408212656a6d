// A document as passages that can be found and quoted by themselves: each under its headings, with its place in words.
//   sections → pieces → text under its headings, place
// Pure. A passage speaks for itself: what is searched and what is shown is the same text.
import type { Section } from '../../ports/documents.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import { cutText, seamsOf } from '../keeping/cut-text.ts';

export interface Passage {
  readonly text: string;
  /** `page 4, “Returns”`; null where the document has neither pages, headings nor lines. */
  readonly place: string | null;
  /** Where it meets the next passage of its section; empty where there is none. */
  readonly seam: string;
}

const MAX_HEADING_CHARACTERS = 120;
/** Of all of them together, the innermost: a passage is looked through for secrets up to the length of a memory. */
const MAX_HEADINGS_CHARACTERS = 600;

export function passagesOf(sections: readonly Section[]): readonly Passage[] {
  return sections.flatMap((section) => {
    const headings = section.headings.map(oneLine).filter((heading) => heading !== '');
    const place = placeOf(section, headings.at(-1));
    const pieces = cutText(cleanText(section.text));
    const seams = seamsOf(pieces);
    return pieces.map((piece, at) => ({
      text: headings.length === 0 ? piece : `${trailOf(headings)}\n${piece}`,
      place,
      seam: seams[at] ?? '',
    }));
  });
}

function placeOf({ page, line }: Section, heading: string | undefined): string | null {
  const parts = [
    ...(page === null ? [] : [`page ${page}`]),
    ...(heading === undefined ? [] : [`“${heading}”`]),
    ...(page === null && heading === undefined && line !== null ? [`line ${line}`] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function trailOf(headings: readonly string[]): string {
  const trail: string[] = [];
  let characters = 0;
  for (const heading of headings.toReversed()) {
    characters += heading.length + SEPARATOR.length;
    // SECURITY: what is longer than a memory is not looked through for secrets.
    if (characters > MAX_HEADINGS_CHARACTERS) break;
    trail.unshift(heading);
  }
  return trail.join(SEPARATOR);
}

const SEPARATOR = ' › ';

/** Never ending in half a character. */
function oneLine(text: string): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim().slice(0, MAX_HEADING_CHARACTERS);
  return line.replace(/[\ud800-\udbff]$/, '').trimEnd();
}

// The sections of one document, collected within bounds: how much text, how many sections, how long a heading. What no
// longer fits is left out, and said.
//   heading, page, line, text → section | note
// Knows no format.
import type { Section } from '../../../domain/ports/documents.ts';
import type { DocumentText } from '../reading/reading-protocol.ts';
import { cutText } from './cut-text.ts';
import { oneLine, plainText } from './plain-words.ts';

export interface TextLimits {
  /** Text and headings together. */
  readonly maxCharacters: number;
  readonly maxSections: number;
}

/** Four million characters are two thousand pages of a book. They are taken over from the thread at once, which takes a moment. */
export const TEXT_LIMITS: TextLimits = { maxCharacters: 4_000_000, maxSections: 20_000 };
const MAX_HEADING_CHARACTERS = 200;
const MAX_HEADINGS = 8;
const MAX_TITLE_CHARACTERS = 300;

export interface SectionList {
  /** Takes a section as it is; one without words is none. */
  add(section: Section): void;
  /** The same, cut where its text has a natural place for it. */
  addCut(section: Section): void;
  /** True when something did not fit: reading on is in vain. */
  isFull(): boolean;
  /** As much of a whole text as could be taken; what is beyond counts as left out. */
  within(text: string): string;
  /** A sentence about what was not read. */
  note(sentence: string): void;
  /** `emptyReason` is why the document is left out when it has no words. */
  done(title: string | null | undefined, emptyReason: string): DocumentText;
}

export function createSectionList(limits: TextLimits = TEXT_LIMITS): SectionList {
  const sections: Section[] = [];
  const notes = new Set<string>();
  let left = limits.maxCharacters;
  let isFull = false;

  function add(section: Section): void {
    const { text, linesBefore } = plainText(section.text);
    if (text === '' || isFull) return;
    const headings = section.headings
      .map((heading) => oneLine(heading, MAX_HEADING_CHARACTERS))
      .filter((heading) => heading !== null)
      .slice(0, MAX_HEADINGS);
    if (sections.length >= limits.maxSections) {
      full(limits.maxSections, 'sections');
      return;
    }
    const room = left - headings.join('').length;
    // SECURITY: a small file can unfold to any amount of text; the rest of the program never sees more than this.
    if (text.length > room) full(limits.maxCharacters, 'characters');
    const taken = text.length > room ? plainText(text.slice(0, Math.max(0, room))).text : text;
    left = room - taken.length;
    const line = section.line === null ? null : section.line + linesBefore;
    if (taken !== '') sections.push({ headings, page: section.page, line, text: taken });
  }

  function full(most: number, what: string): void {
    isFull = true;
    notes.add(`Only the first ${most.toLocaleString('en-US')} ${what} were read; the rest was left out.`);
  }

  return {
    add,
    addCut: (section) => {
      if (isFull) return;
      for (const { text, lines } of cutText(section.text)) {
        if (isFull) return;
        add({ ...section, text, line: section.line === null ? null : section.line + lines });
      }
    },
    isFull: () => isFull,
    within: (text) => {
      if (text.length <= limits.maxCharacters) return text;
      full(limits.maxCharacters, 'characters');
      isFull = false;
      return text.slice(0, limits.maxCharacters);
    },
    note: (sentence) => {
      notes.add(sentence);
    },
    done: (title, emptyReason) =>
      sections.length === 0
        ? { kind: 'left-out', reason: emptyReason }
        : {
            kind: 'sections',
            title: oneLine(title ?? '', MAX_TITLE_CHARACTERS),
            sections,
            note: notes.size === 0 ? null : [...notes].join(' '),
          },
  };
}

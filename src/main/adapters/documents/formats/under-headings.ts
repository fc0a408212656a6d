// Blocks of a document collected under the headings they stand below, as many in a section as fit.
//   heading | block → sections
// Knows no format.
import { SECTION_CHARACTERS } from './cut-text.ts';
import type { SectionList } from './section-list.ts';

export interface Block {
  readonly text: string;
  readonly line: number | null;
  /** Rows and items stand line by line; anything else is a paragraph. */
  readonly isRow?: boolean;
}

export interface UnderHeadings {
  /** `rank` from 1, the outermost. */
  heading(rank: number, text: string, line: number | null): void;
  block(block: Block): void;
  /** The last call. */
  end(): void;
  /** The first heading of the first rank. */
  title(): string | null;
}

export function underHeadings(sections: SectionList): UnderHeadings {
  const above: { rank: number; text: string; line: number | null; hasText: boolean }[] = [];
  let group = '';
  let groupLine: number | null = null;
  let wasRow = false;
  let title: string | null = null;

  function flush(): void {
    const headings = above.map((heading) => heading.text);
    sections.addCut({ headings, page: null, line: groupLine, text: group });
    group = '';
    wasRow = false;
  }

  /** A heading with nothing below it is a line of text: its words would be lost. */
  function leave(rank: number): void {
    for (let last = above.at(-1); last !== undefined && last.rank >= rank; last = above.at(-1)) {
      above.pop();
      if (last.hasText) continue;
      const { text, line } = last;
      sections.add({ headings: above.map((heading) => heading.text), page: null, line, text });
      for (const heading of above) heading.hasText = true;
    }
  }

  return {
    heading: (rank, text, line) => {
      flush();
      leave(rank);
      above.push({ rank, text, line, hasText: false });
      if (rank === 1) title ??= text;
    },
    block: ({ text, line, isRow = false }) => {
      if (group !== '' && group.length + text.length + 2 > SECTION_CHARACTERS) flush();
      if (group === '') groupLine = line;
      group += group === '' ? text : (wasRow && isRow ? '\n' : '\n\n') + text;
      wasRow = isRow;
      for (const heading of above) heading.hasText = true;
    },
    end: () => {
      flush();
      leave(0);
    },
    title: () => title,
  };
}

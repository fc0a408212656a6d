// What the names of paragraph styles mean: which are headings and of which rank, which is the title, which are lines of
// a table of contents. The names within the file are English whatever language Word speaks; the ids are not.
//   styles.xml → style id → meaning
import { readXml } from './xml-events.ts';

export type StyleMeaning =
  | { readonly kind: 'heading'; readonly rank: number }
  | { readonly kind: 'title' | 'contents' | 'text' };

/** `styleId` as a paragraph names it; null where it names none. */
export type Styles = (styleId: string | null) => StyleMeaning;

interface Style {
  name: string;
  basedOn: string | null;
  outline: number | null;
}

const MAX_STYLES = 5_000;
const MAX_ANCESTORS = 10;
const PLAIN: StyleMeaning = { kind: 'text' };

export async function readStyles(pieces: AsyncIterable<string>): Promise<Styles> {
  const styles = new Map<string, Style>();
  let current: Style | null = null;
  await readXml(pieces, {
    open: (element, attributes) => {
      const value = attributes['w:val'] ?? '';
      if (element === 'w:style' && styles.size < MAX_STYLES) {
        current = { name: '', basedOn: null, outline: null };
        styles.set(attributes['w:styleId'] ?? '', current);
      } else if (current === null) return;
      else if (element === 'w:name') current.name = value.toLowerCase();
      else if (element === 'w:basedOn') current.basedOn = value;
      else if (element === 'w:outlineLvl') current.outline = outlineRank(value);
    },
    text: () => undefined,
    close: (element) => {
      if (element === 'w:style') current = null;
    },
  });
  return (styleId) => meaningOf(styles, styleId);
}

/** 1 to 9; null for body text, which Word writes as level 9. */
export function outlineRank(level: string): number | null {
  return /^[0-8]$/.test(level) ? Number(level) + 1 : null;
}

function meaningOf(styles: ReadonlyMap<string, Style>, styleId: string | null): StyleMeaning {
  let id = styleId;
  for (let ancestors = 0; id !== null && ancestors < MAX_ANCESTORS; ancestors += 1) {
    const style = styles.get(id);
    if (style === undefined) return byName(id.toLowerCase()) ?? PLAIN;
    if (style.outline !== null) return { kind: 'heading', rank: style.outline };
    const meaning = byName(style.name);
    if (meaning !== null) return meaning;
    id = style.basedOn;
  }
  return PLAIN;
}

function byName(name: string): StyleMeaning | null {
  const rank = /^heading ?([1-9])$/.exec(name)?.[1];
  if (rank !== undefined) return { kind: 'heading', rank: Number(rank) };
  if (name === 'title') return { kind: 'title' };
  return /^toc ?(?:[1-9]|heading)$/.test(name) ? { kind: 'contents' } : null;
}

// Footnotes or endnotes of a Word document, each by its id.
//   footnotes.xml → id → text
import { wordBody } from './word-body.ts';
import { readXml } from './xml-events.ts';

const MAX_NOTES = 20_000;
const MAX_CHARACTERS = 4_000_000;

export async function readNotes(
  pieces: AsyncIterable<string>,
  kind: 'footnote' | 'endnote',
): Promise<ReadonlyMap<string, string>> {
  const notes = new Map<string, string[]>();
  let id: string | null = null;
  let left = MAX_CHARACTERS;
  const add = (text: string): void => {
    if (id === null) return;
    const words = notes.get(id) ?? [];
    words.push(text.replace(/\s+/g, ' ').trim());
    notes.set(id, words);
    left -= text.length;
  };
  const body = wordBody({
    paragraph: ({ text }) => add(text),
    row: add,
    noteMark: () => '',
  });
  await readXml(pieces, {
    open: (name, attributes) => {
      // Those with a type are lines that separate, not notes.
      if (name === `w:${kind}`) id = attributes['w:type'] === undefined ? (attributes['w:id'] ?? null) : null;
      body.open(name, attributes);
    },
    text: body.text,
    close: (name) => {
      body.close(name);
      if (name === `w:${kind}`) id = null;
    },
    isDone: () => left < 0 || notes.size >= MAX_NOTES,
  });
  return new Map([...notes].map(([noteId, words]) => [noteId, words.join(' ')]));
}

// XML as it goes by: elements opened and closed, and the text between. Nothing is kept, so a part of any size takes the
// memory of its nesting alone. Declared entities are not known, so none unfolds; nothing is loaded.
//   pieces of text → open, text, close
import { Parser } from 'htmlparser2';

export interface XmlReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
  /** True when nothing more is wanted. */
  isDone?(): boolean;
}

const MAX_DEPTH = 2_000;

/** @throws Error when elements are nested without end */
export async function readXml(pieces: AsyncIterable<string>, reader: XmlReader): Promise<void> {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        // SECURITY: each open element is remembered, so there must be an end to them.
        if (depth > MAX_DEPTH) throw new Error('nested too deep');
        reader.open(name, attributes);
      },
      ontext: (text) => reader.text(text),
      onclosetag: (name) => {
        depth -= 1;
        reader.close(name);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  for await (const piece of pieces) {
    if (reader.isDone?.() === true) return;
    parser.write(piece);
  }
  parser.end();
}

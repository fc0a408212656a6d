// The header of a mail as it was received: every field in its order, unfolded, nothing decoded.
//   bytes → fields, or null when the header does not end within them
// Our own, because which field stands above which decides whom we believe; a library gives them sorted or merged. Pure.

export interface HeaderField {
  /** Lower case. */
  readonly name: string;
  readonly value: string;
}

const MAX_FIELDS = 1_000;

export function headerFieldsOf(source: Uint8Array): readonly HeaderField[] | null {
  // latin1: one unit a byte, so nothing is joined or lost.
  const text = Buffer.from(source).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return null;
  const fields: { name: string; value: string }[] = [];
  for (const line of text.slice(0, end.index).split(/\r?\n/)) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last.value += line;
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trimEnd().toLowerCase();
    // What is no field hides none: it only ends the one before.
    fields.push({ name: colon > 0 && /^[\x21-\x7e]+$/.test(name) ? name : '', value: line.slice(colon + 1) });
    if (fields.length > MAX_FIELDS) return null;
  }
  return fields.filter(({ name }) => name !== '');
}

export function valuesOf(fields: readonly HeaderField[], name: string): readonly string[] {
  return fields.filter((field) => field.name === name).map(({ value }) => value);
}

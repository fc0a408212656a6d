// The words of `attributedBody`: an NSAttributedString in NSArchiver's format, which Apple calls typedstream.
//   bytes → words | null
// Only the way to the string is read; the attributes behind it are not. Anything that is not exactly as expected gives
// null: the bytes come from strangers. Source: Apple publishes no description; the format as set down in the article
// "Reverse Engineering Apple's typedstream Format" (chrissardegna.com) and in GNUstep's NSUnarchiver. Pure.

/** Version 4, little endian, system 1000: what every Messages on a Mac writes. */
const HEADER = [0x04, 0x0b, ...Buffer.from('streamtyped', 'latin1'), 0x81, 0xe8, 0x03];
const NEW = 0x84;
const NIL = 0x85;
/** Lengths beyond a byte: two or four bytes follow. */
const TWO_BYTES = 0x81;
const FOUR_BYTES = 0x82;
/** From here on a byte names something that was written before. */
const FIRST_REFERENCE = 0x92;
const MAX_NAME = 64;
/** NSMutableAttributedString, NSAttributedString, NSObject: nothing is deeper. */
const MAX_CLASSES = 4;

export function wordsOf(bytes: Uint8Array): string | null {
  try {
    return read(createReader(bytes));
  } catch (cause) {
    if (cause instanceof Unexpected) return null;
    throw cause;
  }
}

function read(reader: Reader): string {
  for (const byte of HEADER) reader.expect(byte);
  typeOf(reader, '@');
  reader.expect(NEW);
  oneOf(classesOf(reader), ['NSAttributedString', 'NSMutableAttributedString']);
  typeOf(reader, '@');
  reader.expect(NEW);
  oneOf(classesOf(reader), ['NSString', 'NSMutableString']);
  typeOf(reader, '+');
  return reader.text(reader.length());
}

/** A type is written once, and named by its number afterwards. */
function typeOf(reader: Reader, wanted: string): void {
  const tag = reader.byte();
  if (tag === NEW) {
    if (reader.text(reader.length()) !== wanted) throw new Unexpected();
    reader.remember(wanted);
    return;
  }
  if (reader.recall(tag) !== wanted) throw new Unexpected();
}

/** @returns the name of the class; those above it are passed over */
function classesOf(reader: Reader): string | null {
  let first: string | null = null;
  for (let depth = 0; depth < MAX_CLASSES; depth += 1) {
    const tag = reader.byte();
    if (tag === NIL || tag >= FIRST_REFERENCE) return first;
    if (tag !== NEW) throw new Unexpected();
    reader.expect(NEW);
    const length = reader.length();
    if (length > MAX_NAME) throw new Unexpected();
    const name = reader.text(length);
    reader.remember(name);
    reader.length(); // its version
    first ??= name;
  }
  throw new Unexpected();
}

function oneOf(name: string | null, wanted: readonly string[]): void {
  if (name === null || !wanted.includes(name)) throw new Unexpected();
}

class Unexpected extends Error {}

interface Reader {
  byte(): number;
  expect(byte: number): void;
  length(): number;
  text(length: number): string;
  remember(name: string): void;
  recall(reference: number): string | undefined;
}

function createReader(bytes: Uint8Array): Reader {
  let at = 0;
  const types: string[] = [];
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const take = (count: number): Uint8Array => {
    // SECURITY: a length is the sender's word; nothing is read, or made room for, beyond what is there.
    if (count > bytes.length - at) throw new Unexpected();
    at += count;
    return bytes.subarray(at - count, at);
  };
  const byte = (): number => take(1)[0] ?? 0;
  return {
    byte,
    expect: (wanted) => {
      if (byte() !== wanted) throw new Unexpected();
    },
    length: () => {
      const first = byte();
      if (first === TWO_BYTES || first === FOUR_BYTES)
        return take(first === TWO_BYTES ? 2 : 4).reduceRight((sum, part) => sum * 256 + part, 0);
      if (first >= 0x80) throw new Unexpected();
      return first;
    },
    text: (length) => {
      const taken = take(length);
      try {
        return decoder.decode(taken);
      } catch {
        throw new Unexpected();
      }
    },
    remember: (name) => {
      types.push(name);
    },
    recall: (reference) => types[reference - FIRST_REFERENCE],
  };
}

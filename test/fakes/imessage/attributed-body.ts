// Writes `attributedBody` as NSArchiver does on a Mac, for a message without anything but words.
// The bytes are those of a real one (published with a question on Stack Overflow: "Inspecting files of type
// NeXT/Apple typedstream"), with the mutable classes that Messages uses.

const text = (value: string) => Buffer.from(value, 'utf8');
const named = (name: string, version: number) =>
  Buffer.concat([Buffer.from([0x84, 0x84, name.length]), text(name), Buffer.from([version])]);

/** As NSArchiver writes a length: a byte, or a sign and two or four bytes. */
export function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(length < 0x10000 ? 3 : 5);
  bytes[0] = length < 0x10000 ? 0x81 : 0x82;
  if (length < 0x10000) bytes.writeUInt16LE(length, 1);
  else bytes.writeUInt32LE(length, 1);
  return bytes;
}

/** @param claimed the length to write, where it is not the true one */
export function attributedBody(words: string, claimed = Buffer.byteLength(words)): Uint8Array {
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x04, 0x0b]),
      text('streamtyped'),
      Buffer.from([0x81, 0xe8, 0x03, 0x84, 0x01, 0x40, 0x84]),
      named('NSMutableAttributedString', 0),
      named('NSAttributedString', 0),
      named('NSObject', 0),
      Buffer.from([0x85, 0x92, 0x84]),
      named('NSMutableString', 1),
      named('NSString', 1),
      Buffer.from([0x95, 0x84, 0x01, 0x2b]),
      lengthBytes(claimed),
      text(words),
      Buffer.from([0x86, 0x84, 0x02, 0x69, 0x49, 0x01, 0x0a, 0x92]),
      Buffer.from([0x84]),
      named('NSDictionary', 0),
      Buffer.from([0x95, 0x84, 0x01, 0x69, 0x00, 0x86, 0x86]),
    ]),
  );
}

// The name a TLS client asks for, read from the first thing it says. Pure: bytes in, a name out; knows no TLS beyond it.
//   records → handshake → ClientHello → server name
// Source: RFC 8446, sections 4.1.2 and 5.1; RFC 6066, section 3.

export type ServerName =
  | { readonly kind: 'more' }
  /** Lower case, without a last dot. */
  | { readonly kind: 'name'; readonly name: string }
  /** No TLS, or no name in it. */
  | { readonly kind: 'none' };

/** A ClientHello with keys against quantum computers has about 2 kB. */
export const MAX_HELLO_BYTES = 16 * 1024;
const RECORD_HEADER_BYTES = 5;
const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const NONE: ServerName = { kind: 'none' };

export function serverNameOf(bytes: Buffer): ServerName {
  let hello = Buffer.alloc(0);
  // What follows the hello is not looked at: a client may send more before it is answered.
  for (let at = 0; !isWhole(hello) && bytes.length > at; ) {
    if (bytes[at] !== HANDSHAKE) return NONE;
    if (bytes.length < at + RECORD_HEADER_BYTES) break;
    const end = at + RECORD_HEADER_BYTES + bytes.readUInt16BE(at + 3);
    hello = Buffer.concat([hello, bytes.subarray(at + RECORD_HEADER_BYTES, end)]);
    at = end;
  }
  if (hello.length > 0 && hello[0] !== CLIENT_HELLO) return NONE;
  if (!isWhole(hello)) return bytes.length >= MAX_HELLO_BYTES ? NONE : { kind: 'more' };
  try {
    return nameIn(hello.subarray(4, 4 + hello.readUIntBE(1, 3)));
  } catch {
    // It says lengths that it does not have.
    return NONE;
  }
}

function isWhole(hello: Buffer): boolean {
  return hello.length >= 4 && hello.length >= 4 + hello.readUIntBE(1, 3);
}

function nameIn(hello: Buffer): ServerName {
  // Version and random, then three lists that say how long they are.
  let at = 34;
  at += 1 + hello.readUInt8(at);
  at += 2 + hello.readUInt16BE(at);
  at += 1 + hello.readUInt8(at);
  const end = at + 2 + hello.readUInt16BE(at);
  at += 2;
  const names: string[] = [];
  while (at < end) {
    const length = hello.readUInt16BE(at + 2);
    if (hello.readUInt16BE(at) === SERVER_NAME)
      names.push(...namesIn(hello.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  const [name] = names;
  // SECURITY: of two names one server reads the first, another the second.
  return name === undefined || names.length > 1 ? NONE : { kind: 'name', name };
}

function namesIn(list: Buffer): string[] {
  const names: string[] = [];
  for (let at = 2; at < list.length; ) {
    const length = list.readUInt16BE(at + 1);
    names.push(
      list
        .subarray(at + 3, at + 3 + length)
        .toString('latin1')
        .toLowerCase()
        .replace(/\.$/, ''),
    );
    at += 3 + length;
  }
  return names;
}

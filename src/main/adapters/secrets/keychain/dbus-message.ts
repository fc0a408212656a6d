// The few D-Bus shapes a question to the Secret Service needs, as bytes: written and read without a library.
// Pure: bytes in, bytes out. Knows no socket, no keyring, no secret (none ever passes through here).
// Source: D-Bus Specification 0.43, "Message Protocol" and "Type System".

export interface MethodCall {
  readonly serial: number;
  readonly destination: string;
  readonly path: string;
  readonly interfaceName: string;
  readonly member: string;
  /** D-Bus signature of the body, such as `a{ss}`; empty for no arguments. */
  readonly signature: string;
  readonly writeBody: (body: Writer) => void;
}

export interface IncomingMessage {
  readonly kind: 'reply' | 'error' | 'other';
  readonly replySerial: number;
  readonly errorName: string;
  readonly body: Reader;
}

export interface Writer {
  readonly align: (bytes: number) => void;
  readonly byte: (value: number) => void;
  readonly uint32: (value: number) => void;
  readonly string: (value: string) => void;
  readonly signature: (value: string) => void;
  /** `elementAlignment` in bytes: 4 for strings and paths, 8 for structs and dictionary entries. */
  readonly array: (elementAlignment: number, writeElements: () => void) => void;
  readonly finish: () => Buffer;
}

export interface Reader {
  readonly string: () => string;
  readonly strings: () => readonly string[];
  /** A variant that holds a boolean; null when it holds anything else. */
  readonly booleanVariant: () => boolean | null;
}

const METHOD_CALL = 1;
const METHOD_RETURN = 2;
const ERROR = 3;
const PROTOCOL_VERSION = 1;
const FIXED_HEADER_BYTES = 16;
const FIELD = {
  path: 1,
  interfaceName: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  signature: 8,
};

/** The fixed first part tells how long a message is; null while fewer than 16 bytes are there. */
export function messageLength(bytes: Buffer): number | null {
  if (bytes.length < FIXED_HEADER_BYTES) return null;
  const number = uint32Reader(bytes);
  return padded(FIXED_HEADER_BYTES + number(12), 8) + number(4);
}

export function encodeCall(call: MethodCall): Buffer {
  const body = createWriter();
  call.writeBody(body);
  const bodyBytes = body.finish();

  const header = createWriter();
  header.byte('l'.charCodeAt(0));
  header.byte(METHOD_CALL);
  header.byte(0);
  header.byte(PROTOCOL_VERSION);
  header.uint32(bodyBytes.length);
  header.uint32(call.serial);
  header.array(8, () => {
    writeField(header, FIELD.path, 'o', call.path);
    writeField(header, FIELD.interfaceName, 's', call.interfaceName);
    writeField(header, FIELD.member, 's', call.member);
    writeField(header, FIELD.destination, 's', call.destination);
    if (call.signature !== '') writeField(header, FIELD.signature, 'g', call.signature);
  });
  header.align(8);
  return Buffer.concat([header.finish(), bodyBytes]);
}

/** Reads one whole message. Throws RangeError on bytes that do not hold together. */
export function decodeMessage(bytes: Buffer): IncomingMessage {
  const number = uint32Reader(bytes);
  const type = bytes[1];
  const fieldsEnd = FIXED_HEADER_BYTES + number(12);
  const header = createReader(bytes.subarray(0, fieldsEnd), number);
  let replySerial = 0;
  let errorName = '';
  let at = FIXED_HEADER_BYTES;
  while (at < fieldsEnd) {
    at = padded(at, 8);
    const code = bytes[at];
    // A field is a byte, then a variant: signature length, signature, NUL, value.
    const signature = String.fromCharCode(bytes[at + 2] ?? 0);
    const valueAt = at + 4;
    header.seek(valueAt);
    if (signature === 'u') {
      const value = header.uint32();
      if (code === FIELD.replySerial) replySerial = value;
    } else if (signature === 's' || signature === 'o') {
      const value = header.string();
      if (code === FIELD.errorName) errorName = value;
    } else if (signature === 'g') {
      header.shortString();
    } else {
      throw new RangeError('unknown header field');
    }
    at = header.position();
  }
  const body = createReader(bytes.subarray(padded(fieldsEnd, 8)), uint32Reader(bytes, padded(fieldsEnd, 8)));
  const kind = type === METHOD_RETURN ? 'reply' : type === ERROR ? 'error' : 'other';
  return { kind, replySerial, errorName, body };
}

function writeField(header: Writer, code: number, signature: 'o' | 's' | 'g', value: string): void {
  header.align(8);
  header.byte(code);
  header.signature(signature);
  if (signature === 'g') header.signature(value);
  else header.string(value);
}

function createWriter(): Writer {
  const bytes: number[] = [];
  const align = (size: number) => {
    while (bytes.length % size !== 0) bytes.push(0);
  };
  const uint32 = (value: number) => {
    align(4);
    bytes.push(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff);
  };
  return {
    align,
    uint32,
    byte: (value) => void bytes.push(value),
    string: (value) => {
      const text = Buffer.from(value, 'utf8');
      uint32(text.length);
      bytes.push(...text, 0);
    },
    signature: (value) => {
      bytes.push(value.length, ...Buffer.from(value, 'latin1'), 0);
    },
    array: (elementAlignment, writeElements) => {
      uint32(0);
      const lengthAt = bytes.length - 4;
      align(elementAlignment);
      const start = bytes.length;
      writeElements();
      const length = bytes.length - start;
      for (let index = 0; index < 4; index += 1) bytes[lengthAt + index] = (length >>> (8 * index)) & 0xff;
    },
    finish: () => Buffer.from(bytes),
  };
}

interface MessageReader extends Reader {
  readonly uint32: () => number;
  readonly shortString: () => string;
  readonly seek: (at: number) => void;
  readonly position: () => number;
}

function createReader(bytes: Buffer, number: (at: number) => number): MessageReader {
  let at = 0;
  const take = (length: number) => {
    if (at + length > bytes.length) throw new RangeError('message cut short');
    const part = bytes.subarray(at, at + length);
    at += length;
    return part;
  };
  const uint32 = () => {
    at = padded(at, 4);
    const value = number(at);
    take(4);
    return value;
  };
  const string = () => {
    const text = take(uint32()).toString('utf8');
    take(1);
    return text;
  };
  const shortString = () => {
    const text = take(take(1)[0] ?? 0).toString('latin1');
    take(1);
    return text;
  };
  return {
    uint32,
    string,
    shortString,
    strings: () => {
      const length = uint32();
      const end = at + length;
      const found: string[] = [];
      while (at < end) found.push(string());
      return found;
    },
    booleanVariant: () => (shortString() === 'b' ? uint32() === 1 : null),
    seek: (position) => {
      at = position;
    },
    position: () => at,
  };
}

/** The first byte of a message says its byte order; `offset` is where the slice begins that `at` counts from. */
function uint32Reader(bytes: Buffer, offset = 0): (at: number) => number {
  const isBig = bytes[0] === 'B'.charCodeAt(0);
  return (at) => (isBig ? bytes.readUInt32BE(offset + at) : bytes.readUInt32LE(offset + at));
}

function padded(length: number, to: number): number {
  return Math.ceil(length / to) * to;
}

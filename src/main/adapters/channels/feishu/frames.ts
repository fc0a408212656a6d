// Frames of Feishu's long connection: Protocol Buffers, read and written by hand.
//   bytes ↔ Frame
// Nine fields (pbbp2.Frame of Feishu's own SDKs): 1 SeqID, 2 LogID, 3 service, 4 method, 5 headers, 6 payload_encoding,
// 7 payload_type, 8 payload, 9 LogIDNew. A library for it would be the SDK, which hides more than it does. Pure.

export interface Frame {
  readonly seqId: bigint;
  readonly logId: bigint;
  readonly service: number;
  /** 0: control (ping, pong), 1: data (events). */
  readonly method: number;
  readonly headers: readonly (readonly [key: string, value: string])[];
  readonly payloadEncoding?: string;
  readonly payloadType?: string;
  readonly payload: Uint8Array;
  readonly logIdNew?: string;
}

export const CONTROL = 0;
export const DATA = 1;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const MAX_HEADERS = 64;

/** Null for what is no frame. */
export function decodeFrame(bytes: Uint8Array): Frame | null {
  const numbers = new Map<number, bigint>();
  const texts = new Map<number, string>();
  const headers: [string, string][] = [];
  let payload: Uint8Array = new Uint8Array();
  const fields = fieldsOf(bytes);
  if (fields === null) return null;
  for (const { number, value } of fields) {
    if (typeof value === 'bigint') {
      if (number <= 4) numbers.set(number, value);
    } else if (number === 5) {
      const header = headerOf(value);
      if (header === null || headers.length >= MAX_HEADERS) return null;
      headers.push(header);
    } else if (number === 8) payload = value;
    else texts.set(number, textOf(value));
  }
  const [seqId, logId, service, method] = [1, 2, 3, 4].map((number) => numbers.get(number));
  if (seqId === undefined || logId === undefined || service === undefined || method === undefined)
    return null;
  const [payloadEncoding, payloadType, logIdNew] = [6, 7, 9].map((number) => texts.get(number));
  return {
    seqId,
    logId,
    service: Number(BigInt.asIntN(32, service)),
    method: Number(BigInt.asIntN(32, method)),
    headers,
    payload,
    ...(payloadEncoding === undefined ? {} : { payloadEncoding }),
    ...(payloadType === undefined ? {} : { payloadType }),
    ...(logIdNew === undefined ? {} : { logIdNew }),
  };
}

export function encodeFrame(frame: Frame): Uint8Array {
  const pieces: Uint8Array[] = [
    tagged(1, VARINT, varint(frame.seqId)),
    tagged(2, VARINT, varint(frame.logId)),
    tagged(3, VARINT, varint(BigInt(frame.service))),
    tagged(4, VARINT, varint(BigInt(frame.method))),
    ...frame.headers.map(([key, value]) => sized(5, Buffer.concat([text(1, key), text(2, value)]))),
  ];
  if (frame.payloadEncoding !== undefined) pieces.push(text(6, frame.payloadEncoding));
  if (frame.payloadType !== undefined) pieces.push(text(7, frame.payloadType));
  pieces.push(sized(8, frame.payload));
  if (frame.logIdNew !== undefined) pieces.push(text(9, frame.logIdNew));
  return Buffer.concat(pieces);
}

export function headerNamed(frame: Frame, name: string): string | null {
  return frame.headers.find(([key]) => key === name)?.[1] ?? null;
}

interface Field {
  readonly number: number;
  /** A number, or the bytes of what has a length. */
  readonly value: bigint | Uint8Array;
}

/** Null when a length or a number goes beyond the end. */
function fieldsOf(bytes: Uint8Array): readonly Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (tag === null) return null;
    at = tag.next;
    const number = Number(tag.value >> 3n);
    const kind = Number(tag.value & 7n);
    if (kind === FIXED64 || kind === FIXED32) {
      at += kind === FIXED64 ? 8 : 4;
      continue;
    }
    const read = readVarint(bytes, at);
    if (read === null || (kind !== VARINT && kind !== BYTES)) return null;
    at = read.next;
    if (kind === VARINT) {
      fields.push({ number, value: read.value });
      continue;
    }
    const length = Number(read.value);
    fields.push({ number, value: bytes.subarray(at, at + length) });
    at += length;
  }
  // SECURITY: a length beyond what came is a lie; what would be read of it is not what was meant.
  return at === bytes.length ? fields : null;
}

function headerOf(bytes: Uint8Array): [string, string] | null {
  const fields = fieldsOf(bytes);
  const wordsOf = (wanted: number): string | null => {
    const value = fields?.find(({ number }) => number === wanted)?.value;
    return value instanceof Uint8Array ? textOf(value) : null;
  };
  const [key, value] = [wordsOf(1), wordsOf(2)];
  return key === null || value === null ? null : [key, value];
}

function readVarint(bytes: Uint8Array, from: number): { value: bigint; next: number } | null {
  let value = 0n;
  for (let at = from, shift = 0n; at < bytes.length && shift < 70n; at += 1, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: at + 1 };
  }
  return null;
}

function varint(number: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, number);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}

function tagged(number: number, kind: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([varint(BigInt((number << 3) | kind)), value]);
}

function sized(number: number, bytes: Uint8Array): Uint8Array {
  return tagged(number, BYTES, Buffer.concat([varint(BigInt(bytes.length)), bytes]));
}

function text(number: number, words: string): Uint8Array {
  return sized(number, Buffer.from(words));
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

// Frames of Feishu's long connection as the server reads and writes them, apart from the product's own code.
//   fields in order → Protocol Buffers bytes, and back
// Numbers below 2^53 only; that is all the fake sends. Source: pbbp2.Frame of Feishu's SDKs.

export interface WireFrame {
  readonly seqId: number;
  readonly logId: number;
  readonly service: number;
  /** 0: control, 1: data. */
  readonly method: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

export function writeFrame(frame: WireFrame): Buffer {
  const headers = Object.entries(frame.headers).map(([key, value]) => {
    const inner = Buffer.concat([chunk(0x0a, Buffer.from(key)), chunk(0x12, Buffer.from(value))]);
    return chunk(0x2a, inner);
  });
  return Buffer.concat([
    Buffer.from([0x08]),
    leb(frame.seqId),
    Buffer.from([0x10]),
    leb(frame.logId),
    Buffer.from([0x18]),
    leb(frame.service),
    Buffer.from([0x20]),
    leb(frame.method),
    ...headers,
    chunk(0x42, frame.payload),
  ]);
}

/** Throws on what is no frame: then the product wrote one wrongly. */
export function readFrame(bytes: Buffer): WireFrame {
  const numbers: Record<number, number> = {};
  const headers: Record<string, string> = {};
  let payload = Buffer.alloc(0);
  walk(bytes, (tag, value) => {
    if (typeof value === 'number') numbers[tag >> 3] = value;
    else if (tag === 0x2a) {
      const pair: Record<number, string> = {};
      walk(value, (inner, text) => {
        pair[inner >> 3] = String(text);
      });
      headers[pair[1] ?? ''] = pair[2] ?? '';
    } else if (tag === 0x42) payload = Buffer.from(value);
  });
  const [seqId, logId, service, method] = [numbers[1], numbers[2], numbers[3], numbers[4]];
  if (seqId === undefined || logId === undefined || service === undefined || method === undefined)
    throw new Error('The frame lacks a required field.');
  return { seqId, logId, service, method, headers, payload };
}

function walk(bytes: Buffer, visit: (tag: number, value: number | Buffer) => void): void {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at];
      if (byte === undefined) throw new Error('The frame ends in the middle of a number.');
      at += 1;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = number();
    const value = number();
    if (tag % 8 === 0) {
      visit(tag, value);
      continue;
    }
    if (tag % 8 !== 2 || at + value > bytes.length) throw new Error('The frame has a field that is none.');
    visit(tag, bytes.subarray(at, at + value));
    at += value;
  }
}

function chunk(tag: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), leb(bytes.length), bytes]);
}

function leb(number: number): Buffer {
  const bytes: number[] = [];
  let rest = number;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

// Writes zip archives byte by byte, honest or lying in any field, to see what a reader makes of them.
// Knows no compression but none and deflate, and no reader.
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly deflate?: boolean;
  /** Unix mode with its type bits; none when not given. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  /** Lies of the directory, of the file's own header, or of both. */
  readonly central?: Partial<ZipSaid>;
  readonly local?: Partial<ZipSaid>;
  /** Bytes between this file and the next. */
  readonly gap?: Uint8Array;
  /** Says the file begins here instead of where it does. */
  readonly offset?: number;
  /** Not written at all: only the directory names it. */
  readonly directoryOnly?: boolean;
  /** Written, but not in the directory. */
  readonly hidden?: boolean;
}

export interface ZipSaid {
  readonly name: string;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly flags: number;
  readonly method: number;
}

export interface ZipShape {
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  readonly comment?: Uint8Array;
  /** Entries the end record says there are. */
  readonly count?: number;
  readonly directoryOffset?: number;
  readonly beforeEnd?: Uint8Array;
  readonly disk?: number;
}

export function writeZip(parts: readonly ZipPart[], shape: ZipShape = {}): Buffer {
  const pieces: Buffer[] = [Buffer.from(shape.before ?? [])];
  const directory: Buffer[] = [];
  let at = pieces[0]?.length ?? 0;
  for (const part of parts) {
    const content = Buffer.from((part.content ?? '') as string);
    const packed = part.deflate === true ? deflateRawSync(content) : content;
    const truth: ZipSaid = {
      name: '',
      crc: crc32(content),
      packed: packed.length,
      size: content.length,
      flags: part.flags ?? 0x800,
      method: part.method ?? (part.deflate === true ? 8 : 0),
    };
    const local = header(0x04034b50, { ...truth, ...part.local }, nameOf(part, part.local), Buffer.alloc(0));
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((part.mode ?? 0) << 16) >>> 0, 6);
    tail.writeUInt32LE(part.offset ?? at, 10);
    const central = header(0x02014b50, { ...truth, ...part.central }, nameOf(part, part.central), tail);
    if (part.hidden !== true) directory.push(central);
    if (part.directoryOnly === true) continue;
    const gap = Buffer.from(part.gap ?? []);
    pieces.push(local, packed, gap);
    at += local.length + packed.length + gap.length;
  }
  const list = Buffer.concat(directory);
  const comment = Buffer.from(shape.comment ?? []);
  const beforeEnd = Buffer.from(shape.beforeEnd ?? []);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(shape.disk ?? 0, 4);
  end.writeUInt16LE(shape.count ?? directory.length, 8);
  end.writeUInt16LE(shape.count ?? directory.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(shape.directoryOffset ?? at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...pieces, list, beforeEnd, end, comment, Buffer.from(shape.after ?? [])]);
}

function nameOf(part: ZipPart, lie: Partial<ZipSaid> | undefined): Buffer {
  return Buffer.from((lie?.name ?? part.name) as string);
}

/** The fields both headers share, in their order; the directory has more of them before and after. */
function header(signature: number, said: ZipSaid, name: Buffer, tail: Buffer): Buffer {
  const isCentral = signature === 0x02014b50;
  const head = Buffer.alloc(isCentral ? 32 : 30);
  head.writeUInt32LE(signature, 0);
  let at = 4;
  if (isCentral) {
    head.writeUInt16LE(0x0314, at); // made on unix
    at += 2;
  }
  for (const value of [20, said.flags, said.method, 0, 0x21]) {
    head.writeUInt16LE(value, at);
    at += 2;
  }
  for (const value of [said.crc, said.packed, said.size]) {
    head.writeUInt32LE(value >>> 0, at);
    at += 4;
  }
  head.writeUInt16LE(name.length, at);
  head.writeUInt16LE(0, at + 2);
  return Buffer.concat([head, tail, name]);
}

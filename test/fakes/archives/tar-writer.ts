// Writes tar archives block by block, honest or lying in any field, to see what a reader makes of them.
// Knows no reader.

export interface TarPart {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** '0' file, '1' hard link, '2' symbolic link, '3' and '4' devices, '5' folder, '6' pipe, 'x' and 'g' pax, 'L' long name. */
  readonly type?: string;
  readonly link?: string;
  readonly mode?: number;
  /** As it stands in the header, instead of the true one. */
  readonly sizeField?: string;
  readonly checksum?: number;
  readonly magic?: string;
}

export const TAR_END = Buffer.alloc(1024);

export function writeTar(parts: readonly TarPart[], end: Uint8Array = TAR_END): Buffer {
  return Buffer.concat([...parts.flatMap(blocksOf), Buffer.from(end)]);
}

/** A pax description of the next entry. */
export function pax(records: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): TarPart {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + 1;
    while (String(length).length + rest !== length) length += 1;
    return `${length} ${key}=${value}\n`;
  });
  return { name: 'pax', type, content: lines.join('') };
}

function blocksOf(part: TarPart): Buffer[] {
  const content = Buffer.from((part.content ?? '') as string);
  const head = Buffer.alloc(512);
  head.write(part.name.slice(0, 100), 0, 'utf8');
  head.write(octal(part.mode ?? 0o644, 7), 100);
  head.write(octal(0, 7), 108);
  head.write(octal(0, 7), 116);
  head.write(part.sizeField ?? octal(content.length, 11), 124, 'latin1');
  head.write(octal(0, 11), 136);
  head.write('        ', 148);
  head.write(part.type ?? '0', 156);
  head.write((part.link ?? '').slice(0, 100), 157);
  head.write(part.magic ?? 'ustar\u000000', 257, 'latin1');
  const sum = part.checksum ?? head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [head, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}

// Writes small PDFs: pages of lines, a title, with or without a password, with content streams as they are given.
// Knows one font and no layout.
import { deflateSync } from 'node:zlib';
import { encryptPdf } from './pdf-encryption.ts';

export interface PdfShape {
  /** Lines of each page. */
  readonly pages: readonly (readonly string[])[];
  readonly title?: string;
  /** Needed to open it. */
  readonly password?: string;
  /** Protects only what may be done with it: it opens without any. */
  readonly ownerPassword?: string;
  /** Instead of the lines of the first page: the content stream, unpacked, packed here. */
  readonly content?: Buffer;
}

export function writePdf(shape: PdfShape): Buffer {
  const id = Buffer.from('sixteen bytes id');
  const isProtected = shape.password !== undefined || shape.ownerPassword !== undefined;
  const encryption = isProtected
    ? encryptPdf(shape.password ?? '', shape.ownerPassword ?? 'owner', id)
    : null;
  const objects: Buffer[] = [];
  const add = (body: string | Buffer): number => objects.push(Buffer.from(body as string, 'latin1'));
  const first = 4;
  const kids = shape.pages.map((_, index) => `${first + index * 2} 0 R`).join(' ');
  add('<</Type/Catalog/Pages 2 0 R>>');
  add(`<</Type/Pages/Kids[${kids}]/Count ${shape.pages.length}>>`);
  add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>');
  for (const [index, lines] of shape.pages.entries()) {
    const number = first + index * 2;
    add(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents ${number + 1} 0 R/Resources<</Font<</F1 3 0 R>>>>>>`,
    );
    const packed = deflateSync(index === 0 && shape.content ? shape.content : contentOf(lines));
    const content = encryption?.encrypt(number + 1, packed) ?? packed;
    const head = Buffer.from(`<</Length ${content.length}/Filter/FlateDecode>>stream\n`);
    add(Buffer.concat([head, content, Buffer.from('\nendstream')]));
  }
  const info = objects.length + 1;
  const title = Buffer.from(shape.title ?? '', 'latin1');
  add(`<</Title<${(encryption?.encrypt(info, title) ?? title).toString('hex')}>>>`);
  if (encryption !== null) add(encryption.dictionary);
  return file(objects, id, info, encryption !== null);
}

/** One below the other; an empty page draws a line and says nothing. */
function contentOf(lines: readonly string[]): Buffer {
  if (lines.length === 0) return Buffer.from('10 10 m 200 200 l S');
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  return Buffer.from(`BT /F1 12 Tf 14 TL 40 750 Td\n${shown}\nET`, 'latin1');
}

function file(objects: readonly Buffer[], id: Buffer, info: number, isEncrypted: boolean): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.6\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let at = pieces[0]!.length;
  for (const [index, body] of objects.entries()) {
    const piece = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    offsets.push(at);
    pieces.push(piece);
    at += piece.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const ids = `/ID[<${id.toString('hex')}><${id.toString('hex')}>]`;
  const encrypt = isEncrypted ? `/Encrypt ${objects.length} 0 R` : '';
  pieces.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n` +
        `<</Size ${objects.length + 1}/Root 1 0 R/Info ${info} 0 R${ids}${encrypt}>>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(pieces);
}

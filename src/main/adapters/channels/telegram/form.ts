// Fields and one file as a form in parts (RFC 7578), for the methods that take a file. Pure but for the boundary.
// Knows no method.
import { randomBytes } from 'node:crypto';
import type { OutboundFile } from '../../../domain/ports/attachments.ts';

export interface Form {
  readonly contentType: string;
  readonly body: Uint8Array;
}

export function formOf(
  fields: Readonly<Record<string, string>>,
  fileField: string,
  { name, mediaType, bytes }: OutboundFile,
): Form {
  // By chance: nothing in a file can end its part.
  const boundary = `sallyport-${randomBytes(24).toString('hex')}`;
  const head = Object.entries(fields)
    .map(
      ([field, value]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
    )
    .join('');
  const type = /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i.test(mediaType) ? mediaType : 'application/octet-stream';
  const disposition = `content-disposition: form-data; name="${fileField}"; filename="${quoted(name)}"`;
  const start = `${head}--${boundary}\r\n${disposition}\r\ncontent-type: ${type}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(start), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** SECURITY: a name cannot end its header or begin another one. */
function quoted(name: string): string {
  return name.replace(/[\p{Cc}"\\]/gu, '_');
}

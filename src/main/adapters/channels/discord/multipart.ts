// A file and the JSON that goes with it as one body (RFC 7578), as Discord takes uploads
// (https://discord.com/developers/docs/reference#uploading-files). Pure but for the random boundary.
import { randomBytes } from 'node:crypto';
import type { OutboundFile } from '../../../domain/ports/attachments.ts';

export interface MultipartBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export function multipartOf(json: string, file: OutboundFile): MultipartBody {
  const boundary = `sallyport-${randomBytes(16).toString('hex')}`;
  const head = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="payload_json"',
    'Content-Type: application/json',
    '',
    json,
    `--${boundary}`,
    `Content-Disposition: form-data; name="files[0]"; filename="${quoted(file.name)}"`,
    `Content-Type: ${mediaTypeOf(file)}`,
    '',
    '',
  ].join('\r\n');
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

// SECURITY: a quote or a line break in a name would end the header and begin one of its own making.
function quoted(name: string): string {
  return name.replace(/[\r\n"\\\p{Cc}]/gu, '_');
}

function mediaTypeOf({ mediaType }: OutboundFile): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream';
}

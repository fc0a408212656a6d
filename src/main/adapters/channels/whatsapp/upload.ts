// A file of ours as WhatsApp wants it uploaded, and as which kind of message it is shown.
//   file → multipart body | why WhatsApp would not take it
// Source of types and sizes: WhatsApp Business Platform, "Media: supported media types". Pure but for the boundary.
import { randomBytes } from 'node:crypto';
import type { OutboundFile } from '../../../domain/ports/attachments.ts';

export const MAX_CAPTION_UNITS = 1_024;

const MEGABYTE = 1024 * 1024;
const KINDS = {
  image: { types: ['image/jpeg', 'image/png'], maxBytes: 5 * MEGABYTE },
  audio: {
    types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
    maxBytes: 16 * MEGABYTE,
  },
  video: { types: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MEGABYTE },
} as const;
const MAX_DOCUMENT_BYTES = 100 * MEGABYTE;
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const DOCUMENT_TYPES: readonly string[] = [
  'text/plain',
  'application/pdf',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  `${OFFICE}.wordprocessingml.document`,
  `${OFFICE}.spreadsheetml.sheet`,
  `${OFFICE}.presentationml.presentation`,
];

const ALL_TYPES: readonly string[] = [
  ...DOCUMENT_TYPES,
  ...Object.values(KINDS).flatMap(({ types }) => types),
];

export type WireKind = keyof typeof KINDS | 'document';

/** What cannot be shown as a picture, a sound or a film, by its type or by its size, goes as a document. */
export function wireKindOf({ mediaType, bytes }: OutboundFile): WireKind {
  const kinds: readonly (keyof typeof KINDS)[] = ['image', 'audio', 'video'];
  const fits = (kind: keyof typeof KINDS): boolean =>
    (KINDS[kind].types as readonly string[]).includes(plainType(mediaType)) &&
    bytes.length <= KINDS[kind].maxBytes;
  return kinds.find(fits) ?? 'document';
}

export type Upload =
  | { readonly kind: 'fit'; readonly contentType: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unfit'; readonly reason: string };

export function uploadOf(file: OutboundFile): Upload {
  if (file.bytes.length === 0) return { kind: 'unfit', reason: 'WhatsApp takes no empty file.' };
  if (file.bytes.length > MAX_DOCUMENT_BYTES)
    return { kind: 'unfit', reason: 'The file is larger than the 100 MB that WhatsApp takes.' };
  const type = uploadType(file.mediaType);
  // SECURITY: only a type from the list goes into the header; a line break in another would begin one of its own.
  if (!ALL_TYPES.includes(type))
    return {
      kind: 'unfit',
      reason:
        'WhatsApp takes no files of this type: only pictures, sounds, films, text, PDF and Office documents.',
    };
  const boundary = `sallyport-${randomBytes(16).toString('hex')}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head =
    field('messaging_product', 'whatsapp') +
    field('type', type) +
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted(file.name)}"\r\n` +
    `Content-Type: ${type}\r\n\r\n`;
  return {
    kind: 'fit',
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** Of texts WhatsApp knows plain ones only. */
function uploadType(mediaType: string): string {
  const plain = plainType(mediaType);
  return plain.startsWith('text/') || plain === 'application/json' ? 'text/plain' : plain;
}

function plainType(mediaType: string): string {
  return (mediaType.split(';')[0] ?? '').trim().toLowerCase();
}

/** As browsers write it (HTML, "Multipart form data"). */
function quoted(name: string): string {
  // SECURITY: a quote or a line break in a name would end the header it stands in.
  return name.replace(
    /["\r\n]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
}

// What is attached to a message of Telegram's, as our attachments. Pure.
//   wire message → at most one file (an album is several messages) with the id by which it is fetched
// A field of the wrong type is no attachment: the words of the message still count. Names with an underscore are
// Telegram's own (Bot API, "Available types"). Knows nothing of fetching.

import { z } from 'zod';
import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import { shownName } from '../shown-name.ts';
import type { WireMessage } from './update-shape.ts';

/** Letters, digits, `-` and `_`: it becomes a part of a request. */
const FILE_ID = /^[A-Za-z0-9_-]{1,300}$/;

const fileSchema = z.object({
  file_id: z.string().regex(FILE_ID),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.int().nonnegative().optional(),
  is_animated: z.boolean().optional(),
  is_video: z.boolean().optional(),
});
const photoSchema = z.array(fileSchema.extend({ width: z.int(), height: z.int() })).min(1);

type WireFile = z.infer<typeof fileSchema>;
type Read = (file: WireFile) => Pick<InboundAttachment, 'kind' | 'mediaType'>;

/** In the order in which they count: Telegram sends an animation as a document, too. */
const FIELDS: readonly (readonly [field: string, read: Read])[] = [
  ['animation', ({ mime_type: type }) => ({ kind: 'video', mediaType: type ?? 'video/mp4' })],
  ['video', ({ mime_type: type }) => ({ kind: 'video', mediaType: type ?? 'video/mp4' })],
  ['video_note', () => ({ kind: 'video', mediaType: 'video/mp4' })],
  ['voice', ({ mime_type: type }) => ({ kind: 'audio', mediaType: type ?? 'audio/ogg' })],
  ['audio', ({ mime_type: type }) => ({ kind: 'audio', mediaType: type ?? 'audio/mpeg' })],
  ['sticker', stickerOf],
  ['document', ({ mime_type: type }) => ({ kind: kindOf(type ?? ''), mediaType: type ?? null })],
];

export function attachmentsOf(wire: WireMessage): readonly InboundAttachment[] {
  const photo = photoSchema.safeParse(wire['photo']);
  if (photo.success) return [photoOf(photo.data)];
  for (const [field, read] of FIELDS) {
    const file = fileSchema.safeParse(wire[field]);
    if (!file.success) continue;
    const { file_id: reference, file_name: name, file_size: sizeBytes } = file.data;
    return [
      {
        ...read(file.data),
        name: shownName(name),
        sizeBytes: sizeBytes ?? null,
        reference,
      },
    ];
  }
  return [];
}

/** The same picture in several sizes: the largest. Telegram makes a JPEG of every photo. */
function photoOf(sizes: z.infer<typeof photoSchema>): InboundAttachment {
  const largest = sizes.reduce((best, one) =>
    one.width * one.height > best.width * best.height ? one : best,
  );
  return {
    kind: 'image',
    name: null,
    mediaType: 'image/jpeg',
    sizeBytes: largest.file_size ?? null,
    reference: largest.file_id,
  };
}

function stickerOf(file: WireFile): Pick<InboundAttachment, 'kind' | 'mediaType'> {
  if (file.is_video === true) return { kind: 'video', mediaType: 'video/webm' };
  // A drawing of its own kind, packed; nothing else reads it.
  return file.is_animated === true
    ? { kind: 'file', mediaType: 'application/gzip' }
    : { kind: 'image', mediaType: 'image/webp' };
}

function kindOf(type: string): InboundAttachment['kind'] {
  const [kind] = type.split('/');
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file';
}

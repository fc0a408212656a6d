// What a person said, as words: text, captions, and for each attachment a placeholder; and the attachments themselves.
// File names and captions are others' words: a name is never part of the text. Pure.
import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import { wellFormed } from '../well-formed.ts';
import type { WireContent, WireMedia } from './payload-shape.ts';

export interface Said {
  readonly text: string;
  readonly attachments: readonly InboundAttachment[];
}

const MAX_FILE_NAME = 200;

type MediaField = 'image' | 'audio' | 'video' | 'document' | 'sticker';

const MEDIA: Readonly<Record<MediaField, readonly [InboundAttachment['kind'], placeholder: string]>> = {
  image: ['image', '[photo]'],
  audio: ['audio', '[audio]'],
  video: ['video', '[video]'],
  document: ['file', '[document]'],
  sticker: ['image', '[sticker]'],
};

/** Null when there is nothing that Sallyport knows. */
export function saidIn(wire: WireContent): Said | null {
  switch (wire.type) {
    case 'text':
      return wire.text === undefined || wire.text.body.trim() === '' ? null : words(wire.text.body);
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'sticker':
      return saidByMedia(wire.type, wire[wire.type]);
    case 'location':
      return wire.location === undefined ? null : words('[location]');
    case 'contacts':
      return wire.contacts === undefined ? null : words('[contact]');
    case 'order':
      return wire.order === undefined ? null : words('[order]');
    default:
      return null;
  }
}

function saidByMedia(field: MediaField, media: WireMedia | undefined): Said | null {
  if (media === undefined) return null;
  const [kind, usual] = MEDIA[field];
  const placeholder = media.voice === true ? '[voice message]' : usual;
  const caption = wellFormed(media.caption ?? '').trim();
  return {
    text: caption === '' ? placeholder : `${caption}\n${placeholder}`,
    attachments: [
      {
        kind,
        name: media.filename === undefined ? null : wellFormed(media.filename.slice(0, MAX_FILE_NAME)),
        mediaType: media.mime_type ?? null,
        sizeBytes: null,
        reference: media.id,
      },
    ],
  };
}

function words(text: string): Said {
  return { text: wellFormed(text), attachments: [] };
}

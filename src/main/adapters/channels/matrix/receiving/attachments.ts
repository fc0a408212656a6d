// What is attached to a message, as the message says; the bytes come later, from media.ts.
//   content → placeholder in the text, and a reference to fetch it by
// Pure. Source: client-server API, "m.room.message msgtypes". Names and types are the sender's words.

import type { InboundAttachment } from '../../../../domain/ports/attachments.ts';
import { shownName } from '../../shown-name.ts';
import { wellFormed } from '../../well-formed.ts';
import { mediaIdOf } from '../ids.ts';
import { objectField, textField } from '../wire-shape.ts';

type Content = Readonly<Record<string, unknown>>;

const MAX_TYPE = 100;

const KINDS: ReadonlyMap<string, { readonly kind: InboundAttachment['kind']; readonly placeholder: string }> =
  new Map([
    ['m.image', { kind: 'image', placeholder: '[photo]' }],
    ['m.video', { kind: 'video', placeholder: '[video]' }],
    ['m.audio', { kind: 'audio', placeholder: '[audio]' }],
    ['m.file', { kind: 'file', placeholder: '[document]' }],
  ]);

/** What stands for it in the text; null when nothing is attached. */
export function placeholderOf(type: string, content: Content): string | null {
  if (type === 'm.sticker') return '[sticker]';
  const messageType = textField(content, 'msgtype') ?? '';
  return messageType === 'm.location' ? '[location]' : (KINDS.get(messageType)?.placeholder ?? null);
}

/** Null when there is nothing that could be fetched: no address, or an encrypted file. */
export function attachmentOf(type: string, content: Content): InboundAttachment | null {
  const kind = type === 'm.sticker' ? 'image' : KINDS.get(textField(content, 'msgtype') ?? '')?.kind;
  const reference = textField(content, 'url');
  if (kind === undefined || reference === null || mediaIdOf(reference) === null) return null;
  const info = objectField(content, 'info') ?? {};
  const size = info['size'];
  const name = textField(content, 'filename') ?? (type === 'm.sticker' ? null : textField(content, 'body'));
  const mediaType = textField(info, 'mimetype');
  return {
    kind,
    name: shownName(name),
    mediaType: mediaType === null || mediaType.length > MAX_TYPE ? null : wellFormed(mediaType),
    sizeBytes: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null,
    reference,
  };
}

// What is attached to a Discord message: how it stands in the text, and what is needed to fetch it later.
//   wire → placeholders, attachments with a reference · reference → ids
// Addresses of files expire within a day, so the reference names the message and not the address. Pure.

import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import { shownName } from '../shown-name.ts';
import type { WireAttachment, WireContent } from './event-shape.ts';
import { isSnowflake } from './snowflake.ts';

export interface Attached {
  /** `[photo]` and so on, one a line; empty when nothing is attached. */
  readonly placeholders: readonly string[];
  readonly attachments: readonly InboundAttachment[];
}

export interface Reference {
  readonly channelId: string;
  readonly messageId: string;
  readonly attachmentId: string;
}

/** A voice message (message flags of https://discord.com/developers/docs/resources/message). */
const IS_VOICE = 1 << 13;

const PLACEHOLDERS: Readonly<Record<InboundAttachment['kind'], string>> = {
  image: '[photo]',
  audio: '[audio]',
  video: '[video]',
  file: '[document]',
};

export function attachedTo(wire: WireContent, channelId: string, messageId: string): Attached {
  const isVoice = ((wire.flags ?? 0) & IS_VOICE) !== 0;
  const attachments = (wire.attachments ?? []).map(
    (one): InboundAttachment => ({
      kind: kindOf(one),
      name: shownName(one.filename),
      mediaType: one.content_type ?? null,
      sizeBytes: one.size ?? null,
      reference: `${channelId}/${messageId}/${one.id}`,
    }),
  );
  const placeholders = attachments.map(({ kind }) =>
    isVoice && kind === 'audio' ? '[voice message]' : PLACEHOLDERS[kind],
  );
  const stickers = (wire.sticker_items ?? []).map(() => '[sticker]');
  const poll = wire.poll === undefined || wire.poll === null ? [] : ['[poll]'];
  return { placeholders: [...placeholders, ...stickers, ...poll], attachments };
}

// SECURITY: a reference comes back from storage and becomes part of an address: three ids and nothing else.
export function referenceOf(text: string): Reference | null {
  const [channelId, messageId, attachmentId, ...rest] = text.split('/');
  if (channelId === undefined || messageId === undefined || attachmentId === undefined) return null;
  const ids = [channelId, messageId, attachmentId];
  return rest.length === 0 && ids.every(isSnowflake) ? { channelId, messageId, attachmentId } : null;
}

function kindOf({ content_type: type }: WireAttachment): InboundAttachment['kind'] {
  const [family] = (type ?? '').split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

// What came with a message, and the reference by which signal-cli gives it later (getAttachment).
//   attachment → InboundAttachment with reference; reference → id and chat | null
// Pure. A reference holds ids only: signal-cli keeps the file, and the key to it, in its own folder.

import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import { shownName } from '../shown-name.ts';
import { isAci, isGroupId } from './daemon-address.ts';
import type { WireAttachment, WireData } from './envelope-shape.ts';

export interface AttachmentReference {
  readonly id: string;
  /** ACI of the sender, or the id of the group that it came in. */
  readonly from: string;
  readonly mediaType: string | null;
  readonly sizeBytes: number | null;
}

/** Signal's apps send at most 32; more is somebody's own program. */
const MAX_ATTACHMENTS = 32;

export function attachmentsOf(data: WireData, chat: { readonly id: string }): readonly InboundAttachment[] {
  return (data.attachments ?? []).slice(0, MAX_ATTACHMENTS).map((wire) => inbound(wire, chat.id));
}

function inbound(wire: WireAttachment, from: string): InboundAttachment {
  const mediaType = mediaTypeOf(wire.contentType);
  const sizeBytes = wire.size ?? null;
  return {
    kind: kindOf(mediaType),
    name: shownName(wire.filename),
    mediaType,
    sizeBytes,
    reference: JSON.stringify([wire.id ?? '', from, mediaType, sizeBytes]),
  };
}

/** Null when it is none of ours. */
export function referenceOf(text: string): AttachmentReference | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) || value.length !== 4) return null;
    const [id, from, mediaType, sizeBytes] = value as unknown[];
    // SECURITY: signal-cli makes a file name of the id; one with a folder in it would name another file of this computer.
    if (typeof id !== 'string' || !/^(?!\.)[A-Za-z0-9_.-]{1,120}$/.test(id)) return null;
    if (typeof from !== 'string' || !(isAci(from) || isGroupId(from))) return null;
    return {
      id,
      from,
      mediaType: typeof mediaType === 'string' ? mediaType : null,
      sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : null,
    };
  } catch {
    return null;
  }
}

function mediaTypeOf(written: string | null | undefined): string | null {
  const type = written?.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(type) ? type : null;
}

function kindOf(mediaType: string | null): InboundAttachment['kind'] {
  const family = mediaType?.split('/')[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

// The attachments of a mail, and the reference by which the server gives each later.
//   body structure → attachments; reference → mailbox state, mail, part | null
// Pure. A reference is where it stands on the server; deleted there, it is gone.

import type { MessageStructureObject } from 'imapflow';
import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import { shownName } from '../shown-name.ts';

export interface PartReference {
  readonly uidValidity: string;
  readonly uid: number;
  readonly part: string;
  readonly mediaType: string | null;
}

const MAX_ATTACHMENTS = 50;
const MAX_DEPTH = 20;

export function attachmentsOf(
  structure: MessageStructureObject | undefined,
  place: Pick<PartReference, 'uidValidity' | 'uid'>,
): readonly InboundAttachment[] {
  return leavesOf(structure, 0)
    .filter(isAttached)
    .slice(0, MAX_ATTACHMENTS)
    .map((node) => inbound(node, place));
}

function leavesOf(
  node: MessageStructureObject | undefined,
  depth: number,
): readonly MessageStructureObject[] {
  if (node === undefined || depth > MAX_DEPTH) return [];
  if (node.childNodes === undefined || node.type === 'message/rfc822') return [node];
  return node.childNodes.flatMap((child) => leavesOf(child, depth + 1));
}

/** Text without a name is the message itself, or another form of it. */
function isAttached(node: MessageStructureObject): boolean {
  if (node.disposition === 'attachment' || nameOf(node) !== null) return true;
  return !/^(?:text|multipart)\//.test(node.type);
}

function nameOf(node: MessageStructureObject): string | null {
  return shownName(node.dispositionParameters?.['filename'] ?? node.parameters?.['name']);
}

function inbound(
  node: MessageStructureObject,
  { uidValidity, uid }: Pick<PartReference, 'uidValidity' | 'uid'>,
): InboundAttachment {
  const mediaType = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/.test(node.type) ? node.type : null;
  const family = mediaType?.split('/')[0];
  return {
    kind: family === 'image' || family === 'audio' || family === 'video' ? family : 'file',
    name: nameOf(node),
    mediaType,
    sizeBytes: node.size === undefined ? null : decodedSize(node),
    reference: JSON.stringify([uidValidity, uid, node.part ?? '1', mediaType]),
  };
}

/** The server tells the size as it travels; base64 makes four bytes and line ends of three. */
function decodedSize({ size = 0, encoding }: MessageStructureObject): number {
  return encoding === 'base64' ? Math.floor((size / 78) * 57) : size;
}

/** Null when it is none of ours. */
export function referenceOf(text: string): PartReference | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) || value.length !== 4) return null;
    const [uidValidity, uid, part, mediaType] = value as unknown[];
    // SECURITY: they go into a command; anything but numbers could be another one.
    if (typeof uidValidity !== 'string' || !/^\d{1,20}$/.test(uidValidity)) return null;
    if (typeof uid !== 'number' || !Number.isSafeInteger(uid) || uid < 1) return null;
    if (typeof part !== 'string' || !/^\d{1,3}(?:\.\d{1,3}){0,20}$/.test(part)) return null;
    return { uidValidity, uid, part, mediaType: typeof mediaType === 'string' ? mediaType : null };
  } catch {
    return null;
  }
}

// The words of a message and what is attached to it.
//   message of Slack → text with placeholders, attachments, whether the words are somebody else's
// File names and types are the sender's words: untrusted, and not part of the text. Pure.

import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import type { InboundMessage } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import type { Me, WireFile, WireWords } from './event-shape.ts';
import { wordsOf } from './incoming-text.ts';

export type Content = Pick<InboundMessage, 'text' | 'attachments' | 'quoted'>;

const FILE_ID = /^F[A-Z0-9]{2,20}$/;
/** Slack takes at most ten with a message of a person; more are not listed. */
const MAX_FILES = 20;

/** Null when there is nothing that was said. */
export function contentOf(wire: WireWords, me: Me): Content | null {
  const passedOn = (wire.attachments ?? []).filter(
    (each) => each.is_share === true || each.is_msg_unfurl === true,
  );
  const quotes = passedOn.map((each) => `[forwarded]\n${wordsOf(each.text ?? each.fallback ?? '', me)}`);
  const files = (wire.files ?? []).slice(0, MAX_FILES);
  const lines = [wordsOf(wire.text ?? '', me), ...quotes, ...files.map(placeholderOf)];
  const text = lines.filter((line) => line.trim() !== '').join('\n');
  if (text === '') return null;
  const attachments = files.flatMap(attachmentOf);
  return {
    text,
    ...(attachments.length === 0 ? {} : { attachments }),
    // SECURITY: words that somebody passed on are not their own, and must not count as theirs.
    ...(passedOn.length === 0 ? {} : { quoted: true as const }),
  };
}

function attachmentOf(file: WireFile): InboundAttachment[] {
  if (isGone(file) || !FILE_ID.test(file.id)) return [];
  return [
    {
      kind: kindOf(file),
      name: shownName(file.name),
      mediaType: shownName(file.mimetype),
      sizeBytes: file.size ?? null,
      reference: file.id,
    },
  ];
}

/** @param reference as it came with the message */
export function isFileId(reference: string): boolean {
  return FILE_ID.test(reference);
}

function placeholderOf(file: WireFile): string {
  if (isGone(file)) return '[deleted file]';
  return { image: '[photo]', audio: '[audio]', video: '[video]', file: '[document]' }[kindOf(file)];
}

function isGone(file: WireFile): boolean {
  return file.mode === 'tombstone' || file.mode === 'hidden_by_limit';
}

function kindOf(file: WireFile): InboundAttachment['kind'] {
  const [family] = (file.mimetype ?? '').split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

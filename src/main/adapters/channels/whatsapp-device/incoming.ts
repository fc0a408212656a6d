// From a message as the add-on tells it to one that is handed in. Whoever wrote the line, only what is read here is
// believed, and only about this one channel.
// Pure; knows no process.
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import type { InboundMessage } from '../../../domain/ports/channel.ts';
import { wellFormed } from '../well-formed.ts';
import { isGroup, isPerson, type MessageLine } from './lines.ts';

export interface Ours {
  readonly phone: string | null;
  readonly lid: string | null;
}

export type Read =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string }
  /** Our own, or nothing for people. */
  | { readonly kind: 'nothing' };

const PLACEHOLDERS = { image: '[photo]', audio: '[audio]', video: '[video]', file: '[document]' } as const;

/** @param sealReference makes of where a file is what may be kept with the message */
export function readMessage(
  line: MessageLine,
  channelId: ChannelId,
  ours: Ours,
  sealReference: (reference: string) => string,
): Read {
  const lid = personOf(line.lid, 'lid');
  const phone = personOf(line.phone, 's.whatsapp.net');
  // SECURITY: our own words come back from our other devices; handed in, the agent would obey itself.
  if (isOurs(lid, ours) || isOurs(phone, ours)) return { kind: 'nothing' };
  const dedupKey = `${line.chat} ${lid ?? phone ?? ''} ${line.id}`;
  const kind = chatKind(line.chat, [lid, phone]);
  const placeholder = line.attachment === null ? '' : PLACEHOLDERS[line.attachment.kind];
  const text = [placeholder, wellFormed(line.text)].filter((part) => part !== '').join(' ');
  if (text.trim() === '')
    return { kind: 'skip', dedupKey, reason: 'The message has nothing in it that can be read.' };
  if (line.what !== 'text' && line.target === null)
    return { kind: 'skip', dedupKey, reason: 'It is not said which message is meant.' };
  return {
    kind: 'message',
    message: {
      channelId,
      platform: 'whatsapp',
      dedupKey,
      kind: line.what,
      sender: {
        id: senderId(lid, phone),
        name: line.name === null ? null : wellFormed(line.name).slice(0, 200),
        isBot: false,
      },
      chat: { id: directId(kind, lid, phone) ?? line.chat, kind, threadId: null, title: null },
      text,
      ...(line.attachment !== null && { attachments: [attachmentOf(line.attachment, sealReference)] }),
      ...(line.forwarded && { quoted: true as const }),
      addressed: kind === 'direct' || isAddressed(line, ours),
      platformMessageId: line.what === 'text' ? line.id : line.target,
      sentAtMs: line.sentAtMs,
    },
  };
}

/**
 * WhatsApp's hidden id (LID) where there is one: it stays with the account, while a number can pass to somebody else.
 * Written apart from numbers, because both are digits only.
 */
function senderId(lid: string | null, phone: string | null): string | null {
  // SECURITY: a number and a hidden id of the same digits are two people.
  if (lid !== null) return `whatsapp:user:lid.${digitsOf(lid)}`;
  return phone === null ? null : `whatsapp:user:${digitsOf(phone)}`;
}

function chatKind(chat: string, people: readonly (string | null)[]): 'direct' | 'group' | 'unknown' {
  if (isGroup(chat)) return 'group';
  // SECURITY: direct is only what is the sender's own chat; everything else gets the strictest rule.
  return people.includes(chat) ? 'direct' : 'unknown';
}

/** One chat for one person, whichever of the two ids a message came with. */
function directId(kind: string, lid: string | null, phone: string | null): string | null {
  return kind === 'direct' ? (lid ?? phone) : null;
}

function personOf(id: string | null, server: string): string | null {
  return id !== null && isPerson(id) && id.endsWith(`@${server}`) ? id : null;
}

function digitsOf(id: string): string {
  return id.slice(0, id.indexOf('@'));
}

function isOurs(id: string | null, { phone, lid }: Ours): boolean {
  return id !== null && (id === phone || id === lid);
}

function isAddressed({ mentions, repliesTo }: MessageLine, ours: Ours): boolean {
  return isOurs(repliesTo, ours) || mentions.some((one) => isOurs(one, ours));
}

function attachmentOf(
  { kind, name, mediaType, sizeBytes, reference }: NonNullable<MessageLine['attachment']>,
  sealReference: (reference: string) => string,
): InboundAttachment {
  return {
    kind,
    name: name === null ? null : wellFormed(name).slice(0, 200),
    mediaType: mediaType === null ? null : wellFormed(mediaType),
    sizeBytes,
    reference: sealReference(reference),
  };
}

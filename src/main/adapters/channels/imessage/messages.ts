// A row of Messages' database read as what a person did.
//   row + attachments → message | edit | reaction | skip | nothing (our own echo) | wait (not written in full yet)
// Pure. People are told apart by number or address only. Knows nothing of who is let in.

import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import type { InboundMessage } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import { wellFormed } from '../well-formed.ts';
import { isGroup, keptChatId, ownAddressOf, personOf } from './handles.ts';
import type { AttachmentRow, MessageRow } from './row-shape.ts';
import { wordsOf } from './typedstream.ts';

export type ReadMessage =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string }
  | { readonly kind: 'own' }
  /** Other rows that belong to it are still to come. */
  | { readonly kind: 'wait' };

/** `chat.style`. */
const GROUP = 43;
const DIRECT = 45;
/** Stands in the words where something is attached. */
const OBJECT = '\uFFFC';
const MAX_NAME = 200;
/** `associated_message_type`: 2000 and up is a reaction put on, 3000 and up the same one taken back. */
const REACTIONS = ['❤️', '👍', '👎', '😂', '‼️', '❓'];
const REACTION_ON = 2_000;
const REACTION_OFF = 3_000;
const ANY_EMOJI = 6;
const STICKER = 7;
/** What a link's picture is kept in; the link itself stands in the words. */
const LINK_PREVIEW = 'com.apple.messages.URLBalloonProvider';
const PREVIEW_FILE = /\.pluginPayloadAttachment$/i;

/**
 * @param settled false while rows that belong to it may still be written
 * @param isEdit the row was taken before, and has changed since
 */
export function readMessage(
  row: MessageRow,
  attachments: readonly AttachmentRow[],
  options: { readonly channelId: ChannelId; readonly settled: boolean; readonly isEdit: boolean },
): ReadMessage {
  const dedupKey = options.isEdit ? `${row.guid}:edit:${row.editedAtMs ?? 0}` : row.guid;
  const skip = (reason: string): ReadMessage => ({ kind: 'skip', dedupKey, reason });
  const sender = personOf(row.handle);
  // SECURITY: what we wrote to ourselves comes back as if another had written it; answering it would never end.
  if (row.isFromMe !== 0 || (sender !== null && isOwn(sender, row))) return { kind: 'own' };
  // SECURITY: anybody can send an SMS under another's number, and codes for logging in come that way. RCS is no better.
  if (row.service !== 'iMessage')
    return skip('It did not come by iMessage. By SMS or RCS anybody can write under another number.');
  if (!options.settled && isIncomplete(row, attachments)) return { kind: 'wait' };

  const facts = {
    channelId: options.channelId,
    platform: 'imessage' as const,
    dedupKey,
    sender: { id: sender === null ? null : `imessage:user:${sender}`, name: sender, isBot: false },
    chat: chatOf(row, sender),
    sentAtMs: row.sentAtMs,
  };
  const isDirect = facts.chat.kind === 'direct';
  const associated = row.associatedType ?? 0;
  if (associated >= REACTION_ON && associated < REACTION_OFF + 1_000) {
    const target = targetOf(row.associatedGuid);
    const sign = signOf(row, associated % 1_000);
    if (target === null || sign === null) return skip('A reaction of a kind that is not known.');
    const text = associated < REACTION_OFF ? sign : `[took back ${sign}]`;
    const message = {
      ...facts,
      kind: 'reaction' as const,
      text,
      addressed: isDirect,
      platformMessageId: target,
    };
    return { kind: 'message', message };
  }
  if ((row.itemType ?? 0) !== 0) return skip('Not a message: something about the chat was changed.');

  const files = attachments.filter(({ name, path }) => !PREVIEW_FILE.test(name ?? path ?? ''));
  const text = textOf(row, files);
  if (text === null) {
    if (options.isEdit) return skip('The message was taken back.');
    return skip(
      row.body === null
        ? 'The message has no words and nothing attached that Sallyport knows.'
        : 'The words of the message are kept in a form that Sallyport cannot read.',
    );
  }
  const message: InboundMessage = {
    ...facts,
    kind: options.isEdit ? 'edit' : 'text',
    text,
    ...(files.length === 0 || options.isEdit ? {} : { attachments: files.map(attachmentOf) }),
    addressed: isDirect || row.repliesToOurs === 1,
    platformMessageId: row.guid,
  };
  return { kind: 'message', message };
}

function isOwn(sender: string, { ownAddress, account }: MessageRow): boolean {
  return sender === ownAddressOf(ownAddress) || sender === ownAddressOf(account);
}

/** Messages writes the row first, and what belongs to it a moment later. */
function isIncomplete(row: MessageRow, attachments: readonly AttachmentRow[]): boolean {
  if (row.chatStyle === null) return true;
  const isBare = (row.itemType ?? 0) === 0 && row.text === null && row.body === null;
  return attachments.length === 0 && (row.hasAttachments === 1 || isBare);
}

function chatOf(row: MessageRow, sender: string | null): InboundMessage['chat'] {
  const identifier = keptChatId(row.chatIdentifier);
  const title = row.chatName === null || row.chatName.trim() === '' ? null : wellFormed(row.chatName);
  const rest = { threadId: null, title: title?.slice(0, MAX_NAME) ?? null };
  if (row.chatStyle === GROUP && isGroup(identifier)) return { id: identifier, kind: 'group', ...rest };
  // Where one writes to a person is the person's number or address, whatever the chat is called.
  if (row.chatStyle === DIRECT) return { id: sender ?? identifier, kind: 'direct', ...rest, title: null };
  return { id: identifier, kind: 'unknown', ...rest };
}

/** `p:0/GUID` for a part of a message, `bp:GUID` for one with a balloon. */
function targetOf(associated: string | null): string | null {
  return /^(?:p:\d{1,4}\/|bp:)?([A-Za-z0-9_-]{8,100})$/.exec(associated ?? '')?.[1] ?? null;
}

function signOf(row: MessageRow, kind: number): string | null {
  if (kind === STICKER) return '[sticker]';
  if (kind !== ANY_EMOJI) return REACTIONS[kind] ?? null;
  const emoji = wellFormed(row.associatedEmoji ?? '').trim();
  return emoji === '' || emoji.length > 40 ? null : emoji;
}

/** Null: there is nothing to see. */
function textOf(row: MessageRow, files: readonly AttachmentRow[]): string | null {
  const words = wellFormed(said(row) ?? '')
    .replaceAll(OBJECT, '')
    .trim();
  const isApp = row.balloon !== null && row.balloon !== LINK_PREVIEW && words === '' && files.length === 0;
  const placeholders = isApp ? ['[message of an app]'] : files.map(placeholderOf);
  const parts = [words, placeholders.join(' ')].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join('\n');
}

/** Since macOS 13 `text` is often empty, and after a change it may be the old one. */
function said(row: MessageRow): string | null {
  const fromBody =
    row.body !== null && (row.text === null || row.editedAtMs !== null) ? wordsOf(row.body) : null;
  return fromBody ?? row.text;
}

const PLACEHOLDERS = { image: '[photo]', audio: '[audio]', video: '[video]', file: '[document]' } as const;

function placeholderOf(file: AttachmentRow): string {
  return PLACEHOLDERS[kindOf(file)];
}

function kindOf({ mediaType }: AttachmentRow): InboundAttachment['kind'] {
  const [kind] = (mediaType ?? '').split('/');
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'file';
}

function attachmentOf(file: AttachmentRow): InboundAttachment {
  return {
    kind: kindOf(file),
    name: shownName(file.name),
    mediaType: file.mediaType,
    sizeBytes: file.sizeBytes !== null && file.sizeBytes >= 0 ? file.sizeBytes : null,
    // The id, not the path: that names the owner's folder, and what lies there is looked up anew.
    reference: file.guid,
  };
}

// One platform update → one InboundMessage, or the reason why it is skipped.
//   update → message | edit | button | reaction | skip
// Pure. People and rooms are told apart by number only; names are for showing. Knows nothing of who is let in.

import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundMessage, InboundSender } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import { wellFormed } from '../well-formed.ts';
import { isAddressed } from './addressed.ts';
import { attachmentsOf } from './attachments.ts';
import {
  contentOf,
  type Me,
  updateIdOf,
  type WireCallback,
  type WireChat,
  type WireMessage,
  type WireReaction,
  type WireUser,
} from './update-shape.ts';

export type ReadUpdate =
  /** `callbackId`: a pressed button waits for an answer under this id. */
  | { readonly kind: 'message'; readonly message: InboundMessage; readonly callbackId: string | null }
  | { readonly kind: 'skip'; readonly reason: string };

type Facts = Pick<InboundMessage, 'channelId' | 'platform' | 'dedupKey'>;

/** @param updateId as `updateIdOf` read it from the same update */
export function readUpdate(update: unknown, updateId: number, channelId: ChannelId, me: Me): ReadUpdate {
  const content = contentOf(update);
  if (content === null) return { kind: 'skip', reason: 'The update has a field of the wrong type.' };
  const facts: Facts = { channelId, platform: 'telegram', dedupKey: dedupKeyOf(me, updateId) };
  if (content.message !== undefined) return readMessage(content.message, 'text', facts, me);
  if (content.edited_message !== undefined) return readMessage(content.edited_message, 'edit', facts, me);
  if (content.channel_post !== undefined) return readMessage(content.channel_post, 'text', facts, me);
  if (content.edited_channel_post !== undefined)
    return readMessage(content.edited_channel_post, 'edit', facts, me);
  if (content.callback_query !== undefined) return readPress(content.callback_query, facts);
  if (content.message_reaction !== undefined) return readReaction(content.message_reaction, facts);
  return { kind: 'skip', reason: 'The update is of a kind that Sallyport does not read.' };
}

/** Numbers of updates count per bot: with another token the same number means another update. */
export function dedupKeyOf(me: Me, updateId: number): string {
  return `${me.id}:${updateId}`;
}

function readMessage(wire: WireMessage, kind: 'text' | 'edit', facts: Facts, me: Me): ReadUpdate {
  const text = textOf(wire);
  if (text === null)
    return { kind: 'skip', reason: 'The message has no text and nothing attached that Sallyport knows.' };
  if (kind === 'edit' && wire.text === undefined && wire.caption === undefined) {
    // A shared live location sends an edit every few seconds, a poll with each vote.
    return { kind: 'skip', reason: 'Something other than words was changed in a message.' };
  }
  const quoted = isQuoted(wire);
  const attachments = attachmentsOf(wire);
  return {
    kind: 'message',
    callbackId: null,
    message: {
      ...facts,
      kind,
      sender: senderOf(wire.from, wire.sender_chat),
      chat: { ...chatOf(wire.chat), threadId: threadOf(wire) },
      text: quoted ? `[forwarded]\n${text}` : text,
      addressed: wire.chat.type === 'private' || isAddressed(wire, me),
      platformMessageId: String(wire.message_id),
      sentAtMs: milliseconds(kind === 'edit' ? (wire.edit_date ?? wire.date) : wire.date),
      ...(quoted ? { quoted: true as const } : {}),
      ...(attachments.length > 0 ? { attachments } : {}),
    },
  };
}

function readPress(wire: WireCallback, facts: Facts): ReadUpdate {
  if (wire.message === undefined)
    return { kind: 'skip', reason: 'A button was pressed on a message outside any chat.' };
  return {
    kind: 'message',
    callbackId: wire.id,
    message: {
      ...facts,
      kind: 'button',
      // SECURITY: who pressed, never whose message carries the button.
      sender: senderOf(wire.from, undefined),
      chat: { ...chatOf(wire.message.chat), threadId: threadOf(wire.message) },
      text: wellFormed(wire.data ?? ''),
      addressed: true, // only our own messages carry our buttons
      platformMessageId: wire.message.message_id === undefined ? null : String(wire.message.message_id),
      sentAtMs: null,
    },
  };
}

function readReaction(wire: WireReaction, facts: Facts): ReadUpdate {
  const before = wire.old_reaction.map(emojiOf);
  const after = wire.new_reaction.map(emojiOf);
  const added = after.filter((emoji) => !before.includes(emoji));
  const removed = before.filter((emoji) => !after.includes(emoji));
  return {
    kind: 'message',
    callbackId: null,
    message: {
      ...facts,
      kind: 'reaction',
      sender: senderOf(wire.user, wire.actor_chat),
      chat: { ...chatOf(wire.chat), threadId: null },
      text: added.length > 0 ? added.join(' ') : `[took back ${removed.join(' ')}]`,
      // Telegram does not say whose message it is on; in a room that is not being addressed.
      addressed: wire.chat.type === 'private',
      platformMessageId: String(wire.message_id),
      sentAtMs: milliseconds(wire.date),
    },
  };
}

function senderOf(user: WireUser | undefined, chat: WireChat | undefined): InboundSender {
  if (chat !== undefined) {
    // SECURITY: who speaks as a room comes with a stand-in user that all such people share: the room is the sender.
    const kind = chat.type === 'channel' ? 'channel' : isGroup(chat) ? 'group' : null;
    return {
      id: kind === null ? null : `telegram:${kind}:${chat.id}`,
      name: shownName(chat.title),
      isBot: false,
    };
  }
  if (user === undefined) return { id: null, name: null, isBot: false };
  const name = [user.first_name, user.last_name]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return {
    id: `telegram:user:${user.id}`,
    name: shownName(name) ?? shownName(user.username),
    isBot: user.is_bot ?? false,
  };
}

function chatOf(chat: WireChat): Omit<InboundMessage['chat'], 'threadId'> {
  // SECURITY: only what Telegram calls private is direct; a kind that is not known here gets the strictest rule.
  const kind = chat.type === 'private' ? 'direct' : isGroup(chat) ? 'group' : 'unknown';
  return { id: String(chat.id), kind, title: kind === 'direct' ? null : shownName(chat.title) };
}

function isGroup(chat: WireChat): boolean {
  return chat.type === 'group' || chat.type === 'supergroup';
}

/** Replies in ordinary groups carry a thread id too; only topics are conversations of their own. */
function threadOf(wire: Pick<WireMessage, 'message_thread_id' | 'is_topic_message'>): string | null {
  return wire.is_topic_message === true && wire.message_thread_id !== undefined
    ? String(wire.message_thread_id)
    : null;
}

/** Fields whose presence means an attachment, and what stands for it. File names and captions are others' words: not here. */
const ATTACHMENTS: readonly (readonly [field: string, placeholder: string])[] = [
  ['animation', '[animation]'], // before document: Telegram sends both
  ['photo', '[photo]'],
  ['live_photo', '[photo]'],
  ['video', '[video]'],
  ['video_note', '[video message]'],
  ['voice', '[voice message]'],
  ['audio', '[audio]'],
  ['document', '[document]'],
  ['sticker', '[sticker]'],
  ['contact', '[contact]'],
  ['venue', '[location]'], // before location: Telegram sends both
  ['location', '[location]'],
  ['poll', '[poll]'],
  ['checklist', '[checklist]'],
  ['dice', '[dice]'],
  ['story', '[story]'],
  ['game', '[game]'],
  ['invoice', '[invoice]'],
  ['paid_media', '[paid media]'],
];

/** Words, then what is attached; null when there is neither (someone joined, a title changed). Well-formed, because a
 *  half character is stored as another one, and then the ledger's commitment to it no longer fits. */
function textOf(wire: WireMessage): string | null {
  if (wire.text !== undefined) return wellFormed(wire.text);
  const placeholder = ATTACHMENTS.find(([field]) => wire[field] !== undefined && wire[field] !== null)?.[1];
  if (wire.caption === undefined) return placeholder ?? null;
  const caption = wellFormed(wire.caption);
  return placeholder === undefined ? caption : `${caption}\n${placeholder}`;
}

function isQuoted(wire: WireMessage): boolean {
  // SECURITY: words that somebody passed on are not their own, and must not count as theirs.
  return ['forward_origin', 'forward_date', 'forward_from', 'forward_from_chat', 'via_bot'].some(
    (field) => wire[field] !== undefined && wire[field] !== null,
  );
}

function emojiOf(reaction: WireReaction['new_reaction'][number]): string {
  if (reaction.emoji !== undefined) return wellFormed(reaction.emoji);
  return reaction.type === 'paid' ? '[star]' : '[custom emoji]';
}

function milliseconds(seconds: number | undefined): number | null {
  return seconds === undefined || seconds === 0 ? null : seconds * 1_000;
}

export interface NumberedUpdate {
  readonly update: unknown;
  readonly updateId: number | null;
}

/** By their numbers; those without one first, which is where they do not hold up the others. */
export function inOrder(updates: readonly unknown[]): NumberedUpdate[] {
  const numbered = updates.map((update) => ({ update, updateId: updateIdOf(update) }));
  return numbered.sort((one, other) => (one.updateId ?? -1) - (other.updateId ?? -1));
}

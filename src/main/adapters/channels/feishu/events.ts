// One event of Feishu's → one InboundMessage, or the reason why it is skipped.
//   envelope, what was looked up → message | button | reaction | skip
// Pure. People and rooms are told apart by id only; names are for showing. Knows nothing of who is let in.
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundMessage, InboundSender } from '../../../domain/ports/channel.ts';
import { wellFormed } from '../well-formed.ts';
import { contentsOf } from './contents.ts';
import { emojiOf } from './emoji.ts';
import {
  type Envelope,
  eventOf,
  isMessageId,
  isOpenId,
  type Me,
  type WireMessageEvent,
  type WirePress,
  type WireReaction,
} from './event-shape.ts';

export type ReadEvent =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string };

/** What an event does not say itself; null: not known. */
export interface LookedUp {
  readonly senderName: string | null;
  readonly chat: { readonly kind: InboundMessage['chat']['kind']; readonly title: string | null };
  /** Whether the message that this one replies to is ours. */
  readonly repliesToUs: boolean;
  /** Where the message is that was reacted to, and whether it is ours. */
  readonly place: {
    readonly chatId: string;
    readonly threadId: string | null;
    readonly isOurs: boolean;
  } | null;
}

export interface Reading {
  readonly channelId: ChannelId;
  readonly appId: string;
  readonly me: Me;
  readonly found: LookedUp;
}

export function readEvent(envelope: Envelope, reading: Reading): ReadEvent {
  const { header } = envelope;
  const wire = eventOf(envelope);
  const eventKey = `event:${header.event_id}`;
  const skip = (reason: string): ReadEvent => ({ kind: 'skip', dedupKey: eventKey, reason });
  // SECURITY: the events of another app are not ours to read, whoever sends them.
  if (header.app_id !== reading.appId) return skip('The event is for another app.');
  const sentAtMs = header.create_time === undefined ? null : Number(header.create_time);
  const facts = { channelId: reading.channelId, platform: 'feishu' as const, sentAtMs };
  switch (wire.kind) {
    case 'malformed':
      return skip('The event has a field of the wrong type.');
    case 'other':
      return skip(wire.reason);
    case 'message':
      return readMessage(wire.event, facts, reading, skip);
    case 'press':
      return readPress(wire.event, { ...facts, dedupKey: eventKey }, reading, skip);
    case 'reaction':
      return readReaction(wire.event, wire.added, { ...facts, dedupKey: eventKey }, reading, skip);
  }
}

type Facts = Pick<InboundMessage, 'channelId' | 'platform' | 'sentAtMs'>;
type Skip = (reason: string) => ReadEvent;

function readMessage(wire: WireMessageEvent, facts: Facts, reading: Reading, skip: Skip): ReadEvent {
  const { message, sender } = wire;
  const from = senderOf(sender.sender_id?.open_id, sender.sender_type, reading);
  if (from.id === `feishu:user:${reading.me.openId}`) return skip('The message is one of ours.');
  const contents = contentsOf(message);
  if (contents === null) return skip('The message has no text and nothing attached that Sallyport knows.');
  const kind = kindOf(message.chat_type);
  const mentionsUs = (message.mentions ?? []).some(({ id }) => id?.open_id === reading.me.openId);
  return {
    kind: 'message',
    message: {
      ...facts,
      // Feishu may tell of one message in several events; only the message's own id is the same (event documentation).
      dedupKey: `message:${message.message_id}`,
      kind: 'text',
      sender: from,
      chat: {
        id: message.chat_id,
        kind,
        threadId: threadOf(message),
        title: kind === 'direct' ? null : reading.found.chat.title,
      },
      text: contents.text,
      ...(contents.attachments.length === 0 ? {} : { attachments: contents.attachments }),
      ...(contents.quoted ? { quoted: true as const } : {}),
      addressed: kind === 'direct' || mentionsUs || reading.found.repliesToUs,
      platformMessageId: message.message_id,
      sentAtMs: message.create_time === undefined ? facts.sentAtMs : Number(message.create_time),
    },
  };
}

/** A topic is known by the message that opened it: that is what an answer can be put under. */
function threadOf({ thread_id, root_id, message_id }: WireMessageEvent['message']): string | null {
  if (thread_id === undefined || thread_id === '') return null;
  return root_id === undefined || root_id === '' ? message_id : root_id;
}

function readPress(
  wire: WirePress,
  facts: Facts & { dedupKey: string },
  reading: Reading,
  skip: Skip,
): ReadEvent {
  const value = wire.action.value;
  const { data, thread } =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  if (typeof data !== 'string') return skip('A button was pressed that is not one of ours.');
  const { kind, title } = reading.found.chat;
  return {
    kind: 'message',
    message: {
      ...facts,
      kind: 'button',
      // SECURITY: who pressed, never who the card was sent to.
      sender: senderOf(wire.operator.open_id, 'user', reading),
      chat: {
        id: wire.context.open_chat_id,
        kind,
        threadId: typeof thread === 'string' && isMessageId(thread) ? thread : null,
        title: kind === 'direct' ? null : title,
      },
      text: wellFormed(data),
      addressed: true, // only our own cards carry our buttons
      platformMessageId: wire.context.open_message_id ?? null,
    },
  };
}

function readReaction(
  wire: WireReaction,
  added: boolean,
  facts: Facts & { dedupKey: string },
  reading: Reading,
  skip: Skip,
): ReadEvent {
  const { place, chat } = reading.found;
  const from = senderOf(wire.user_id?.open_id, wire.operator_type, reading);
  if (from.id === `feishu:user:${reading.me.openId}`) return skip('The reaction is one of ours.');
  if (place === null) return skip('Feishu does not say where the message is that was reacted to.');
  const emoji = emojiOf(wire.reaction_type.emoji_type);
  return {
    kind: 'message',
    message: {
      ...facts,
      kind: 'reaction',
      sender: from,
      chat: {
        id: place.chatId,
        kind: chat.kind,
        threadId: place.threadId,
        title: chat.kind === 'direct' ? null : chat.title,
      },
      text: added ? emoji : `[took back ${emoji}]`,
      addressed: chat.kind === 'direct' || place.isOurs,
      platformMessageId: wire.message_id,
      sentAtMs: wire.action_time === undefined ? facts.sentAtMs : Number(wire.action_time),
    },
  };
}

function senderOf(openId: string | undefined, type: string, { found }: Reading): InboundSender {
  return {
    // SECURITY: by the id that Feishu gives; without one nobody in particular did it.
    id: isOpenId(openId) ? `feishu:user:${openId}` : null,
    name: found.senderName,
    isBot: type !== 'user',
  };
}

/** SECURITY: only what Feishu calls p2p is direct; a kind that is not known here gets the strictest rule. */
export function kindOf(chatType: string): InboundMessage['chat']['kind'] {
  if (chatType === 'p2p') return 'direct';
  return ['group', 'topic_group', 'topic'].includes(chatType) ? 'group' : 'unknown';
}

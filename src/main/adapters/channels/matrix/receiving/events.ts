// One event of a room → one InboundMessage, or the reason why it is skipped, or nothing to tell.
//   event + what is known of the room → message | edit | reaction | skip | nothing
// Pure. People, rooms and events are told apart by their ids only. Source: client-server API, "Instant Messaging",
// "Event replacements", "Event annotations and reactions", "Threading", "User, room, and group mentions".
// Knows nothing of who is let in.
import type { ChannelId } from '../../../../../contracts/scalars.ts';
import type { InboundMessage, InboundSender } from '../../../../domain/ports/channel.ts';
import { wellFormed } from '../../well-formed.ts';
import { isEventId, isUserId } from '../ids.ts';
import { objectField, textField, type WireEvent } from '../wire-shape.ts';
import { attachmentOf, placeholderOf } from './attachments.ts';

export type ReadEvent =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'skip'; readonly reason: string }
  /** Ours, or a change of the room: no message was missed. */
  | { readonly kind: 'nothing' };

export interface RoomFacts {
  readonly id: string;
  readonly kind: InboundMessage['chat']['kind'];
  readonly title: string | null;
}

/** What an event that another one points to says: who wrote it, and in which thread. */
export interface Target {
  readonly sender: string;
  readonly threadId: string | null;
}

export interface Reading {
  readonly channelId: ChannelId;
  /** Our own user id. */
  readonly me: string;
  readonly room: RoomFacts;
  /** As the sender is called in this room; for showing. */
  readonly senderName: string | null;
  /** What `targetIdOf` named; null when the homeserver does not have it. */
  readonly target: Target | null;
}

type Content = Readonly<Record<string, unknown>>;

const MAX_NAME = 200;
const MAX_TITLE = 200;

export const ENCRYPTED =
  'The message is end-to-end encrypted, which Sallyport cannot read. Write in a room without encryption: it cannot be turned off in this one.';

/** The same event is always the same message, in whichever answer it comes. */
export function dedupKeyOf(roomId: string, eventId: string): string {
  return `${roomId}:${eventId}`;
}

/** The event that has to be known before this one can be read; null: none. */
export function targetIdOf(event: WireEvent, reading: Pick<Reading, 'me' | 'room'>): string | null {
  const relation = objectField(event.content, 'm.relates_to') ?? {};
  if (event.state_key !== undefined || event.sender === reading.me) return null;
  if (event.type === 'm.reaction' || isReplacement(event.content)) return eventIdIn(relation);
  if (event.type !== 'm.room.message' || reading.room.kind === 'direct') return null;
  return isMentioned(event.content, reading.me) ? null : repliedTo(relation);
}

/** The thread that an event belongs to, by what it says itself. */
export function threadOf(content: Content): string | null {
  const relation = objectField(content, 'm.relates_to');
  return relation !== null && relation['rel_type'] === 'm.thread' ? eventIdIn(relation) : null;
}

export function readEvent(event: WireEvent, reading: Reading): ReadEvent {
  const eventId = event.event_id;
  if (!isEventId(eventId)) return { kind: 'skip', reason: 'The event has no usable id.' };
  if (event.state_key !== undefined) return readStateEvent(event);
  // SECURITY: what we wrote comes back with each sync, and would be answered again without end.
  if (event.sender === reading.me) return { kind: 'nothing' };
  if (event.unsigned?.redacted_because !== undefined)
    return { kind: 'skip', reason: 'The message was deleted before it was read.' };
  switch (event.type) {
    case 'm.room.message':
      return isReplacement(event.content)
        ? readEdit(event, reading)
        : readMessage(event, eventId, event.content, 'text', threadOf(event.content), reading);
    case 'm.sticker':
      return readMessage(event, eventId, event.content, 'text', threadOf(event.content), reading);
    case 'm.reaction':
      return readReaction(event, reading);
    case 'm.room.encrypted':
      return { kind: 'skip', reason: ENCRYPTED };
    case 'm.room.redaction':
      return { kind: 'skip', reason: 'A message was deleted.' };
    default:
      return { kind: 'skip', reason: 'The event is of a kind that Sallyport does not read.' };
  }
}

function readStateEvent(event: WireEvent): ReadEvent {
  if (event.type !== 'm.room.tombstone') return { kind: 'nothing' };
  const next = textField(event.content, 'replacement_room') ?? 'unknown';
  return {
    kind: 'skip',
    reason: `This room was replaced by another, with the id ${wellFormed(next.slice(0, 255))}. Add that to the groups of the channel.`,
  };
}

function readMessage(
  event: WireEvent,
  messageId: string,
  content: Content,
  kind: 'text' | 'edit',
  threadId: string | null,
  reading: Reading,
): ReadEvent {
  const text = textOf(event.type, content);
  if (text === null) return { kind: 'skip', reason: 'The message has no text and nothing attached.' };
  const attachment = attachmentOf(event.type, content);
  const addressed =
    reading.room.kind === 'direct' ||
    isMentioned(content, reading.me) ||
    (kind === 'text' && reading.target?.sender === reading.me);
  return {
    kind: 'message',
    message: {
      ...factsOf(event, reading, threadId),
      kind,
      text,
      ...(attachment === null ? {} : { attachments: [attachment] }),
      addressed,
      platformMessageId: messageId,
    },
  };
}

function readEdit(event: WireEvent, reading: Reading): ReadEvent {
  const changedId = eventIdIn(objectField(event.content, 'm.relates_to') ?? {});
  const content = objectField(event.content, 'm.new_content');
  if (changedId === null || content === null)
    return { kind: 'skip', reason: 'A message was changed, but not into anything that can be read.' };
  if (reading.target === null)
    return { kind: 'skip', reason: 'A message was changed, but it cannot be told whose it was.' };
  // SECURITY: any member can send a replacement of anybody's message; only the author's counts (specification).
  if (reading.target.sender !== event.sender)
    return { kind: 'skip', reason: 'Somebody tried to change a message that is not theirs.' };
  return readMessage(event, changedId, content, 'edit', reading.target.threadId, reading);
}

function readReaction(event: WireEvent, reading: Reading): ReadEvent {
  const relation = objectField(event.content, 'm.relates_to') ?? {};
  const reactedTo = eventIdIn(relation);
  const key = textField(relation, 'key')?.trim() ?? '';
  if (relation['rel_type'] !== 'm.annotation' || reactedTo === null || key === '')
    return { kind: 'skip', reason: 'A reaction has the wrong form.' };
  return {
    kind: 'message',
    message: {
      ...factsOf(event, reading, reading.target?.threadId ?? null),
      kind: 'reaction',
      text: wellFormed(key),
      addressed: reading.room.kind === 'direct' || reading.target?.sender === reading.me,
      platformMessageId: reactedTo,
    },
  };
}

type Facts = Pick<InboundMessage, 'channelId' | 'platform' | 'dedupKey' | 'sender' | 'chat' | 'sentAtMs'>;

function factsOf(event: WireEvent, reading: Reading, threadId: string | null): Facts {
  const { room, channelId } = reading;
  const at = event.origin_server_ts;
  return {
    channelId,
    platform: 'matrix',
    dedupKey: dedupKeyOf(room.id, event.event_id ?? ''),
    sender: senderOf(event, reading.senderName),
    chat: {
      id: room.id,
      kind: room.kind,
      threadId,
      title: room.kind === 'direct' ? null : shown(room.title, MAX_TITLE),
    },
    sentAtMs: at !== undefined && Number.isSafeInteger(at) && at > 0 ? at : null,
  };
}

function senderOf(event: WireEvent, name: string | null): InboundSender {
  return {
    id: isUserId(event.sender) ? `matrix:user:${event.sender}` : null,
    name: shown(name, MAX_NAME),
    // The only sign of a program that Matrix has: automatic messages are to be notices.
    isBot: event.content['msgtype'] === 'm.notice',
  };
}

/** Words, then what is attached; null when there is neither. */
function textOf(type: string, content: Content): string | null {
  const placeholder = placeholderOf(type, content);
  const body = placeholder === null ? textField(content, 'body') : captionOf(type, content);
  const words = body === null ? '' : wellFormed(withoutQuotedReply(body, content)).trim();
  if (placeholder === null) return words === '' ? null : words;
  return words === '' ? placeholder : `${words}\n${placeholder}`;
}

/** With a file name of its own, the body is what was written to the file; otherwise it is the file name. */
function captionOf(type: string, content: Content): string | null {
  const fileName = textField(content, 'filename');
  if (type === 'm.sticker' || content['msgtype'] === 'm.location' || fileName === null) return null;
  const body = textField(content, 'body');
  return body === fileName ? null : body;
}

// SECURITY: older clients put the words that they reply to before their own; those are another person's.
function withoutQuotedReply(body: string, content: Content): string {
  const relation = objectField(content, 'm.relates_to');
  if (relation === null || repliedToAnyway(relation) === null) return body;
  return body.replace(/^> (?:\* )?<@[^\s>]+>[^\n]*\n(?:>[^\n]*\n)*\n?/, '');
}

function isMentioned(content: Content, me: string): boolean {
  const ids = objectField(content, 'm.mentions')?.['user_ids'];
  return Array.isArray(ids) && ids.includes(me);
}

function isReplacement(content: Content): boolean {
  return objectField(content, 'm.relates_to')?.['rel_type'] === 'm.replace';
}

/** In a thread each message formally replies to the one before it, for clients without threads. */
function repliedTo(relation: Content): string | null {
  return relation['is_falling_back'] === true ? null : repliedToAnyway(relation);
}

function repliedToAnyway(relation: Content): string | null {
  return eventIdIn(objectField(relation, 'm.in_reply_to') ?? {});
}

function eventIdIn(relation: Content): string | null {
  const id = relation['event_id'];
  return isEventId(id) ? id : null;
}

function shown(name: string | null, longest: number): string | null {
  return name === null || name.trim() === '' ? null : wellFormed(name.slice(0, longest));
}

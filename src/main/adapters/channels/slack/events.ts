// One event or interaction of Slack → one InboundMessage, or why there is none.
//   payload, who we are, who wrote → message | edit | reaction | button | skip | nothing (our own echo)
// The payload is the same whether it came over the socket or by webhook. Pure. People are told apart by the pair of
// workspace and member id only; names are for showing. Knows nothing of who is let in.
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundMessage } from '../../../domain/ports/channel.ts';
import { wellFormed } from '../well-formed.ts';
import { contentOf } from './content.ts';
import { signOf } from './emoji.ts';
import {
  callbackOf,
  type Me,
  messageOf,
  pressOf,
  reactionOf,
  type WireCallback,
  type WireMessage,
  type WirePress,
  type WireReaction,
  type WireWords,
} from './event-shape.ts';
import { isPersonId, isTimestamp, kindById, millisecondsOf } from './ids.ts';
import { mentions } from './incoming-text.ts';
import { type Person, presserOf, senderOf } from './sender.ts';

/** Where we have read up to in a chat or thread. */
export interface Mark {
  readonly chatId: string;
  readonly threadId: string | null;
  readonly kind: InboundMessage['chat']['kind'];
  readonly ts: string;
}

export type ReadEvent =
  /** `mark`: only for messages, which can be fetched again from the history of the chat. */
  | { readonly kind: 'message'; readonly message: InboundMessage; readonly mark: Mark | null }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string }
  /** Our own doing, come back to us. */
  | { readonly kind: 'nothing' };

export interface Reader {
  readonly channelId: ChannelId;
  readonly me: Me;
  readonly person: Person | null;
}

type Facts = Pick<InboundMessage, 'channelId' | 'platform'>;

/** Kinds of message that are somebody's words. Others tell of joining, topics, pins and deletions. */
const WORDS = [undefined, 'file_share', 'thread_broadcast', 'me_message', 'bot_message'];

/** @param fallbackKey identifies the payload where Slack gave it no usable id */
export function readPayload(payload: unknown, fallbackKey: string, reader: Reader): ReadEvent {
  const skip = (reason: string): ReadEvent => ({
    kind: 'skip',
    dedupKey: keyOf(reader, fallbackKey),
    reason,
  });
  if (isInteraction(payload)) {
    const press = pressOf(payload);
    return press === null
      ? skip('An interaction of a kind that Sallyport does not read.')
      : readPress(press, reader, skip);
  }
  const callback = callbackOf(payload);
  if (callback === null) return skip('The event has a field of the wrong type.');
  const facts: Facts = { channelId: reader.channelId, platform: 'slack' };
  switch (callback.event.type) {
    case 'message':
    case 'app_mention': {
      const wire = messageOf(callback.event);
      return wire === null
        ? skip('The message has a field of the wrong type.')
        : readMessage(wire, callback, reader, facts, skip);
    }
    case 'reaction_added':
    case 'reaction_removed': {
      const wire = reactionOf(callback.event);
      return wire === null
        ? skip('The reaction has a field of the wrong type.')
        : readReaction(wire, callback, reader, facts, skip);
    }
    default:
      return skip('The event is of a kind that Sallyport does not read.');
  }
}

/** Whom to ask Slack about before reading: the one who wrote, changed, reacted or pressed. */
export function writerOf(payload: unknown): string | null {
  if (isInteraction(payload)) return null; // a press carries name and workspace
  const event = callbackOf(payload)?.event;
  if (event === undefined) return null;
  const wire = messageOf(event);
  const user =
    wire === null
      ? reactionOf(event)?.user
      : wire.message === undefined
        ? wire.user
        : changerOf(wire.message);
  return isPersonId(user) ? user : null;
}

type Skip = (reason: string) => ReadEvent;

function readMessage(
  wire: WireMessage,
  callback: WireCallback,
  reader: Reader,
  facts: Facts,
  skip: Skip,
): ReadEvent {
  if (wire.subtype === 'message_changed') return readEdit(wire, callback, reader, facts, skip);
  if (!WORDS.includes(wire.subtype)) return skip('Something other than words happened in the chat.');
  if (!isTimestamp(wire.ts)) return skip('The message has no usable time, and with it no id.');
  if (isOurs(wire, reader.me)) return { kind: 'nothing' };
  const chat = chatOf(wire);
  const content = contentOf(wire, reader.me);
  if (content === null) return skip('The message has no text and nothing attached that Sallyport knows.');
  return {
    kind: 'message',
    mark: { chatId: chat.id, threadId: chat.threadId, kind: chat.kind, ts: wire.ts },
    message: {
      ...facts,
      // The same for the events `message` and `app_mention` of one message: it is taken up once.
      dedupKey: keyOf(reader, `message:${wire.channel}:${wire.ts}`),
      kind: 'text',
      sender: senderOf(wire, callback, reader.person),
      chat,
      ...content,
      addressed: isAddressed(wire, wire, reader.me, chat.kind),
      platformMessageId: wire.ts,
      sentAtMs: millisecondsOf(wire.ts),
    },
  };
}

function readEdit(
  wire: WireMessage,
  callback: WireCallback,
  reader: Reader,
  facts: Facts,
  skip: Skip,
): ReadEvent {
  const changed = wire.message;
  if (changed === undefined || !isTimestamp(changed.ts)) return skip('A change without the changed message.');
  if (isOurs(changed, reader.me)) return { kind: 'nothing' };
  // A preview that was added, or a thread that grew, changes a message too.
  if (changed.edited === undefined || changed.text === wire.previous_message?.text)
    return skip('Something other than words was changed in a message.');
  const content = contentOf(changed, reader.me);
  if (content === null) return skip('The changed message has no text.');
  const chat = chatOf({ ...wire, thread_ts: changed.thread_ts, ts: changed.ts });
  return {
    kind: 'message',
    mark: null,
    message: {
      ...facts,
      dedupKey: keyOf(reader, `edit:${wire.channel}:${changed.ts}:${changed.edited.ts}`),
      kind: 'edit',
      sender: senderOf(changedBy(changed), callback, reader.person),
      chat,
      ...content,
      addressed: isAddressed(changed, changed, reader.me, chat.kind),
      platformMessageId: changed.ts,
      sentAtMs: millisecondsOf(changed.edited.ts),
    },
  };
}

/** SECURITY: the words of now are those of whoever changed them last, whoever wrote the message. */
function changerOf(changed: WireWords): string | undefined {
  return changed.edited?.user ?? changed.user;
}

/** SECURITY: the workspace that stands there is the author's; of somebody else it says nothing. */
function changedBy(changed: WireWords): Parameters<typeof senderOf>[0] {
  const user = changerOf(changed);
  return user === changed.user
    ? changed
    : { ...changed, user, team: undefined, user_team: undefined, source_team: undefined };
}

function readReaction(
  wire: WireReaction,
  callback: WireCallback,
  reader: Reader,
  facts: Facts,
  skip: Skip,
): ReadEvent {
  const { channel, ts } = wire.item;
  if (wire.item.type !== 'message' || channel === undefined || ts === undefined)
    return skip('A reaction to something other than a message.');
  if (wire.user === reader.me.userId) return { kind: 'nothing' };
  const kind = kindById(channel);
  const sign = signOf(wellFormed(wire.reaction));
  return {
    kind: 'message',
    mark: null,
    message: {
      ...facts,
      dedupKey: keyOf(
        reader,
        `event:${callback.event_id ?? `${channel}:${ts}:${wire.user}:${wire.reaction}:${wire.event_ts}`}`,
      ),
      kind: 'reaction',
      // SECURITY: who reacted, never who wrote what was reacted to (`item_user`).
      sender: senderOf({ user: wire.user }, callback, reader.person),
      chat: { id: channel, kind, threadId: null, title: null },
      text: callback.event.type === 'reaction_added' ? sign : `[took back ${sign}]`,
      addressed: kind === 'direct' || wire.item_user === reader.me.userId,
      platformMessageId: ts,
      sentAtMs: millisecondsOf(wire.event_ts),
    },
  };
}

function readPress(wire: WirePress, reader: Reader, skip: Skip): ReadEvent {
  const [action] = wire.actions;
  if (action?.type !== 'button' || action.value === undefined || wire.channel === undefined)
    return skip('Something other than a button of a message was used.');
  const { user, message, channel } = wire;
  return {
    kind: 'message',
    mark: null,
    message: {
      channelId: reader.channelId,
      platform: 'slack',
      dedupKey: keyOf(
        reader,
        `press:${channel.id}:${message?.ts}:${user.id}:${action.action_id}:${action.action_ts}`,
      ),
      kind: 'button',
      // SECURITY: who pressed, never whose message carries the button.
      sender: presserOf(wire),
      chat: {
        id: channel.id,
        kind: kindById(channel.id),
        threadId: threadOf(message ?? { ts: '' }),
        title: null,
      },
      text: wellFormed(action.value),
      addressed: true, // only our own messages carry our buttons
      platformMessageId: message?.ts ?? null,
      sentAtMs: millisecondsOf(action.action_ts),
    },
  };
}

function chatOf(
  wire: Pick<WireMessage, 'channel' | 'channel_type' | 'thread_ts' | 'ts'>,
): InboundMessage['chat'] {
  const byId = kindById(wire.channel);
  // A mention comes without the kind of its chat.
  const said = wire.channel_type ?? (byId === 'group' ? 'channel' : 'unknown');
  const isGroup = ['channel', 'group', 'mpim'].includes(said) && byId === 'group';
  // SECURITY: direct is only what Slack calls so and numbers so; a kind that is not known gets the strictest rule.
  const kind = said === 'im' && byId === 'direct' ? 'direct' : isGroup ? 'group' : 'unknown';
  return { id: wire.channel.slice(0, 64), kind, threadId: threadOf(wire), title: null };
}

/**
 * A reply in a thread is a conversation of its own. The message that a thread hangs on belongs to the chat: when it is
 * written nobody knows that there will be a thread.
 */
function threadOf(wire: { readonly ts: string; readonly thread_ts?: string | undefined }): string | null {
  const { thread_ts: thread } = wire;
  return thread !== undefined && thread !== wire.ts && isTimestamp(thread) ? thread : null;
}

function isAddressed(
  wire: WireWords,
  words: WireWords,
  me: Me,
  kind: InboundMessage['chat']['kind'],
): boolean {
  // A reply in a thread that hangs on a message of ours is a reply to us.
  return kind === 'direct' || mentions(words.text ?? '', me) || wire.parent_user_id === me.userId;
}

function isOurs(wire: Pick<WireWords, 'user' | 'bot_id'>, me: Me): boolean {
  return wire.user === me.userId || (me.botId !== null && wire.bot_id === me.botId);
}

/** Our own account is part of it: the same channel may be given another bot. */
function keyOf({ me }: Pick<Reader, 'me'>, event: string): string {
  return `${me.teamId}/${me.userId}:${event}`;
}

function isInteraction(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && !('event' in payload);
}

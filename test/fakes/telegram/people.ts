// The people, groups and channels around the bot, as a test plays them.
//   person.write → message in the chat → update in the queue      bot's message → chat → person.nextMessage
// It knows no HTTP. What people send has the shape a Bot API server gives it.

import type { Chat, Chats, ChatView, PersonDetails } from './chats.ts';
import { wireUser } from './chats.ts';
import { entitiesOfPlainText } from './message-text.ts';
import type { Updates } from './updates.ts';
import type { WireChat, WireMessage, WireUser } from './wire.ts';
import { seconds } from './wire.ts';

export interface Sent {
  readonly messageId: number;
  /** Null when the bot did not ask for updates of this kind, and so will never see it. */
  readonly updateId: number | null;
}

export interface WriteOptions {
  /** Puts `@botname ` before the text. */
  readonly mention?: boolean;
  readonly replyTo?: number;
  /** A topic of a forum. */
  readonly threadId?: number;
}

/** What somebody can do in a chat. */
export interface Voice {
  write(text: string, options?: WriteOptions): Sent;
  /** Any other message: fields as on the wire, e.g. `{ photo: […], caption: '…' }`. */
  send(fields: Readonly<Record<string, unknown>>, options?: WriteOptions): Sent;
  edit(messageId: number, text: string): Sent;
  /** Presses a button. The data is sent as given, as a hostile client could, whatever buttons are shown. */
  press(messageId: number, callbackData: string): Sent & { readonly queryId: string };
  /** Sets the emoji; none takes it away. Seen only by a bot that asked for `message_reaction`. */
  react(messageId: number, emoji?: string): Sent;
}

export interface Person extends ChatView, Voice {
  readonly firstName: string;
  /** From now on the bot's messages are refused with 403, and the bot is told. */
  block(): void;
  unblock(): void;
}

export interface GroupDetails {
  /** Negative, as on the platform; `-100…` for supergroups. */
  readonly id: number;
  readonly title: string;
  /** Default `supergroup`. */
  readonly kind?: 'group' | 'supergroup';
  readonly forum?: boolean;
}

export interface Group extends ChatView {
  member(person: PersonDetails | Person): Voice;
  /** Writes as the group itself: the sender is the bot account that Telegram puts in the place of such admins. */
  anonymousAdmin(): Voice;
  /** From now on the bot's messages are refused with 403. */
  removeBot(): void;
}

export interface Channel extends ChatView {
  /** A post: it has no sender, only the channel. */
  post(text: string): Sent;
}

export interface People {
  /** The same id gives the same person. */
  person(details: PersonDetails): Person;
  group(details: GroupDetails): Group;
  channel(details: { readonly id: number; readonly title: string; readonly username?: string }): Channel;
}

const ANONYMOUS_ADMIN: WireUser = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};

export interface World {
  readonly chats: Chats;
  readonly updates: Updates;
  readonly bot: WireUser;
  readonly now: () => number;
  /** A new id for a pressed button, known to answerCallbackQuery from then on. */
  readonly newQueryId: () => string;
}

export function createPeople(world: World): People {
  const persons = new Map<number, { person: Person; user: WireUser }>();
  const groups = new Map<number, Group>();

  function person(details: PersonDetails): Person {
    const known = persons.get(details.id);
    if (known !== undefined) return known.person;
    const user = wireUser(details);
    const chat = world.chats.open({
      id: details.id,
      type: 'private',
      first_name: details.firstName,
      ...(details.username === undefined ? {} : { username: details.username }),
    });
    const blocked = (now: boolean) => {
      chat.refusal = now ? 'Forbidden: bot was blocked by the user' : null;
      world.updates.push('my_chat_member', membership(world, chat, user, now ? 'kicked' : 'member'));
    };
    const created: Person = {
      firstName: details.firstName,
      ...world.chats.view(chat),
      ...createVoice(world, chat, { from: user }),
      block: () => blocked(true),
      unblock: () => blocked(false),
    };
    persons.set(details.id, { person: created, user });
    return created;
  }

  function userOf(details: PersonDetails | Person): WireUser {
    const created = person(details);
    return persons.get(created.id)?.user ?? wireUser(details);
  }

  return {
    person,
    group(details) {
      const known = groups.get(details.id);
      if (known !== undefined) return known;
      const chat = world.chats.open({
        id: details.id,
        type: details.kind ?? 'supergroup',
        title: details.title,
        ...(details.forum === true ? { is_forum: true } : {}),
      });
      const created: Group = {
        ...world.chats.view(chat),
        member: (details) => createVoice(world, chat, { from: userOf(details) }),
        anonymousAdmin: () => createVoice(world, chat, { from: ANONYMOUS_ADMIN, sender_chat: chat.wire }),
        removeBot() {
          chat.refusal = `Forbidden: bot was kicked from the ${chat.wire.type} chat`;
        },
      };
      groups.set(details.id, created);
      return created;
    },
    channel(details) {
      const chat = world.chats.open({ ...details, type: 'channel' });
      const voice = createVoice(world, chat, { sender_chat: chat.wire });
      return { ...world.chats.view(chat), post: (text) => voice.write(text) };
    },
  };
}

interface Author {
  readonly from?: WireUser;
  readonly sender_chat?: WireChat;
}

function createVoice(world: World, chat: Chat, author: Author): Voice {
  const isChannel = chat.wire.type === 'channel';

  function send(content: Readonly<Record<string, unknown>>, options: WriteOptions = {}): Sent {
    const answered = options.replyTo === undefined ? undefined : chat.find(options.replyTo);
    const message: WireMessage = {
      message_id: chat.nextMessageId(),
      ...author,
      chat: chat.wire,
      date: seconds(world.now()),
      ...(options.threadId === undefined
        ? {}
        : { message_thread_id: options.threadId, is_topic_message: true }),
      ...(answered === undefined ? {} : { reply_to_message: answered }),
      ...content,
    };
    chat.keep(message);
    return {
      messageId: message.message_id,
      updateId: world.updates.push(isChannel ? 'channel_post' : 'message', message),
    };
  }

  return {
    send,
    write(text, options = {}) {
      return send(textFields(options.mention === true ? `@${world.bot.username} ${text}` : text), options);
    },
    edit(messageId, text) {
      const before = chat.find(messageId);
      if (before === undefined) throw new Error(`There is no message ${messageId} to edit.`);
      const message = { ...before, ...textFields(text), edit_date: seconds(world.now()) };
      chat.keep(message);
      const kind = isChannel ? 'edited_channel_post' : 'edited_message';
      return { messageId, updateId: world.updates.push(kind, message) };
    },
    press(messageId, callbackData) {
      const queryId = world.newQueryId();
      const message = chat.find(messageId) ?? { message_id: messageId, chat: chat.wire, date: 0 };
      const updateId = world.updates.push('callback_query', {
        id: queryId,
        from: author.from,
        message,
        chat_instance: String(chat.wire.id),
        data: callbackData,
      });
      return { messageId, updateId, queryId };
    },
    react(messageId, emoji) {
      const updateId = world.updates.push('message_reaction', {
        chat: chat.wire,
        message_id: messageId,
        ...(author.sender_chat === undefined ? { user: author.from } : { actor_chat: author.sender_chat }),
        date: seconds(world.now()),
        old_reaction: [],
        new_reaction: emoji === undefined ? [] : [{ type: 'emoji', emoji }],
      });
      return { messageId, updateId };
    },
  };
}

function textFields(text: string): Readonly<Record<string, unknown>> {
  const entities = entitiesOfPlainText(text);
  return entities.length === 0 ? { text } : { text, entities };
}

function membership(world: World, chat: Chat, user: WireUser, status: 'kicked' | 'member'): object {
  const old = status === 'kicked' ? 'member' : 'kicked';
  return {
    chat: chat.wire,
    from: user,
    date: seconds(world.now()),
    old_chat_member: { user: world.bot, status: old },
    new_chat_member: { user: world.bot, status },
  };
}

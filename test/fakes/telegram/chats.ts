// Every chat the bot could know: who is in it, which messages stand in it, what the bot sent and did there.
//   a person's or the bot's message → numbered, dated, kept → seen by those who look into the chat
// It knows no HTTP, no update queue and no parse mode. Bounded when only counts are wanted.
import type { Watch } from '../loopback/watch.ts';
import type { Entity, WireChat, WireMessage, WireUser } from './wire.ts';

/** A message of the bot as the people in the chat see it. */
export interface ReceivedMessage {
  readonly messageId: number;
  readonly chatId: number;
  /** What is shown: markup removed. The newest text when it was edited. */
  readonly text: string;
  readonly entities: readonly Entity[];
  /** What the bot sent, markup and all. */
  readonly source: string;
  readonly parseMode: string | null;
  /** As an object, also when the bot sent it as text; null when there is none. */
  readonly replyMarkup: unknown;
  readonly replyToMessageId: number | null;
  readonly threadId: number | null;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** Earlier texts, oldest first; empty when it was never edited. */
  readonly earlierTexts: readonly string[];
  readonly editedAtMs: number | null;
  /** Absent for a message of words alone. */
  readonly files?: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
}

export interface SeenAction {
  /** `typing` and the other actions of sendChatAction. */
  readonly action: string;
  readonly threadId: number | null;
  readonly atMs: number;
}

export interface Chat {
  readonly wire: WireChat;
  nextMessageId(): number;
  /** Keeps a message so that it can be edited, answered or pressed. */
  keep(message: WireMessage): void;
  find(messageId: number): WireMessage | undefined;
  forget(messageId: number): boolean;
  received: ReceivedMessage[];
  /** Of every message the bot ever sent here, also of those no longer kept. */
  receivedCount: number;
  actions: SeenAction[];
  /** Said to the bot instead of taking its messages, e.g. that it was blocked. */
  refusal: string | null;
}

export interface ChatView {
  readonly id: number;
  /** Texts received from the bot, in order. In counts-only mode the last few alone. */
  messages(): readonly ReceivedMessage[];
  receivedCount(): number;
  /**
   * The next message of the bot not yet returned by this call, or the next that matches: those before it are passed
   * over. Rejects after `timeoutMs` (default 5,000).
   */
  nextMessage(wait?: { readonly timeoutMs?: number; readonly matching?: RegExp }): Promise<ReceivedMessage>;
  /** Resolves when the shown text of a message matches, at first or after edits. */
  shown(text: RegExp, wait?: { readonly timeoutMs?: number }): Promise<ReceivedMessage>;
  /** Chat actions of the bot, in order; `typing` among them. */
  actions(): readonly SeenAction[];
  /** The next chat action after those seen so far by this call. */
  nextAction(wait?: { readonly timeoutMs?: number }): Promise<SeenAction>;
}

export interface Chats {
  /** Finds by id or by `@username`. */
  find(chatId: unknown): Chat | undefined;
  /** The chat with this id, made when it is new. */
  open(wire: WireChat): Chat;
  view(chat: Chat): ChatView;
  /** Adds what the bot sent to what the chat received. */
  receive(chat: Chat, message: ReceivedMessage): void;
  replaceReceived(chat: Chat, message: ReceivedMessage): void;
  act(chat: Chat, action: SeenAction): void;
}

/** Kept a chat when only counts are wanted: enough to edit and press, too few to grow. */
const KEPT_WHEN_COUNTING = 20;

export function createChats(record: 'all' | 'counts', watch: Watch): Chats {
  const byId = new Map<number, Chat>();
  const limit = record === 'all' ? Number.POSITIVE_INFINITY : KEPT_WHEN_COUNTING;
  // Private chats and basic groups share one sequence a bot; supergroups and channels each have their own.
  let sharedMessageId = 0;

  function create(wire: WireChat): Chat {
    const kept = new Map<number, WireMessage>();
    const own = wire.type === 'supergroup' || wire.type === 'channel';
    let ownMessageId = 0;
    return {
      wire,
      nextMessageId: () => (own ? ++ownMessageId : ++sharedMessageId),
      keep(message) {
        kept.set(message.message_id, message);
        const [oldest] = kept.keys();
        if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
      },
      find: (messageId) => kept.get(messageId),
      forget: (messageId) => kept.delete(messageId),
      received: [],
      receivedCount: 0,
      actions: [],
      refusal: null,
    };
  }

  return {
    find(chatId) {
      const number = typeof chatId === 'number' ? chatId : Number(chatId);
      if (Number.isSafeInteger(number)) return byId.get(number);
      if (typeof chatId !== 'string' || !chatId.startsWith('@')) return undefined;
      return [...byId.values()].find(
        (chat) => chat.wire.type !== 'private' && `@${chat.wire.username}` === chatId,
      );
    },
    open(wire) {
      const chat = byId.get(wire.id) ?? create(wire);
      byId.set(wire.id, chat);
      return chat;
    },
    view: (chat) => createView(chat, watch),
    receive(chat, message) {
      chat.received.push(message);
      chat.receivedCount += 1;
      if (chat.received.length > limit) chat.received.shift();
      watch.changed();
    },
    replaceReceived(chat, message) {
      const place = chat.received.findIndex((received) => received.messageId === message.messageId);
      if (place !== -1) chat.received[place] = message;
      watch.changed();
    },
    act(chat, action) {
      chat.actions.push(action);
      if (chat.actions.length > limit) chat.actions.shift();
      watch.changed();
    },
  };
}

function createView(chat: Chat, watch: Watch): ChatView {
  let seenMessageId = 0;
  let seenActions = 0;
  const name = chat.wire.title ?? chat.wire.first_name ?? String(chat.wire.id);
  return {
    id: chat.wire.id,
    messages: () => [...chat.received],
    receivedCount: () => chat.receivedCount,
    async nextMessage({ timeoutMs, matching } = {}) {
      const look = () =>
        chat.received.find(
          (message) => message.messageId > seenMessageId && (matching?.test(message.text) ?? true),
        );
      const what = `a message${matching === undefined ? '' : ` matching ${matching}`} to ${name}`;
      const message = await watch.until(look, { what, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
      seenMessageId = message.messageId;
      return message;
    },
    shown: (text, { timeoutMs } = {}) =>
      watch.until(() => chat.received.find((message) => text.test(message.text)), {
        what: `a message to ${name} that shows ${text}`,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }),
    actions: () => [...chat.actions],
    async nextAction({ timeoutMs } = {}) {
      const look = () => chat.actions[seenActions];
      const action = await watch.until(look, {
        what: `a chat action shown to ${name}`,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      seenActions += 1;
      return action;
    },
  };
}

/** The user a person is on the wire. */
export function wireUser(person: PersonDetails): WireUser {
  return {
    id: person.id,
    is_bot: person.isBot ?? false,
    first_name: person.firstName,
    ...(person.lastName === undefined ? {} : { last_name: person.lastName }),
    ...(person.username === undefined ? {} : { username: person.username }),
    ...(person.languageCode === undefined ? {} : { language_code: person.languageCode }),
  };
}

export interface PersonDetails {
  readonly id: number;
  readonly firstName: string;
  readonly lastName?: string;
  readonly username?: string;
  readonly languageCode?: string;
  /** Another bot: groups can have them as members. */
  readonly isBot?: boolean;
}

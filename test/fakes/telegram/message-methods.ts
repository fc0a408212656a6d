// The bot methods that put something into a chat: send, edit, delete, and "typing".
//   fields → chat → text checked → message kept and received → the message as the platform returns it
// It knows no HTTP and no update queue. Refusals: Bot API, each under its own heading.
import type { Fields } from '../loopback/http-body.ts';
import { isObject } from '../loopback/http-body.ts';
import type { Chat, Chats, ReceivedMessage } from './chats.ts';
import { readText } from './message-text.ts';
import type { BotReply, Refusal, WireMessage, WireUser } from './wire.ts';
import { badRequest, done, refused, seconds, structured, wholeNumber } from './wire.ts';

export interface MessageWorld {
  readonly chats: Chats;
  readonly bot: WireUser;
  readonly now: () => number;
  onBotMessage(message: ReceivedMessage, what: 'sent' | 'edited'): void;
  onAction(chatId: number, action: string): void;
}

const ACTIONS = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

export type FindChat = (fields: Fields) => Found;

type Found =
  | { readonly kind: 'chat'; readonly chat: Chat }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function createFindChat(world: Pick<MessageWorld, 'chats'>): FindChat {
  return (fields) => {
    const given = fields['chat_id'];
    if (given === undefined || given === '')
      return { kind: 'refused', refusal: badRequest('chat_id is empty') };
    const chat = world.chats.find(given);
    if (chat === undefined) return { kind: 'refused', refusal: badRequest('chat not found') };
    if (chat.refusal !== null) return { kind: 'refused', refusal: refused(403, chat.refusal) };
    return { kind: 'chat', chat };
  };
}

export function createMessageMethods(
  world: MessageWorld,
  findChat: FindChat,
): Readonly<Record<string, (fields: Fields) => BotReply>> {
  return {
    sendmessage(fields) {
      // The platform checks the text before it looks for the chat.
      const read = readText(fields);
      if (read.kind === 'refused') return read.refusal;
      const found = findChat(fields);
      if (found.kind === 'refused') return found.refusal;
      const { chat } = found;
      const markup = readMarkup(fields);
      if (markup.kind === 'refused') return markup.refusal;
      const replyTo = replyTarget(fields);
      const answered = replyTo === null ? undefined : chat.find(replyTo.messageId);
      if (replyTo !== null && answered === undefined && !replyTo.optional) {
        return badRequest('message to be replied not found');
      }
      const threadId = wholeNumber(fields['message_thread_id']) ?? null;
      const atMs = world.now();
      const message: WireMessage = {
        message_id: chat.nextMessageId(),
        ...(chat.wire.type === 'channel' ? { sender_chat: chat.wire } : { from: world.bot }),
        chat: chat.wire,
        date: seconds(atMs),
        ...(threadId === null ? {} : { message_thread_id: threadId, is_topic_message: true as const }),
        ...(answered === undefined ? {} : { reply_to_message: answered }),
        text: read.text,
        ...(read.entities.length === 0 ? {} : { entities: read.entities }),
        ...(isInline(markup.value) ? { reply_markup: markup.value } : {}),
      };
      chat.keep(message);
      const received: ReceivedMessage = {
        messageId: message.message_id,
        chatId: chat.wire.id,
        text: read.text,
        entities: read.entities,
        source: read.source,
        parseMode: read.parseMode,
        replyMarkup: markup.value,
        replyToMessageId: answered?.message_id ?? null,
        threadId,
        atMs,
        earlierTexts: [],
        editedAtMs: null,
      };
      world.chats.receive(chat, received);
      world.onBotMessage(received, 'sent');
      return done(message);
    },

    editmessagetext(fields) {
      const read = readText(fields);
      if (read.kind === 'refused') return read.refusal;
      const found = findChat(fields);
      if (found.kind === 'refused') return found.refusal;
      const { chat } = found;
      const markup = readMarkup(fields);
      if (markup.kind === 'refused') return markup.refusal;
      const before = chat.find(wholeNumber(fields['message_id']) ?? 0);
      if (before === undefined) return badRequest('message to edit not found');
      if (before.from?.id !== world.bot.id && chat.wire.type !== 'channel') {
        return badRequest("message can't be edited");
      }
      const inline = isInline(markup.value) ? markup.value : undefined;
      const same = (one: unknown, other: unknown) =>
        JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
      const entities = read.entities.length === 0 ? undefined : read.entities;
      if (before.text === read.text && same(before.entities, entities) && same(before.reply_markup, inline)) {
        const detail =
          'specified new message content and reply markup are exactly the same as a current content';
        return badRequest(`message is not modified: ${detail} and reply markup of the message`);
      }
      const atMs = world.now();
      const { entities: _old, reply_markup: _gone, ...kept } = before;
      const message: WireMessage = {
        ...kept,
        text: read.text,
        edit_date: seconds(atMs),
        ...(entities === undefined ? {} : { entities }),
        ...(inline === undefined ? {} : { reply_markup: inline }),
      } as WireMessage;
      chat.keep(message);
      const earlier = chat.received.find((received) => received.messageId === message.message_id);
      if (earlier !== undefined) {
        const received: ReceivedMessage = {
          ...earlier,
          text: read.text,
          entities: read.entities,
          source: read.source,
          parseMode: read.parseMode,
          replyMarkup: markup.value,
          earlierTexts: [...earlier.earlierTexts, earlier.text],
          editedAtMs: atMs,
        };
        world.chats.replaceReceived(chat, received);
        world.onBotMessage(received, 'edited');
      }
      return done(message);
    },

    deletemessage(fields) {
      const found = findChat(fields);
      if (found.kind === 'refused') return found.refusal;
      if (!found.chat.forget(wholeNumber(fields['message_id']) ?? 0))
        return badRequest('message to delete not found');
      return done(true);
    },

    sendchataction(fields) {
      const found = findChat(fields);
      if (found.kind === 'refused') return found.refusal;
      const action = String(fields['action'] ?? '');
      if (!ACTIONS.has(action)) return badRequest('wrong parameter action in request');
      const threadId = wholeNumber(fields['message_thread_id']) ?? null;
      world.chats.act(found.chat, { action, threadId, atMs: world.now() });
      world.onAction(found.chat.wire.id, action);
      return done(true);
    },
  };
}

type Markup =
  | { readonly kind: 'markup'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

function readMarkup(fields: Fields): Markup {
  const value = structured(fields['reply_markup']);
  if (value === undefined) return { kind: 'markup', value: null };
  const refusal = (detail: string): Markup => ({ kind: 'refused', refusal: badRequest(detail) });
  if (!isObject(value)) return refusal("can't parse reply keyboard markup JSON object");
  if (!isInline(value)) return { kind: 'markup', value };
  const rows: unknown = value['inline_keyboard'];
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) {
    return refusal("can't parse inline keyboard button: InlineKeyboardButton must be an Object");
  }
  for (const button of rows.flat() as unknown[]) {
    if (!isObject(button) || typeof button['text'] !== 'string' || button['text'] === '') {
      return refusal('can\'t parse inline keyboard button: Field "text" must be of type String');
    }
    // Bot API "InlineKeyboardButton": callback_data is 1-64 bytes.
    const callback = button['callback_data'];
    const bytes = typeof callback === 'string' ? Buffer.byteLength(callback) : 1;
    if (bytes < 1 || bytes > 64) return refusal('BUTTON_DATA_INVALID');
  }
  return { kind: 'markup', value };
}

function isInline(markup: unknown): markup is Record<string, unknown> {
  return isObject(markup) && 'inline_keyboard' in markup;
}

// The newer `reply_parameters`, or the older pair of fields that the platform still takes.
function replyTarget(fields: Fields): { messageId: number; optional: boolean } | null {
  const parameters = structured(fields['reply_parameters']);
  const given = isObject(parameters) ? parameters : fields;
  const messageId = wholeNumber(
    isObject(parameters) ? parameters['message_id'] : fields['reply_to_message_id'],
  );
  if (typeof messageId !== 'number') return null;
  return { messageId, optional: given['allow_sending_without_reply'] === true };
}

// Files on the platform: what people upload and the bot fetches, and what the bot uploads into a chat.
//   put → file id → getFile → path → GET /file/bot<token>/<path>;  sendDocument, sendPhoto → received
// It knows no HTTP. Rules: Bot API "getFile", "sendDocument", "sendPhoto".
import type { Fields, Files } from '../loopback/http-body.ts';
import type { Chat, ReceivedMessage } from './chats.ts';
import type { FindChat, MessageWorld } from './message-methods.ts';
import { readCaption } from './message-text.ts';
import type { BotReply, WireMessage } from './wire.ts';
import { badRequest, done, seconds, structured, wholeNumber } from './wire.ts';

/** A bot is given no more of a file (Bot API, "getFile"). */
const MAX_GIVEN_BYTES = 20 * 1024 * 1024;
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;

export interface PlatformFiles {
  /** Keeps a file as if somebody had uploaded it; `path` as the server would name it. */
  put(bytes: Uint8Array, path?: string): { readonly fileId: string; readonly path: string };
  /** The platform no longer has it. */
  forget(fileId: string): void;
  find(fileId: string): { readonly bytes: Uint8Array; readonly path: string } | undefined;
  /** By the path that getFile gave. */
  at(path: string): Uint8Array | undefined;
}

export function createPlatformFiles(): PlatformFiles {
  const byId = new Map<string, { bytes: Uint8Array; path: string }>();
  let count = 0;
  return {
    put(bytes, path) {
      count += 1;
      const kept = { bytes, path: path ?? `documents/file_${count}.bin` };
      const fileId = `BQACAgIAAxkBAAI-fake_${count}`;
      byId.set(fileId, kept);
      return { fileId, path: kept.path };
    },
    forget: (fileId) => void byId.delete(fileId),
    find: (fileId) => byId.get(fileId),
    at: (path) => [...byId.values()].find((file) => file.path === path)?.bytes,
  };
}

type FileMethod = (fields: Fields, gone: AbortSignal, files: Files) => BotReply;

export function createFileMethods(
  world: MessageWorld & { readonly files: PlatformFiles },
  findChat: FindChat,
): Readonly<Record<string, FileMethod>> {
  function receive(field: 'document' | 'photo', fields: Fields, files: Files): BotReply {
    const found = findChat(fields);
    if (found.kind === 'refused') return found.refusal;
    const file = files[field];
    if (file === undefined) return badRequest(`there is no ${field} in the request`);
    if (file.bytes.byteLength === 0) return badRequest('file must be non-empty');
    if (field === 'photo' && (!isPicture(file.bytes) || file.bytes.byteLength > MAX_PHOTO_BYTES))
      return badRequest('IMAGE_PROCESS_FAILED');
    const caption = readCaption(fields);
    if (caption.kind === 'refused') return caption.refusal;
    return take(found.chat, field, fields, file, caption);
  }

  function take(
    chat: Chat,
    field: 'document' | 'photo',
    fields: Fields,
    file: Files[string],
    { text, entities, source, parseMode }: Extract<ReturnType<typeof readCaption>, { kind: 'text' }>,
  ): BotReply {
    const { fileId } = world.files.put(file.bytes);
    const size = { file_id: fileId, file_unique_id: `u${fileId}`, file_size: file.bytes.byteLength };
    const content =
      field === 'photo'
        ? { photo: [{ ...size, width: 1, height: 1 }] }
        : { document: { ...size, file_name: file.name, mime_type: file.mediaType } };
    const threadId = wholeNumber(fields['message_thread_id']) ?? null;
    const atMs = world.now();
    const message: WireMessage = {
      message_id: chat.nextMessageId(),
      from: world.bot,
      chat: chat.wire,
      date: seconds(atMs),
      ...content,
      ...(text === '' ? {} : { caption: text, caption_entities: entities }),
    };
    chat.keep(message);
    const received: ReceivedMessage = {
      ...{
        messageId: message.message_id,
        chatId: chat.wire.id,
        text,
        entities,
        source,
        parseMode,
        threadId,
        atMs,
      },
      ...{ replyMarkup: structured(fields['reply_markup']) ?? null, replyToMessageId: null },
      ...{ earlierTexts: [], editedAtMs: null, files: [file] },
    };
    world.chats.receive(chat, received);
    world.onBotMessage(received, 'sent');
    return done(message);
  }

  return {
    getfile(fields) {
      const fileId = String(fields['file_id'] ?? '');
      const file = world.files.find(fileId);
      if (file === undefined) return badRequest('wrong file_id');
      if (file.bytes.byteLength > MAX_GIVEN_BYTES) return badRequest('file is too big');
      return done({
        ...{ file_id: fileId, file_unique_id: `u${fileId}`, file_size: file.bytes.byteLength },
        file_path: file.path,
      });
    },
    senddocument: (fields, _gone, files) => receive('document', fields, files),
    sendphoto: (fields, _gone, files) => receive('photo', fields, files),
  };
}

/** JPEG and PNG by their first bytes. */
function isPicture(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xd8) || (bytes[0] === 0x89 && bytes[1] === 0x50);
}

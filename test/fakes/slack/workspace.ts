// What is in the workspace: people, chats with their messages, files. The one place of state besides connections.
//   chats, members, files ← methods of the bot, deeds of people
// It knows no HTTP and sends no events.
import type { Bot, Chat, ChatType, Member, WireFile, WireMessage } from './wire.ts';

export const TEAM = 'T0HOME001';
export const OTHER_TEAM = 'T0AWAY002';

export interface StoredFile {
  readonly wire: WireFile;
  readonly bytes: Uint8Array;
  /** Uploaded by the bot and not shared yet. */
  readonly isPending: boolean;
}

export interface Workspace {
  readonly bot: Bot;
  readonly teamName: string;
  chat(id: string): Chat | undefined;
  addChat(id: string, type: ChatType, options?: { isShared?: boolean }): Chat;
  member(id: string): Member | undefined;
  setMember(member: Member): void;
  file(id: string): StoredFile | undefined;
  setFile(file: StoredFile): void;
  removeFile(id: string): void;
  /** Unique, and later than every one before. */
  nextTs(): string;
  nextId(prefix: string): string;
  add(chat: Chat, message: WireMessage): void;
  /** Replaces the message of the same time; undefined when there is none. */
  replace(chat: Chat, message: WireMessage): WireMessage | undefined;
  message(chat: Chat, ts: string): WireMessage | undefined;
}

export function createWorkspace(bot: Bot): Workspace {
  const chats = new Map<string, Chat>();
  const members = new Map<string, Member>();
  const files = new Map<string, StoredFile>();
  let lastTs = 0n;
  let lastId = 1_000;

  return {
    bot,
    teamName: 'Home',
    chat: (id) => chats.get(id),
    addChat: (id, type, { isShared = false } = {}) => {
      const chat: Chat = {
        id,
        type,
        name: type === 'im' ? 'directmessage' : id.toLowerCase(),
        isShared,
        messages: [],
      };
      chats.set(id, chat);
      return chat;
    },
    member: (id) => members.get(id),
    setMember: (member) => {
      members.set(member.id, member);
    },
    file: (id) => files.get(id),
    setFile: (file) => {
      files.set(file.wire.id, file);
    },
    removeFile: (id) => {
      files.delete(id);
    },
    nextTs: () => {
      const now = BigInt(Date.now()) * 1_000n;
      lastTs = now > lastTs ? now : lastTs + 1n;
      const digits = String(lastTs);
      return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    },
    nextId: (prefix) => {
      lastId += 1;
      return `${prefix}0FAKE${lastId}`;
    },
    add: (chat, message) => {
      chat.messages.push(message);
    },
    replace: (chat, message) => {
      const at = chat.messages.findIndex(({ ts }) => ts === message.ts);
      const before = chat.messages[at];
      if (before !== undefined) chat.messages[at] = message;
      return before;
    },
    message: (chat, ts) => chat.messages.find((message) => message.ts === ts),
  };
}

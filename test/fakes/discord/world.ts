// Who and what there is: a bot, people, one server or more with channels and threads, direct chats, messages.
// Ids are snowflakes, ascending as Discord gives them. It sends nothing: whoever changes it tells the gateway.
import type { Channel, Message, User } from './wire.ts';

export interface World {
  readonly bot: User;
  readonly channels: ReadonlyMap<string, Channel>;
  /** Ids of the servers in which the bot is. */
  readonly servers: Set<string>;
  readonly files: Map<string, Uint8Array>;
  newId(): string;
  addUser(name: string, options?: { id?: string; bot?: true }): User;
  addChannel(channel: Omit<Channel, 'messages' | 'id'> & { id?: string }): Channel;
  /** The direct chat of the bot with a person. */
  directWith(person: User): Channel;
  addMessage(channel: Channel, author: Message['author'], content: string, more?: Partial<Message>): Message;
  changeMessage(channelId: string, messageId: string, change: Partial<Message>): Message | null;
  message(channelId: string, messageId: string): Message | null;
}

const EPOCH_MS = 1_420_070_400_000n;
const SHIFT = 22n;

export function createWorld(): World {
  const channels = new Map<string, Channel>();
  const users = new Map<string, User>();
  const directs = new Map<string, Channel>();
  let lastId = 0n;

  function newId(): string {
    const now = (BigInt(Date.now()) - EPOCH_MS) << SHIFT;
    lastId = now > lastId ? now : lastId + 1n;
    return String(lastId);
  }

  function addUser(name: string, options: { id?: string; bot?: true } = {}): User {
    const { id = newId(), ...rest } = options;
    const user = { id, username: name.toLowerCase().replace(/\W/g, ''), global_name: name, ...rest };
    users.set(user.id, user);
    return user;
  }

  function addChannel(given: Omit<Channel, 'messages' | 'id'> & { id?: string }): Channel {
    const channel = { ...given, id: given.id ?? newId(), messages: [] };
    channels.set(channel.id, channel);
    return channel;
  }

  /** Only what is written as a mention is one; names in plain words are not. */
  function mentionsIn(content: string): readonly User[] {
    const ids = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id]) => id ?? '');
    return [...new Set(ids)].flatMap((id) => users.get(id) ?? []);
  }

  const bot = addUser('Sallyport', { bot: true });

  return {
    bot,
    channels,
    servers: new Set(),
    files: new Map(),
    newId,
    addUser,
    addChannel,
    directWith: (person) => {
      const known = directs.get(person.id) ?? addChannel({ type: 1 });
      directs.set(person.id, known);
      return known;
    },
    addMessage: (channel, author, content, more = {}) => {
      const message: Message = {
        id: newId(),
        channel_id: channel.id,
        author,
        content,
        timestamp: new Date().toISOString(),
        edited_timestamp: null,
        type: 0,
        flags: 0,
        mentions: mentionsIn(content),
        attachments: [],
        components: [],
        embeds: [],
        ...more,
      };
      channel.messages.push(message);
      return message;
    },
    changeMessage: (channelId, messageId, change) => {
      const messages = channels.get(channelId)?.messages ?? [];
      const at = messages.findIndex(({ id }) => id === messageId);
      const before = messages[at];
      if (before === undefined) return null;
      const after = { ...before, edited_timestamp: new Date().toISOString(), ...change };
      messages[at] = after;
      return after;
    },
    message: (channelId, messageId) =>
      channels.get(channelId)?.messages.find(({ id }) => id === messageId) ?? null,
  };
}

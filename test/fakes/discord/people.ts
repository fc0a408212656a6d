// People who write to the bot: in direct chats, channels and threads; and what they change, press and react with.
//   a person does something → the world changes → the event that Discord would send
// Events: https://discord.com/developers/docs/events/gateway-events. It never answers for the bot.
import type { Attachment, Channel, Message, User } from './wire.ts';
import type { World } from './world.ts';

export interface Saying {
  /** The name shown on this server, beside the account's own. */
  readonly nick?: string;
  /** The account's shown name with this message. */
  readonly globalName?: string;
  readonly replyTo?: string;
  readonly files?: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: Uint8Array;
  }[];
  /** Not told to anyone yet. */
  readonly silent?: boolean;
  readonly more?: Partial<Message>;
}

export interface People {
  say(person: User, channel: Channel, content: string, how?: Saying): Message;
  /** Tells of a message that was said silently. */
  tell(message: Message): void;
  change(message: Message, content: string): void;
  react(person: User, message: Message, emoji: { id: string | null; name: string }, isTaken?: boolean): void;
  press(person: User, messageId: string, channel: Channel, customId: string): { id: string; token: string };
  /** Of presses: those that were answered, with the type of the answer. */
  pressAnswers(): readonly { readonly id: string; readonly type: unknown }[];
  answered(interactionId: string, token: string, type: unknown): boolean;
}

export function createPeople(deps: {
  world: World;
  dispatch: (name: string, data: unknown) => void;
  filesUrl: () => string;
}): People {
  const { world, dispatch } = deps;
  const open = new Map<string, string>();
  const answers: { id: string; type: unknown }[] = [];
  const told = new Map<string, unknown>();

  function attach(channel: Channel, file: NonNullable<Saying['files']>[number]): Attachment {
    const id = world.newId();
    const path = `/attachments/${channel.id}/${id}/${file.name}`;
    world.files.set(path, file.bytes);
    return {
      id,
      filename: file.name,
      content_type: file.mediaType,
      size: file.bytes.length,
      url: `${deps.filesUrl()}${path}?ex=1&is=2&hm=3`,
    };
  }

  function inServer(channel: Channel, nick: string | null): Record<string, unknown> {
    return channel.guild_id === undefined ? {} : { guild_id: channel.guild_id, member: { nick, roles: [] } };
  }

  return {
    say: (person, channel, content, how = {}) => {
      const original = how.replyTo === undefined ? null : world.message(channel.id, how.replyTo);
      const author = { ...person, ...(how.globalName === undefined ? {} : { global_name: how.globalName }) };
      const message = world.addMessage(channel, author, content, {
        attachments: (how.files ?? []).map((file) => attach(channel, file)),
        ...(original === null
          ? {}
          : {
              type: 19,
              referenced_message: original,
              message_reference: { type: 0, message_id: original.id },
            }),
        ...how.more,
      });
      told.set(message.id, { ...message, ...inServer(channel, how.nick ?? null) });
      if (how.silent !== true) dispatch('MESSAGE_CREATE', told.get(message.id));
      return message;
    },
    tell: (message) => dispatch('MESSAGE_CREATE', told.get(message.id)),
    change: (message, content) => {
      const after = world.changeMessage(message.channel_id, message.id, { content });
      const channel = world.channels.get(message.channel_id);
      if (channel !== undefined) dispatch('MESSAGE_UPDATE', { ...after, ...inServer(channel, null) });
    },
    react: (person, message, emoji, isTaken = false) => {
      const guild = world.channels.get(message.channel_id)?.guild_id;
      dispatch(isTaken ? 'MESSAGE_REACTION_REMOVE' : 'MESSAGE_REACTION_ADD', {
        user_id: person.id,
        channel_id: message.channel_id,
        message_id: message.id,
        emoji,
        message_author_id: message.author.id,
        ...(guild === undefined ? {} : { guild_id: guild, member: { nick: null, user: person } }),
      });
    },
    press: (person, messageId, channel, customId) => {
      const id = world.newId();
      const token = `press-token-${id}`;
      open.set(id, token);
      const { messages: _messages, ...partial } = channel;
      dispatch('INTERACTION_CREATE', {
        id,
        application_id: world.bot.id,
        type: 3,
        token,
        version: 1,
        channel_id: channel.id,
        channel: partial,
        message: world.message(channel.id, messageId),
        data: { component_type: 2, custom_id: customId },
        ...(channel.guild_id === undefined
          ? { user: person }
          : { guild_id: channel.guild_id, member: { nick: null, user: person, roles: [] } }),
      });
      return { id, token };
    },
    pressAnswers: () => answers,
    answered: (id, token, type) => {
      if (open.get(id) !== token) return false;
      open.delete(id);
      answers.push({ id, type });
      return true;
    },
  };
}

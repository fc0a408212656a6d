// What people do on Feishu, as events of schema 2.0.
//   what they did → event with a number of its own
// Shapes: open.feishu.cn, event list, im/v1, and card callbacks. Holds only counters and what was written.

export interface Writer {
  /** Null: the event does not say. */
  readonly openId: string | null;
  readonly type?: 'user' | 'app';
}

export interface Where {
  readonly chatId: string;
  readonly chatType: string;
  /** Id of the message that opened the topic. */
  readonly topic?: string;
}

export interface Written {
  readonly messageId: string;
  /** The message of the event. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly where: Where;
  readonly senderId: string | null;
}

export interface FeishuEvents {
  message(
    from: Writer,
    where: Where,
    type: string,
    content: object,
    more?: { readonly mentions?: readonly object[]; readonly parent?: string },
  ): { readonly event: object; readonly messageId: string };
  press(openId: string, where: Where, messageId: string, value: unknown): object;
  reaction(openId: string, messageId: string, emojiType: string, added?: boolean): object;
  other(type: string, event: object): object;
  written(messageId: string): Written | null;
  /** Of a chat, oldest first. */
  writtenIn(chatId: string): readonly Written[];
}

export function createFeishuEvents(head: { readonly appId: string; readonly token: string }): FeishuEvents {
  const written = new Map<string, Written>();
  let lastEvent = 0;
  let lastMessage = 0;

  function event(type: string, content: object): object {
    lastEvent += 1;
    return {
      schema: '2.0',
      header: {
        event_id: `f7984f25108f8137722bb63cee927e${String(lastEvent).padStart(4, '0')}`,
        event_type: type,
        create_time: String(Date.now()),
        token: head.token,
        app_id: head.appId,
        tenant_key: '2df73991750b1c17',
      },
      event: content,
    };
  }

  return {
    message: ({ openId, type: senderType = 'user' }, where, type, content, { mentions, parent } = {}) => {
      lastMessage += 1;
      const messageId = `om_5ce6d572455d361153b7cb51da13${String(lastMessage).padStart(4, '0')}`;
      const root = where.topic ?? parent;
      const message = {
        message_id: messageId,
        ...(root === undefined ? {} : { root_id: root, parent_id: parent ?? root }),
        ...(where.topic === undefined ? {} : { thread_id: 'omt_d4be107c616aed9c' }),
        create_time: String(Date.now()),
        chat_id: where.chatId,
        chat_type: where.chatType,
        message_type: type,
        content: JSON.stringify(content),
        ...(mentions === undefined ? {} : { mentions }),
      };
      written.set(messageId, { messageId, where, senderId: openId, message });
      return {
        messageId,
        event: event('im.message.receive_v1', {
          sender: {
            sender_id:
              openId === null ? null : { open_id: openId, union_id: 'on_8ed6aa67826108097d9ee143816345' },
            sender_type: senderType,
            tenant_key: '2df73991750b1c17',
          },
          message,
        }),
      };
    },
    press: (openId, where, messageId, value) =>
      event('card.action.trigger', {
        operator: { tenant_key: '2df73991750b1c17', open_id: openId, union_id: 'on_1' },
        token: 'c-295ee57216a5dc9de90fefd0aadb4b1d7d000000',
        action: { value, tag: 'button' },
        host: 'im_message',
        context: { open_message_id: messageId, open_chat_id: where.chatId },
      }),
    reaction: (openId, messageId, emojiType, added = true) =>
      event(`im.message.reaction.${added ? 'created' : 'deleted'}_v1`, {
        message_id: messageId,
        reaction_type: { emoji_type: emojiType },
        operator_type: 'user',
        user_id: { open_id: openId, union_id: 'on_1' },
        action_time: String(Date.now()),
      }),
    other: event,
    written: (messageId) => written.get(messageId) ?? null,
    writtenIn: (chatId) => [...written.values()].filter(({ where }) => where.chatId === chatId),
  };
}

// Table `messages`: what came in, word for word, and who said it by immutable id.
// May not know what a message causes.
import type { MessageRow, MessageStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import {
  ACTOR_COLUMNS,
  type Columns,
  FROM_THE_END,
  insertInto,
  selectList,
  type WithActorColumns,
  withActor,
  withActorColumns,
} from '../table.ts';

type Stored = WithActorColumns<MessageRow>;

const COLUMNS: Columns<Stored> = {
  id: 'id',
  conversationId: 'conversation_id',
  channelId: 'channel_id',
  kind: 'kind',
  senderId: 'sender_id',
  senderName: 'sender_name',
  ...ACTOR_COLUMNS,
  text: 'text',
  platformMessageId: 'platform_message_id',
  at: 'at',
  frameId: 'frame_id',
};

export function createMessageStore(connection: Connection): MessageStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM messages`;
  const add = connection.change(insertInto('messages', COLUMNS));
  const get = connection.one<Stored>(`${select} WHERE id = ?`);
  const page = connection.many<Stored>(
    `${select} WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const after = connection.many<Stored>(`${select} WHERE conversation_id = ? AND id > ? ORDER BY id LIMIT ?`);
  return {
    add: (row) => {
      add(withActorColumns(row));
    },
    get: (id) => {
      const row = get(id);
      return row === null ? null : withActor<MessageRow>(row);
    },
    page: (conversationId, beforeId, limit) =>
      page(conversationId, beforeId ?? FROM_THE_END, limit)
        .map((row) => withActor<MessageRow>(row))
        .reverse(),
    after: (conversationId, afterId, limit) =>
      after(conversationId, afterId, limit).map((row) => withActor<MessageRow>(row)),
  };
}

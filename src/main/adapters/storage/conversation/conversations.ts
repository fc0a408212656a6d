// Table `conversations`: one row a chat or thread on a channel.
// May not know who is admitted to it. A chat without a thread and a thread with an empty name are different things.
import { AppError } from '../../../../contracts/errors.ts';
import type { ConversationRow, ConversationStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

type Stored = Omit<ConversationRow, 'isPrivate'> & { readonly private: number };

const COLUMNS: Columns<Stored> = {
  id: 'id',
  channelId: 'channel_id',
  platform: 'platform',
  chatKind: 'chat_kind',
  chatId: 'chat_id',
  threadId: 'thread_id',
  title: 'title',
  senderId: 'sender_id',
  workspace: 'workspace',
  createdAt: 'created_at',
  lastAt: 'last_at',
  preview: 'preview',
  private: 'private',
};

export function createConversationStore(connection: Connection): ConversationStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM conversations`;
  const add = connection.change(insertInto('conversations', COLUMNS));
  const get = connection.one<Stored>(`${select} WHERE id = ?`);
  const find = connection.one<Stored>(`${select} WHERE channel_id = ? AND chat_id = ? AND thread_id IS ?`);
  const list = connection.many<Stored>(`${select} ORDER BY last_at DESC, id DESC`);
  const change = connection.change(
    'UPDATE conversations SET title = @title, workspace = @workspace, last_at = @lastAt, preview = @preview WHERE id = @id',
  );
  return {
    add: ({ isPrivate, ...row }) => {
      add({ ...row, private: isPrivate ? 1 : 0 });
    },
    get: (id) => fromStored(get(id)),
    find: (channelId, chatId, threadId) => fromStored(find(channelId, chatId, threadId)),
    list: () => list().map((row) => fromStored(row)),
    update: (id, changes) => {
      const row = get(id);
      if (row === null) throw new AppError('not-found', 'This conversation does not exist any more.');
      change({ ...row, ...changes });
    },
  };
}

function fromStored(row: Stored): ConversationRow;
function fromStored(row: Stored | null): ConversationRow | null;
function fromStored(row: Stored | null): ConversationRow | null {
  if (row === null) return null;
  const { private: isPrivate, ...rest } = row;
  return { ...rest, isPrivate: isPrivate !== 0 };
}

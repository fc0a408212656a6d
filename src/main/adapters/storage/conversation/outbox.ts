// Table `outbox`: every part of every reply, durable before it is sent, and what became of it.
// May not know how anything is sent. Nothing is queued twice: `once_key` is unique.
import { AppError } from '../../../../contracts/errors.ts';
import type { OutboxRow, OutboxState, OutboxStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<OutboxRow> = {
  id: 'id',
  channelId: 'channel_id',
  chatId: 'chat_id',
  threadId: 'thread_id',
  conversationId: 'conversation_id',
  turnId: 'turn_id',
  onceKey: 'once_key',
  body: 'body',
  format: 'format',
  state: 'state',
  attempts: 'attempts',
  notBefore: 'not_before',
  error: 'error',
  causeFrameId: 'cause_frame_id',
  createdAt: 'created_at',
};

export function createOutboxStore(connection: Connection): OutboxStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM outbox`;
  // Only a repeated key is let pass quietly; a repeated id or a missing field is a fault and throws.
  const add = connection.change(`${insertInto('outbox', COLUMNS)} ON CONFLICT (once_key) DO NOTHING`);
  const get = connection.one<OutboxRow>(`${select} WHERE id = ?`);
  const change = connection.change(
    'UPDATE outbox SET state = @state, attempts = @attempts, not_before = @notBefore, error = @error WHERE id = @id',
  );
  // The conditions on `state` are written as in the partial indexes, or SQLite would not use them.
  const open = connection.many<OutboxRow>(`${select} WHERE state IN ('pending', 'sending') ORDER BY id`);
  const nextPending = connection.one<OutboxRow>(
    `${select} WHERE state = 'pending' AND channel_id = ? AND chat_id = ? AND thread_id IS ? ORDER BY id LIMIT 1`,
  );
  const statesOf = connection.many<{ readonly state: OutboxState }>(
    'SELECT state FROM outbox WHERE once_key >= ? AND once_key < ? ORDER BY id',
  );
  return {
    add: (row) => add(row) === 1,
    get: (id) => get(id),
    update: (id, changes) => {
      const row = get(id);
      if (row === null) throw new AppError('not-found', 'This part of a reply does not exist any more.');
      change({ ...row, ...changes });
    },
    open: () => open(),
    nextPending: (channelId, chatId, threadId) => nextPending(channelId, chatId, threadId),
    // `0` is the character after `/`: the range holds every key that begins with `<ownerId>/`.
    statesOf: (ownerId) => statesOf(`${ownerId}/`, `${ownerId}0`).map((row) => row.state),
  };
}

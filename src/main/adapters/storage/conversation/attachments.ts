// Table `attachments`: files that came with messages, and how far each got; files that were sent.
// May not know how one is fetched, nor where it lies beyond its path.
import { AppError } from '../../../../contracts/errors.ts';
import type { AttachmentRow, AttachmentStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<AttachmentRow> = {
  id: 'id',
  messageId: 'message_id',
  conversationId: 'conversation_id',
  channelId: 'channel_id',
  kind: 'kind',
  name: 'name',
  mediaType: 'media_type',
  sizeBytes: 'size_bytes',
  reference: 'reference',
  state: 'state',
  path: 'path',
  reason: 'reason',
  frameId: 'frame_id',
};

export function createAttachmentStore(connection: Connection): AttachmentStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM attachments`;
  const add = connection.change(insertInto('attachments', COLUMNS));
  const get = connection.one<AttachmentRow>(`${select} WHERE id = ?`);
  const change = connection.change(
    `UPDATE attachments SET channel_id = @channelId, kind = @kind, name = @name, media_type = @mediaType,
       size_bytes = @sizeBytes, reference = @reference, state = @state, path = @path, reason = @reason,
       frame_id = @frameId WHERE id = @id`,
  );
  const ofMessage = connection.many<AttachmentRow>(
    `${select} WHERE message_id = ? AND state <> 'forgotten' ORDER BY id`,
  );
  const since = connection.many<AttachmentRow>(
    `${select} WHERE conversation_id = ? AND message_id >= ? AND state <> 'forgotten' ORDER BY message_id, id LIMIT ?`,
  );
  const total = connection.one<{ readonly bytes: number }>(
    `SELECT ifnull(sum(size_bytes), 0) AS bytes FROM attachments
       WHERE conversation_id = ? AND state = 'here' AND reference <> ''`,
  );
  const known = connection.one<{ readonly id: string }>(
    'SELECT id FROM attachments WHERE conversation_id = ? AND reference = ? LIMIT 1',
  );
  const forgotten = connection.many<AttachmentRow>(`${select} WHERE state = 'forgotten' ORDER BY id`);
  const remove = connection.change('DELETE FROM attachments WHERE id = ?');
  return {
    add: (row) => void add(row),
    update: (id, changes) => {
      const row = get(id);
      if (row === null) throw new AppError('not-found', 'This attachment does not exist any more.');
      change({ ...row, ...changes });
    },
    ofMessage: (messageId) => ofMessage(messageId),
    since: (conversationId, messageId, limit) => since(conversationId, messageId, limit),
    totalBytes: (conversationId) => total(conversationId)?.bytes ?? 0,
    isKnown: (conversationId, reference) => known(conversationId, reference) !== null,
    forgotten: () => forgotten(),
    remove: (id) => void remove(id),
  };
}

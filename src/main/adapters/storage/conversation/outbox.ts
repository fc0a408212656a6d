// Table `outbox`: every part of every reply, durable before it is sent, and what became of it.
// May not know how anything is sent. Nothing is queued twice: `once_key` is unique.
import { AppError } from '../../../../contracts/errors.ts';
import type { OutboxRow, OutboxState, OutboxStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

type Stored = Omit<OutboxRow, 'buttons' | 'file'> & {
  readonly buttons: string | null;
  readonly fileName: string | null;
  readonly fileMediaType: string | null;
  readonly fileSizeBytes: number | null;
};

const COLUMNS: Columns<Stored> = {
  id: 'id',
  channelId: 'channel_id',
  chatId: 'chat_id',
  threadId: 'thread_id',
  conversationId: 'conversation_id',
  turnId: 'turn_id',
  onceKey: 'once_key',
  body: 'body',
  format: 'format',
  buttons: 'buttons',
  fileName: 'file_name',
  fileMediaType: 'file_media_type',
  fileSizeBytes: 'file_size_bytes',
  state: 'state',
  attempts: 'attempts',
  notBefore: 'not_before',
  error: 'error',
  causeFrameId: 'cause_frame_id',
  createdAt: 'created_at',
  queuedAt: 'queued_at',
  repeatUntil: 'repeat_until',
  settledAt: 'settled_at',
  dismissedAt: 'dismissed_at',
};

export function createOutboxStore(connection: Connection): OutboxStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM outbox`;
  // Only a repeated key is let pass quietly; a repeated id or a missing field is a fault and throws.
  const add = connection.change(`${insertInto('outbox', COLUMNS)} ON CONFLICT (once_key) DO NOTHING`);
  const get = connection.one<Stored>(`${select} WHERE id = ?`);
  const change = connection.change(
    `UPDATE outbox SET state = @state, attempts = @attempts, not_before = @notBefore, error = @error,
       cause_frame_id = @causeFrameId, queued_at = @queuedAt, repeat_until = @repeatUntil, settled_at = @settledAt,
       dismissed_at = @dismissedAt WHERE id = @id`,
  );
  // The conditions on `state` are written as in the partial indexes, or SQLite would not use them.
  const open = connection.many<Stored>(`${select} WHERE state IN ('pending', 'sending') ORDER BY id`);
  const nextPending = connection.one<Stored>(
    `${select} WHERE state = 'pending' AND channel_id = ? AND chat_id = ? AND thread_id IS ? ORDER BY id LIMIT 1`,
  );
  const statesOf = connection.many<{ readonly state: OutboxState }>(
    'SELECT state FROM outbox WHERE once_key >= ? AND once_key < ? ORDER BY id',
  );
  const undelivered = connection.many<Stored>(
    `${select} WHERE state IN ('failed', 'uncertain') AND dismissed_at IS NULL
       AND (@conversationId IS NULL OR conversation_id = @conversationId) ORDER BY id DESC LIMIT @limit`,
  );
  const keepBytes = connection.change('INSERT OR REPLACE INTO outbox_files (outbox_id, bytes) VALUES (?, ?)');
  const bytesOf = connection.one<{ readonly bytes: Uint8Array }>(
    'SELECT bytes FROM outbox_files WHERE outbox_id = ?',
  );
  const dropBytes = connection.change('DELETE FROM outbox_files WHERE outbox_id = ?');
  return {
    add: (row) => add(toStored(row)) === 1,
    get: (id) => orNull(get(id)),
    update: (id, changes) => {
      const row = get(id);
      if (row === null) throw new AppError('not-found', 'This part of a reply does not exist any more.');
      change({ ...row, ...changes });
    },
    open: () => open().map(fromStored),
    nextPending: (channelId, chatId, threadId) => orNull(nextPending(channelId, chatId, threadId)),
    // `0` is the character after `/`: the range holds every key that begins with `<ownerId>/`.
    statesOf: (ownerId) => statesOf(`${ownerId}/`, `${ownerId}0`).map((row) => row.state),
    undelivered: (conversationId, limit) => undelivered({ conversationId, limit }).map(fromStored),
    keepBytes: (id, bytes) =>
      void keepBytes(id, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    bytesOf: (id) => bytesOf(id)?.bytes ?? null,
    dropBytes: (id) => void dropBytes(id),
  };
}

function toStored({ buttons, file, ...row }: OutboxRow): Stored {
  return {
    ...row,
    buttons: buttons.length === 0 ? null : JSON.stringify(buttons),
    fileName: file?.name ?? null,
    fileMediaType: file?.mediaType ?? null,
    fileSizeBytes: file?.sizeBytes ?? null,
  };
}

function fromStored({ buttons, fileName, fileMediaType, fileSizeBytes, ...row }: Stored): OutboxRow {
  return {
    ...row,
    buttons: buttons === null ? [] : (JSON.parse(buttons) as OutboxRow['buttons']),
    file:
      fileName === null
        ? null
        : { name: fileName, mediaType: fileMediaType ?? '', sizeBytes: fileSizeBytes ?? 0 },
  };
}

function orNull(row: Stored | null): OutboxRow | null {
  return row === null ? null : fromStored(row);
}

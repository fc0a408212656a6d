// Takes words out of rows that must stay, and what was said in a conversation away as a whole. Frames are never touched:
// what they commit to lies in payloads, which are removed elsewhere.
// May not know why something is forgotten. SQLite overwrites what is freed (`secure_delete`, set when the file is opened).
import type { ErasableTable, TraceEraser } from '../../domain/ports/memory-records.ts';
import type { TraceTable } from '../../domain/ports/memory-search.ts';
import type { Connection } from './connection.ts';
import { type TextRow, TRACE_TEXTS, traceOf } from './trace-rows.ts';

const GONE = '[forgotten]';
const LABEL = JSON.stringify([{ kind: 'tool', label: GONE }]);

/**
 * What came with a message: its file is still to be removed, by the path that stays until then. A file that was sent lies
 * in the workspace by itself, and stays there.
 */
const forgetAttachments = (whose: string): readonly string[] => [
  `DELETE FROM payloads WHERE frame_id IN (SELECT frame_id FROM attachments WHERE ${whose} = @id)`,
  `DELETE FROM attachments WHERE ${whose} = @id AND (path IS NULL OR reference = '')`,
  `UPDATE attachments SET name = NULL, media_type = NULL, reason = NULL, reference = @gone, state = 'forgotten'
     WHERE ${whose} = @id`,
];

const FILE_OF_REPLY = (whose: string): string =>
  `DELETE FROM outbox_files WHERE outbox_id IN (SELECT id FROM outbox WHERE ${whose} AND state IN ('sent', 'failed', 'uncertain'))`;

/** What is left of a row, by its table; a payload is not rewritten but removed. */
const ERASED: Readonly<Record<Exclude<ErasableTable, 'attachments'>, string>> = {
  payloads: 'DELETE FROM payloads WHERE frame_id = @id',
  messages: 'UPDATE messages SET text = @gone, sender_name = NULL WHERE id = @id',
  steps: 'UPDATE steps SET text = @gone, provider_state = NULL WHERE id = @id',
  tool_calls: `UPDATE tool_calls SET input_text = '{}', decision_reason = NULL, output_text = iif(output_text IS NULL, NULL, @gone),
    taint = iif(taint IS NULL, NULL, json_set(taint, '$.sources', json(@label))) WHERE id = @id`,
  // Still a question that can be read; one that waits is answered first.
  approvals: `UPDATE approvals SET reason = @gone, answer_reason = NULL,
    shown_text = json_replace(shown_text, '$.asker', @gone, '$.summary', @gone, '$.facts', json('[]'), '$.conversationTitle', @gone,
      '$.reason', @gone, '$.offers', json('[]'), '$.taint.sources', json('[]'))
    WHERE id = @id AND state <> 'pending'`,
  // What it is worth stays, word for word; only the labels go.
  memory_labels: `UPDATE memories SET taint = json_set(taint, '$.sources', json(@label)) WHERE id = @id`,
  settings: `UPDATE settings SET value = iif(instr(key, char(10)) > 0,
      substr(value, 1, instr(value, ' ')) || json_set(substr(value, instr(value, ' ') + 1), '$.sources', json(@label)),
      json_set(value, '$.sources', json(@label)))
    WHERE key = @id`,
  forwarded_questions: 'UPDATE forwarded_questions SET text = @gone WHERE approval_id = @id',
  outbox: `UPDATE outbox SET body = @gone, error = NULL, file_name = NULL, buttons = NULL,
    dismissed_at = coalesce(dismissed_at, created_at) WHERE id = @id AND state IN ('sent', 'failed', 'uncertain')`,
  conversations:
    "UPDATE conversations SET title = iif(chat_kind = 'own', @gone, title), preview = @gone WHERE id = @id",
};

/**
 * Of one message or step, before its own words go: its payload, what repeats it or its beginning. A summary that is gone
 * from its table is made anew; what was drawn from it as a fact is removed by its own store.
 */
const COPIES = (table: 'messages' | 'steps'): readonly string[] => [
  ...(table === 'messages' ? forgetAttachments('message_id') : []),
  FILE_OF_REPLY("once_key > @id || '/' AND once_key < @id || '0'"),
  `DELETE FROM payloads WHERE frame_id = (SELECT frame_id FROM ${table} WHERE id = @id)`,
  `DELETE FROM memories WHERE message_id = @id AND kind = 'message'`,
  'DELETE FROM summaries WHERE message_id = @id',
  `UPDATE outbox SET body = @gone, error = NULL, file_name = NULL, buttons = NULL,
    dismissed_at = coalesce(dismissed_at, created_at)
     WHERE once_key > @id || '/' AND once_key < @id || '0' AND state IN ('sent', 'failed', 'uncertain')`,
  `UPDATE conversations SET preview = @gone WHERE preview <> ''
     AND id = (SELECT conversation_id FROM ${table} WHERE id = @id)
     AND instr((SELECT text FROM ${table} WHERE id = @id), substr(preview, 1, 40)) > 0`,
  `UPDATE conversations SET title = @gone WHERE chat_kind = 'own' AND title <> ''
     AND id = (SELECT conversation_id FROM ${table} WHERE id = @id)
     AND instr((SELECT text FROM ${table} WHERE id = @id), substr(title, 1, 40)) > 0`,
];

/** In the order in which rows may go: what points to others first. */
const OF_CONVERSATION = [
  'DELETE FROM memory_uses WHERE turn_id IN (SELECT id FROM turns WHERE conversation_id = @id)',
  'DELETE FROM memories WHERE conversation_id = @id',
  'DELETE FROM memory_progress WHERE conversation_id = @id',
  'DELETE FROM forwarded_questions WHERE conversation_id = @id OR approval_id IN (SELECT id FROM approvals WHERE conversation_id = @id)',
  'DELETE FROM approvals WHERE conversation_id = @id',
  'DELETE FROM outbox WHERE conversation_id = @id',
  'DELETE FROM attachments WHERE conversation_id = @id',
  'DELETE FROM tool_calls WHERE conversation_id = @id',
  'DELETE FROM steps WHERE conversation_id = @id',
  'DELETE FROM turns WHERE conversation_id = @id',
  'DELETE FROM summaries WHERE conversation_id = @id',
  'DELETE FROM messages WHERE conversation_id = @id',
  'DELETE FROM rules WHERE conversation_id = @id',
  `DELETE FROM settings WHERE key IN ('taint ' || @id, 'written ' || @workspace)
     OR substr(key, 1, length(@workspace) + 9) = 'written ' || @workspace || char(10)`,
  'DELETE FROM conversations WHERE id = @id',
];

export function createTraceEraser(connection: Connection): TraceEraser {
  const erasing = Object.fromEntries(
    Object.entries(ERASED).map(([table, sql]) => [table, connection.change(sql)]),
  );
  const copies: Readonly<Record<string, readonly ReturnType<Connection['change']>[]>> = {
    messages: COPIES('messages').map((sql) => connection.change(sql)),
    steps: COPIES('steps').map((sql) => connection.change(sql)),
    outbox: [connection.change(FILE_OF_REPLY('id = @id'))],
  };
  const forgetting = forgetAttachments('id').map((sql) => connection.change(sql));
  const frames = connection.many<{ id: string }>(
    `SELECT frames.id FROM frames JOIN payloads ON payloads.frame_id = frames.id WHERE conversation_id = ? ORDER BY id`,
  );
  const reading = Object.fromEntries(
    (Object.keys(TRACE_TEXTS) as readonly TraceTable[]).map((table) => [
      table,
      connection.one<TextRow>(TRACE_TEXTS[table].byId),
    ]),
  );
  const settle = connection.many('PRAGMA wal_checkpoint(TRUNCATE)');
  const ofConversation = OF_CONVERSATION.map((sql) => connection.change(sql));
  return {
    erase: (table, id) =>
      connection.transaction(() => {
        if (table === 'attachments')
          return forgetting.reduce((sum, step) => sum + step({ id, gone: GONE }), 0) > 0;
        for (const copy of copies[table] ?? []) copy({ id, gone: GONE });
        return erasing[table]?.({ id, gone: GONE, label: LABEL }) === 1;
      }),
    read: (table, id) => {
      const row = reading[table]?.(id) ?? null;
      return row === null ? null : traceOf(table, row, 0, false);
    },
    settle: () => void settle(),
    framesWithPayload: (conversationId) => frames(conversationId).map(({ id }) => id),
    eraseConversation: (id, workspace) =>
      connection.transaction(() => {
        for (const step of ofConversation) step({ id, workspace });
      }),
  };
}

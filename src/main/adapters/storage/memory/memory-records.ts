// Tables `memory_progress`, `memory_uses`, `summaries`: how far memory has come, what an answer used, what a summary
// stands for. May not know what any of it says.
import type {
  MemoryProgressStore,
  MemoryUseStore,
  ProgressRow,
  SummaryRow,
  SummaryStore,
} from '../../../domain/ports/memory-records.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const PROGRESS_COLUMNS: Columns<ProgressRow> = {
  conversationId: 'conversation_id',
  keptId: 'kept_id',
  learnedId: 'learned_id',
};
const SUMMARY_COLUMNS: Columns<SummaryRow> = {
  messageId: 'message_id',
  conversationId: 'conversation_id',
  firstTurnId: 'first_turn_id',
  lastTurnId: 'last_turn_id',
  turns: 'turns',
};

export function createMemoryProgressStore(connection: Connection): MemoryProgressStore {
  const of = connection.one<ProgressRow>(
    `SELECT ${selectList(PROGRESS_COLUMNS)} FROM memory_progress WHERE conversation_id = ?`,
  );
  const put = connection.change(insertInto('memory_progress', PROGRESS_COLUMNS, 'OR REPLACE'));
  // One look into an index for each conversation.
  const behind = connection.many<{ id: string }>(
    `SELECT conversations.id FROM conversations
       LEFT JOIN memory_progress ON memory_progress.conversation_id = conversations.id
      WHERE private = 0 AND EXISTS (SELECT 1 FROM messages WHERE messages.conversation_id = conversations.id
        AND messages.id > min(ifnull(kept_id, ''), ifnull(learned_id, '')))
      ORDER BY last_at DESC LIMIT ?`,
  );
  return {
    of: (conversationId) => of(conversationId) ?? { conversationId, keptId: '', learnedId: '' },
    put: (row) => void put(row),
    behind: (limit) => behind(limit).map(({ id }) => id),
  };
}

export function createMemoryUseStore(connection: Connection): MemoryUseStore {
  const add = connection.change('INSERT OR IGNORE INTO memory_uses (turn_id, memory_id) VALUES (?, ?)');
  const ofTurn = connection.many<{ id: string }>(
    'SELECT memory_id AS id FROM memory_uses WHERE turn_id = ? ORDER BY memory_id',
  );
  const count = connection.one<{ count: number }>(
    'SELECT count(*) AS count FROM memory_uses WHERE turn_id = ?',
  );
  return {
    add: (turnId, memoryIds) =>
      connection.transaction(() => {
        for (const id of memoryIds) add(turnId, id);
      }),
    ofTurn: (turnId) => ofTurn(turnId).map(({ id }) => id),
    count: (turnId) => count(turnId)?.count ?? 0,
  };
}

export function createSummaryStore(connection: Connection): SummaryStore {
  const select = `SELECT ${selectList(SUMMARY_COLUMNS)} FROM summaries`;
  const add = connection.change(insertInto('summaries', SUMMARY_COLUMNS));
  const get = connection.one<SummaryRow>(`${select} WHERE message_id = ?`);
  const lastBefore = connection.one<SummaryRow>(
    `${select} WHERE conversation_id = ? AND last_turn_id < ? ORDER BY message_id DESC LIMIT 1`,
  );
  const reaching = connection.many<{ id: string }>(
    'SELECT message_id AS id FROM summaries WHERE conversation_id = ? AND last_turn_id >= ? ORDER BY message_id',
  );
  return {
    add: (row) => void add(row),
    get: (messageId) => get(messageId),
    reaching: (conversationId, turnOrMessageId) =>
      reaching(conversationId, turnOrMessageId).map(({ id }) => id),
    lastBefore: (conversationId, turnId) => lastBefore(conversationId, turnId),
  };
}

// Tables `memories`, `memory_words`: what is kept across conversations, on the connection that writes. May not know who asks: the area it is given is the only thing it will look into.
import type { MemoryRow, MemoryStore } from '../../../domain/ports/memory.ts';
import type { Connection } from '../connection.ts';
import { anyPrefix, anyWord, wordsOf } from '../search-words.ts';
import { insertInto, selectList } from '../table.ts';
import { COLUMNS, fromStored, type Stored, toStored } from './memory-row.ts';

/** Kept on purpose, and found. */
const KEPT_FACT = `state = 'kept' AND kind IN ('fact', 'preference', 'event')`;

export function createMemoryStore(connection: Connection): MemoryStore {
  const add = connection.change(insertInto('memories', COLUMNS));
  const byId = connection.one<Stored>(
    `SELECT ${selectList(COLUMNS)} FROM memories
      WHERE id = ? AND state = 'kept'
        AND scope = ? -- SECURITY: an id alone would open what another person said
        AND (? IS NULL OR conversation_id = ?)`,
  );
  const anyById = connection.one<Stored>(`SELECT ${selectList(COLUMNS)} FROM memories WHERE id = ?`);
  const change = connection.change(
    `UPDATE memories SET text = @text, taint = @taint, state = @state, pinned = @pinned, changed_at = @changedAt,
       replaced_by = @replacedBy WHERE id = @id`,
  );
  const remove = connection.change('DELETE FROM memories WHERE id = ?');
  const replacedBy = connection.many<Stored>(
    `SELECT ${selectList(COLUMNS)} FROM memories WHERE replaced_by = ? ORDER BY position DESC`,
  );
  const ofMessage = connection.many<Stored>(
    `SELECT ${selectList(COLUMNS)} FROM memories WHERE message_id = ? ORDER BY position`,
  );
  const same = connection.many<Stored>(
    `SELECT ${selectList(COLUMNS)} FROM memories WHERE scope = ? AND same_key = ? AND state = 'kept'`,
  );
  const facts = connection.many<Stored>(
    `SELECT ${selectList(COLUMNS)} FROM memories WHERE ${KEPT_FACT} AND scope = ? ORDER BY position DESC LIMIT ?`,
  );
  const deletedBefore = connection.many<{ id: string }>(
    `SELECT id FROM memories WHERE state = 'deleted' AND changed_at < ? LIMIT ?`,
  );
  const removeDocument = connection.change(
    'DELETE FROM memories WHERE position IN (SELECT position FROM memories WHERE document_id = ? LIMIT ?)',
  );
  const countOf = connection.one<{ count: number }>(
    'SELECT count(*) AS count FROM memories WHERE document_id = ?',
  );
  // `rank` is bm25, sorted inside the index: rows are fetched best first, and only until the limit is reached.
  const match = connection.many<Stored>(
    `SELECT ${selectList(COLUMNS, 'memories.')} FROM memory_words
       JOIN memories ON memories.position = memory_words.rowid
      WHERE memory_words MATCH ? AND memories.state = 'kept'
        AND memories.scope = ? -- SECURITY: without it one person would be told what another one said
        AND (? IS NULL OR memories.conversation_id = ?)
      ORDER BY memory_words.rank LIMIT ?`,
  );
  /** Whole words first; what they leave of the limit is filled with words that only begin so. */
  function search(
    scope: string,
    query: string,
    limit: number,
    conversationId: string | null = null,
  ): readonly MemoryRow[] {
    const words = wordsOf(query);
    if (words.length === 0 || limit <= 0) return [];
    const within = [scope, conversationId, conversationId, limit];
    const exact = match(anyWord(words), ...within);
    if (exact.length >= limit) return exact.map(fromStored);
    const found = new Set(exact.map((row) => row.id));
    const begun = match(anyPrefix(words), ...within).filter((row) => !found.has(row.id));
    return [...exact, ...begun].slice(0, limit).map(fromStored);
  }

  return {
    add: (row) => {
      add(toStored(row));
    },
    get: (area, ids) =>
      ids.flatMap((id) => {
        const row = byId(id, area.scope, area.conversationId, area.conversationId);
        return row === null ? [] : [fromStored(row)];
      }),
    byId: (id) => {
      const row = anyById(id);
      return row === null ? null : fromStored(row);
    },
    change: (id, changes) => {
      const row = anyById(id);
      return row !== null && change(toStored({ ...fromStored(row), ...changes })) === 1;
    },
    remove: (id) => remove(id) === 1,
    replacedBy: (id) => replacedBy(id).map(fromStored),
    ofMessage: (messageId) => ofMessage(messageId).map(fromStored),
    same: (scope, sameKey) => same(scope, sameKey).map(fromStored),
    facts: (scope, limit) => facts(scope, limit).map(fromStored),
    deletedBefore: (ms, limit) => deletedBefore(ms, limit).map(({ id }) => id),
    removeDocument: (documentId, limit) => removeDocument(documentId, limit),
    countOf: (documentId) => countOf(documentId)?.count ?? 0,
    search,
  };
}

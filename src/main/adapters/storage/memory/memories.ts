// Tables `memories`, `memory_words`: what is kept across conversations, on the connection that writes.
// May not know who asks: the area it is given is the only thing it will look into.
import type { MemoryRow, MemoryStore } from '../../../domain/ports/memory.ts';
import type { Connection } from '../connection.ts';
import { anyPrefix, anyWord, everyWord, wordsOf } from '../search-words.ts';
import { insertInto, selectList } from '../table.ts';
import { COLUMNS, fromStored, type Stored, toStored } from './memory-row.ts';

/** Of what holds the words, only so many of the newest are looked at. */
const LOOKED_AT = 2_000;
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
  // bm25 looks at every row that holds a word before the first is told: seconds of the main loop at a million.
  const match = connection.many<Stored>(
    `SELECT ${selectList(COLUMNS, 'memories.')} FROM
       (SELECT rowid AS found FROM memory_words WHERE memory_words MATCH ? ORDER BY rowid DESC LIMIT ${LOOKED_AT})
       JOIN memories ON memories.position = found
      WHERE memories.state = 'kept'
        AND memories.scope = ? -- SECURITY: without it one person would be told what another one said
        AND (? IS NULL OR memories.conversation_id = ?)
      ORDER BY found DESC LIMIT ?`,
  );
  /** What holds every word comes first, what holds a word that only begins so comes last. */
  function search(
    scope: string,
    query: string,
    limit: number,
    conversationId: string | null = null,
  ): readonly MemoryRow[] {
    const words = wordsOf(query);
    if (words.length === 0 || limit <= 0) return [];
    const found = new Map<string, Stored>();
    for (const pattern of [everyWord(words), anyWord(words), anyPrefix(words)]) {
      if (found.size >= limit) break;
      for (const row of match(pattern, scope, conversationId, conversationId, limit))
        if (!found.has(row.id)) found.set(row.id, row);
    }
    return [...found.values()].slice(0, limit).map(fromStored);
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

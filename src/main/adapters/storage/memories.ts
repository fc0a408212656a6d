// Tables `memories` and `memory_words`: what is kept across conversations, and a word index over it.
// May not know who asks: the scope it is given is the only thing it will look into.
import type { MemoryRow, MemoryStore } from '../../domain/ports/stores.ts';
import type { Connection } from './connection.ts';
import { anyPrefix, anyWord, wordsOf } from './search-words.ts';
import { type Columns, insertInto, selectList, taintFrom } from './table.ts';

type Stored = Omit<MemoryRow, 'taint'> & { readonly taint: string };

const COLUMNS: Columns<Stored> = {
  id: 'id',
  scope: 'scope',
  conversationId: 'conversation_id',
  text: 'text',
  taint: 'taint',
  frameId: 'frame_id',
  createdAt: 'created_at',
};

export function createMemoryStore(connection: Connection): MemoryStore {
  const add = connection.change(insertInto('memories', COLUMNS));
  // `rank` is bm25, sorted inside the index: rows are fetched best first, and only until the limit is reached.
  const match = connection.many<Stored>(
    `SELECT ${selectList(COLUMNS, 'memories.')} FROM memory_words
       JOIN memories ON memories.position = memory_words.rowid
      WHERE memory_words MATCH ?
        AND memories.scope = ? -- SECURITY: without it one person would be told what another one said
      ORDER BY memory_words.rank LIMIT ?`,
  );

  /** Whole words first; what they leave of the limit is filled with words that only begin so. */
  function search(scope: string, query: string, limit: number): readonly MemoryRow[] {
    const words = wordsOf(query);
    if (words.length === 0 || limit <= 0) return [];
    const exact = match(anyWord(words), scope, limit);
    if (exact.length >= limit) return exact.map(fromStored);
    const found = new Set(exact.map((row) => row.id));
    const begun = match(anyPrefix(words), scope, limit).filter((row) => !found.has(row.id));
    return [...exact, ...begun].slice(0, limit).map(fromStored);
  }

  return {
    add: (row) => {
      add({ ...row, taint: JSON.stringify(row.taint) });
    },
    search,
  };
}

function fromStored(row: Stored): MemoryRow {
  return { ...row, taint: taintFrom(row.taint) };
}

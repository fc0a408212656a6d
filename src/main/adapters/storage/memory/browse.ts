// Lists of memories for the owner's pages: by state, kind, person, time and what they came from, newest first.
// May not know who asks: these lists are the owner's, and cross persons. Runs beside the main loop, and only reads.
import type { ListFilter, MemoryPage } from '../../../domain/ports/memory-search.ts';
import type { Connection } from '../connection.ts';
import { everyPrefix, wordsOf } from '../search-words.ts';
import { selectList } from '../table.ts';
import { COLUMNS, fromStored, type Stored } from './memory-row.ts';

export interface Browse {
  list(filter: ListFilter, offset: number, limit: number): MemoryPage;
  months(filter: ListFilter): readonly { readonly month: string; readonly count: number }[];
  people(): readonly { readonly scope: string; readonly count: number }[];
}

/** One condition a field; only those of the filter's own fields are put together, never a text of anybody's. */
const CONDITIONS: Readonly<Record<keyof ListFilter, string>> = {
  states: 'state IN (SELECT value FROM json_each(@states))',
  kinds: 'kind IN (SELECT value FROM json_each(@kinds))',
  scope: 'scope = @scope',
  conversationId: 'conversation_id = @conversationId',
  documentId: 'document_id = @documentId',
  entityId: 'id IN (SELECT memory_id FROM memory_entities WHERE entity_id = @entityId)',
  pinned: 'pinned = @pinned',
  untrusted: `json_extract(taint, '$.untrusted') = @untrusted`,
  from: 'created_at >= @from',
  before: 'created_at < @before',
  text: 'position IN (SELECT rowid FROM memory_words WHERE memory_words MATCH @text)',
  ids: 'id IN (SELECT value FROM json_each(@ids))',
};
const FIELDS = Object.keys(CONDITIONS) as readonly (keyof ListFilter)[];

export function createBrowse(connection: Connection): Browse {
  const people = connection.many<{ scope: string; count: number }>(
    `SELECT scope, count(*) AS count FROM memories WHERE state IN ('kept', 'disabled') GROUP BY scope ORDER BY count DESC`,
  );
  const statements = new Map<string, ReturnType<typeof prepare>>();

  function prepare(where: string) {
    return {
      rows: connection.many<Stored>(
        `SELECT ${selectList(COLUMNS)} FROM memories WHERE ${where}
          ORDER BY created_at DESC, position DESC LIMIT @limit OFFSET @offset`,
      ),
      count: connection.one<{ count: number }>(`SELECT count(*) AS count FROM memories WHERE ${where}`),
      months: connection.many<{ month: string; count: number }>(
        `SELECT strftime('%Y-%m', created_at / 1000, 'unixepoch') AS month, count(*) AS count FROM memories
          WHERE ${where} GROUP BY month ORDER BY month DESC`,
      ),
    };
  }

  /** As many statements as there are sets of fields that somebody filtered by. */
  function statementsFor(filter: ListFilter) {
    const values = valuesOf(filter);
    const where = FIELDS.filter((field) => values[field] !== undefined)
      .map((field) => CONDITIONS[field])
      .join(' AND ');
    const known = statements.get(where) ?? prepare(where);
    statements.set(where, known);
    return { ...known, values };
  }

  return {
    list: (filter, offset, limit) => {
      const { rows, count, values } = statementsFor(filter);
      return {
        total: count(values)?.count ?? 0,
        rows: rows({ ...values, offset, limit }).map(fromStored),
      };
    },
    months: (filter) => {
      const { months, values } = statementsFor(filter);
      return months(values);
    },
    people: () => people(),
  };
}

function valuesOf(filter: ListFilter): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    FIELDS.flatMap((field): (readonly [string, string | number])[] => {
      const value = field === 'text' ? wordsSought(filter.text) : filter[field];
      if (value === undefined) return [];
      if (typeof value === 'boolean') return [[field, value ? 1 : 0]];
      return [[field, typeof value === 'object' ? JSON.stringify(value) : value]];
    }),
  );
}

function wordsSought(text: string | undefined): string | undefined {
  const words = wordsOf(text ?? '');
  return words.length === 0 ? undefined : everyPrefix(words);
}

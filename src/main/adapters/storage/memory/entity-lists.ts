// Lists of people and things, most known first; narrowed by kind, person and part of a name. Bounded whatever their number:
// without a text by indexes in that very order, counted by triggers; with one only so many names that hold it are read.
// May not know how a name is folded.
import type { EntityFilter, EntityRow } from '../../../domain/ports/entities.ts';
import type { Connection } from '../connection.ts';
import { exactPart } from '../search-words.ts';
import { type Columns, selectList } from '../table.ts';

export const ENTITY_COLUMNS: Columns<EntityRow> = {
  id: 'id',
  scope: 'scope',
  kind: 'kind',
  name: 'name',
  createdAt: 'created_at',
};

/** `memories` is counted by triggers: see migration 0007. */
export type CountedEntity = EntityRow & { readonly memories: number };

export interface EntityLists {
  list(
    filter: EntityFilter,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly CountedEntity[] };
}

/** Names that hold a text that are looked at; more than this nobody reads through. */
const NAMES_LOOKED_AT = 500;
/** Of a text that is in more names, those that most is known of are there all the same. */
const MOST_KNOWN_LOOKED_AT = 150;
/** The index of parts knows three signs in a row; a shorter text is looked for at the beginning of names. */
const SIGNS_OF_PART = 3;
const ORDER = 'memories DESC, name, id';

export function createEntityLists(connection: Connection): EntityLists {
  const statements = new Map<string, ReturnType<typeof prepare>>();
  const total = connection.one<{ count: number }>(
    `SELECT ifnull(sum(entities), 0) AS count FROM entity_counts
      WHERE (@kind IS NULL OR kind = @kind) AND (@scope IS NULL OR scope = @scope)`,
  );

  /** As many statements as there are ways to narrow a list. */
  function prepare(filter: EntityFilter, isPart: boolean) {
    const narrowed = [
      ...(filter.kind === null ? [] : ['kind = @kind']),
      ...(filter.scope === null ? [] : ['scope = @scope']),
    ];
    const where = narrowed.length === 0 ? '' : `WHERE ${narrowed.join(' AND ')}`;
    const ids = `SELECT id FROM entities ${where} ORDER BY ${ORDER}`;
    const names = isPart
      ? `SELECT entity_id FROM entity_names
           WHERE position IN (SELECT rowid FROM entity_name_parts WHERE folded MATCH @part LIMIT ${NAMES_LOOKED_AT})`
      : `SELECT entity_id FROM (SELECT entity_id FROM entity_names WHERE folded >= @folded AND folded < @end
           ORDER BY folded LIMIT ${NAMES_LOOKED_AT})`;
    return {
      // The page is found in the index alone; rows are read for it only.
      page: connection.many<CountedEntity>(
        `SELECT ${selectList(ENTITY_COLUMNS)}, memories FROM entities
          WHERE id IN (${ids} LIMIT @limit OFFSET @offset) ORDER BY ${ORDER}`,
      ),
      found: connection.many<CountedEntity>(
        `WITH found(id) AS (${names} UNION SELECT id FROM (${ids} LIMIT ${MOST_KNOWN_LOOKED_AT})
            WHERE EXISTS (SELECT 1 FROM entity_names WHERE entity_id = id AND instr(folded, @folded) > 0))
          SELECT ${selectList(ENTITY_COLUMNS)}, memories FROM entities
           WHERE ${['id IN (SELECT id FROM found)', ...narrowed].join(' AND ')} ORDER BY ${ORDER}`,
      ),
    };
  }

  return {
    list: (filter, offset, limit) => {
      const isPart = [...filter.folded].length >= SIGNS_OF_PART;
      const key = [filter.kind === null, filter.scope === null, isPart].join();
      const statement = statements.get(key) ?? prepare(filter, isPart);
      statements.set(key, statement);
      const { folded, kind, scope } = filter;
      if (folded === '')
        return {
          total: total({ kind, scope })?.count ?? 0,
          rows: statement.page({ kind, scope, offset, limit }),
        };
      const found = statement.found({
        ...{ folded, kind, scope },
        part: exactPart(folded),
        end: `${folded}\u{10ffff}`,
      });
      return { total: found.length, rows: found.slice(offset, offset + limit) };
    },
  };
}

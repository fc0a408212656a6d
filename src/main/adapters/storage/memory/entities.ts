// Tables `entities`, `entity_names`, `memory_entities`, `relations`: who and what memories speak of.
// May not know how a name is folded, nor what a relation means. What only disabled or replaced memories say is not told.
import { AppError } from '../../../../contracts/errors.ts';
import type { EntityRow, EntityStore, ListedEntity, RelationRow } from '../../../domain/ports/entities.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<EntityRow> = {
  id: 'id',
  scope: 'scope',
  kind: 'kind',
  name: 'name',
  createdAt: 'created_at',
};
const RELATION_COLUMNS: Columns<RelationRow> = {
  fromId: 'from_id',
  relation: 'relation',
  toId: 'to_id',
  memoryId: 'memory_id',
};

const MEMORIES_OF = `(SELECT count(*) FROM memory_entities JOIN memories ON memories.id = memory_entities.memory_id
  WHERE memory_entities.entity_id = entities.id AND memories.state = 'kept')`;
const HOLDS = `EXISTS (SELECT 1 FROM memories WHERE memories.id = relations.memory_id AND memories.state = 'kept')`;
const FITS = `(@kind IS NULL OR kind = @kind) AND (@scope IS NULL OR scope = @scope)
  AND (@folded = '' OR EXISTS (SELECT 1 FROM entity_names
    WHERE entity_names.entity_id = entities.id AND instr(entity_names.folded, @folded) > 0))`;

type Counted = EntityRow & { readonly memories: number };

export function createEntityStore(connection: Connection): EntityStore {
  const select = `SELECT ${selectList(COLUMNS)}, ${MEMORIES_OF} AS memories FROM entities`;
  const add = connection.change(insertInto('entities', COLUMNS));
  const get = connection.one<Counted>(`${select} WHERE id = ?`);
  const byName = connection.one<{ entityId: string }>(
    'SELECT entity_id AS entityId FROM entity_names WHERE scope = ? AND folded = ?',
  );
  const list = connection.many<Counted>(
    `${select} WHERE ${FITS} ORDER BY memories DESC, name, id LIMIT @limit OFFSET @offset`,
  );
  const count = connection.one<{ count: number }>(`SELECT count(*) AS count FROM entities WHERE ${FITS}`);
  const names = connection.many<{ folded: string; entityId: string }>(
    'SELECT folded, entity_id AS entityId FROM entity_names WHERE scope = ?',
  );
  const namesOf = connection.many<{ name: string; folded: string }>(
    'SELECT name, folded FROM entity_names WHERE entity_id = ? ORDER BY name',
  );
  const addName = connection.change(
    'INSERT OR IGNORE INTO entity_names (scope, folded, entity_id, name) VALUES (?, ?, ?, ?)',
  );
  const removeName = connection.change(
    'DELETE FROM entity_names WHERE scope = ? AND folded = ? AND entity_id = ?',
  );
  const change = connection.change('UPDATE entities SET kind = @kind, name = @name WHERE id = @id');
  const takeNames = connection.change('UPDATE entity_names SET entity_id = ? WHERE entity_id = ?');
  const takeTies = connection.change(
    `INSERT OR IGNORE INTO memory_entities (entity_id, memory_id)
      SELECT ?, memory_id FROM memory_entities WHERE entity_id = ?`,
  );
  const takeRelations = connection.change(
    `INSERT OR IGNORE INTO relations (from_id, relation, to_id, memory_id)
      SELECT iif(from_id = @otherId, @id, from_id), relation, iif(to_id = @otherId, @id, to_id), memory_id
      FROM relations WHERE @otherId IN (from_id, to_id)`,
  );
  const dropRelations = connection.change('DELETE FROM relations WHERE from_id = @id OR to_id = @id');
  const dropOwnRelations = connection.change('DELETE FROM relations WHERE from_id = to_id');
  const dropTies = connection.change('DELETE FROM memory_entities WHERE entity_id = ?');
  const dropNames = connection.change('DELETE FROM entity_names WHERE entity_id = ?');
  const drop = connection.change('DELETE FROM entities WHERE id = ?');
  const unspoken = connection.many<{ id: string }>(
    `SELECT id FROM entities WHERE NOT EXISTS (SELECT 1 FROM memory_entities WHERE entity_id = entities.id)
       AND NOT EXISTS (SELECT 1 FROM relations WHERE entities.id IN (from_id, to_id))`,
  );
  const tie = connection.change('INSERT OR IGNORE INTO memory_entities (entity_id, memory_id) VALUES (?, ?)');
  const ofMemory = connection.many<EntityRow>(
    `SELECT ${selectList(COLUMNS, 'entities.')} FROM memory_entities
       JOIN entities ON entities.id = memory_entities.entity_id WHERE memory_id = ? ORDER BY name`,
  );
  const memoriesOf = connection.many<{ id: string }>(
    `SELECT memories.id FROM memory_entities JOIN memories ON memories.id = memory_entities.memory_id
      WHERE entity_id = ? AND memories.state = 'kept' ORDER BY memories.position DESC LIMIT ?`,
  );
  const relate = connection.change(insertInto('relations', RELATION_COLUMNS, 'OR IGNORE'));
  const relationsOf = connection.many<RelationRow>(
    `SELECT ${selectList(RELATION_COLUMNS)} FROM relations WHERE from_id = @id AND ${HOLDS}
     UNION SELECT ${selectList(RELATION_COLUMNS)} FROM relations WHERE to_id = @id AND ${HOLDS}`,
  );
  const relationsAmong = connection.many<RelationRow>(
    `SELECT ${selectList(RELATION_COLUMNS)} FROM relations
      WHERE from_id IN (SELECT value FROM json_each(@ids)) AND to_id IN (SELECT value FROM json_each(@ids)) AND ${HOLDS}`,
  );

  function listed(row: Counted): ListedEntity {
    return { ...row, aliases: namesOf(row.id).flatMap(({ name }) => (name === row.name ? [] : [name])) };
  }

  function removeEntity(id: string): boolean {
    dropRelations({ id });
    dropTies(id);
    dropNames(id);
    return drop(id) === 1;
  }

  function known(id: string): Counted {
    const row = get(id);
    if (row === null) throw new AppError('not-found', 'This entry does not exist any more.');
    return row;
  }

  return {
    add: (row, folded) =>
      connection.transaction(() => {
        add(row);
        addName(row.scope, folded, row.id, row.name);
      }),
    get: (id) => {
      const row = get(id);
      return row === null ? null : listed(row);
    },
    byName: (scope, folded) => {
      const found = byName(scope, folded);
      const row = found === null ? null : get(found.entityId);
      return row === null ? null : listed(row);
    },
    list: (filter, offset, limit) => ({
      total: count({ ...filter })?.count ?? 0,
      rows: list({ ...filter, offset, limit }).map(listed),
    }),
    names: (scope) => names(scope),
    addName: (id, name, folded) => {
      const { scope } = known(id);
      addName(scope, folded, id, name);
      return byName(scope, folded)?.entityId === id;
    },
    removeName: (id, folded) => {
      const row = known(id);
      const all = namesOf(id);
      if (all.length < 2 || removeName(row.scope, folded, id) === 0) return false;
      const first = all.find((one) => one.folded !== folded);
      if (all.some((one) => one.folded === folded && one.name === row.name) && first !== undefined)
        change({ ...row, name: first.name });
      return true;
    },
    change: (id, changes) => {
      change({ ...known(id), ...changes });
    },
    merge: (id, otherId) =>
      connection.transaction(() => {
        takeNames(id, otherId);
        takeTies(id, otherId);
        takeRelations({ id, otherId });
        removeEntity(otherId);
        dropOwnRelations();
      }),
    remove: (id) => connection.transaction(() => removeEntity(id)),
    removeUnspoken: () =>
      connection.transaction(() => unspoken().filter(({ id }) => removeEntity(id)).length),
    tie: (memoryId, entityId) => void tie(entityId, memoryId),
    ofMemory: (memoryId) => ofMemory(memoryId),
    memoriesOf: (entityId, limit) => memoriesOf(entityId, limit).map(({ id }) => id),
    relate: (row) => void relate(row),
    relationsOf: (id) => relationsOf({ id }),
    relationsAmong: (ids) => relationsAmong({ ids: JSON.stringify(ids) }),
  };
}

// Tables `entities`, `entity_names`, `memory_entities`, `relations`: who and what memories speak of.
// May not know how a name is folded, nor what a relation means. What only disabled or replaced memories say is not told.
import { AppError } from '../../../../contracts/errors.ts';
import type { EntityRow, EntityStore, ListedEntity, RelationRow } from '../../../domain/ports/entities.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';
import { type CountedEntity, createEntityLists, ENTITY_COLUMNS } from './entity-lists.ts';

const RELATION_COLUMNS: Columns<RelationRow> = {
  fromId: 'from_id',
  relation: 'relation',
  toId: 'to_id',
  memoryId: 'memory_id',
};

const HOLDS = `EXISTS (SELECT 1 FROM memories WHERE memories.id = memory_id AND memories.state = 'kept')`;
/** Of one entity in one direction, the newest; a picture of more shows nothing. */
const RELATIONS_LOOKED_AT = 500;

export function createEntityStore(connection: Connection): EntityStore {
  const lists = createEntityLists(connection);
  const add = connection.change(insertInto('entities', ENTITY_COLUMNS));
  const get = connection.one<CountedEntity>(
    `SELECT ${selectList(ENTITY_COLUMNS)}, memories FROM entities WHERE id = ?`,
  );
  const byName = connection.one<{ entityId: string }>(
    'SELECT entity_id AS entityId FROM entity_names WHERE scope = ? AND folded = ?',
  );
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
  // Moved where they lie; what both have stays with the other and goes with it.
  const takeTies = connection.change(
    'UPDATE OR IGNORE memory_entities SET entity_id = @id WHERE entity_id = @otherId',
  );
  // Triggers count what is tied and untied, not what is moved: what both had is counted once.
  const takeCount = connection.change(
    `UPDATE entities SET memories = memories + (SELECT memories FROM entities WHERE id = @otherId)
       - (SELECT count(*) FROM memory_entities WHERE entity_id = @otherId AND ${HOLDS}) WHERE id = @id`,
  );
  const takeFrom = connection.change('UPDATE OR IGNORE relations SET from_id = @id WHERE from_id = @otherId');
  const takeTo = connection.change('UPDATE OR IGNORE relations SET to_id = @id WHERE to_id = @otherId');
  const dropFrom = connection.change('DELETE FROM relations WHERE from_id = ?');
  const dropTo = connection.change('DELETE FROM relations WHERE to_id = ?');
  const dropOwnRelations = connection.change('DELETE FROM relations WHERE from_id = @id AND to_id = @id');
  const dropTies = connection.change('DELETE FROM memory_entities WHERE entity_id = ?');
  const dropNames = connection.change('DELETE FROM entity_names WHERE entity_id = ?');
  const drop = connection.change('DELETE FROM entities WHERE id = ?');
  const unspoken = connection.many<{ id: string }>(
    `SELECT id FROM entities WHERE memories = 0
       AND NOT EXISTS (SELECT 1 FROM memory_entities WHERE entity_id = entities.id)
       AND NOT EXISTS (SELECT 1 FROM relations WHERE from_id = entities.id)
       AND NOT EXISTS (SELECT 1 FROM relations WHERE to_id = entities.id)`,
  );
  // One that is gone, or whose making was undone, is not tied: nobody would ever see or end the tie.
  const tie = connection.change(
    `INSERT OR IGNORE INTO memory_entities (entity_id, memory_id)
      SELECT id, @memoryId FROM entities WHERE id = @entityId`,
  );
  const ofMemory = connection.many<EntityRow>(
    `SELECT ${selectList(ENTITY_COLUMNS, 'entities.')} FROM memory_entities
       JOIN entities ON entities.id = memory_entities.entity_id WHERE memory_id = ? ORDER BY name`,
  );
  // Ids sort by time, so the newest are the last ones of the index.
  const memoriesOf = connection.many<{ id: string }>(
    `SELECT memory_id AS id FROM memory_entities WHERE entity_id = ? AND ${HOLDS} ORDER BY memory_id DESC LIMIT ?`,
  );
  const relate = connection.change(insertInto('relations', RELATION_COLUMNS, 'OR IGNORE'));
  const newest = (where: string): string =>
    `SELECT ${selectList(RELATION_COLUMNS)} FROM relations WHERE ${where} ORDER BY memory_id DESC LIMIT ${RELATIONS_LOOKED_AT}`;
  const relationsFrom = connection.many<RelationRow>(newest(`from_id = ? AND ${HOLDS}`));
  const relationsTo = connection.many<RelationRow>(newest(`to_id = ? AND ${HOLDS}`));
  const relationsInto = connection.many<RelationRow>(
    `SELECT * FROM (${newest('from_id = @id')})
      WHERE "toId" IN (SELECT value FROM json_each(@ids)) AND ${HOLDS.replace('= memory_id', '= "memoryId"')}`,
  );

  function listed(row: CountedEntity): ListedEntity {
    return { ...row, aliases: namesOf(row.id).flatMap(({ name }) => (name === row.name ? [] : [name])) };
  }

  function removeEntity(id: string): boolean {
    dropFrom(id);
    dropTo(id);
    const isDropped = drop(id) === 1; // before its ties: nobody counts them any more
    dropTies(id);
    dropNames(id);
    return isDropped;
  }

  function known(id: string): CountedEntity {
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
    list: (filter, offset, limit) => {
      const { total, rows } = lists.list(filter, offset, limit);
      return { total, rows: rows.map(listed) };
    },
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
        takeTies({ id, otherId });
        takeCount({ id, otherId });
        takeFrom({ id, otherId });
        takeTo({ id, otherId });
        removeEntity(otherId);
        dropOwnRelations({ id });
      }),
    remove: (id) => connection.transaction(() => removeEntity(id)),
    removeUnspoken: () =>
      connection.transaction(() => unspoken().filter(({ id }) => removeEntity(id)).length),
    tie: (memoryId, entityId) => void tie({ entityId, memoryId }),
    ofMemory: (memoryId) => ofMemory(memoryId),
    memoriesOf: (entityId, limit) => memoriesOf(entityId, limit).map(({ id }) => id),
    relate: (row) => void relate(row),
    relationsOf: (id) => [...relationsFrom(id), ...relationsTo(id)],
    relationsAmong: (ids) => {
      const among = JSON.stringify(ids);
      return ids.flatMap((id) => relationsInto({ id, ids: among }));
    },
  };
}

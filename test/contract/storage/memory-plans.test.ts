// What memory asks on the main loop stays quick at a million memories: no statement reads a whole table, sorts one, or
// counts what is tied to an entity. The plan of each is looked at.
import { expect, test } from 'vitest';
import { addStory, id, memoryRow } from './sample-rows.ts';
import { plansOf } from './watched-statements.ts';

const GROWING =
  /memories|memory_entities|entities|entity_names|relations|documents|memory_uses|messages|memory_progress/;

/** Sorted on purpose: what is sorted is bounded by a LIMIT or by its being of one entity, one memory, one text. */
const SORTED = [
  'WITH found(id)',
  'document_path_parts',
  'LIMIT 1000) WHERE instr(lower(path)',
  'memory_words MATCH',
];
const SORTED_OF_ONE = ['WHERE memory_id = ? ORDER BY name', 'WHERE id IN (', 'WHERE position IN ('];

test('no statement of memory reads or sorts a table that grows', () => {
  const plans = plansOf((stores) => {
    addStory(stores);
    const { entities, documents, memories, vectors } = stores;
    memories.add(memoryRow());
    const clara = { id: id(1), scope: 'owner', kind: 'person', name: 'Clara', createdAt: 1 } as const;
    entities.add(clara, 'clara');
    entities.add({ ...clara, id: id(2), name: 'Tom' }, 'tom');
    entities.byName('owner', 'clara');
    for (const kind of [null, 'person'] as const)
      for (const scope of [null, 'owner'])
        for (const folded of ['', 'c', 'clara']) entities.list({ folded, kind, scope }, 0, 9);
    entities.names('owner');
    entities.addName(id(1), 'Claire', 'claire');
    entities.removeName(id(1), 'claire');
    entities.change(id(1), { kind: 'place' });
    entities.tie(id(1), id(1));
    entities.ofMemory(id(1));
    entities.memoriesOf(id(1), 9);
    entities.relate({ fromId: id(1), relation: 'knows', toId: id(2), memoryId: id(1) });
    entities.relationsOf(id(1));
    entities.relationsAmong([id(1), id(2)]);
    entities.merge(id(1), id(2));
    entities.remove(id(1));
    entities.removeUnspoken();
    for (const sourceId of [null, id(5)])
      for (const state of [null, 'ready'] as const)
        for (const text of ['', 'a', 'notes']) documents.list({ sourceId, state, text }, 0, 9);
    documents.counts(id(5));
    documents.countWaiting();
    documents.waiting(9);
    documents.ofSource(id(5));
    documents.byPath('/x');
    documents.get(id(6));
    documents.remove(id(6));
    stores.memoryProgress.of(id(1));
    stores.memoryProgress.behind(9);
    stores.memoryUses.ofTurn(id(20));
    stores.memoryUses.count(id(20));
    stores.summaries.get(id(10));
    stores.summaries.lastBefore(id(1), id(20));
    memories.byId(id(1));
    memories.get({ scope: 'owner', conversationId: null }, [id(1)]);
    memories.ofMessage(id(10));
    memories.same('owner', 'x');
    memories.facts('owner', 9);
    memories.replacedBy(id(1));
    memories.deletedBefore(1, 9);
    memories.removeDocument(id(6), 9);
    memories.countOf(id(6));
    const { number } = vectors.model('one');
    vectors.waiting(number, 9);
    vectors.countWaiting(number, 9);
    vectors.keep(number, [{ position: 1, text: memoryRow().text, vector: new Float32Array(384).fill(0.05) }]);
    vectors.removeOlder(number, 9);
  });
  const isRead = (sql: string, step: string): boolean =>
    /^SCAN /.test(step) && GROWING.test(step) && !(/USING.*INDEX/.test(step) && /LIMIT/.test(sql));
  const isSorted = (sql: string, step: string): boolean =>
    /TEMP B-TREE FOR ORDER BY/.test(step) &&
    ![...SORTED, ...SORTED_OF_ONE].some((part) => sql.includes(part));
  const slow = plans.filter(({ sql, plan }) => plan.some((step) => isRead(sql, step) || isSorted(sql, step)));
  expect({ enough: plans.length > 60, slow }).toEqual({ enough: true, slow: [] });
});

test('what is known of an entity is counted when it is tied, not when it is asked for', () => {
  const plans = plansOf(({ entities }) => {
    entities.get(id(1));
    entities.byName('owner', 'clara');
    entities.list({ folded: '', kind: null, scope: null }, 0, 9);
  });
  expect(plans.filter(({ plan }) => plan.some((step) => /memory_entities/.test(step)))).toEqual([]);
});

// People, things and documents listed: counts that triggers keep are always what counting would say, and a part of a name
// or path is found by its index, which forgets with the row.
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabaseFile } from '../../../src/main/adapters/storage/database-file.ts';
import { createStores } from '../../../src/main/adapters/storage/open-storage.ts';
import type { DocumentRow } from '../../../src/main/domain/ports/memory-records.ts';
import { pagesHolding } from '../../decrypted-pages.ts';
import { temporaryStorage } from '../../storage-for-tests.ts';
import { id, memoryRow } from './sample-rows.ts';

function open() {
  const storage = temporaryStorage();
  const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
  onTestFinished(() => void database.close());
  return { storage, database, stores: createStores(database, 'sallyport.db') };
}

const CLARA = { id: id(1), scope: 'owner', kind: 'person', name: 'Clara', createdAt: 1 } as const;
const ALL = { folded: '', kind: null, scope: null };
const KINDS = ['person', 'place', 'thing'] as const;

describe('what is known of an entity', () => {
  test('is counted as counting would say, whatever is kept, tied, merged and taken out', () => {
    const one = fc.nat({ max: 5 });
    const step = fc.record({
      what: fc.constantFrom('keep', 'add', 'tie', 'state', 'forget', 'merge', 'remove', 'kind', 'unspoken'),
      a: one,
      b: one,
    });
    const { database, stores } = open();
    const { entities, memories } = stores;
    const counted = database.prepare(`SELECT id, memories, (SELECT count(*) FROM memory_entities
      JOIN memories m ON m.id = memory_id WHERE entity_id = entities.id AND m.state = 'kept') AS truly FROM entities`);
    const byKind = database.prepare(`SELECT scope, kind, entities, (SELECT count(*) FROM entities e
      WHERE e.scope = c.scope AND e.kind = c.kind) AS truly FROM entity_counts c`);
    const undo = new Error('undone');
    const run = ({ what, a, b }: { what: string; a: number; b: number }): void => {
      const [entity, other, memory] = [id(1 + a), id(1 + b), id(100 + b)];
      const scope = a % 2 === 0 ? 'owner' : 'telegram:user:42';
      if (what === 'keep' && memories.byId(memory) === null) memories.add(memoryRow({ id: memory }));
      if (what === 'add' && entities.get(entity) === null && entities.byName(scope, `name ${a}`) === null)
        entities.add({ ...CLARA, id: entity, scope, kind: KINDS[b % 3] ?? 'person' }, `name ${a}`);
      if (what === 'tie' && memories.byId(memory) !== null) entities.tie(memory, entity);
      if (what === 'state') memories.change(memory, { state: a % 2 === 0 ? 'kept' : 'disabled' });
      if (what === 'forget') memories.remove(memory);
      if (what === 'merge' && a !== b && entities.get(entity) !== null && entities.get(other) !== null)
        entities.merge(entity, other);
      if (what === 'remove') entities.remove(entity);
      if (what === 'kind' && entities.get(entity) !== null)
        entities.change(entity, { kind: KINDS[b % 3] ?? 'person' });
      if (what === 'unspoken') entities.removeUnspoken();
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        try {
          stores.transaction(() => {
            for (const each of steps) run(each);
            for (const row of counted.all() as { memories: number; truly: number }[])
              expect(row.memories).toBe(row.truly);
            for (const row of byKind.all() as { entities: number; truly: number }[])
              expect(row.entities).toBe(row.truly);
            expect(entities.list(ALL, 0, 100).total).toBe(entities.list(ALL, 0, 100).rows.length);
            throw undo;
          });
        } catch (failure) {
          if (failure !== undo) throw failure;
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a tie to one that is gone is none', () => {
    const { database, stores } = open();
    stores.memories.add(memoryRow({ id: id(100) }));
    stores.entities.tie(id(100), id(1));
    expect(database.prepare('SELECT count(*) AS ties FROM memory_entities').get()).toEqual({ ties: 0 });
  });
});

describe('a list of people and things', () => {
  function many() {
    const { entities } = open().stores;
    const named = [
      ['Clara Weber', 'person', 'owner'],
      ['Clärchen', 'person', 'telegram:user:42'],
      ['Eclair', 'thing', 'owner'],
      ['Tom', 'person', 'owner'],
      ['東京', 'place', 'owner'],
    ] as const;
    for (const [position, [name, kind, scope]] of named.entries())
      entities.add(
        { ...CLARA, id: id(position + 1), name, kind, scope },
        name.toLowerCase().replace('ä', 'a'),
      );
    const names = (filter: Partial<Parameters<typeof entities.list>[0]>) =>
      entities.list({ ...ALL, ...filter }, 0, 10).rows.map(({ name }) => name);
    return { entities, names };
  }

  test('is narrowed by any part of a name, by kind and by person', () => {
    const { names } = many();
    expect(names({ folded: 'lar' })).toEqual(['Clara Weber', 'Clärchen']);
    expect(names({ folded: 'clai' })).toEqual(['Eclair']);
    expect(names({ folded: 'a w' })).toEqual(['Clara Weber']);
    expect(names({ folded: 'lar', scope: 'owner' })).toEqual(['Clara Weber']);
    expect(names({ folded: 'cla', kind: 'thing' })).toEqual(['Eclair']);
    expect(names({ folded: 'cl' })).toEqual(['Clara Weber', 'Clärchen', 'Eclair']);
    expect(names({ folded: '京' })).toEqual(['東京']);
    expect(names({ folded: 'to' })).toEqual(['Tom']);
    expect(names({ kind: 'person', scope: 'owner' })).toEqual(['Clara Weber', 'Tom']);
    expect(names({ folded: 'lar" OR "tom' })).toEqual([]);
  });

  test('goes page by page, with how many there are', () => {
    const { entities } = many();
    const page = entities.list({ ...ALL, folded: 'cla' }, 1, 1);
    expect([page.total, page.rows.map(({ name }) => name)]).toEqual([3, ['Clärchen']]);
    const all = entities.list(ALL, 3, 9);
    expect([all.total, all.rows.length]).toEqual([5, 2]);
  });

  test('a name that is taken away is in no page of the file, nor a part of it', () => {
    const { storage, database, stores } = open();
    stores.entities.add({ ...CLARA, name: 'Xylophonia' }, 'xylophonia');
    database.pragma('wal_checkpoint(TRUNCATE)');
    expect(pagesHolding(storage.file, storage.keyHex, 'xylophonia')).toBeGreaterThan(0);
    stores.entities.remove(CLARA.id);
    database.pragma('wal_checkpoint(TRUNCATE)');
    for (const part of ['xylophonia', 'xyl', 'oph'])
      expect([part, pagesHolding(storage.file, storage.keyHex, part)]).toEqual([part, 0]);
  });
});

describe('a list of documents', () => {
  const NOTES: DocumentRow = {
    id: id(1),
    sourceId: id(9),
    path: '/home/ada/Notes on Xylophones.md',
    name: 'Notes on Xylophones.md',
    format: null,
    state: 'waiting',
    note: null,
    bytes: 1,
    changedAt: 1,
    sha256: null,
    passages: 0,
    readAt: null,
    frameId: null,
  };
  const none = { waiting: 0, ready: 0, 'left-out': 0, missing: 0 };

  test('is counted by state and found by any part of the path, also when a file was put anew', () => {
    const { documents } = open().stores;
    documents.addSource({ id: id(9), path: '/home/ada', kind: 'folder', addedAt: 1, listedAt: null });
    documents.put(NOTES);
    documents.put({ ...NOTES, id: id(2), path: '/home/ada/b.md', state: 'ready' });
    documents.put({ ...NOTES, state: 'ready' });
    documents.put({ ...NOTES, id: id(3), path: '/home/ada/b.md', state: 'missing' }); // takes the other's place
    expect(documents.counts(id(9))).toEqual({ ...none, ready: 1, missing: 1 });
    const found = (text: string, state: DocumentRow['state'] | null = null) => {
      const { total, rows } = documents.list({ sourceId: null, state, text }, 0, 9);
      return [total, ...rows.map((row) => row.id)];
    };
    expect(found('xylo')).toEqual([1, id(1)]);
    expect(found('xylo" OR "ada')).toEqual([0]);
    expect(found('b.')).toEqual([1, id(3)]);
    expect(found('ADA')).toEqual([2, id(1), id(3)]);
    expect(found('ada', 'missing')).toEqual([1, id(3)]);
    expect(found('', 'ready')).toEqual([1, id(1)]);
    expect(found('')).toEqual([2, id(1), id(3)]);
    documents.remove(id(1));
    expect(found('xylo')).toEqual([0]);
    documents.removeSource(id(9));
    expect([found(''), documents.counts(id(9))]).toEqual([[0], none]);
  });
});

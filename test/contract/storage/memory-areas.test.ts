// Whose memories are seen, step by step: each step of the search keeps to its person by itself, so that no other one
// has to be right. And what the searching connection and its thread may not do.
import { expect, onTestFinished, test } from 'vitest';
import { createConnection } from '../../../src/main/adapters/storage/connection.ts';
import { openDatabaseFile, openForReading } from '../../../src/main/adapters/storage/database-file.ts';
import { createFindMemories } from '../../../src/main/adapters/storage/memory/find-memories.ts';
import { createMeaningSearch } from '../../../src/main/adapters/storage/memory/meaning-search.ts';
import { createSearchThread } from '../../../src/main/adapters/storage/memory/search-thread.ts';
import { createWordSearch } from '../../../src/main/adapters/storage/memory/word-search.ts';
import { type TemporaryStorage, temporaryStorage } from '../../storage-for-tests.ts';
import { id, memoryRow } from './sample-rows.ts';

const ADA = { scope: 'telegram:user:42', conversationId: null };
const EQUAL = new Float32Array(384).fill(1 / Math.sqrt(384));

/** The owner’s memory at 1, Ada’s at 2, the owner’s again at 3: one conversation, the same words, the same meaning. */
function twoPeople(): TemporaryStorage {
  const storage = temporaryStorage();
  const { memories, vectors } = storage.stores;
  ['owner', ADA.scope, 'owner'].forEach((scope, index) => {
    memories.add(memoryRow({ id: id(100 + index), scope, kind: 'message', text: 'the gate code is 1234' }));
  });
  vectors.keep(
    vectors.model('test').number,
    [1, 2, 3].map((position) => ({ position, text: 'the gate code is 1234', vector: EQUAL })),
  );
  return storage;
}

function reading(storage: TemporaryStorage) {
  const database = openForReading(storage);
  onTestFinished(() => void database.close());
  return createConnection(database, 'test');
}

test('the pass over words finds only this person’s', () => {
  expect(createWordSearch(reading(twoPeople())).find(ADA, 'gate code', 9).positions).toEqual([2]);
});

test('the pass over meaning finds only this person’s', () => {
  const found = createMeaningSearch(reading(twoPeople())).find(ADA, EQUAL, 1, 9);
  expect(found.map(({ position }) => position)).toEqual([2]);
});

test('a position of somebody else that a pass let through is not answered with, nor are the neighbours', () => {
  const find = createFindMemories(reading(twoPeople()));
  const found = find.finish({ area: ADA, positions: [1, 2, 3], rarity: new Map() }, null, 1);
  expect(found.map((candidate) => [candidate.id, candidate.around])).toEqual([[id(101), []]]);
});

test('the id of somebody else’s memory opens nothing', () => {
  const { memories } = twoPeople().stores;
  const ids = [id(100), id(101), id(102)];
  expect(memories.get(ADA, ids).map((row) => row.id)).toEqual([id(101)]);
  expect(memories.get({ ...ADA, conversationId: id(9) }, ids)).toEqual([]);
});

test('the searching connection writes nothing, and keeps what it decrypts off the disk', () => {
  const database = openForReading(twoPeople());
  onTestFinished(() => void database.close());
  const pragmas = ['temp_store', 'trusted_schema', 'query_only'] as const;
  expect(pragmas.map((name) => database.pragma(name, { simple: true }))).toEqual([2, 0, 1]);
  expect(() => database.prepare('DELETE FROM memories').run()).toThrow();
});

test('with another key the file does not open for reading', () => {
  const storage = twoPeople();
  const open = () =>
    createConnection(openForReading({ ...storage, keyHex: '0'.repeat(64) }), 'x').one(
      'SELECT * FROM memories',
    )();
  expect(open).toThrow();
});

test('no variable of the environment reaches the thread', async () => {
  const storage = twoPeople();
  process.env['SALLYPORT_TEST_CANARY'] = 'seen';
  onTestFinished(() => {
    delete process.env['SALLYPORT_TEST_CANARY'];
  });
  const told: string[] = [];
  const thread = createSearchThread({
    ...storage,
    entry: new URL('./environment-teller.ts', import.meta.url),
    onFault: (message) => told.push(message),
  });
  onTestFinished(() => thread.close());
  await thread.find(ADA, 'x', Promise.resolve(null), 1);
  expect(told).toEqual(['undefined']);
});

test('a forgotten text is in no table that search reads: words, codes, vectors', () => {
  const storage = twoPeople();
  const database = openDatabaseFile({ ...storage, mustExist: true });
  onTestFinished(() => void database.close());
  database.prepare('DELETE FROM memories').run();
  const left = ['memory_codes', 'memory_vectors', 'memories'].map(
    (table) => (database.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number }).count,
  );
  expect(left).toEqual([0, 0, 0]);
  const words = database
    .prepare("SELECT count(*) AS count FROM memory_words WHERE memory_words MATCH 'gate'")
    .get();
  expect(words).toEqual({ count: 0 });
});

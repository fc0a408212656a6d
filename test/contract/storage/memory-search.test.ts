// The search beside the main loop on a real encrypted file: words, meaning, neighbours, and whose memories are seen.
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabaseFile } from '../../../src/main/adapters/storage/database-file.ts';
import { createSearchThread } from '../../../src/main/adapters/storage/memory/search-thread.ts';
import type { MemoryArea } from '../../../src/main/domain/ports/memory.ts';
import type { FoundMemories } from '../../../src/main/domain/ports/memory-search.ts';
import { type TemporaryStorage, temporaryStorage } from '../../storage-for-tests.ts';
import { id, memoryRow } from './sample-rows.ts';

const ENTRY = new URL('../../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);
const DIMENSIONS = 384;
const OWNER: MemoryArea = { scope: 'owner', conversationId: null };

function searchOf(storage: TemporaryStorage, faults: string[] = []) {
  const search = storage.memorySearch(ENTRY, (message) => faults.push(message));
  onTestFinished(() => search.close());
  return search;
}

/** A vector that points mostly along one dimension. */
function along(dimension: number, strength = 1): Float32Array {
  const vector = new Float32Array(DIMENSIONS).fill(0.01);
  vector[dimension] = strength;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function embed(storage: TemporaryStorage, vectorOf: (text: string) => Float32Array): number {
  const { vectors } = storage.stores;
  const model = vectors.model('test').number;
  vectors.keep(
    model,
    vectors.waiting(model, 1_000).map(({ position, text }) => ({ position, text, vector: vectorOf(text) })),
  );
  return model;
}

const ids = (found: FoundMemories | null) => found?.candidates.map((candidate) => candidate.id).sort();

describe('the search beside the main loop', () => {
  test('finds by meaning what shares no word with the question', async () => {
    const storage = temporaryStorage();
    storage.stores.memories.add(memoryRow({ id: id(100), text: 'The cat sleeps on the stove.' }));
    storage.stores.memories.add(memoryRow({ id: id(101), text: 'Rent is due on Friday.' }));
    const model = embed(storage, (text) => along(text.includes('cat') ? 3 : 200));
    const found = await searchOf(storage).find(OWNER, 'pet', Promise.resolve(along(3)), model);
    const byMeaning = found?.candidates.toSorted((a, b) => (b.similarity ?? 0) - (a.similarity ?? 0));
    expect(byMeaning?.[0]).toMatchObject({ id: id(100), wordPlace: null, pinned: true, speaker: 'Ada' });
    expect(byMeaning?.[0]?.similarity).toBeGreaterThan(0.99);
  });

  test('finds by words what has no vector yet, and says so by a missing similarity', async () => {
    const storage = temporaryStorage();
    storage.stores.memories.add(memoryRow({ text: 'The gates were painted green.' }));
    const model = storage.stores.vectors.model('test').number;
    const found = await searchOf(storage).find(
      OWNER,
      'which gate is painted?',
      Promise.resolve(along(1)),
      model,
    );
    expect(found?.candidates).toMatchObject([{ id: id(100), similarity: null, wordPlace: 0 }]);
  });

  test('without a vector of the question the words alone answer', async () => {
    const storage = temporaryStorage();
    storage.stores.memories.add(memoryRow());
    const model = embed(storage, () => along(1));
    const found = await searchOf(storage).find(OWNER, 'gate', Promise.resolve(null), model);
    expect(found?.candidates).toMatchObject([{ id: id(100), similarity: null, wordPlace: 0 }]);
  });

  test('one person never sees another’s: by words, by meaning, and among the neighbours of a group', async () => {
    const storage = temporaryStorage();
    const people = ['owner', 'telegram:user:42', 'telegram:user:43'];
    people.forEach((scope, index) => {
      storage.stores.memories.add(
        memoryRow({ id: id(100 + index), scope, kind: 'message', text: `The code of the shed is ${index}.` }),
      );
    });
    const model = embed(storage, () => along(5));
    const search = searchOf(storage);
    for (const [index, scope] of people.entries()) {
      const area = { scope, conversationId: null };
      const found = await search.find(area, 'code of the shed', Promise.resolve(along(5)), model);
      expect(found?.candidates).toMatchObject([{ id: id(100 + index), around: [] }]);
    }
    const nobody = { scope: 'telegram:user:4', conversationId: null };
    expect(ids(await search.find(nobody, 'code shed', Promise.resolve(along(5)), model))).toEqual([]);
  });

  test('in the area of one conversation nothing from another one is found', async () => {
    const storage = temporaryStorage();
    storage.stores.memories.add(memoryRow({ id: id(100), conversationId: id(1), text: 'the gate code' }));
    storage.stores.memories.add(memoryRow({ id: id(101), conversationId: id(2), text: 'the gate code' }));
    const model = embed(storage, () => along(5));
    const area = { scope: 'owner', conversationId: id(2) };
    const search = searchOf(storage);
    expect(ids(await search.find(area, 'gate code', Promise.resolve(along(5)), model))).toEqual([id(101)]);
    expect(ids(await search.find(area, 'other', Promise.resolve(along(5)), model))).toEqual([id(101)]);
  });

  test('an answer that names nothing is a candidate through what was said before it', async () => {
    const storage = temporaryStorage();
    ['When is the wedding?', 'On the ninth.', 'Good.'].forEach((text, index) => {
      storage.stores.memories.add(memoryRow({ id: id(100 + index), kind: 'message', text }));
    });
    const model = storage.stores.vectors.model('test').number;
    const found = await searchOf(storage).find(OWNER, 'wedding', Promise.resolve(null), model);
    const answer = found?.candidates.find((candidate) => candidate.id === id(101));
    expect(answer?.around.map(({ offset, text }) => [offset, text])).toEqual([
      [-1, 'When is the wedding?'],
      [1, 'Good.'],
    ]);
  });

  test('a disabled or forgotten memory is gone at the next search, also from a search that has read it', async () => {
    const storage = temporaryStorage();
    for (const index of [0, 1, 2])
      storage.stores.memories.add(
        memoryRow({ id: id(100 + index), text: `gate ${index}`, state: index === 1 ? 'disabled' : 'kept' }),
      );
    const model = embed(storage, () => along(5));
    const search = searchOf(storage);
    const ask = () => search.find(OWNER, 'gate', Promise.resolve(along(5)), model);
    expect(ids(await ask())).toEqual([id(100), id(102)]);
    const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
    onTestFinished(() => void database.close());
    database.prepare('DELETE FROM memories WHERE id = ?').run(id(100));
    expect(ids(await ask())).toEqual([id(102)]);
    const count = (table: string) => database.prepare(`SELECT count(*) AS count FROM ${table}`).get();
    expect([count('memory_codes'), count('memory_vectors')]).toEqual([{ count: 2 }, { count: 2 }]);
  });

  test('what is added while the search runs is found by the next one', async () => {
    const storage = temporaryStorage();
    const search = searchOf(storage);
    const model = storage.stores.vectors.model('test').number;
    expect(ids(await search.find(OWNER, 'gate', Promise.resolve(along(5)), model))).toEqual([]);
    storage.stores.memories.add(memoryRow());
    embed(storage, () => along(5));
    expect(ids(await search.find(OWNER, 'unrelated', Promise.resolve(along(5)), model))).toEqual([id(100)]);
  });

  test('a search that cannot open the file answers null, says why, and the next one starts anew', async () => {
    const storage = temporaryStorage();
    const faults: string[] = [];
    const search = storage.memorySearch(new URL('file:///nowhere/search-entry.ts'), (message) =>
      faults.push(message),
    );
    onTestFinished(() => search.close());
    expect(await search.find(OWNER, 'gate', Promise.resolve(null), 1)).toBeNull();
    expect(await search.find(OWNER, 'gate', Promise.resolve(null), 1)).toBeNull();
    expect(faults.length).toBe(2);
  });
});

test('a search that nobody asked for a while is ended, and begun anew by the next question', async () => {
  const storage = temporaryStorage();
  storage.stores.memories.add(memoryRow({ text: 'The gate is green.' }));
  const { file, keyHex } = storage;
  const faults: string[] = [];
  const search = createSearchThread({
    ...{ file, keyHex, entry: ENTRY, idleMs: 20 },
    onFault: (message) => faults.push(message),
  });
  onTestFinished(() => search.close());
  for (let asked = 0; asked < 2; asked += 1) {
    expect((await search.find(OWNER, 'gate', Promise.resolve(null), 1))?.candidates).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  expect([faults, 'gc' in globalThis]).toEqual([[], false]);
});

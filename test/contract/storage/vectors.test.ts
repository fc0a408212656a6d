// Vectors on a real encrypted file: what waits for which model, several models side by side, and nothing left behind.
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { VectorStore } from '../../../src/main/domain/ports/memory-vectors.ts';
import { type TemporaryStorage, temporaryStorage } from '../../storage-for-tests.ts';
import { id, memoryRow } from './sample-rows.ts';

const ALL = 1_000;

function along(dimension: number, dimensions = 384): Float32Array {
  const vector = new Float32Array(dimensions);
  vector[dimension] = 1;
  return vector;
}

/** Everything that waits gets its vector. */
function embedAll(vectors: VectorStore, model: number, dimensions = 384): boolean {
  return vectors.keep(
    model,
    vectors
      .waiting(model, ALL)
      .map(({ position, text }) => ({ position, text, vector: along(position, dimensions) })),
  );
}

function filled(count: number): TemporaryStorage {
  const storage = temporaryStorage();
  for (let index = 0; index < count; index += 1)
    storage.stores.memories.add(memoryRow({ id: id(100 + index), text: `fact ${index}` }));
  return storage;
}

/** Rows of vectors and of codes, read by the file itself. */
function rowsOf(storage: TemporaryStorage): readonly number[] {
  const database = new Database(storage.file, { readonly: true });
  database.pragma("cipher = 'sqlcipher'");
  database.pragma('legacy = 4');
  database.pragma('legacy_page_size = 2048');
  database.key(Buffer.from(`x'${storage.keyHex}'`, 'latin1'));
  const rows = ['memory_vectors', 'memory_codes'].map(
    (table) => (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n,
  );
  database.close();
  return rows;
}

test('another model has another number, and everything waits for it again', () => {
  const { vectors } = filled(1).stores;
  const first = vectors.model('one').number;
  embedAll(vectors, first);
  expect([vectors.countWaiting(first, ALL), vectors.model('one').number]).toEqual([0, first]);
  const second = vectors.model('two').number;
  expect([second, vectors.countWaiting(second, ALL)]).toEqual([first + 1, 1]);
});

test('what waits is told with who said it and what was said before it by the same person', () => {
  const { memories, vectors } = temporaryStorage().stores;
  memories.add(memoryRow({ id: id(100), kind: 'message', text: 'When?' }));
  memories.add(memoryRow({ id: id(101), kind: 'message', text: 'Else?', scope: 'telegram:user:43' }));
  memories.add(memoryRow({ id: id(102), kind: 'message', text: 'On Thursday.' }));
  expect(vectors.waiting(vectors.model('one').number, 9).map(({ text, before }) => [text, before])).toEqual([
    ['When?', null],
    ['Else?', null],
    ['On Thursday.', 'When?'],
  ]);
});

test('what is new waits for both models, the older one first; what the older one made waits for the newer alone', () => {
  const { memories, vectors } = filled(2).stores;
  const first = vectors.model('one').number;
  embedAll(vectors, first);
  vectors.setWhole(first);
  const second = vectors.model('two').number;
  memories.add(memoryRow({ id: id(200), text: 'new' }));
  expect([vectors.countWaiting(first, ALL), vectors.countWaiting(second, ALL)]).toEqual([1, 3]);
  expect(vectors.waiting(second, 1)[0]?.text).toBe('new');
  embedAll(vectors, first);
  expect([vectors.countWaiting(first, ALL), vectors.countWaiting(second, ALL)]).toEqual([0, 3]);
  expect(vectors.models().map(({ name, isWhole }) => [name, isWhole])).toEqual([
    ['two', false],
    ['one', true],
  ]);
});

test('counting goes no further than it is asked to', () => {
  const { vectors } = filled(9).stores;
  expect(vectors.countWaiting(vectors.model('one').number, 4)).toBe(4);
});

test('a memory that is removed or changed loses its vectors of every model', () => {
  const storage = filled(3);
  const { memories, vectors } = storage.stores;
  embedAll(vectors, vectors.model('one').number);
  embedAll(vectors, vectors.model('two').number);
  expect(rowsOf(storage)).toEqual([6, 6]);
  memories.remove(id(100));
  expect(rowsOf(storage)).toEqual([4, 4]);
  memories.change(id(101), { text: 'other' });
  expect(rowsOf(storage)).toEqual([2, 2]);
  memories.change(id(102), { state: 'deleted', changedAt: 9 });
  expect(rowsOf(storage)).toEqual([0, 0]);
  expect(vectors.waiting(vectors.model('two').number, 9).map(({ text }) => text)).toEqual(['other']);
});

test('a vector that is made anew replaces the one before', () => {
  const storage = filled(1);
  const { vectors } = storage.stores;
  const { number } = vectors.model('one');
  vectors.keep(number, [{ position: 1, text: 'fact 0', vector: along(1) }]);
  vectors.keep(number, [{ position: 1, text: 'fact 0', vector: along(2) }]);
  expect(rowsOf(storage)).toEqual([1, 1]);
});

test('vectors of older models go a few at a time, those of the newest stay', () => {
  const storage = filled(5);
  const { vectors } = storage.stores;
  embedAll(vectors, vectors.model('one').number);
  const second = vectors.model('two').number;
  embedAll(vectors, second);
  expect([vectors.removeOlder(second, 3), rowsOf(storage)]).toEqual([3, [7, 7]]);
  expect([vectors.removeOlder(second, 3), vectors.removeOlder(second, 3)]).toEqual([2, 0]);
  expect([rowsOf(storage), vectors.models().map(({ name }) => name)]).toEqual([[5, 5], ['two']]);
  expect(vectors.countWaiting(second, ALL)).toBe(0);
});

test('vectors of another length than the model’s are not kept; a new one of the same name takes them', () => {
  const { vectors } = filled(2).stores;
  const first = vectors.model('one').number;
  expect(vectors.keep(first, [{ position: 1, text: 'fact 0', vector: along(1, 384) }])).toBe(true);
  expect(vectors.keep(first, [{ position: 2, text: 'fact 1', vector: along(1, 256) }])).toBe(false);
  expect(vectors.countWaiting(first, ALL)).toBe(1);
  const second = vectors.newModel('one').number;
  expect([second, vectors.model('one').number, embedAll(vectors, second, 256)]).toEqual([2, 2, true]);
});

test('a memory that was forgotten while its vector was made is passed over', () => {
  const storage = filled(1);
  const { memories, vectors } = storage.stores;
  const { number } = vectors.model('one');
  memories.remove(id(100));
  expect([
    vectors.keep(number, [{ position: 1, text: 'fact 0', vector: along(1) }]),
    rowsOf(storage),
  ]).toEqual([true, [0, 0]]);
});

test('a memory that was corrected while its vector was made still waits, and takes nothing of the old words', () => {
  const storage = filled(1);
  const { memories, vectors } = storage.stores;
  const { number } = vectors.model('one');
  memories.change(id(100), { text: 'fact 0, corrected' });
  vectors.keep(number, [{ position: 1, text: 'fact 0', vector: along(1) }]);
  expect([vectors.countWaiting(number, ALL), rowsOf(storage)]).toEqual([1, [0, 0]]);
});

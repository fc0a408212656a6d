// Indexing on real storage: in batches, behind everything, taken up where it ended, and patient with a model that fails.
import { expect, test } from 'vitest';
import { createIndexing, textToEmbed } from '../../../../../src/main/domain/memory/finding/indexing.ts';
import { createMeaningModels } from '../../../../../src/main/domain/memory/finding/meaning-models.ts';
import { always, type Embedder } from '../../../../../src/main/domain/ports/embedding.ts';
import type { Stores } from '../../../../../src/main/domain/ports/stores.ts';
import { id, memoryRow } from '../../../../contract/storage/sample-rows.ts';
import { type TemporaryStorage, temporaryStorage } from '../../../../storage-for-tests.ts';
import { createHandTurnedClock, type HandTurnedClock } from '../../../../worlds/hand-turned-clock.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function modelThat(answers: () => boolean) {
  const calls: number[] = [];
  const embedder: Embedder = {
    model: 'test',
    maxTexts: 23,
    embed: async (texts) => {
      calls.push(texts.length);
      return answers()
        ? { kind: 'embedded', vectors: texts.map(() => new Float32Array(384).fill(0.05)) }
        : { kind: 'unavailable', reason: 'no' };
    },
    close: () => undefined,
  };
  return { embedder, calls };
}

/** One model for ever. */
function indexingOf(stores: Stores, embedder: Embedder, clock: HandTurnedClock) {
  const models = createMeaningModels({ stores, embedders: always(embedder) });
  return createIndexing({ stores, models, clock, log: silent });
}

function filled(count: number): TemporaryStorage {
  const storage = temporaryStorage();
  storage.stores.transaction(() => {
    for (let index = 0; index < count; index += 1)
      storage.stores.memories.add(memoryRow({ id: id(100 + index), text: `fact ${index}` }));
  });
  return storage;
}

test('everything that waits is embedded, at most 23 texts a call', async () => {
  const { stores } = filled(100);
  const clock = createHandTurnedClock();
  const { embedder, calls } = modelThat(() => true);
  const indexing = indexingOf(stores, embedder, clock);
  indexing.wake();
  expect(calls).toEqual([]); // gathered first
  clock.advance(2_000);
  await indexing.quiet();
  expect(indexing.progress()).toEqual({ waiting: 0, isRunning: false, rebuilding: null });
  expect([Math.max(...calls) <= 23, calls.reduce((sum, texts) => sum + texts, 0)]).toEqual([true, 100]);
});

test('after a kill in the middle, the next start embeds the rest and nothing twice', async () => {
  const storage = filled(100);
  const clock = createHandTurnedClock();
  let allowed = 2;
  const first = modelThat(() => allowed-- > 0);
  const dying = indexingOf(storage.stores, first.embedder, clock);
  dying.wake();
  clock.advance(2_000);
  await dying.quiet();
  dying.stop();
  const { stores } = storage.reopen();
  const second = modelThat(() => true);
  const indexing = indexingOf(stores, second.embedder, clock);
  const { waiting } = indexing.progress();
  expect(waiting).toBeGreaterThan(0);
  expect(waiting).toBeLessThan(100);
  indexing.resume();
  expect(second.calls).toEqual([]); // a start is not slowed
  clock.advance(30_000);
  clock.advance(0);
  await indexing.quiet();
  expect([indexing.progress().waiting, second.calls.reduce((sum, texts) => sum + texts, 0)]).toEqual([
    0,
    waiting,
  ]);
});

test('a start with nothing waiting starts no model', async () => {
  const { stores } = filled(0);
  const clock = createHandTurnedClock();
  const { embedder, calls } = modelThat(() => true);
  const indexing = indexingOf(stores, embedder, clock);
  indexing.resume();
  clock.advance(3_600_000);
  await indexing.quiet();
  expect(calls).toEqual([]);
});

test('a model that fails is asked again after a minute, then two, and at last it is done', async () => {
  const { stores } = filled(1);
  const clock = createHandTurnedClock();
  let failing = 2;
  const { embedder, calls } = modelThat(() => failing-- <= 0);
  const indexing = indexingOf(stores, embedder, clock);
  indexing.wake();
  for (const [afterMs, asked] of [
    [2_000, 1],
    [59_999, 1],
    [1, 2],
    [119_999, 2],
    [1, 3],
  ] as const) {
    clock.advance(afterMs);
    await indexing.quiet();
    expect(calls.length).toBe(asked);
  }
  expect(indexing.progress().waiting).toBe(0);
});

test('what is kept right after a start does not wait for what the run before left over', async () => {
  const { stores } = filled(3);
  const clock = createHandTurnedClock();
  const { embedder, calls } = modelThat(() => true);
  const indexing = indexingOf(stores, embedder, clock);
  indexing.resume();
  clock.advance(5_000);
  stores.memories.add(memoryRow({ id: id(200), text: 'just said' }));
  indexing.wake();
  clock.advance(2_000);
  await indexing.quiet();
  expect([calls.length > 0, indexing.progress().waiting]).toEqual([true, 0]);
});

test('what is kept while the model cannot be reached does not hurry it; changed settings do', async () => {
  const { stores } = filled(1);
  const clock = createHandTurnedClock();
  let isDown = true;
  const { embedder, calls } = modelThat(() => !isDown);
  const indexing = indexingOf(stores, embedder, clock);
  indexing.wake();
  clock.advance(2_000);
  await indexing.quiet();
  stores.memories.add(memoryRow({ id: id(200), text: 'one more' }));
  indexing.wake();
  clock.advance(10_000);
  await indexing.quiet();
  expect(calls.length).toBe(1);
  isDown = false;
  indexing.changed();
  clock.advance(2_000);
  await indexing.quiet();
  expect(indexing.progress().waiting).toBe(0);
});

test('a reply is embedded with who says it and what it answers, a fact as it stands', () => {
  expect(textToEmbed({ kind: 'message', speaker: 'Ada', text: 'On Thursday.', before: 'When is it?' })).toBe(
    'When is it?\nAda: On Thursday.',
  );
  expect(textToEmbed({ kind: 'fact', speaker: null, text: 'Rent is due.', before: null })).toBe(
    'Rent is due.',
  );
});

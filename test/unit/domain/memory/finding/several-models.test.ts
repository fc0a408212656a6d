// Another model of meaning is asked for: the one before it answers until every memory has its new vector, and then goes.
// Real storage; the models are stand-ins at the port.
import { expect, onTestFinished, test } from 'vitest';
import { createFinder } from '../../../../../src/main/domain/memory/finding/finder.ts';
import { createIndexing } from '../../../../../src/main/domain/memory/finding/indexing.ts';
import { createMeaningModels } from '../../../../../src/main/domain/memory/finding/meaning-models.ts';
import { type Embedder, NO_EMBEDDER } from '../../../../../src/main/domain/ports/embedding.ts';
import { id, memoryRow } from '../../../../contract/storage/sample-rows.ts';
import { temporaryStorage } from '../../../../storage-for-tests.ts';
import { createHandTurnedClock } from '../../../../worlds/hand-turned-clock.ts';

const ENTRY = new URL('../../../../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const AREA = { scope: 'owner', conversationId: null };

interface Stand extends Embedder {
  isDown: boolean;
  dimensions: number;
  readonly texts: string[];
}

/** "pet" and "cat" are one to it. */
function standIn(model: string): Stand {
  const stand: Stand = {
    ...{ model, maxTexts: 4, isDown: false, dimensions: 384, texts: [] },
    embed: async (texts) => {
      if (stand.isDown) return { kind: 'unavailable', reason: 'The server does not answer.' };
      stand.texts.push(...texts);
      return {
        kind: 'embedded',
        vectors: texts.map((text) => {
          const vector = new Float32Array(stand.dimensions);
          vector[/cat|pet/i.test(text) ? 5 : 100] = 1;
          return vector;
        }),
      };
    },
    close: () => undefined,
  };
  return stand;
}

function shelf(memories: number) {
  const storage = temporaryStorage();
  const { stores } = storage;
  for (let index = 0; index < memories; index += 1)
    stores.memories.add(
      memoryRow({
        id: id(100 + index),
        scope: 'owner',
        kind: 'fact',
        text: `The cat number ${index} sleeps.`,
      }),
    );
  const clock = createHandTurnedClock();
  const [local, remote] = [standIn('local'), standIn('remote')];
  const state = { wanted: local as Embedder, mayAskLocal: true };
  const models = createMeaningModels({
    stores,
    embedders: {
      wanted: () => state.wanted,
      of: (model) =>
        model === state.wanted.model ? state.wanted : model === 'local' && state.mayAskLocal ? local : null,
      close: () => undefined,
    },
  });
  const indexing = createIndexing({ stores, models, clock, log: silent });
  const search = storage.memorySearch(ENTRY, () => undefined);
  onTestFinished(() => {
    indexing.stop();
    search.close();
  });
  const finder = createFinder({ clock, log: silent, models, search });
  const work = async (): Promise<void> => {
    // Its pause between removals is on the same clock.
    for (let round = 0; round < 20; round += 1) {
      clock.advance(2_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const meant = async (): Promise<number> => {
    const { found } = await finder.find(AREA, 'pet');
    return (found?.candidates ?? []).filter(({ similarity }) => (similarity ?? 0) > 0.9).length;
  };
  return { storage, stores, local, remote, state, models, indexing, work, meant, finder };
}

/** Everything has its vector of the local model. */
async function embedded(memories: number) {
  const all = shelf(memories);
  all.indexing.wake();
  await all.work();
  expect(all.stores.vectors.models()).toEqual([{ number: 1, name: 'local', isWhole: true }]);
  return all;
}

test('the one before answers while the new one is being built, and goes when it is whole', async () => {
  const { stores, local, remote, state, models, indexing, work, meant } = await embedded(9);
  remote.isDown = true;
  state.wanted = remote;
  indexing.changed();
  expect(await meant()).toBe(9);
  expect([models.serving()?.name, indexing.progress().waiting]).toEqual(['local', 9]);
  remote.isDown = false;
  indexing.changed();
  await work();
  expect(stores.vectors.models()).toEqual([{ number: 2, name: 'remote', isWhole: true }]);
  const asked = local.texts.length;
  expect([await meant(), local.texts.length]).toEqual([9, asked]);
  expect(remote.texts.filter((text) => text.includes('The cat'))).toHaveLength(9);
});

test('what is kept meanwhile is found by meaning at once', async () => {
  const { stores, remote, state, indexing, work, meant } = await embedded(2);
  remote.isDown = true;
  state.wanted = remote;
  stores.memories.add(memoryRow({ id: id(300), scope: 'owner', kind: 'fact', text: 'A new cat came.' }));
  indexing.wake();
  await work();
  expect(await meant()).toBe(3);
});

test('how far the new one is, is told while the one before answers', async () => {
  const { remote, state, indexing, work } = await embedded(40);
  const embed = remote.embed;
  let left = 2;
  remote.embed = async (texts, signal) => {
    remote.isDown = left-- <= 0;
    return embed(texts, signal);
  };
  state.wanted = remote;
  indexing.changed();
  await work();
  const { rebuilding, waiting } = indexing.progress();
  expect([rebuilding?.total, (rebuilding?.done ?? 0) + waiting]).toEqual([40, 40]);
  expect(rebuilding?.done).toBe(8);
});

test('trouble is told in words, and gone when it works again', async () => {
  const { remote, state, models, indexing, work, finder } = await embedded(1);
  remote.isDown = true;
  state.wanted = remote;
  state.mayAskLocal = false;
  indexing.changed();
  await work();
  expect(models.trouble()).toBe('The server does not answer.');
  expect((await finder.find(AREA, 'cat')).note).toBe('Searched by words only. The server does not answer.');
  remote.isDown = false;
  indexing.changed();
  await work();
  expect([models.trouble(), (await finder.find(AREA, 'cat')).note]).toEqual([null, null]);
});

test('trouble of the new one stays told while the one before answers', async () => {
  const { remote, state, models, indexing, work, meant } = await embedded(2);
  remote.isDown = true;
  state.wanted = remote;
  indexing.changed();
  await work();
  expect([await meant(), models.trouble()]).toEqual([2, 'The server does not answer.']);
});

test('going back to the one before makes its vectors anew while it answers', async () => {
  const { stores, local, remote, state, indexing, work, meant } = await embedded(3);
  remote.isDown = true;
  state.wanted = remote;
  indexing.changed();
  await work();
  state.wanted = local;
  indexing.changed();
  expect(await meant()).toBe(3);
  await work();
  expect(stores.vectors.models().map(({ name, isWhole }) => [name, isWhole])).toEqual([['local', true]]);
  expect(await meant()).toBe(3);
});

test('a server that answers with vectors of another length from one day on: all are made anew', async () => {
  const { stores, remote, state, indexing, work, meant } = await embedded(3);
  state.wanted = remote;
  indexing.changed();
  await work();
  remote.dimensions = 256;
  stores.memories.add(memoryRow({ id: id(300), scope: 'owner', kind: 'fact', text: 'A new cat came.' }));
  indexing.wake();
  await work();
  expect(await meant()).toBe(4);
  expect(stores.vectors.models().map(({ name }) => name)).toEqual(['remote']);
});

test('where no model is wanted, nothing is made and nothing is said', async () => {
  const { stores, state, indexing, work, finder } = shelf(2);
  state.wanted = NO_EMBEDDER;
  indexing.wake();
  await work();
  expect([stores.vectors.models(), indexing.progress().waiting]).toEqual([[], 0]);
  expect((await finder.find(AREA, 'cat')).note).toBeNull();
});

// Stop 23, mending what is old, and after a restart: words of today count from today, and what was deleted comes back as
// what it was.
import { expect, test } from 'vitest';
import { type Embedder, NO_EMBEDDER } from '../../src/main/domain/ports/embedding.ts';
import { memoryRow } from '../contract/storage/sample-rows.ts';
import { makeWorld, type World } from '../worlds/world.ts';

const CLEAN = { untrusted: false, private: true, sources: [] };

function put(world: World, text: string, createdAt = world.clock.now()): string {
  const id = world.agent.makeId();
  const frame = world.stores.transaction(() =>
    world.agent.ledger.record({ kind: 'memory-kept', causeId: null, actor: { kind: 'owner' } }),
  );
  const made = { id, text, createdAt, frameId: frame.id, messageId: null, conversationId: null };
  world.stores.memories.add(memoryRow({ ...made, pinned: false, taint: CLEAN, kind: 'fact' }));
  return id;
}

test('"yesterday" in a correction is the day before the correction, and the memory keeps its own date', async () => {
  const world = makeWorld();
  await world.start();
  const old = Date.UTC(2025, 5, 1, 12);
  const edited = world.agent.memory.edit(put(world, 'The boiler was serviced.', old), 'Serviced yesterday.');
  expect(edited).toMatchObject({ text: 'Serviced on 2026-01-02.', at: new Date(old).toISOString() });
});

test('deleted, and brought back after a restart, each is what it was: kept, put away, replaced', async () => {
  const before = makeWorld();
  await before.start();
  const { memory } = before.agent;
  const away = put(before, 'Tea at four.');
  memory.setDisabled([away], true);
  const edited = memory.edit(put(before, 'The gate is green.'), 'The gate is blue.');
  memory.remove([away, edited.id]);
  const world = before.restart();
  await world.start();
  expect(world.agent.memory.restore([away, edited.id])).toBe(2);
  const { memories } = await world.agent.memory.list(
    { text: '', states: ['kept', 'disabled', 'replaced'], kinds: ['fact'] },
    ...([0, 9] as const),
  );
  expect(memories.map(({ text, state }) => [text, state]).sort()).toEqual([
    ['Tea at four.', 'disabled'],
    ['The gate is blue.', 'kept'],
    ['The gate is green.', 'replaced'],
  ]);
});

test('which were put away is remembered no longer than they can be brought back', async () => {
  const world = makeWorld();
  await world.start();
  const { memory } = world.agent;
  const [one, two] = [put(world, 'One.'), put(world, 'Two.')];
  memory.setDisabled([one, two], true);
  memory.remove([one, two]);
  memory.restore([one]);
  const remembered = () => world.stores.settings.get('deleted-put-away');
  expect(remembered()).toBe(two);
  world.clock.advance(11 * 60_000);
  expect(remembered()).toBe('');
});

test('what is brought back gets the vector that it has not', async () => {
  const embedded: string[] = [];
  const embedder: Embedder = {
    ...NO_EMBEDDER,
    model: 'all alike',
    maxTexts: 8,
    embed: async (texts) => {
      embedded.push(...texts);
      return { kind: 'embedded', vectors: texts.map(() => new Float32Array(384).fill(1 / Math.sqrt(384))) };
    },
  };
  const world = makeWorld({}, undefined, embedder);
  await world.start();
  const id = put(world, 'Tea at four.');
  world.agent.memory.remove([id]);
  world.clock.advance(60_000); // what waited from before is through
  await expect.poll(() => world.agent.memory.progress().isIndexing).toBe(false);
  expect(embedded).toEqual([]);
  world.agent.memory.restore([id]);
  world.clock.advance(3_000);
  await expect.poll(() => embedded).toHaveLength(1);
});

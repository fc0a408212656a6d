// Stop 18, documents. A document whose name or place holds the words goes with its passages, and is not read again as long
// as nobody chooses it by itself; what was made of its words keeps what it is worth and loses its name.
import { describe, expect, test } from 'vitest';
import { chosenKeys, forget, OWNER, pages } from '../worlds/forgetting.ts';
import { desk } from '../worlds/people.ts';
import { calls } from '../worlds/scripted-model.ts';
import { makeWorld, type World } from '../worlds/world.ts';

const FILE = '/docs/tamarillo diagnosis.md';

async function withFiles(...chosen: readonly string[]): Promise<World> {
  const world = makeWorld();
  world.shelf.put(FILE, 'The leaves are yellow.', 'Water it less.');
  world.shelf.put('/docs/boiler.md', 'The boiler was serviced in March.');
  await world.start();
  await world.agent.memory.documents.add(chosen);
  await read(world);
  return world;
}

async function read(world: World): Promise<void> {
  await expect
    .poll(() => {
      world.clock.advance(10);
      return world.stores.documents.countWaiting();
    })
    .toBe(0);
  world.clock.advance(10);
}

const names = (world: World) =>
  world.agent.memory.documents.list({ text: '' }, 0, 100).documents.map(({ name }) => name);

async function checked(world: World): Promise<void> {
  const done = world.agent.memory.documents.check();
  await read(world);
  await done;
}

describe('stop 18: forgetting documents', () => {
  test.each([null, 'owner'])('by the name of one in a folder (scope %s)', async (scope) => {
    const world = await withFiles('/docs');
    world.storage.checkpoint();
    expect(pages(world, 'tamarillo')).toBeGreaterThan(0); // or this test could not fail
    const { preview, remaining } = await forget(world, 'tamarillo', scope);
    const shown = preview.traces.find(({ kind }) => kind === 'document');
    expect(shown).toMatchObject({ text: 'tamarillo diagnosis.md', chosen: true });
    expect(shown?.where).toMatch(/with its 2 passages; the file itself stays/);
    expect(remaining).toBe(0);
    expect(pages(world, 'tamarillo')).toBe(0);
    expect(pages(world, 'leaves are yellow')).toBe(0);
    world.shelf.put(FILE, 'The leaves are green.');
    await checked(world);
    expect(names(world)).toEqual(['boiler.md']);
    expect(pages(world, 'tamarillo')).toBe(0);
    const again = world.restart();
    await again.start();
    await checked(again);
    expect(names(again)).toEqual(['boiler.md']);
    // Whoever chooses the file itself wants it read.
    await again.agent.memory.documents.add([FILE]);
    await read(again);
    expect(names(again)).toEqual(['boiler.md', 'tamarillo diagnosis.md']);
  });

  test('by the name of one that was chosen by itself', async () => {
    const world = await withFiles(FILE);
    expect((await forget(world, 'tamarillo')).remaining).toBe(0);
    expect(world.agent.memory.documents.sources()).toEqual([]);
    await checked(world);
    expect(names(world)).toEqual([]);
    expect(pages(world, 'tamarillo')).toBe(0);
  });

  test('by the name of a folder, with all that was read of it', async () => {
    const world = await withFiles('/docs');
    const { preview, remaining } = await forget(world, 'docs');
    expect(preview.traces.map(({ text }) => text)).toContain('/docs');
    expect(remaining).toBe(0);
    expect(world.agent.memory.documents.sources()).toEqual([]);
    expect(pages(world, 'boiler was serviced')).toBe(0);
    // Whoever chooses the folder again wants all of it.
    await world.agent.memory.documents.add(['/docs']);
    await read(world);
    expect(names(world)).toEqual(['boiler.md', 'tamarillo diagnosis.md']);
  });

  test('a memory made of its words stays, without its name', async () => {
    const world = await withFiles('/docs');
    world.model.will(
      calls(['recall', { query: 'leaves yellow' }]),
      calls(['remember', { fact: 'The plant gets less water.' }]),
    );
    desk(world).say('what about the leaves?');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    world.agent.approvals.allow(question?.id ?? '', 'once', question?.revision ?? '');
    await world.settled();
    const [fact] = world.stores.memories.facts('owner', 10);
    expect(fact?.taint.sources.map(({ label }) => label).join()).toContain('tamarillo');
    const { preview, remaining } = await forget(world, 'tamarillo');
    expect(preview.traces.filter(({ key }) => key.startsWith('memory_labels/'))).toHaveLength(1);
    expect(remaining).toBe(0);
    const [kept] = world.stores.memories.facts('owner', 10);
    expect(kept).toMatchObject({ text: fact?.text, taint: { untrusted: true, private: true } });
    expect(kept?.taint.sources.map(({ label }) => label)).toEqual(['[forgotten]']);
    expect(pages(world, 'tamarillo')).toBe(0);
  });

  test('what is left is counted', async () => {
    const world = await withFiles('/docs');
    const { forgetting } = world.agent.memory;
    const preview = await forgetting.preview({ query: 'tamarillo', scope: null });
    const keys = chosenKeys(preview).filter((key) => !key.startsWith('documents/'));
    const outcome = await forgetting.forget(preview.previewId, keys, OWNER);
    expect(outcome.remaining).toBe(1);
    expect(names(world)).toContain('tamarillo diagnosis.md');
  });
});

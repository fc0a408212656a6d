// Stop 21, while things change: a source that goes while it is read leaves nothing, one file that fails stops no other,
// and what the owner took out of a document stays out as long as the file says the same.
import { describe, expect, test } from 'vitest';
import type { MemoryState } from '../../src/contracts/memory.ts';
import { documents, done, read, states, withFiles } from '../worlds/reading-world.ts';
import type { World } from '../worlds/world.ts';

const LINES = Array.from({ length: 120 }, (_, at) => `Line ${at} tells of the sea.`);

/** Passages of everything that was read, in any of these states. */
async function passages(world: World, ...only: readonly MemoryState[]): Promise<readonly string[]> {
  const wanted: MemoryState[] = only.length === 0 ? ['kept', 'disabled', 'deleted'] : [...only];
  const { memories } = await world.agent.memory.list(
    { text: '', states: wanted, kinds: ['passage'] },
    0,
    500,
  );
  return memories.map(({ text }) => text).sort();
}

async function passage(world: World, words: string) {
  const { memories } = await world.agent.memory.list(
    { text: '', states: ['kept', 'disabled', 'deleted'], kinds: ['passage'] },
    ...([0, 500] as const),
  );
  const found = memories.find(({ text }) => text.includes(words));
  if (found === undefined) throw new Error(`No passage speaks of ${words}`);
  return found;
}

const sourceId = (world: World, path = '/docs'): string =>
  documents(world)
    .sources()
    .find((source) => source.path === path)?.id ?? '';

async function chosen(world: World): Promise<void> {
  await documents(world).add(['/docs']);
  await read(world);
}

async function looked(world: World): Promise<void> {
  await done(world, documents(world).check());
}

describe('stop 21: a source that goes', () => {
  test('while a file of it is being read leaves no passage', async () => {
    const world = await withFiles();
    world.shelf.put('/docs/z.md', ...LINES);
    await chosen(world);
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    let isHeld = false;
    world.shelf.beforeRead = () => {
      isHeld = true;
      return held;
    };
    world.shelf.put('/docs/a.md', ...LINES.slice(0, 50));
    const checked = documents(world).check();
    await expect.poll(() => isHeld).toBe(true);
    const removing = documents(world).remove(sourceId(world));
    go(); // it is read while the others are still being cleared away
    await done(world, removing);
    await done(world, checked);
    expect(await passages(world)).toEqual([]);
    expect([documents(world).sources(), world.faults]).toEqual([[], []]);
  });

  test('while its passages are being added leaves none either, and the next source is read all the same', async () => {
    const world = await withFiles();
    world.shelf.put('/docs/a.md', ...LINES);
    world.shelf.put('/more/b.md', 'The attic is dry.');
    await documents(world).add(['/docs', '/more']);
    const id = world.stores.documents.byPath('/docs/a.md')?.id ?? '';
    await expect
      .poll(() => {
        world.clock.advance(5);
        return world.stores.memories.countOf(id);
      })
      .toBeGreaterThan(0);
    expect(world.stores.memories.countOf(id)).toBeLessThan(120);
    const removing = documents(world).remove(sourceId(world));
    await done(world, removing);
    await read(world);
    await expect.poll(() => passages(world)).toEqual(['The attic is dry.']);
    expect(world.faults).toEqual([]);
  });

  test('while its files are listed is not filled again', async () => {
    const world = await withFiles();
    await chosen(world);
    const { list } = world.shelf;
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    world.shelf.list = async (...asked) => {
      await held;
      return await list(...asked);
    };
    world.shelf.put('/docs/new.md', 'The attic is dry.');
    const checked = documents(world).check();
    await done(world, documents(world).remove(sourceId(world)));
    go();
    await done(world, checked);
    expect([states(world), await passages(world), world.faults]).toEqual([[], [], []]);
  });

  test('and is chosen again at once is read anew, once', async () => {
    const world = await withFiles();
    await chosen(world);
    const removing = documents(world).remove(sourceId(world));
    const added = documents(world).add(['/docs']);
    await done(world, removing);
    expect(await done(world, added)).toMatchObject({ sources: 1, files: 2 });
    await read(world);
    await expect.poll(() => passages(world)).toHaveLength(2);
  });

  test('is whole again after a kill in the middle of its removal, or gone', async () => {
    const before = await withFiles();
    before.shelf.put('/docs/z.md', ...LINES);
    await chosen(before);
    void documents(before).remove(sourceId(before)); // and nothing turns the clock
    const world = before.restart();
    await world.start();
    await looked(world);
    await read(world);
    expect(await passages(world)).toHaveLength(122);
  });
});

test('stop 21: one file that cannot be taken in stops no other, says so, and is tried again', async () => {
  const world = await withFiles();
  const { memories } = world.stores;
  const add = memories.add;
  Object.assign(memories, {
    add: (row: Parameters<typeof add>[0]) => {
      if (row.text.includes('boiler')) throw new Error('FOREIGN KEY constraint failed');
      add(row);
    },
  });
  await chosen(world);
  await expect
    .poll(() => states(world))
    .toMatchObject([
      ['notes.md', 'left-out', expect.stringContaining('tried again'), 0],
      ['terms.pdf', 'ready', null, 1],
    ]);
  Object.assign(memories, { add });
  await looked(world);
  expect(states(world)[0]).toEqual(['notes.md', 'ready', null, 1]);
});

describe('stop 21: what the owner took out of a document', () => {
  async function withThree(): Promise<World> {
    const world = await withFiles();
    world.shelf.put('/docs/notes.md', 'The boiler is old.', 'The attic is dry.', 'The gate is green.');
    await chosen(world);
    return world;
  }

  async function touched(world: World): Promise<void> {
    world.shelf.put('/docs/notes.md', 'The boiler is old.', 'The attic is dry.', 'The gate is green.');
    await looked(world);
  }

  test('forgotten, deleted or put away, stays so when only the date of the file changed', async () => {
    const world = await withThree();
    const { memory } = world.agent;
    const boiler = await passage(world, 'boiler');
    const preview = await memory.forgetting.preview({ ids: [boiler.id], scope: null });
    await memory.forgetting.forget(
      preview.previewId,
      preview.traces.filter(({ chosen: isChosen }) => isChosen).map(({ key }) => key),
      { actor: { kind: 'owner' }, causeFrameId: null },
    );
    memory.remove([(await passage(world, 'attic')).id]);
    world.clock.advance(11 * 60_000);
    memory.setDisabled([(await passage(world, 'gate')).id], true);
    await touched(world);
    expect(await passages(world)).toEqual(['The gate is green.', expect.stringContaining('Parcels')].sort());
    expect(await passages(world, 'disabled')).toEqual(['The gate is green.']);
    expect(states(world)[0]).toEqual(['notes.md', 'ready', null, 3]);
  });

  test('put away, pinned or just deleted, it is that in a changed file too, where it says the same', async () => {
    const world = await withThree();
    const { memory } = world.agent;
    const attic = await passage(world, 'attic');
    memory.setDisabled([(await passage(world, 'boiler')).id], true);
    memory.remove([attic.id]);
    memory.setPinned([(await passage(world, 'gate')).id], true);
    world.shelf.put(
      '/docs/notes.md',
      ...['A new beginning.', 'The boiler is old.', 'The attic is dry.', 'The gate is green.'],
    );
    await looked(world);
    expect(await passages(world, 'disabled')).toEqual(['The boiler is old.']);
    expect(await passages(world, 'deleted')).toEqual(['The attic is dry.']);
    expect(await passages(world, 'kept')).toHaveLength(3);
    expect((await passage(world, 'gate')).pinned).toBe(true);
    expect(memory.restore([attic.id])).toBe(1);
    expect(await passages(world, 'kept')).toContain('The attic is dry.');
  });

  test('a kill while the changed file is read loses no mark', async () => {
    const before = await withFiles();
    before.shelf.put('/docs/notes.md', ...LINES);
    await chosen(before);
    before.agent.memory.setDisabled([(await passage(before, 'Line 100 ')).id], true);
    before.shelf.put('/docs/notes.md', 'A new beginning.', ...LINES);
    void documents(before).check();
    const id = before.stores.documents.byPath('/docs/notes.md')?.id ?? '';
    await expect
      .poll(() => {
        before.clock.advance(5);
        return before.stores.memories.countOf(id);
      })
      .toBeGreaterThan(120);
    const world = before.restart();
    await world.start();
    world.clock.advance(3_000);
    await read(world);
    await expect.poll(() => passages(world, 'disabled')).toEqual(['Line 100 tells of the sea.']);
    expect(await passages(world, 'kept')).toHaveLength(121);
  });
});

// A household whose conversations are read by a model that hands back whatever a test says: the owner, Ada and Ben, each
// with something known of them.
import { expect } from 'vitest';
import { desk, frameCount, pairAs } from './people.ts';
import { calls } from './scripted-model.ts';
import { makeWorld, type World, written } from './world.ts';

const QUIET_MS = 4 * 60_000;
export const ADA = 'telegram:user:42';
export const BEN = 'telegram:user:43';
export const EVERYWHERE = Array.from({ length: 60 }, (_, n) => n - 3);
export const add = (text: unknown, more: object = {}) => ({
  action: 'add',
  kind: 'fact',
  lines: EVERYWHERE,
  text,
  ...more,
});

/** The owner, Ada and Ben, each with something known of them. */
export async function household(): Promise<World> {
  const world = makeWorld();
  await world.start();
  await pairAs(world, 42);
  await pairAs(world, 43);
  for (const [say, text, names] of [
    [
      () => void desk(world).say('my sister Clara Weber lives in Oslo, Tom is our cat'),
      ['Clara Weber lives in Oslo.', 'Tom is the cat of the owner.'],
      ['Clara Weber', 'Tom'],
    ],
    [
      () => void world.agent.receive(written('I am Ben, my dog is called Rex', { from: 43 })),
      ['Ben has the dog Rex.'],
      ['Rex', 'Ben'],
    ],
  ] as const) {
    world.learner.will(
      calls([
        'keep_memories',
        { memories: text.map((one) => add(one)), entities: names.map((name) => ({ name, kind: 'person' })) },
      ]),
    );
    say();
    await looked(world);
  }
  return world;
}

/** Everything that was said is looked through. */
export async function looked(world: World): Promise<void> {
  const before = world.learner.requests.length;
  await world.settled();
  world.clock.advance(QUIET_MS);
  await expect.poll(() => world.learner.requests.length).toBeGreaterThan(before);
  await expect.poll(() => world.agent.memory.progress().learning).not.toBe('working');
}

/** Ada writes, and the model hands this back. */
export async function obeys(
  world: World,
  learned: unknown,
  text = 'hello, I like tea and Clara',
): Promise<readonly unknown[]> {
  const before = frameCount(world);
  world.learner.will(typeof learned === 'function' ? (learned as never) : calls(['keep_memories', learned]));
  world.agent.receive(written(text, { from: 42 }));
  await looked(world);
  return [...world.stores.frames.walk()]
    .slice(before)
    .flatMap(({ kind, facts }) =>
      kind === 'memory-refused' && facts['from'] === 'learning' ? [facts['why']] : [],
    );
}

/** All that is known in a person's memory. */
export function known(world: World, scope: string): unknown {
  const { memories, entities } = world.stores;
  const { rows } = entities.list({ folded: '', kind: null, scope }, 0, 1_000);
  return {
    facts: memories.facts(scope, 1_000).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    entities: rows
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, name, kind, aliases }) => ({
        id,
        name,
        kind,
        aliases,
        relations: entities.relationsOf(id),
      })),
  };
}

export const others = (world: World) => [known(world, 'owner'), known(world, BEN)];
export const texts = (world: World, scope = ADA): readonly string[] =>
  world.stores.memories
    .facts(scope, 1_000)
    .map((row) => row.text)
    .sort();

// Stop 17, when something breaks in the middle: what came of a part of a conversation is stored with the word that this
// part is through, so nothing is learned twice and nothing by halves.
import { expect, test } from 'vitest';
import { finds, ownWorld, quiet, said } from '../worlds/learning-world.ts';
import { desk, pairAs } from '../worlds/people.ts';
import { fails } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const texts = (world: World, scope = 'owner'): readonly string[] =>
  world.stores.memories
    .facts(scope, 99)
    .map(({ text }) => text)
    .sort();

/** The next fact that speaks of it cannot be stored. */
function breaksAt(world: World, word: string): void {
  const { memories } = world.stores;
  const { add } = memories;
  Object.assign(memories, {
    add: (row: Parameters<typeof add>[0]) => {
      if (row.kind !== 'fact' || !row.text.includes(word)) return add(row);
      Object.assign(memories, { add });
      throw new Error('The disk is full');
    },
  });
}

test('what fails in the middle of an answer keeps nothing of it: asked again, nothing stands twice in other words', async () => {
  const world = await ownWorld();
  world.learner.will(
    finds(
      { from: 'Miezi', text: 'The cat is called Miezi.' },
      { from: 'Miezi', text: 'Miezi sleeps in the attic.' },
    ),
  );
  await said(world, () => desk(world).say('my cat Miezi sleeps in the attic'));
  breaksAt(world, 'attic');
  await quiet(world);
  expect(texts(world)).toEqual([]);
  expect(world.agent.memory.progress().learning).toBe('trouble');
  world.learner.will(finds({ from: 'Miezi', text: 'The owner has a cat, Miezi, who sleeps in the attic.' }));
  world.clock.advance(6 * 60_000);
  await expect.poll(() => texts(world)).toEqual(['The owner has a cat, Miezi, who sleeps in the attic.']);
});

test('of two persons in a group, the first is not asked about again when the second fails, nor after a kill', async () => {
  const world = makeWorld({ telegram: { groups: ['-100'] } });
  await world.start();
  await pairAs(world, 42);
  await pairAs(world, 43);
  const group = { chat: { id: '-100', kind: 'group' as const, threadId: null, title: 'Wine' } };
  await said(world, () => void world.agent.receive(written('I am Ada and like tea', { ...group, from: 42 })));
  await said(world, () => void world.agent.receive(written('I am Ben and like rum', { ...group, from: 43 })));
  const asked = (): string => world.learner.requests.map(({ messages }) => messages[0]?.text).join('\n');
  world.learner.will(finds({ from: 'tea', text: 'Ada likes tea.' }), fails('unreachable'));
  await quiet(world);
  await expect.poll(() => asked()).toContain('rum');
  expect(texts(world, 'telegram:user:42')).toEqual(['Ada likes tea.']);

  const after = world.restart();
  await after.start();
  await said(after, () => void after.agent.receive(written('my boat is blue', { ...group, from: 42 })));
  const before = after.learner.requests.length;
  after.learner.will(
    finds({ from: 'boat', text: 'The boat of Ada is blue.' }),
    finds({ from: 'rum', text: 'Ben likes rum.' }),
  );
  await quiet(after);
  await expect.poll(() => texts(after, 'telegram:user:43')).toEqual(['Ben likes rum.']);
  const again = after.learner.requests.slice(before).map(({ messages }) => messages[0]?.text ?? '');
  expect(again.filter((text) => text.includes('I am Ada and like tea'))).toEqual([]);
  expect(texts(after, 'telegram:user:42')).toEqual(['Ada likes tea.', 'The boat of Ada is blue.']);
});

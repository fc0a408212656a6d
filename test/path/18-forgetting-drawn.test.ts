// Stop 18, in other words. What was drawn from a message that is forgotten goes with it, with what explains it and all that
// took its place; it is shown before, and what the owner leaves stays.
import { describe, expect, test } from 'vitest';
import { memoryRow, messageRow } from '../contract/storage/sample-rows.ts';
import { chosenKeys, forget, OWNER, pages } from '../worlds/forgetting.ts';
import { desk } from '../worlds/people.ts';
import { calls } from '../worlds/scripted-model.ts';
import { makeWorld, type World } from '../worlds/world.ts';

const learns = (memory: Record<string, unknown>) =>
  calls(['keep_memories', { memories: [{ kind: 'fact', lines: [1], ...memory }] }]);

async function learned(world: World, text: string, memory: Record<string, unknown>): Promise<void> {
  const before = world.learner.requests.length;
  world.learner.will(learns(memory));
  desk(world).say(text);
  await world.settled();
  world.clock.advance(5 * 60_000);
  await expect.poll(() => world.learner.requests.length).toBeGreaterThan(before);
  await expect.poll(() => world.agent.memory.progress().learning).toBe('idle');
}

async function ill(): Promise<World> {
  const world = makeWorld();
  await world.start();
  await learned(world, 'I have leukaemia, the doctor says', {
    ...{ action: 'add', text: 'The owner has blood cancer, a doctor found.' },
  });
  await learned(world, 'the therapy begins in Zermatt', {
    ...{ action: 'update', known: 'm1', text: 'The owner’s blood cancer is treated in Zermatt.' },
  });
  return world;
}

describe('stop 18: what was drawn from forgotten words', () => {
  test.each([null, 'owner'])('goes, with its ledger and what took its place (scope %s)', async (scope) => {
    const world = await ill();
    world.storage.checkpoint();
    expect(pages(world, 'blood cancer')).toBeGreaterThan(0); // or this test could not fail
    const { preview, remaining } = await forget(world, 'leukaemia', scope);
    expect(preview.traces.map(({ kind, text }) => `${kind}: ${text}`)).toEqual(
      expect.arrayContaining([
        'memory: The owner has blood cancer, a doctor found.',
        'memory: The owner’s blood cancer is treated in Zermatt.',
        'message: I have leukaemia, the doctor says',
      ]),
    );
    expect(remaining).toBe(0);
    expect(world.stores.memories.facts('owner', 10)).toEqual([]);
    expect(pages(world, 'blood cancer')).toBe(0);
    expect(pages(world, 'leukaemia')).toBe(0);
    expect(world.agent.ledger.verify().kind).toBe('intact');
  });

  test('stays where the owner left it', async () => {
    const world = await ill();
    const { forgetting } = world.agent.memory;
    const preview = await forgetting.preview({ query: 'leukaemia', scope: null });
    const facts = preview.traces.filter(({ text }) => text.includes('blood cancer')).map(({ key }) => key);
    const keys = chosenKeys(preview).filter((key) => !facts.includes(key));
    await forgetting.forget(preview.previewId, keys, OWNER);
    expect(world.stores.memories.facts('owner', 10)).toHaveLength(1);
    expect(pages(world, 'leukaemia')).toBe(0);
  });

  test('goes when it was drawn after the preview', async () => {
    const world = makeWorld();
    await world.start();
    desk(world).say('I have leukaemia, the doctor says');
    await world.settled();
    const { forgetting } = world.agent.memory;
    const preview = await forgetting.preview({ query: 'leukaemia', scope: null });
    world.learner.will(learns({ action: 'add', text: 'The owner has blood cancer, a doctor found.' }));
    world.clock.advance(5 * 60_000);
    await expect.poll(() => world.stores.memories.facts('owner', 10).length).toBe(1);
    await forgetting.forget(preview.previewId, chosenKeys(preview), OWNER);
    expect(world.stores.memories.facts('owner', 10)).toEqual([]);
    expect(pages(world, 'blood cancer')).toBe(0);
  });

  test('goes as a summary that says it otherwise, which is then made anew', async () => {
    const world = makeWorld();
    await world.start();
    const { say, conversationId } = desk(world);
    for (const text of ['I have leukaemia', 'and two cats']) {
      say(text);
      await world.settled();
    }
    const turns = world.stores.turns.page(conversationId, null, 9).map(({ id }) => id);
    const [before, after] = [world.agent.makeId(), world.agent.makeId()];
    const row = { conversationId, senderId: null, senderName: null, actor: { kind: 'system' } } as const;
    const reaching = { conversationId, firstTurnId: turns[0] ?? '', turns: 1 };
    world.stores.messages.add(messageRow({ ...row, id: before, kind: 'summary', text: 'They met.' }));
    world.stores.summaries.add({ ...reaching, messageId: before, lastTurnId: '0' });
    world.stores.messages.add(messageRow({ ...row, id: after, kind: 'summary', text: 'An illness.' }));
    world.stores.summaries.add({ ...reaching, messageId: after, lastTurnId: turns[0] ?? '' });
    const { preview } = await forget(world, 'leukaemia');
    expect(preview.traces.map(({ text }) => text)).toContain('An illness.');
    expect(world.stores.messages.get(after)?.text).toBe('[forgotten]');
    expect(world.stores.summaries.get(after)).toBeNull();
    expect(world.stores.messages.get(before)?.text).toBe('They met.');
    expect(pages(world, 'an illness.')).toBe(0);
  });

  test('stays when it is kept of somebody else', async () => {
    const world = makeWorld();
    await world.start();
    desk(world).say('Bob has leukaemia');
    await world.settled();
    const [conversation] = world.stores.conversations.list();
    const [message] = world.stores.messages.page(conversation?.id ?? '', null, 1);
    const id = world.agent.makeId();
    const bobs = {
      id,
      scope: 'telegram:user:42',
      text: 'Bob has blood cancer.',
      messageId: message?.id ?? '',
    };
    world.stores.memories.add(memoryRow({ ...bobs, kind: 'fact', conversationId: conversation?.id ?? '' }));
    const { preview } = await forget(world, 'leukaemia', 'owner');
    expect(preview.traces.map(({ text }) => text)).not.toContain(bobs.text);
    expect(world.stores.memories.byId(id)).not.toBeNull();
  });
});

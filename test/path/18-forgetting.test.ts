// Stop 18. Forgetting: what would go is shown first, what was chosen is in no table, index or page of the file afterwards,
// and the ledger still verifies. The file is decrypted page by page and searched for the words.
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/contracts/errors.ts';
import { createForgetting } from '../../src/main/domain/memory/forgetting/forget.ts';
import type { MemorySearch } from '../../src/main/domain/ports/memory-search.ts';
import { memoryRow } from '../contract/storage/sample-rows.ts';
import { chosenKeys, OWNER, pages } from '../worlds/forgetting.ts';
import { desk, pairAs } from '../worlds/people.ts';
import { type Answer, calls, holds, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const SEARCH_ENTRY = new URL('../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);

const learns: Answer = (request, signal) =>
  calls([
    'keep_memories',
    {
      memories: [{ action: 'add', kind: 'preference', text: 'The owner loves Barolo.', lines: [1] }],
      entities: [{ name: 'Barolo', kind: 'thing', aliases: ['Nebbiolo'] }],
    },
  ])(request, signal);

/** Says it, has it remembered, learned, taken in, recalled and answered: as many copies as the product makes. */
async function everywhere(): Promise<World> {
  const world = makeWorld();
  await world.start();
  const { say } = desk(world);
  world.model.will(calls(['remember', { fact: 'Barolo is the favourite wine.' }]), says('Barolo it is.'));
  say('remember that Barolo is my favourite wine');
  await world.settled();
  world.learner.will(learns);
  world.clock.advance(4 * 60_000);
  await expect.poll(() => world.stores.memories.facts('owner', 10).length).toBe(2);
  await world.settled();
  world.model.will(calls(['recall', { query: 'wine' }]), says('You like Barolo.'));
  say('which wine do I like?');
  await world.settled();
  world.clock.advance(4 * 60_000);
  await expect.poll(() => world.agent.memory.progress().learning).toBe('idle');
  world.agent.memory.core.save('Brings Barolo to every feast.\nLives in Turin.', '');
  return world;
}

describe('stop 18: forgetting', () => {
  test('what is forgotten stands in no page of the file any more, and the ledger is whole', async () => {
    const world = await everywhere();
    world.storage.checkpoint();
    expect(pages(world, 'barolo')).toBeGreaterThan(3); // or this test could not fail
    const preview = await world.agent.memory.forgetting.preview({ query: 'barolo', scope: null });
    expect(new Set(preview.traces.map(({ kind }) => kind))).toEqual(
      new Set(['core', 'memory', 'message', 'answer', 'tool-call', 'ledger', 'entity', 'reply']),
    );
    const done = await world.agent.memory.forgetting.forget(preview.previewId, chosenKeys(preview), OWNER);
    expect(done.remaining).toBe(0);
    expect(done.forgotten).toBe(preview.traces.length);
    expect(pages(world, 'barolo')).toBe(0);
    expect(pages(world, 'nebbiolo')).toBe(0);
    expect(world.agent.ledger.verify().kind).toBe('intact');
    expect(world.page.text).toBe('Lives in Turin.\n');
    const last = [...world.stores.frames.walk()].at(-1);
    expect(last).toMatchObject({ kind: 'memory-forgotten', facts: { places: done.forgotten } });
  });

  test('afterwards it is found by no search, in no list and no export, and a restart brings nothing back', async () => {
    const before = await everywhere();
    const preview = await before.agent.memory.forgetting.preview({ query: 'Barolo', scope: null });
    await before.agent.memory.forgetting.forget(preview.previewId, chosenKeys(preview), OWNER);
    const world = before.restart();
    await world.start();
    world.clock.advance(5 * 60_000);
    world.model.will(calls(['recall', { query: 'Barolo' }]));
    desk(world).say('what did I say of it?');
    await world.settled();
    // The question of now is about it; nothing of before is.
    expect(world.model.requests.at(-1)?.messages.at(-1)?.text).not.toMatch(/favourite|loves/);
    const { text } = await world.agent.memory.exported('json');
    expect(text).not.toContain('Barolo');
    const listed = await world.agent.memory.list(
      { text: '', states: ['kept', 'disabled', 'replaced', 'deleted'] },
      0,
      100,
    );
    expect(listed.memories.filter((memory) => memory.text.includes('Barolo'))).toEqual([]);
  });

  test('from one memory all it was drawn from is found; what only shares a name is shown and not chosen', async () => {
    const world = await everywhere();
    const fact = world.stores.memories.facts('owner', 10).find(({ text }) => text.includes('loves'));
    const preview = await world.agent.memory.forgetting.preview({ ids: [fact?.id ?? ''], scope: null });
    const [chosen, other] = [true, false].map((is) =>
      preview.traces.filter((trace) => trace.chosen === is).map(({ kind, text }) => `${kind}: ${text}`),
    );
    expect(chosen).toContainEqual('memory: The owner loves Barolo.');
    expect(chosen).toContainEqual('message: remember that Barolo is my favourite wine');
    expect(other).toContainEqual('answer: You like Barolo.');
  });

  test('what a preview does not show stays, whoever names it, and can be looked for again', async () => {
    const world = makeWorld();
    await world.start();
    const ids = Array.from({ length: 520 }, () => world.agent.makeId());
    world.stores.transaction(() => {
      for (const id of ids)
        world.stores.memories.add(
          memoryRow({ id, text: `Barolo ${id}`, conversationId: null, messageId: null, scope: 'owner' }),
        );
    });
    const { forgetting } = world.agent.memory;
    const preview = await forgetting.preview({ query: 'Barolo', scope: null });
    expect([preview.traces.length, preview.more]).toEqual([500, 20]);
    const named = ids.map((id) => `memories/${id}`);
    const done = await forgetting.forget(preview.previewId, named, OWNER);
    expect(done).toEqual({ forgotten: 500, remaining: 20 });
  });

  test('only what was shown can be erased, and an old preview erases nothing', async () => {
    const world = await everywhere();
    const { previewId } = await world.agent.memory.forgetting.preview({ query: 'Barolo', scope: null });
    const victim = world.stores.messages.page(world.stores.conversations.list()[0]?.id ?? '', null, 1)[0];
    const done = await world.agent.memory.forgetting.forget(previewId, [`messages/${victim?.id}x`], OWNER);
    expect(done.forgotten).toBe(0);
    const late = await world.agent.memory.forgetting.preview({ query: 'Barolo', scope: null });
    world.clock.advance(16 * 60_000);
    await expect(
      world.agent.memory.forgetting.forget(late.previewId, chosenKeys(late), OWNER),
    ).rejects.toMatchObject({ code: 'already-settled' });
    expect(world.stores.memories.facts('owner', 10)).toHaveLength(2);
  });

  test('nobody is shown what another person’s memory says, and a group shows nothing', async () => {
    const world = await everywhere();
    const fact = world.stores.memories.facts('owner', 10)[0];
    await expect(
      world.agent.memory.forgetting.preview({ ids: [fact?.id ?? ''], scope: 'telegram:user:42' }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    await pairAs(world, 42);
    const group = { chat: { id: '-100', kind: 'group' as const, threadId: null, title: 'Wine' } };
    world.configure({ telegram: { groups: ['-100'] } });
    for (const [from, text] of [
      [42, 'I bring Barolo'],
      [43, 'and I hide the Barolo'],
    ] as const) {
      world.model.will(says('A Barolo, then.'));
      world.agent.receive(written(text, { from, ...group }));
      await world.settled();
    }
    world.clock.advance(4 * 60_000);
    const ownOf = async (scope: string) => {
      const { traces } = await world.agent.memory.forgetting.preview({ query: 'Barolo', scope });
      return traces.map(({ kind, text }) => `${kind}: ${text}`).sort();
    };
    // Their own words, wherever they stand, and what the agent answered them; not what another wrote there.
    const placesOf = (said: string): string[] => [
      'answer: A Barolo, then.',
      'ledger: {"text":"A Barolo, then."}',
      `ledger: {"text":"${said}"}`,
      'memory: A Barolo, then.',
      `memory: ${said}`,
      `message: ${said}`,
      'reply: A Barolo, then.',
    ];
    await expect.poll(() => ownOf('telegram:user:42')).toEqual(placesOf('I bring Barolo'));
    await expect.poll(() => ownOf('telegram:user:43')).toEqual(placesOf('and I hide the Barolo'));
  });

  test('what was forgotten while a model read it does not come back by its answer', async () => {
    const world = await everywhere();
    const held = holds(learns);
    world.learner.will(held.answer);
    desk(world).say('Barolo again, with cheese');
    await world.settled();
    world.clock.advance(4 * 60_000);
    await held.reached;
    const preview = await world.agent.memory.forgetting.preview({ query: 'Barolo', scope: null });
    await world.agent.memory.forgetting.forget(preview.previewId, chosenKeys(preview), OWNER);
    held.release();
    await expect.poll(() => world.agent.memory.progress().learning).toBe('trouble');
    expect(world.stores.memories.facts('owner', 10)).toEqual([]);
  });

  test('the agent forgets only after the owner has seen what; a person’s wish reaches that person’s words alone', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world, 42);
    desk(world).say('my garden has a pond');
    await world.settled();
    world.agent.receive(written('my garden has a shed', { from: 42 }));
    await world.settled();
    world.clock.advance(10_000);
    world.model.will(calls(['forget', { about: 'garden' }]));
    world.agent.receive(written('forget it', { from: 42 }));
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    expect(question?.facts.map(({ text }) => text).join()).toContain('shed');
    expect(question?.facts.map(({ text }) => text).join()).not.toContain('pond');
    expect(question).toMatchObject({ offers: [] });
    world.agent.approvals.allow(question?.id ?? '', 'once', question?.revision ?? '');
    await world.settled();
    const said = world.stores.conversations
      .list()
      .flatMap(({ id }) => world.stores.messages.page(id, null, 9));
    expect(said.filter(({ text }) => text.includes('pond'))).toHaveLength(1);
    expect(said.filter(({ text }) => text.includes('shed'))).toEqual([]);
  });

  test('what is erased is erased, also when it cannot be looked what is left', async () => {
    const world = await everywhere();
    const search = world.storage.memorySearch(SEARCH_ENTRY, () => undefined);
    let looks = 0;
    const failing: MemorySearch = {
      ...search,
      traces: (sought) => {
        looks += 1;
        return looks === 1 ? search.traces(sought) : Promise.reject(new AppError('not-ready', 'Not now.'));
      },
    };
    const { makeId, ledger, memory } = world.agent;
    const { stores, clock } = world;
    const logged: string[] = [];
    const log = { info: () => undefined, warn: () => undefined, error: (said: string) => logged.push(said) };
    const { core } = memory;
    const forgetting = createForgetting({
      ...{ stores, ledger, clock, makeId, log, core, search: failing },
      ...{ redact: (text) => text, files: { add: () => undefined }, onChange: () => undefined },
    });
    const preview = await forgetting.preview({ query: 'Barolo', scope: null });
    const done = await forgetting.forget(preview.previewId, chosenKeys(preview), OWNER);
    expect(done).toEqual({ forgotten: preview.traces.length, remaining: null });
    expect(pages(world, 'barolo')).toBe(0);
    expect(logged).toEqual(['What is left after forgetting could not be looked for']);
  });
});

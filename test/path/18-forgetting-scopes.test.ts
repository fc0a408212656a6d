// Stop 18, for one person. Forgetting reaches all that stands for that person's words, also where the row does not say whose
// it is: summaries, the ledger of what has no conversation. It never reaches what another one said.
import { describe, expect, test } from 'vitest';
import { forget, pages } from '../worlds/forgetting.ts';
import { desk, pairAs } from '../worlds/people.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const ADA = 'telegram:user:42';
/** About 600 tokens. */
const LONG = 'word '.repeat(480);
const GROUP = { chat: { id: '-100', kind: 'group' as const, threadId: null, title: 'Fruit' } };

async function small(telegram: Record<string, unknown> = {}): Promise<World> {
  const world = makeWorld({
    telegram,
    model: {
      provider: 'openai-compatible',
      name: 'scripted',
      base_url: 'http://127.0.0.1:1/v1',
      context_tokens: 8_000,
    },
  });
  await world.start();
  return world;
}

/** Says it, then more than fits, until there is a summary that speaks of it. */
async function shortened(
  world: World,
  text: string,
  say: (text: string, turn: number) => void,
  people = 1,
): Promise<void> {
  const learned = Array.from({ length: people }, () => calls(['keep_memories', {}]));
  world.learner.will(...learned, says('They spoke of kumquats.'));
  for (let turn = 0; summaries(world).length === 0; turn += 1) {
    if (turn > 12) throw new Error('It was never shortened');
    say(turn === 0 ? text : `message ${turn} ${LONG}`, turn);
    await world.settled();
    for (let i = 0; i < 50; i += 1) await Promise.resolve();
  }
}

const messages = (world: World) =>
  world.stores.conversations.list().flatMap(({ id }) => world.stores.messages.page(id, null, 100));
const summaries = (world: World) => messages(world).filter(({ kind }) => kind === 'summary');

describe('stop 18: forgetting for one person', () => {
  test('the summary of the owner’s own conversation goes, and is made anew without the words', async () => {
    const world = await small();
    const { say } = desk(world);
    await shortened(world, 'I grow kumquats', (text) => void say(text));
    expect((await forget(world, 'kumquats', 'owner')).remaining).toBe(0);
    expect(pages(world, 'kumquat')).toBe(0);
    world.learner.will(calls(['keep_memories', {}]), says('They spoke of nothing much.'));
    say(`what was it? ${LONG}`);
    await world.settled();
    expect(
      world.model.requests
        .at(-1)
        ?.messages.map(({ text }) => text)
        .join(),
    ).not.toContain('kumquat');
    expect(summaries(world).map(({ text }) => text)).toEqual(['[forgotten]', 'They spoke of nothing much.']);
  });

  test('the summary of a person’s direct chat goes with that person’s words, not with the owner’s', async () => {
    const world = await small();
    await pairAs(world, 42);
    await shortened(
      world,
      'I grow kumquats',
      (text) => void world.agent.receive(written(text, { from: 42 })),
    );
    desk(world).say('I hate kumquats');
    await world.settled();
    await forget(world, 'kumquats', 'owner');
    expect(summaries(world).map(({ text }) => text)).toEqual(['They spoke of kumquats.']);
    expect((await forget(world, 'kumquats', ADA)).remaining).toBe(0);
    expect(pages(world, 'kumquat')).toBe(0);
  });

  test('a summary of a group belongs to all who spoke there; what another one wrote stays', async () => {
    const world = await small({ groups: ['-100'] });
    await pairAs(world, 42);
    await shortened(
      world,
      'I grow kumquats',
      (text, turn) => void world.agent.receive(written(text, { from: turn % 2 === 0 ? 42 : 43, ...GROUP })),
      2,
    );
    world.agent.receive(written('kumquats are sour', { from: 43, ...GROUP }));
    await world.settled();
    const { preview, remaining } = await forget(world, 'kumquats', ADA);
    expect(preview.traces.map(({ text }) => text)).not.toContain('kumquats are sour');
    expect(remaining).toBe(0);
    expect(summaries(world).map(({ text }) => text)).toEqual(['[forgotten]']);
    const said = messages(world).map(({ text }) => text);
    expect(said).toContain('kumquats are sour');
    expect(said).not.toContain('I grow kumquats');
  });

  test('a summary of a group goes for one of them, also where nobody’s own words hold it', async () => {
    const world = await small({ groups: ['-100'] });
    await pairAs(world, 42);
    const say = (text: string, turn: number) =>
      void world.agent.receive(written(text, { from: turn % 2 === 0 ? 42 : 43, ...GROUP }));
    await shortened(world, 'I grow citrus fruit', say, 2);
    expect((await forget(world, 'kumquats', 'telegram:user:44')).forgotten).toBe(0);
    const { forgotten, remaining } = await forget(world, 'kumquats', ADA);
    expect({ forgotten: forgotten > 0, remaining }).toEqual({ forgotten: true, remaining: 0 });
    expect(pages(world, 'kumquat')).toBe(0);
  });

  test('what stands in the ledger without a conversation is the owner’s', async () => {
    const world = await small();
    await pairAs(world, 42);
    const { core, importing } = world.agent.memory;
    core.save('Grows kumquats.\nLives in Turin.', '');
    const { importId } = await importing.preview('memory.md', '- The owner sells kumquats on Mondays.');
    const taken = importing.take(importId);
    await expect
      .poll(() => {
        world.clock.advance(10);
        return world.stores.memories.facts('owner', 10).length;
      })
      .toBe(1);
    world.clock.advance(10);
    expect(await taken).toBe(1);
    world.page.saveOutside('Lives in Turin.\nEats kumquats.\n');
    world.agent.approvals.deny(core.askOutside(), null);
    core.dropOutside();
    world.agent.receive(written('my kumquats', { from: 42 }));
    await world.settled();
    await forget(world, 'kumquats', ADA);
    expect(core.current().text).toContain('kumquats');
    expect((await forget(world, 'kumquats', 'owner')).remaining).toBe(0);
    expect(pages(world, 'kumquat')).toBe(0);
    expect(world.agent.ledger.verify().kind).toBe('intact');
  });

  test('what was kept of a person is that person’s in the ledger, too', async () => {
    const world = await small();
    await pairAs(world, 42);
    world.learner.will(
      calls([
        'keep_memories',
        { memories: [{ action: 'add', kind: 'fact', text: 'Ada grows kumquats.', lines: [1] }] },
      ]),
    );
    world.agent.receive(written('I grow kumquats', { from: 42 }));
    await world.settled();
    world.clock.advance(5 * 60_000);
    await expect.poll(() => world.stores.memories.facts(ADA, 10).length).toBe(1);
    // Corrected by the owner, it is still Ada's.
    world.agent.memory.edit(world.stores.memories.facts(ADA, 1)[0]?.id ?? '', 'Ada grows sour kumquats.');
    expect((await forget(world, 'kumquats', 'owner')).forgotten).toBe(0);
    expect((await forget(world, 'kumquats', ADA)).remaining).toBe(0);
    expect(pages(world, 'kumquat')).toBe(0);
  });
});

// Stop 22. A private conversation keeps nothing: not in memory, and once it ended not in any page of the file.
import { describe, expect, test } from 'vitest';
import { pagesHolding } from '../decrypted-pages.ts';
import { unmarked } from '../worlds/people.ts';
import { calls, holds } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const SECRET = 'xylophone';

async function inPrivate(): Promise<{ world: World; id: string; say: (text: string) => void }> {
  const world = makeWorld();
  await world.start();
  return { world, ...privately(world) };
}

function privately(world: World): { id: string; say: (text: string) => void } {
  const row = world.agent.newOwnConversation('Private', true);
  let count = 0;
  return {
    id: row.id,
    say: (text) => {
      count += 1;
      world.agent.receive(
        written(text, {
          channelId: 'desktop',
          platform: 'desktop',
          dedupKey: `private ${row.id} ${count}`,
          sender: { id: 'desktop:user:owner', name: null, isBot: false },
          chat: { id: row.chatId, kind: 'direct', threadId: null, title: row.title },
        }),
      );
    },
  };
}

const pages = (world: World): number => pagesHolding(world.storage.file, world.storage.keyHex, SECRET);

describe('stop 22: a private conversation', () => {
  test('nothing of it is taken into memory, learned, or remembered by a tool', async () => {
    const { world, say } = await inPrivate();
    world.model.will(
      calls(
        ['remember', { fact: `Plays the ${SECRET}.` }],
        ['edit_memory_page', { find: '', replace: SECRET }],
      ),
    );
    say(`I play the ${SECRET}`);
    await world.settled();
    world.clock.advance(60 * 60_000);
    await world.settled();
    expect(world.learner.requests).toEqual([]);
    expect((await world.agent.memory.people()).length).toBe(0);
    expect(world.agent.memory.core.current().text).toBe('');
    const results = world.model.requests.at(-1)?.messages.filter((one) => one.role === 'tool') ?? [];
    expect(results.map(({ text }) => unmarked(text))).toEqual([
      'This conversation is private: nothing of it is kept.',
      'This conversation is private: nothing of it is kept.',
    ]);
  });

  test('ended, it stands in no page of the file; its frames are there without their words, and verify', async () => {
    const { world, id, say } = await inPrivate();
    world.model.will(calls(['run_command', { argv: ['touch', SECRET] }]));
    say(`play the ${SECRET}`);
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    world.agent.approvals.allow(question?.id ?? '', 'once', question?.revision ?? '');
    await world.settled();
    world.storage.checkpoint();
    expect(pages(world)).toBeGreaterThan(0); // or this test could not fail
    expect(await world.agent.endPrivate(id)).toBe(true);
    expect(pages(world)).toBe(0);
    expect(world.agent.views.conversations()).toEqual([]);
    expect(world.agent.ledger.verify().kind).toBe('intact');
    expect([...world.stores.frames.walk()].map(({ kind }) => kind)).toContain('message-received');
    expect([...world.stores.frames.walk()].at(-1)?.kind).toBe('conversation-erased');
    expect(await world.agent.endPrivate(id)).toBe(false);
  });

  test('ended while a turn runs, the turn is stopped and writes nothing afterwards', async () => {
    const { world, id, say } = await inPrivate();
    const held = holds();
    world.model.will(held.answer);
    say(`hold the ${SECRET}`);
    await held.reached;
    await world.agent.endPrivate(id);
    await world.settled();
    expect(world.agent.views.conversations()).toEqual([]);
    world.storage.checkpoint();
    expect(pages(world)).toBe(0);
    expect(world.faults).toEqual([]);
  });

  test('it does not outlive the app: not an ordinary end, and not a kill', async () => {
    const first = await inPrivate();
    first.say(`play the ${SECRET}`);
    await first.world.settled();
    await first.world.agent.stop();
    expect(first.world.stores.conversations.list()).toEqual([]);
    const killed = await inPrivate();
    killed.say(`play the ${SECRET}`);
    await killed.world.settled();
    const world = killed.world.restart();
    await world.start();
    world.storage.checkpoint();
    expect(world.stores.conversations.list()).toEqual([]);
    expect(pages(world)).toBe(0);
  });

  test('an ordinary conversation cannot be ended so', async () => {
    const { world } = await inPrivate();
    const row = world.agent.newOwnConversation('Ordinary');
    await expect(world.agent.endPrivate(row.id)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(world.stores.conversations.get(row.id)).not.toBeNull();
  });
});

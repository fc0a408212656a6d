// The part that is next in its chat is written down as being sent: durable before it is sent, and sent only if durable.
import { expect, test } from 'vitest';
import { makeWorld, type World } from '../../../worlds/world.ts';

const CHAT = { channelId: 'telegram', chatId: '42', threadId: null };

function queue(world: World, text: string): void {
  world.agent.delivery.queue({
    ...CHAT,
    conversationId: null,
    turnId: null,
    onceKey: text,
    text,
    causeId: world.stores.frames.head()!.id,
  });
}

async function started(): Promise<World> {
  const world = makeWorld();
  await world.start();
  return world;
}

const states = (world: World, ...texts: string[]) =>
  texts.flatMap((text) => world.stores.outbox.statesOf(text));

test('the first part of a quiet chat is `sending` with its own commit, those behind it wait', async () => {
  const world = await started();
  world.stores.transaction(() => {
    queue(world, 'one');
    queue(world, 'two');
  });
  expect(states(world, 'one', 'two')).toEqual(['sending', 'pending']);
  world.agent.delivery.pump(CHAT);
  await world.settled();
  expect(world.telegram.sent.map(({ body }) => body)).toEqual(['one', 'two']);
  expect(states(world, 'one', 'two')).toEqual(['sent', 'sent']);
});

test('a part whose commit failed is never sent, and what comes after it is', async () => {
  const world = await started();
  expect(() =>
    world.stores.transaction(() => {
      queue(world, 'lost');
      throw new Error('full');
    }),
  ).toThrow('full');
  world.stores.transaction(() => queue(world, 'kept'));
  world.agent.delivery.pump(CHAT);
  await world.settled();
  expect(world.telegram.attempts.map(({ body }) => body)).toEqual(['kept']);
  expect(states(world, 'lost', 'kept')).toEqual(['sent']);
});

test('a stop before it was begun leaves it to the next start, not in doubt', async () => {
  const world = await started();
  world.stores.transaction(() => queue(world, 'later'));
  await world.agent.delivery.stop();
  expect({ sent: world.telegram.attempts, states: states(world, 'later') }).toEqual({
    sent: [],
    states: ['pending'],
  });
});

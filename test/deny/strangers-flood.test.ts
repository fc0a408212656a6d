// A flood of strangers: three may ask, the rest is silence; no disk fills, no memory grows, and nobody who may come in
// is kept out by it.
import { expect, test } from 'vitest';
import { makeWorld, type World, written } from '../worlds/world.ts';

const FLOOD = 500;

function flood(world: World, from: number, count = FLOOD): void {
  for (let index = 0; index < count; index += 1)
    world.agent.receive(written(`let me in, I am number ${index}`, { from: from + index }));
}

function framesOf(world: World, kind: string): readonly { facts: Readonly<Record<string, unknown>> }[] {
  return [...world.stores.frames.walk()].filter((frame) => frame.kind === kind);
}

async function started(): Promise<World> {
  const world = makeWorld();
  await world.start();
  return world;
}

test('three requests, three answers, and a bounded number of frames', async () => {
  const world = await started();
  flood(world, 1_000);
  await world.settled();
  expect(world.agent.pairing.list()).toHaveLength(3);
  expect(world.telegram.sent).toHaveLength(3);
  expect(world.stores.conversations.list()).toEqual([]);
  expect(framesOf(world, 'message-refused')).toHaveLength(20);
  world.clock.advance(61_000);
  const refused = framesOf(world, 'message-refused');
  expect(refused).toHaveLength(21);
  expect(refused.at(-1)?.facts).toMatchObject({ admission: 'flood', count: FLOOD - 20, channel: 'telegram' });
  expect(world.agent.ledger.verify().kind).toBe('intact');
});

test('each minute begins anew, and a quiet one is not told', async () => {
  const world = await started();
  flood(world, 1_000, 25);
  world.clock.advance(61_000);
  flood(world, 5_000, 3);
  world.clock.advance(120_000);
  expect(framesOf(world, 'message-refused')).toHaveLength(20 + 1 + 3);
});

test('whoever holds an invitation comes in through the flood', async () => {
  const world = await started();
  const { code } = world.agent.invitations.make('telegram');
  flood(world, 1_000);
  world.agent.receive(written(code, { from: 42 }));
  expect(world.stores.senders.get('telegram', 'telegram:user:42')?.standing).toBe('paired');
});

test('a flood of words that look like codes is a flood too, with an invitation open and without', async () => {
  const world = await started();
  const guess = (from: number): void => {
    for (let index = 0; index < FLOOD; index += 1)
      world.agent.receive(written('ABCD2345', { from: from + index }));
  };
  guess(1_000);
  expect(framesOf(world, 'message-refused')).toHaveLength(20);
  world.agent.invitations.make('telegram');
  guess(5_000);
  // Five more that could have been the one, until guessing is locked.
  expect(framesOf(world, 'message-refused')).toHaveLength(25);
});

test('once there is room again, the next stranger may ask, also within the same minute', async () => {
  const world = await started();
  flood(world, 1_000);
  for (const { id } of world.agent.pairing.list()) world.agent.pairing.deny(id, true);
  world.agent.receive(written('hello', { from: 42 }));
  expect(world.agent.pairing.list().map(({ senderId }) => senderId)).toEqual(['telegram:user:42']);
});

test('a message is never taken twice, also when it came in a flood', async () => {
  const world = await started();
  flood(world, 1_000);
  const again = written('again', { from: 42 });
  expect(world.agent.receive(again).kind).toBe('recorded');
  expect(world.agent.receive(again).kind).toBe('duplicate');
});

test('what was taken in is remembered for thirty days, and no longer', async () => {
  const world = await started();
  const old = written('old', { from: 42 });
  world.agent.receive(old);
  world.clock.advance(29 * 24 * 60 * 60 * 1_000);
  expect(world.agent.receive(old).kind).toBe('duplicate');
  world.clock.advance(3 * 24 * 60 * 60 * 1_000);
  expect(world.agent.receive(old).kind).toBe('recorded');
});

// Delivery: order within a chat, waiting parts hold back those behind, chats do not wait for one another.
import { describe, expect, test } from 'vitest';
import type { SendOutcome } from '../../../../src/main/domain/ports/channel.ts';
import { createMemoryChannel } from '../../../worlds/memory-channel.ts';
import { makeWorld, type World } from '../../../worlds/world.ts';

const LATER: SendOutcome = { kind: 'retry-later', afterMs: 10_000, reason: 'Too many requests.' };
let once = 0;

function reply(world: World, text: string, chatId = '42'): void {
  once += 1;
  const chat = { channelId: 'telegram', chatId, threadId: null };
  const onceKey = `once-${once}`;
  world.stores.transaction(() => {
    world.agent.delivery.queue({
      ...chat,
      conversationId: null,
      turnId: null,
      onceKey,
      text,
      causeId: world.stores.frames.head()!.id,
    });
  });
  world.agent.delivery.pump(chat);
}

async function started(): Promise<World> {
  const world = makeWorld();
  await world.start();
  return world;
}

const bodies = (world: World) => world.telegram.sent.map(({ body }) => body);
const states = (world: World) =>
  Array.from({ length: once }, (_, i) => world.stores.outbox.statesOf(`once-${i + 1}`)).flat();

describe('delivery', () => {
  test('a part that must wait holds back those behind it, and only those of its own chat', async () => {
    once = 0;
    const world = await started();
    world.telegram.will(LATER);
    reply(world, 'one');
    reply(world, 'two');
    reply(world, 'other', '43');
    await world.settled();
    expect(bodies(world)).toEqual(['other']);
    reply(world, 'three');
    await world.settled();
    expect(bodies(world)).toEqual(['other']);
    world.clock.advance(10_000);
    await world.settled();
    expect(bodies(world)).toEqual(['other', 'one', 'two', 'three']);
  });

  test('a hundred replies queued while one is being sent go out in order, each once', async () => {
    once = 0;
    const world = await started();
    let release = (): void => undefined;
    world.telegram.will(
      () =>
        new Promise((resolve) => {
          release = () => resolve({ kind: 'sent', platformMessageId: null });
        }),
    );
    for (let i = 0; i < 100; i++) reply(world, `reply ${i}`);
    for (let i = 0; world.telegram.attempts.length === 0 && i < 50; i++) await Promise.resolve();
    for (let i = 100; i < 120; i++) reply(world, `reply ${i}`);
    release();
    await world.settled();
    expect(bodies(world)).toEqual(Array.from({ length: 120 }, (_, i) => `reply ${i}`));
    expect(new Set(states(world))).toEqual(new Set(['sent']));
  });

  test('the same text under the same key is never queued twice', async () => {
    once = 0;
    const world = await started();
    reply(world, 'once');
    once = 0;
    reply(world, 'once');
    await world.settled();
    expect(bodies(world)).toEqual(['once']);
  });

  test('what could not be sent for a day is given up, and shown', async () => {
    once = 0;
    const world = await started();
    for (let hour = 0; hour < 24; hour++) {
      world.telegram.will({ kind: 'retry-later', afterMs: 3_600_000, reason: 'No network.' });
    }
    world.telegram.will({ kind: 'retry-later', afterMs: 3_600_000, reason: 'No network.' });
    reply(world, 'old news');
    for (let hour = 0; hour < 26; hour++) {
      await world.settled();
      world.clock.advance(3_600_000);
    }
    await world.settled();
    expect(world.telegram.attempts).toHaveLength(25);
    expect(states(world)).toEqual(['failed']);
  });

  test('an uncertain part is not sent again, and the next one goes out', async () => {
    once = 0;
    const world = await started();
    world.telegram.will({ kind: 'uncertain', reason: 'The connection broke.' });
    reply(world, 'perhaps');
    reply(world, 'surely');
    await world.settled();
    world.clock.advance(86_400_000);
    await world.settled();
    expect(world.telegram.attempts.map(({ body }) => body)).toEqual(['perhaps', 'surely']);
    expect(states(world)).toEqual(['uncertain', 'sent']);
  });

  test('a send that does not end is given its deadline, through its signal', async () => {
    once = 0;
    const world = await started();
    const original = world.telegram.send;
    world.telegram.send = (_to, _part, signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve({ kind: 'uncertain', reason: 'No answer.' })),
      );
    const timers = world.clock.waiting();
    reply(world, 'slow');
    for (let i = 0; world.clock.waiting() === timers && i < 50; i++) await Promise.resolve();
    world.clock.advance(60_000);
    await world.settled();
    world.telegram.send = original;
    expect(states(world)).toEqual(['uncertain']);
  });

  test('while a channel is being made anew its replies wait, in its own formatting', async () => {
    once = 0;
    const world = await started();
    await world.agent.channels.apply([]);
    reply(world, 'x'.repeat(5_000));
    await world.settled();
    expect(states(world)).toEqual(['pending', 'pending']);
    const again = createMemoryChannel();
    await world.agent.channels.apply([{ id: 'telegram', fingerprint: 'new', make: async () => again }]);
    again.setHealth({ state: 'connected' });
    await world.settled();
    world.clock.advance(60_000);
    await world.settled();
    expect(again.sent.map(({ body }) => body.length)).toEqual([4_096, 904]);
    expect(states(world)).toEqual(['sent', 'sent']);
  });

  test('stopping waits for what is being sent and begins nothing new', async () => {
    once = 0;
    const world = await started();
    let release = (): void => undefined;
    world.telegram.will(
      () =>
        new Promise((resolve) => {
          release = () => resolve({ kind: 'sent', platformMessageId: null });
        }),
    );
    reply(world, 'one');
    reply(world, 'two');
    for (let i = 0; world.telegram.attempts.length === 0 && i < 50; i++) await Promise.resolve();
    const stopped = world.agent.delivery.stop();
    release();
    await stopped;
    expect(states(world)).toEqual(['sent', 'pending']);
    expect(world.telegram.attempts).toHaveLength(1);
  });
});

// Stop 14. The way out: redact → format → outbox → send → settle. A reply that may have left is never sent again by itself.
import { describe, expect, test } from 'vitest';
import { pairAs } from '../worlds/people.ts';
import { says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

async function paired(): Promise<World> {
  const world = makeWorld();
  await world.start();
  await pairAs(world);
  world.telegram.sent.length = 0;
  world.telegram.attempts.length = 0;
  return world;
}

function lastKind(world: World): string | undefined {
  return world.agent.ledger.tail({ beforeId: null, limit: 1, conversationId: null, kinds: null })[0]?.kind;
}

describe('stop 14: delivery', () => {
  test('a secret in the answer is masked before it is formatted, and nowhere else kept for sending', async () => {
    const world = await paired();
    world.secrets.values = ['canary-value-0815'];
    world.model.will(says('The key is canary-value-0815.'));
    world.agent.receive(written('what is the key?'));
    await world.settled();
    expect(world.telegram.sent.map(({ body }) => body)).toEqual(['The key is [secret].']);
    const told = JSON.stringify([world.events, world.agent.views.conversations()]);
    expect(told).not.toContain('canary');
  });

  test('a long answer goes out in parts, in order, each once', async () => {
    const world = await paired();
    const text = Array.from({ length: 2_000 }, (_, i) => `word${i}`).join(' ');
    world.model.will(says(text));
    world.agent.receive(written('tell me more'));
    await world.settled();
    expect(world.telegram.sent.length).toBeGreaterThan(2);
    expect(world.telegram.sent.map(({ body }) => body).join('')).toBe(text);
  });

  test('a send of which nobody knows whether it arrived is marked so, and never repeated', async () => {
    const world = await paired();
    world.telegram.will({ kind: 'uncertain', reason: 'The connection broke.' });
    world.agent.receive(written('hello'));
    await world.settled();
    world.clock.advance(24 * 3_600_000);
    await world.settled();
    expect(world.telegram.attempts).toHaveLength(1);
    expect(lastKind(world)).toBe('reply-uncertain');
    const after = world.restart();
    await after.start();
    await after.settled();
    expect(after.telegram.attempts).toHaveLength(1);
  });

  test('a kill while it is being sent leaves it uncertain, and it is not sent again', async () => {
    const world = await paired();
    let reached = (): void => undefined;
    const sending = new Promise<void>((resolve) => {
      reached = resolve;
    });
    world.telegram.will(() => {
      reached();
      return new Promise(() => undefined);
    });
    world.agent.receive(written('hello'));
    await sending;
    const after = world.restart();
    await after.start();
    await after.settled();
    expect(after.telegram.attempts).toHaveLength(1);
    expect(
      after.agent.ledger.tail({ beforeId: null, limit: 1, conversationId: null, kinds: ['reply-uncertain'] }),
    ).toHaveLength(1);
    expect(after.agent.ledger.verify().kind).toBe('intact');
  });

  test('a channel that breaks instead of answering leaves it uncertain too', async () => {
    const world = await paired();
    world.telegram.will(() => Promise.reject(new Error('broken')));
    world.agent.receive(written('hello'));
    await world.settled();
    expect(lastKind(world)).toBe('reply-uncertain');
    expect(world.telegram.attempts).toHaveLength(1);
  });

  test('the buttons of a part go with it, also when it is tried again', async () => {
    const world = await paired();
    const buttons = [{ label: 'Yes', data: 'yes' }];
    Object.assign(world.telegram, {
      render: (markdown: string) => [{ body: markdown, format: 'plain', buttons }],
    });
    world.telegram.will({ kind: 'retry-later', afterMs: 1_000, reason: 'Not now.' });
    world.agent.receive(written('hello'));
    await world.settled();
    const after = world.restart();
    await after.start();
    after.clock.advance(1_000);
    await after.settled();
    expect(after.telegram.attempts.map((attempt) => attempt.buttons)).toEqual([buttons, buttons]);
  });

  test('a refused send is shown as failed and not tried again', async () => {
    const world = await paired();
    world.telegram.will({ kind: 'rejected', reason: 'They blocked the bot.' });
    world.agent.receive(written('hello'));
    await world.settled();
    world.clock.advance(3_600_000);
    await world.settled();
    expect(world.telegram.attempts).toHaveLength(1);
    const { id } = world.stores.conversations.list()[0]!;
    expect(world.agent.views.items(id, null, 1).items[0]).toMatchObject({ delivery: 'failed' });
  });
});

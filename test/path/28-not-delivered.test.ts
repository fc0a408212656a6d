// Beyond the stops: what did not arrive. It is shown with the reason, sent again only when the owner says so and knows
// whether it may arrive twice, in the order of its chat; or dismissed.
import { describe, expect, test } from 'vitest';
import type { SendOutcome } from '../../src/main/domain/ports/channel.ts';
import { OWNER, pages } from '../worlds/forgetting.ts';
import { desk, pairAs } from '../worlds/people.ts';
import { says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const REJECTED: SendOutcome = { kind: 'rejected', reason: 'They blocked the bot.' };
const UNCERTAIN: SendOutcome = { kind: 'uncertain', reason: 'The connection broke.' };

/** An answer that ended so. */
async function given(outcome: SendOutcome, text = 'the answer'): Promise<World> {
  const world = makeWorld();
  await world.start();
  await pairAs(world);
  world.telegram.sent.length = 0;
  world.telegram.attempts.length = 0;
  world.telegram.will(outcome);
  world.model.will(says(text));
  world.agent.receive(written('hello'));
  await world.settled();
  return world;
}

const list = (world: World) => world.agent.undelivered.list(null, 100);
const kinds = (world: World) =>
  world.agent.ledger
    .tail({ beforeId: null, limit: 4, conversationId: null, kinds: null })
    .map(({ kind, actor }) => `${kind} ${actor.kind}`);

describe('a reply that did not arrive', () => {
  test('is listed with the reason and the time, in its conversation and among all', async () => {
    const world = await given(REJECTED, 'a **bold** <answer>');
    const [conversation] = world.stores.conversations.list();
    expect(list(world)).toEqual([
      {
        ...{ id: expect.any(String), itemId: expect.any(String), conversationId: conversation?.id },
        ...{ conversationTitle: 'Ada', channelId: 'telegram', state: 'failed' },
        ...{ preview: 'a **bold** ', fileName: null, reason: 'They blocked the bot.' },
        at: new Date(world.clock.now()).toISOString(),
      },
    ]);
    expect(world.agent.undelivered.list(conversation?.id ?? '', 10)).toHaveLength(1);
    expect(world.agent.undelivered.list(world.agent.makeId(), 10)).toEqual([]);
    const item = world.agent.views.items(conversation?.id ?? '', null, 1).items[0];
    expect(item).toMatchObject({ id: list(world)[0]?.itemId, delivery: 'failed' });
    expect(world.events.filter(({ contract }) => contract === 'outbox')).toEqual([
      { contract: 'outbox', event: 'outbox-change', payload: { undelivered: 1 } },
    ]);
  });

  test('is sent again when the owner says so, and its frames say who', async () => {
    const world = await given(REJECTED);
    expect(world.agent.undelivered.retry(list(world)[0]!.id, false)).toMatchObject({ settled: true });
    await world.settled();
    expect(world.telegram.sent.map(({ body }) => body)).toEqual(['the answer']);
    expect(list(world)).toEqual([]);
    expect(kinds(world).slice(0, 2)).toEqual(['reply-sent system', 'reply-retried owner']);
    expect(world.agent.ledger.explain(world.stores.frames.head()!.id).map(({ kind }) => kind)).toContain(
      'message-received',
    );
  });

  test('is not sent again by anything else: time, a restart, the channel', async () => {
    for (const outcome of [REJECTED, UNCERTAIN]) {
      const world = await given(outcome);
      world.clock.advance(48 * 3_600_000);
      world.agent.delivery.retryNow('telegram');
      const after = world.restart();
      await after.start();
      after.clock.advance(48 * 3_600_000);
      await after.settled();
      expect([after.telegram.attempts.length, list(after).length]).toEqual([1, 1]);
    }
  });

  test('that may have arrived is sent again only by an owner who knows that it may arrive twice', async () => {
    const world = await given(UNCERTAIN);
    const { id } = list(world)[0]!;
    expect(world.agent.undelivered.retry(id, false)).toEqual({
      settled: false,
      message: 'It may have arrived. Sent again, it may arrive twice: say so if you want that.',
    });
    await world.settled();
    expect(world.telegram.attempts).toHaveLength(1);
    expect(world.agent.undelivered.retry(id, true)).toMatchObject({ settled: true });
    await world.settled();
    expect([world.telegram.attempts.length, list(world)]).toEqual([2, []]);
  });

  test('is sent once however often that is said', async () => {
    const world = await given(REJECTED);
    const { id } = list(world)[0]!;
    const said = [1, 2, 3].map(() => world.agent.undelivered.retry(id, true).settled);
    await world.settled();
    expect([said, world.telegram.sent.length]).toEqual([[true, false, false], 1]);
  });

  test('goes before what waits in its chat, and a day counts anew from then', async () => {
    const world = await given(REJECTED, 'first');
    const later: SendOutcome = { kind: 'retry-later', afterMs: 60_000, reason: 'Not now.' };
    world.telegram.will(later, later);
    world.model.will(says('second'));
    world.agent.receive(written('more'));
    await world.settled();
    world.clock.sleep(30 * 3_600_000);
    world.agent.undelivered.retry(list(world)[0]!.id, false);
    await world.settled();
    world.clock.advance(120_000);
    await world.settled();
    expect(world.telegram.sent.map(({ body }) => body)).toEqual(['first', 'second']);
  });

  test('that is dismissed is listed no more, and cannot be sent', async () => {
    const world = await given(UNCERTAIN);
    const { id } = list(world)[0]!;
    expect(world.agent.undelivered.dismiss(id)).toMatchObject({ settled: true });
    expect(kinds(world)[0]).toBe('reply-dismissed owner');
    expect([list(world), world.agent.undelivered.retry(id, true).settled]).toEqual([[], false]);
    expect(world.agent.undelivered.dismiss(id).settled).toBe(false);
    const [conversation] = world.stores.conversations.list();
    expect(world.agent.views.items(conversation?.id ?? '', null, 1).items[0]).toMatchObject({
      delivery: 'uncertain',
    });
  });

  test('that is none, or on its way, is not touched', async () => {
    const world = await given({ kind: 'retry-later', afterMs: 60_000, reason: 'Not now.' });
    const [open] = world.stores.outbox.open();
    for (const id of [open!.id, world.agent.makeId()]) {
      expect(world.agent.undelivered.retry(id, true).settled).toBe(false);
      expect(world.agent.undelivered.dismiss(id).settled).toBe(false);
    }
    world.clock.advance(60_000);
    await world.settled();
    expect(world.telegram.sent).toHaveLength(1);
  });

  test('whose words were forgotten is neither listed nor sent as something else', async () => {
    const world = await given(REJECTED, 'you like barolo');
    const { id } = list(world)[0]!;
    const { forgetting } = world.agent.memory;
    const preview = await forgetting.preview({ query: 'barolo', scope: null });
    await forgetting.forget(
      preview.previewId,
      preview.traces.map(({ key }) => key),
      OWNER,
    );
    expect([list(world), world.agent.undelivered.retry(id, true).settled]).toEqual([[], false]);
    expect(pages(world, 'barolo')).toBe(0);
  });

  test('shows no secret and no words of a private conversation that ended', async () => {
    const world = await given(REJECTED, 'the key is canary-value-0815');
    world.secrets.values = ['canary-value-0815'];
    expect(JSON.stringify(list(world))).not.toContain('canary');
    const { conversationId } = desk(world);
    expect(world.agent.undelivered.list(conversationId, 10)).toEqual([]);
  });
});

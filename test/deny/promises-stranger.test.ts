// Promise 1. No stranger starts a turn: not by any kind of message, any name, any text, in any chat, in any order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../src/main/domain/ports/channel.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const OWNER = 7;

async function withOwner(): Promise<World> {
  const world = makeWorld({ telegram: { allow_from: [8], groups: ['-100'] } });
  await world.start();
  world.agent.receive(written('hello', { from: OWNER }));
  world.agent.pairing.approve(world.agent.pairing.list()[0]!.id, 'owner', false);
  await world.settled();
  world.telegram.sent.length = 0;
  return world;
}

const stranger: fc.Arbitrary<InboundMessage> = fc
  .record({
    kind: fc.constantFrom('text', 'edit', 'button', 'reaction' as const),
    senderId: fc.constantFrom(
      'telegram:user:42',
      'telegram:user:77',
      'telegram:user:7 ',
      'telegram:user:07',
      'telegram:group:7',
      'telegram:channel:8',
      'desktop:user:owner',
      'TELEGRAM:user:7',
      '7',
      '*',
      '',
      ' ',
      null,
    ),
    isBot: fc.boolean(),
    name: fc.constantFrom('telegram:user:7', '7', 'Owner', '*', null),
    chatKind: fc.constantFrom('direct', 'group', 'unknown' as const),
    chatId: fc.constantFrom('7', '42', '-100', '-200'),
    title: fc.constantFrom('-100', 'Team', null),
    text: fc.constantFrom('/approve', '/start', 'allow-always', 'I am the owner', ''),
    addressed: fc.boolean(),
    quoted: fc.boolean(),
  })
  .map(({ kind, senderId, isBot, name, chatKind, chatId, title, text, addressed, quoted }) =>
    written(text, {
      kind,
      sender: { id: senderId, name, isBot },
      chat: { id: chatId, kind: chatKind, threadId: null, title },
      addressed,
      ...(quoted ? { quoted: true as const } : {}),
    }),
  )
  // In the one admitted room, addressed, whoever has an id of a person is a member of it, and may speak there.
  .filter(({ chat, addressed }) => !(chat.kind === 'group' && chat.id === '-100' && addressed));

describe('no stranger starts a turn', () => {
  test('whatever they send', async () => {
    const world = await withOwner();
    fc.assert(
      fc.property(fc.array(stranger, { minLength: 1, maxLength: 8 }), (messages) => {
        for (const message of messages) world.agent.receive(message);
        expect(world.stores.turns.unfinished()).toEqual([]);
      }),
      { numRuns: 150 },
    );
    await world.settled();
    expect(world.model.requests).toEqual([]);
    expect(world.stores.conversations.list()).toEqual([]);
    expect(world.agent.pairing.senders().map(({ standing }) => standing)).toEqual(['owner']);
    for (const { body } of world.telegram.sent) expect(body).toMatch(/^This is a private assistant\./);
    expect(world.telegram.sent.length).toBeLessThanOrEqual(3);
    expect(world.agent.ledger.verify().kind).toBe('intact');
  });

  test('no message makes an owner, and a request says nothing of its sender but what the platform says', async () => {
    const world = makeWorld();
    await world.start();
    world.agent.receive(written('/owner link me', { name: 'The Owner' }));
    await world.settled();
    expect(world.agent.pairing.senders()).toEqual([]);
    expect(world.agent.pairing.list()).toEqual([
      expect.objectContaining({ senderId: 'telegram:user:42', senderName: 'The Owner' }),
    ]);
  });

  test('an empty allow list after a reload lets in nobody who was on it before', async () => {
    const world = makeWorld({ telegram: { dm_policy: 'allowlist', allow_from: [42] } });
    await world.start();
    world.agent.receive(written('hello'));
    await world.settled();
    world.configure({ telegram: { dm_policy: 'allowlist', allow_from: [] } });
    world.agent.receive(written('hello again'));
    await world.settled();
    expect(world.model.requests).toHaveLength(1);
  });

  test('a channel that has no settings any more lets in nobody', async () => {
    const world = makeWorld({ telegram: { dm_policy: 'open', allow_from: ['*'] } });
    await world.start();
    world.agent.receive(written('hello', { channelId: 'telegram:gone' }));
    await world.settled();
    expect(world.model.requests).toEqual([]);
  });
});

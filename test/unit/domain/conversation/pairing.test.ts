// Pairing: eight characters, one hour, three at a time, once; and only the owner's side lets anybody in.
import { describe, expect, test } from 'vitest';
import { PAIRING_ALPHABET } from '../../../../src/contracts/pairing.ts';
import { pairAs } from '../../../worlds/people.ts';
import { holds } from '../../../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../../../worlds/world.ts';

async function withRequest(from = 42): Promise<{ world: World; code: string; id: string }> {
  const world = makeWorld();
  await world.start();
  world.agent.receive(written('hello', { from }));
  await world.settled();
  const [request] = world.agent.pairing.list();
  return { world, code: request!.code, id: request!.id };
}

const WRONG = 'That code does not work. Ask them to write to the bot again for a new one.';

describe('a code', () => {
  test('has eight characters that cannot be misread, different each time', async () => {
    const codes = new Set<string>();
    const world = makeWorld();
    await world.start();
    for (let from = 1; from <= 60; from++) {
      world.agent.receive(written('hello', { from }));
      const [request] = world.agent.pairing.list();
      codes.add(request!.code);
      world.agent.pairing.deny(request!.id, false);
    }
    expect(codes.size).toBe(60);
    for (const code of codes) expect(code).toMatch(new RegExp(`^[${PAIRING_ALPHABET}]{8}$`));
    expect(PAIRING_ALPHABET).not.toMatch(/[IO01a-z]/);
    expect(new Set([...codes].join('')).size).toBeGreaterThan(28);
  });

  test('works once, however it is typed', async () => {
    const { world, code } = await withRequest();
    const typed = `${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
    expect(world.agent.pairing.approveByCode('telegram', typed, 'person')).toMatchObject({ settled: true });
    world.agent.pairing.revoke('telegram', 'telegram:user:42');
    expect(world.agent.pairing.approveByCode('telegram', code, 'person')).toEqual({
      settled: false,
      message: WRONG,
    });
    expect(world.agent.pairing.senders()).toEqual([]);
  });

  test('works for an hour and not a millisecond longer, by code and by click', async () => {
    const { world, code, id } = await withRequest();
    world.clock.sleep(3_600_000 - 1);
    expect(world.agent.pairing.list()).toHaveLength(1);
    world.clock.sleep(1);
    expect(world.agent.pairing.approveByCode('telegram', code, 'person')).toMatchObject({ settled: false });
    expect(world.agent.pairing.approve(id, 'person', false)).toMatchObject({ settled: false });
    expect(world.agent.pairing.list()).toEqual([]);
    expect(world.agent.pairing.senders()).toEqual([]);
  });

  test('of one channel does not work on another', async () => {
    const { world, code } = await withRequest();
    expect(world.agent.pairing.approveByCode('telegram:work', code, 'person')).toEqual({
      settled: false,
      message: WRONG,
    });
  });

  test('cannot be guessed: after five wrong ones even the right one fails, and looks the same', async () => {
    const { world, code } = await withRequest();
    for (let i = 0; i < 5; i++) {
      expect(world.agent.pairing.approveByCode('telegram', `WRONG23${i + 2}`, 'person').message).toBe(WRONG);
    }
    expect(world.agent.pairing.approveByCode('telegram', code, 'person')).toEqual({
      settled: false,
      message: WRONG,
    });
    world.clock.sleep(10 * 60_000);
    expect(world.agent.pairing.approveByCode('telegram', code, 'person')).toMatchObject({ settled: true });
  });

  test('each wrong one leaves a frame that does not say which it was', async () => {
    const { world } = await withRequest();
    world.agent.pairing.approveByCode('telegram', 'WRONG234', 'person');
    const [frame] = world.agent.ledger.tail({
      beforeId: null,
      limit: 1,
      conversationId: null,
      kinds: ['pairing-refused'],
    });
    expect(frame?.facts).toEqual({ channel: 'telegram' });
  });
});

describe('a request', () => {
  test('is one a sender, three a channel; more are dropped in silence', async () => {
    const world = makeWorld();
    await world.start();
    for (const from of [1, 1, 2, 3, 4, 5]) world.agent.receive(written('hello', { from }));
    await world.settled();
    expect(world.agent.pairing.list().map(({ senderId }) => senderId)).toEqual([
      'telegram:user:1',
      'telegram:user:2',
      'telegram:user:3',
    ]);
    expect(world.telegram.sent).toHaveLength(3);
  });

  test('cannot be changed by anyone after it was made', async () => {
    const { world, id } = await withRequest();
    const before = world.agent.pairing.get(id);
    world.agent.receive(written('I am the owner, really', { name: 'The Owner' }));
    world.agent.receive(written('hello', { kind: 'edit', name: 'The Owner' }));
    await world.settled();
    expect(world.agent.pairing.get(id)).toEqual(before);
    expect(world.telegram.sent).toHaveLength(1);
  });

  test('shows a name as one visible line, whatever characters it was made of', async () => {
    const world = makeWorld();
    await world.start();
    world.agent.receive(written('hi', { name: 'Ada\u202e\u200b\n\u001b[31mOwner' }));
    expect(world.agent.pairing.list()[0]?.senderName).toBe('Ada [31mOwner');
    world.agent.receive(written('hi', { from: 43, name: '\u200b' }));
    expect(world.agent.pairing.list()[1]?.senderName).toBeNull();
  });

  test('survives a restart, with its code and its hour', async () => {
    const { world, code } = await withRequest();
    const after = world.restart();
    await after.start();
    expect(after.agent.pairing.approveByCode('telegram', code, 'person')).toMatchObject({ settled: true });
  });
});

describe('letting in and out', () => {
  test('an approved person is told at once, and their next message is a turn', async () => {
    const { world, id } = await withRequest();
    world.agent.pairing.approve(id, 'person', true);
    await Promise.resolve(); // it goes out once what let them in is committed
    await world.settled();
    expect(world.telegram.sent.at(-1)?.body).toBe('You are paired. Write a message to begin.');
    world.agent.receive(written('thank you'));
    await world.settled();
    expect(world.model.requests).toHaveLength(1);
  });

  test('linking an account as one’s own makes an owner of it; a message never does', async () => {
    const { world, id } = await withRequest();
    world.agent.receive(written('/approve me as owner'));
    expect(world.agent.pairing.senders()).toEqual([]);
    world.agent.pairing.approve(id, 'owner', false);
    world.agent.receive(written('hello'));
    await world.settled();
    const { id: conversationId } = world.stores.conversations.list()[0]!;
    expect(world.stores.messages.page(conversationId, null, 1)[0]?.actor).toEqual({ kind: 'owner' });
  });

  test('denied, they may ask again; blocked, they are not even asked about', async () => {
    const { world, id } = await withRequest();
    world.agent.pairing.deny(id, false);
    world.agent.receive(written('please'));
    const [again] = world.agent.pairing.list();
    expect(again).toBeDefined();
    world.agent.pairing.deny(again!.code, true);
    const after = world.restart();
    await after.start();
    after.agent.receive(written('please'));
    await after.settled();
    expect(after.agent.pairing.list()).toEqual([]);
    expect(after.agent.pairing.senders()).toEqual([expect.objectContaining({ standing: 'blocked' })]);
  });

  test('revoked, they stay out, also after a restart, until a person approves again', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    expect(world.agent.pairing.revoke('telegram', 'telegram:user:42').settled).toBe(true);
    expect(world.agent.pairing.revoke('telegram', 'telegram:user:42').settled).toBe(false);
    const after = world.restart();
    await after.start();
    after.agent.receive(written('hello again'));
    await after.settled();
    expect(after.model.requests).toEqual([]);
    expect(after.agent.pairing.list()).toHaveLength(1);
  });

  test('revoked, they lose the rules that allowed them something, and only those', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    const rule = (id: string, senderId: string | null, decision: 'allow' | 'deny' = 'allow') => ({
      id,
      decision,
      actorKind: null,
      senderId,
      conversationId: null,
      channelId: null,
      session: null,
      tool: 'run_command',
      callEffect: null,
      matcher: null,
      lifetime: 'always' as const,
      sentence: 'A rule.',
      createdAt: 0,
      expiresAt: null,
      lastUsedAt: null,
    });
    world.stores.rules.add(rule('theirs', 'telegram:user:42'));
    world.stores.rules.add(rule('another’s', 'telegram:user:421'));
    world.stores.rules.add(rule('anybody’s', null));
    world.stores.rules.add(rule('denied', 'telegram:user:42', 'deny'));
    world.agent.pairing.revoke('telegram', 'telegram:user:42');
    expect(world.stores.rules.list().map(({ id }) => id)).toEqual(['another’s', 'anybody’s', 'denied']);
    const [frame] = world.agent.ledger.tail({
      beforeId: null,
      limit: 1,
      conversationId: null,
      kinds: ['rule-revoked'],
    });
    expect(world.agent.ledger.explain(frame!.id).map(({ kind }) => kind)).toEqual([
      'pairing-revoked',
      'rule-revoked',
    ]);
  });

  test('revoking stops what they had running', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    const held = holds();
    world.model.will(held.answer);
    world.agent.receive(written('go on'));
    await held.reached;
    world.agent.pairing.revoke('telegram', 'telegram:user:42');
    await world.settled();
    expect(world.agent.queue.running()).toBe(0);
    expect(world.telegram.sent.map(({ body }) => body)).not.toContain('At last.');
  });

  test('answers chain to the request, and the request to the first message', async () => {
    const { world, id } = await withRequest();
    world.agent.pairing.approve(id, 'person', false);
    const [approved] = world.agent.ledger.tail({
      beforeId: null,
      limit: 1,
      conversationId: null,
      kinds: ['pairing-approved'],
    });
    expect(world.agent.ledger.explain(approved!.id).map(({ kind }) => kind)).toEqual([
      'message-refused',
      'pairing-requested',
      'pairing-approved',
    ]);
  });
});

describe('an invitation', () => {
  test('lets in who sends it first, once, and tells them', async () => {
    const world = makeWorld();
    await world.start();
    const { code } = world.agent.invitations.make('telegram');
    world.agent.receive(written(code.toLowerCase()));
    world.agent.receive(written(code, { from: 43 }));
    await world.settled();
    expect(world.agent.pairing.senders().map(({ senderId }) => senderId)).toEqual(['telegram:user:42']);
    expect(world.telegram.sent[0]?.body).toBe('You are paired. Write a message to begin.');
    expect(world.model.requests).toEqual([]);
  });

  test('ended, withdrawn or guessed too often, it lets in nobody', async () => {
    const world = makeWorld();
    await world.start();
    const late = world.agent.invitations.make('telegram');
    world.clock.sleep(3_600_000);
    world.agent.receive(written(late.code, { from: 1 }));
    const withdrawn = world.agent.invitations.make('telegram');
    world.agent.invitations.withdraw(withdrawn.id);
    world.agent.receive(written(withdrawn.code, { from: 2 }));
    const { code } = world.agent.invitations.make('telegram');
    for (let i = 0; i < 5; i++) world.agent.receive(written(`ABCDEFG${i + 2}`, { from: 10 + i }));
    world.agent.receive(written(code, { from: 3 }));
    await world.settled();
    expect(world.agent.pairing.senders()).toEqual([]);
  });

  test('of one channel is nothing on another, and is no way in where pairing is off', async () => {
    const world = makeWorld({ telegram: { dm_policy: 'allowlist' } });
    await world.start();
    const { code } = world.agent.invitations.make('telegram');
    const other = world.agent.invitations.make('telegram:work');
    world.agent.receive(written(code));
    world.configure({});
    world.agent.receive(written(other.code, { from: 43 }));
    await world.settled();
    expect(world.agent.pairing.senders()).toEqual([]);
  });
});

// send_message, remember and recall through the real domain: who can be written to, and whose memories are seen.
import { describe, expect, test } from 'vitest';
import { desk, pairAs } from '../../worlds/people.ts';
import { calls, says } from '../../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../../worlds/world.ts';

function lastResult(world: World): string {
  return world.model.requests.at(-1)?.messages.at(-1)?.text ?? '';
}

async function allowed(world: World): Promise<void> {
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  const [question] = world.agent.approvals.questions();
  world.agent.approvals.allow(question!.id, 'once', question!.revision);
  await world.settled();
}

async function withTwoPeople(names: readonly [string, string] = ['Ada', 'Grace']): Promise<World> {
  const world = makeWorld();
  await world.start();
  for (const [i, name] of names.entries()) {
    await pairAs(world, 42 + i);
    world.agent.receive(written('hello', { from: 42 + i, name }));
    await world.settled();
  }
  world.telegram.sent.length = 0;
  return world;
}

describe('send_message', () => {
  test.each([
    ['a title', 'Grace'],
    ['a sender id', 'telegram:user:43'],
  ])('finds an existing conversation by %s, asks the owner, and sends there', async (_name, to) => {
    const world = await withTwoPeople();
    world.model.will(calls(['send_message', { to, text: 'Dinner at eight.' }]), says('Sent.'));
    desk(world).say('tell Grace');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    expect(world.agent.approvals.questions()[0]).toMatchObject({
      summary: 'Send a message to telegram:user:43 on telegram, “Grace”',
      offers: [],
    });
    await allowed(world);
    expect(world.telegram.sent).toEqual([
      { to: { chatId: '43', threadId: null }, body: 'Dinner at eight.', buttons: [] },
    ]);
  });

  test('to nobody known sends nothing and asks nothing', async () => {
    const world = await withTwoPeople();
    world.model.will(calls(['send_message', { to: 'Eve', text: 'x' }]));
    desk(world).say('tell Eve');
    await world.settled();
    expect(lastResult(world)).toContain('There is no conversation "Eve"');
    expect(world.telegram.sent).toEqual([]);
  });

  test('to a name that two have sends nothing; the owner is told the ids, others are not', async () => {
    const world = await withTwoPeople(['Sam', 'Sam']);
    const ids = world.stores.conversations.list().map(({ id }) => id);
    world.model.will(calls(['send_message', { to: 'Sam', text: 'x' }]));
    desk(world).say('tell Sam');
    await world.settled();
    expect(lastResult(world)).toContain('There are several conversations "Sam"');
    for (const id of ids) expect(lastResult(world)).toContain(id);

    world.model.will(calls(['send_message', { to: 'Sam', text: 'x' }]));
    world.agent.receive(written('tell the other Sam', { name: 'Sam' }));
    await world.settled();
    expect(lastResult(world)).toContain('There are several conversations "Sam"');
    for (const id of ids) expect(lastResult(world)).not.toContain(id);
  });

  test('a person who calls themselves by another’s id is not found under it', async () => {
    const world = await withTwoPeople(['Ada', 'telegram:user:7']);
    world.model.will(calls(['send_message', { to: 'telegram:user:7', text: 'x' }]));
    desk(world).say('tell number 7');
    await world.settled();
    expect(lastResult(world)).toContain('There is no conversation');
  });

  test('what is meant for a person never reaches the group they wrote in', async () => {
    const world = makeWorld({ telegram: { groups: ['-100'] } });
    await world.start();
    const chat = { id: '-100', kind: 'group', threadId: null, title: 'Team' } as const;
    world.agent.receive(written('hello all', { chat }));
    await world.settled();
    expect(world.stores.conversations.list()[0]).toMatchObject({ chatKind: 'group', senderId: null });
    world.model.will(calls(['send_message', { to: 'telegram:user:42', text: 'private' }]));
    desk(world).say('tell Ada');
    await world.settled();
    expect(lastResult(world)).toContain('There is no conversation');
  });

  test('the text is masked before it leaves, and the frames tell why it was sent', async () => {
    const world = await withTwoPeople();
    world.secrets.values = ['canary-value-0815'];
    const before = 'x'.repeat(130); // so that the list's cut falls into the secret
    world.model.will(
      calls(['send_message', { to: 'Ada', text: `${before} canary-value-0815` }]),
      says('Sent.'),
    );
    desk(world).say('tell Ada');
    await allowed(world);
    expect(world.telegram.sent.map(({ body }) => body)).toEqual([`${before} [secret]`]);
    expect(JSON.stringify(world.stores.conversations.list())).not.toContain('canary');
    const [sent] = world.agent.ledger.tail({
      beforeId: null,
      limit: 1,
      conversationId: null,
      kinds: ['reply-sent'],
    });
    expect(world.agent.ledger.explain(sent!.id).map(({ kind }) => kind)).toContain('approval-answered');
  });
});

describe('remember and recall', () => {
  test('the owner’s clean words are kept without a question, and found again later, fenced', async () => {
    const world = makeWorld();
    await world.start();
    world.model.will(calls(['remember', { fact: 'The owner’s cat is called Ada.' }]), says('Noted.'));
    desk(world).say('my cat is called Ada');
    await world.settled();
    world.model.will(calls(['recall', { query: 'cat' }]));
    desk(world).say('what is my cat called?');
    await world.settled();
    expect(lastResult(world)).toMatch(
      /^<outside-text-[0-9a-f]{16} from="recall">\n.*cat is called Ada\.\n<\/outside-text-[0-9a-f]{16}>$/,
    );
  });

  test('one person never sees what another had remembered', async () => {
    const world = await withTwoPeople();
    world.model.will(calls(['remember', { fact: 'The code of the shed is blue.' }]));
    world.agent.receive(written('the shed is blue', { from: 42 }));
    await allowed(world);
    for (const from of [43, 42]) {
      world.model.will(calls(['recall', { query: 'shed' }]));
      world.agent.receive(written('what about the shed?', { from }));
      await world.settled();
      if (from === 43) expect(lastResult(world)).toBe('Nothing was found.');
      else expect(lastResult(world)).toContain('blue');
    }
    world.model.will(calls(['recall', { query: 'shed' }]));
    desk(world).say('and the shed?');
    await world.settled();
    expect(lastResult(world)).toBe('Nothing was found.');
  });

  test('a memory keeps its taint: what a stranger had remembered is untrusted when it is recalled', async () => {
    const world = await withTwoPeople();
    world.model.will(calls(['remember', { fact: 'The shed is blue.' }]));
    world.agent.receive(written('the shed is blue', { from: 42 }));
    await allowed(world);
    expect(world.stores.memories.search('telegram:user:42', 'shed', 1)[0]?.taint.untrusted).toBe(true);
  });

  test('a secret is not remembered', async () => {
    const world = makeWorld();
    world.secrets.values = ['canary-value-0815'];
    await world.start();
    world.model.will(calls(['remember', { fact: 'The key is canary-value-0815.' }]));
    desk(world).say('remember my key');
    await world.settled();
    expect(lastResult(world)).toBe('This looks like a secret. Secrets are not remembered.');
    expect(world.stores.memories.search('owner', 'key', 9)).toEqual([]);
  });
});

// Promise: a question that was sent to a chat is answered there by the owner's own account alone, once, and never widens.
import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../src/main/domain/ports/channel.ts';
import { desk, pairAs } from '../worlds/people.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const OWNER = 7;
const ADA = 42;

interface Forwarded {
  readonly world: World;
  readonly code: string;
  readonly body: string;
  readonly buttons: readonly { readonly label: string; readonly data: string }[];
}

async function linked(): Promise<World> {
  const world = makeWorld({
    policy: { preset: 'locked' },
    telegram: { group_policy: 'allowlist', groups: ['-100'], require_mention: false },
  });
  await world.start();
  await pairAs(world, OWNER, 'owner');
  await pairAs(world, 8, 'owner');
  await pairAs(world, ADA);
  for (const from of [OWNER, ADA]) {
    world.model.will(says('Hello.'));
    world.agent.receive(written('hello', { from }));
    await world.settled();
  }
  const chat = world.stores.conversations.find('telegram', String(OWNER), null);
  world.configure({
    policy: { preset: 'locked' },
    telegram: { group_policy: 'allowlist', groups: ['-100'], require_mention: false },
    approvals: { forward_to: chat!.id },
  });
  return world;
}

async function forwarded(
  call: readonly [string, unknown] = ['run_command', { argv: ['wc'] }],
): Promise<Forwarded> {
  const world = await linked();
  world.model.will(calls(call), says('I see.'));
  desk(world).say('please');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  await breathe();
  const message = world.telegram.sent.find(({ buttons }) => buttons.length > 0);
  const code = /“(?:allow|deny) (\w{8})”/.exec(message?.body ?? '')?.[1] ?? '';
  return { world, code, body: message?.body ?? '', buttons: message?.buttons ?? [] };
}

async function breathe(): Promise<void> {
  for (let turn = 0; turn < 300; turn++) await Promise.resolve();
}

const nothingHappened = (world: World) => ({
  pending: world.agent.approvals.pendingCount(),
  ran: world.sandbox.ran.length,
});
const STILL_OPEN = { pending: 1, ran: 0 };

describe('an answer from a chat counts for nothing', () => {
  test.each<[string, (code: string) => Partial<InboundMessage> & { from?: number; text: string }]>([
    [
      'pressed by a paired person in their own chat',
      (code) => ({ from: ADA, kind: 'button', text: `sallyport-answer allow ${code}` }),
    ],
    ['written by a paired person', (code) => ({ from: ADA, text: `allow ${code}` })],
    [
      'pressed by somebody else in the owner’s chat',
      (code) => ({
        kind: 'button',
        text: `sallyport-answer allow ${code}`,
        sender: { id: `telegram:user:${ADA}`, name: 'the owner', isBot: false },
        chat: { id: String(OWNER), kind: 'direct', threadId: null, title: null },
      }),
    ],
    [
      'written by the owner in a group, where others read along',
      (code) => ({
        from: OWNER,
        text: `allow ${code}`,
        chat: { id: '-100', kind: 'group', threadId: null, title: 'All' },
      }),
    ],
    [
      'written with the owner’s name by another id',
      (code) => ({ text: `allow ${code}`, from: 99, name: `telegram:user:${OWNER}` }),
    ],
    [
      'passed on by the owner, in somebody else’s words',
      (code) => ({ from: OWNER, text: `allow ${code}`, quoted: true as const }),
    ],
    [
      'put into an earlier message by editing it',
      (code) => ({ from: OWNER, kind: 'edit', text: `allow ${code}` }),
    ],
    ['made of a reaction', (code) => ({ from: OWNER, kind: 'reaction', text: `allow ${code}` })],
    [
      'with a code that was never given',
      () => ({ from: OWNER, kind: 'button', text: 'sallyport-answer allow AAAAAAAA' }),
    ],
    ['without a code', () => ({ from: OWNER, text: '/approve' })],
    ['with a code in the middle of other words', (code) => ({ from: OWNER, text: `please allow ${code}` })],
    [
      'by a bot',
      (code) => ({
        text: `allow ${code}`,
        sender: { id: `telegram:user:${OWNER}`, name: null, isBot: true },
        chat: { id: String(OWNER), kind: 'direct', threadId: null, title: null },
      }),
    ],
  ])('%s', async (_name, made) => {
    const { world, code } = await forwarded();
    const { text, ...change } = made(code);
    world.agent.receive(written(text, change));
    await breathe();
    expect(nothingHappened(world)).toEqual(STILL_OPEN);
  });

  test('written by the model, here or with a tool', async () => {
    const { world, code } = await forwarded();
    world.model.will(says(`allow ${code}`), says('Sent.'));
    world.agent.receive(written('say it', { from: ADA }));
    await breathe();
    desk(world).say(`allow ${code}`);
    await breathe();
    expect(nothingHappened(world)).toEqual(STILL_OPEN);
  });

  test('by another account of the owner’s own: the one it was sent to, by its id, and no other', async () => {
    const { world, code } = await forwarded();
    world.agent.receive(
      written(`sallyport-answer allow ${code}`, {
        kind: 'button',
        sender: { id: 'telegram:user:8', name: 'the owner', isBot: false },
        chat: { id: String(OWNER), kind: 'direct', threadId: null, title: null },
      }),
    );
    await breathe();
    expect(nothingHappened(world)).toEqual(STILL_OPEN);
  });

  test('of an account that is no longer the owner’s own', async () => {
    const { world, code } = await forwarded();
    world.agent.pairing.revoke('telegram', `telegram:user:${OWNER}`);
    world.agent.receive(written(`sallyport-answer allow ${code}`, { from: OWNER, kind: 'button' }));
    await breathe();
    expect(nothingHappened(world)).toEqual(STILL_OPEN);
  });

  test('when the chat it was sent to is no longer the one', async () => {
    const { world, code } = await forwarded();
    world.configure({ policy: { preset: 'locked' }, approvals: { forward_to: '' } });
    world.agent.receive(written(`sallyport-answer allow ${code}`, { from: OWNER, kind: 'button' }));
    await breathe();
    expect(nothingHappened(world)).toEqual(STILL_OPEN);
  });
});

describe('an answer from a chat', () => {
  test('counts once: the same press again, and the same update again, run nothing more', async () => {
    const { world, buttons } = await forwarded();
    const press = written(buttons[0]!.data, { from: OWNER, kind: 'button' });
    world.agent.receive(press);
    world.agent.receive(press);
    world.agent.receive(written(buttons[0]!.data, { from: OWNER, kind: 'button' }));
    await world.settled();
    expect(world.sandbox.ran).toHaveLength(1);
  });

  test('never widens: words after the code save no rule', async () => {
    const { world, code } = await forwarded();
    world.agent.receive(written(`allow ${code} always`, { from: OWNER }));
    await world.settled();
    expect({ ran: world.sandbox.ran.length, rules: world.stores.rules.list() }).toEqual({
      ran: 1,
      rules: [],
    });
  });

  test('never counts after the time is over, also when no timer has fired', async () => {
    const { world, buttons } = await forwarded();
    world.clock.sleep(31 * 60_000);
    world.agent.receive(written(buttons[0]!.data, { from: OWNER, kind: 'button' }));
    await world.settled();
    expect(world.sandbox.ran).toEqual([]);
  });

  test('never becomes words that the model is told', async () => {
    const { world, code } = await forwarded();
    world.agent.receive(written(`deny ${code} not now`, { from: OWNER }));
    await world.settled();
    world.model.will(says('Yes?'));
    world.agent.receive(written('and now?', { from: OWNER }));
    await world.settled();
    expect(JSON.stringify(world.model.requests)).not.toContain(code);
  });
});

describe('can only be denied from a chat', () => {
  const long = Array.from({ length: 60 }, (_, at) => `${at}`.repeat(80));
  test.each<[string, readonly [string, unknown]]>([
    ['what cannot be undone', ['run_command', { argv: ['rm', 'a'] }]],
    ['what is too long to be shown there whole', ['run_command', { argv: ['echo', ...long] }]],
    ['what is masked there', ['run_command', { argv: ['echo', 'sk-proj-abcDEF0123456789abcDEF0123456789'] }]],
    ['what hides a direction change', ['run_command', { argv: ['cat', 'a\u202egnp.sh'] }]],
    [
      'what passes for another name',
      ['run_command', { argv: ['touch', '\u0430\u0440\u0440\u04cf\u0435.com'] }],
    ],
    ['what is written from right to left', ['run_command', { argv: ['cat', 'שלום'] }]],
  ])('%s', async (_name, call) => {
    const { world, code, buttons } = await forwarded(call);
    expect(buttons.map(({ label }) => label)).toEqual(['Deny']);
    world.agent.receive(written(`sallyport-answer allow ${code}`, { from: OWNER, kind: 'button' }));
    world.agent.receive(written(`allow ${code}`, { from: OWNER }));
    await breathe();
    expect(nothingHappened(world)).toEqual(STILL_OPEN);
    world.agent.receive(written(`deny ${code}`, { from: OWNER }));
    await world.settled();
    expect(nothingHappened(world)).toEqual({ pending: 0, ran: 0 });
  });

  test('a setting', async () => {
    const world = await linked();
    let changed = false;
    world.agent.approvals.post({
      draft: { kind: 'setting', key: 'approvals.allow_from_cli', asker: 'You', summary: 'Wider', facts: [] },
      binding: 'setting',
      causeFrameId: null,
      turnId: null,
      toolCallId: null,
      actor: { kind: 'owner' },
      tool: 'approvals.allow_from_cli',
      ruleFor: null,
      onAllow: () => {
        changed = true;
      },
    });
    await breathe();
    const message = world.telegram.sent.find(({ buttons }) => buttons.length > 0);
    const code = /“deny (\w{8})”/.exec(message!.body)![1]!;
    expect(message?.buttons.map(({ label }) => label)).toEqual(['Deny']);
    world.agent.receive(written(`allow ${code}`, { from: OWNER }));
    await breathe();
    expect({ changed, pending: world.agent.approvals.pendingCount() }).toEqual({
      changed: false,
      pending: 1,
    });
  });
});

describe('nothing is sent', () => {
  test.each<[string, (world: World) => string]>([
    [
      'to a person who is only paired',
      (world) => world.stores.conversations.find('telegram', String(ADA), null)!.id,
    ],
    [
      'to a group',
      (world) => {
        world.model.will(says('Hello.'));
        world.agent.receive(
          written('hello', {
            from: OWNER,
            chat: { id: '-100', kind: 'group', threadId: null, title: 'All' },
          }),
        );
        return world.stores.conversations.find('telegram', '-100', null)!.id;
      },
    ],
    ['to a name', () => 'telegram:user:7'],
    ['to a conversation that does not exist', () => '01JZX0000000AAAA0000000001'],
  ])('%s', async (_name, to) => {
    const world = await linked();
    const forward_to = to(world);
    world.configure({
      policy: { preset: 'locked' },
      telegram: { group_policy: 'allowlist', groups: ['-100'], require_mention: false },
      approvals: { forward_to },
    });
    await world.settled();
    world.model.will(calls(['run_command', { argv: ['wc'] }]));
    desk(world).say('please');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    await breathe();
    expect(world.telegram.sent.filter(({ body }) => body.includes('wc'))).toEqual([]);
  });

  test('that could pass for a line of ours: what others wrote stands behind a bar', async () => {
    const { body } = await forwarded([
      'run_command',
      { argv: ['echo', 'x\nAnswer here with a button\r\nAllowed.'] },
    ]);
    expect(body.split('\n').filter((line) => /^(Allowed|Answer here with a button$)/.test(line))).toEqual([]);
  });
});

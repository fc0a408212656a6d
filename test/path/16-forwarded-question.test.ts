// Beside the path: a question is also sent to a chat of the owner's own, and answered from there.
//   question open → durable → sent with a code and buttons → answered → settled as everywhere → the outcome under it
import { describe, expect, test } from 'vitest';
import { desk, pairAs } from '../worlds/people.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const OWNER = 7;

/** The owner's own account is linked, its chat is where questions go, and one question is open. */
async function forwarding(argv: readonly string[] = ['wc', 'report']): Promise<World> {
  const world = makeWorld({ policy: { preset: 'locked' } });
  await world.start();
  await pairAs(world, OWNER, 'owner');
  world.model.will(says('Hello.'));
  world.agent.receive(written('hello', { from: OWNER }));
  await world.settled();
  const chat = world.stores.conversations.find('telegram', String(OWNER), null);
  world.configure({ policy: { preset: 'locked' }, approvals: { forward_to: chat!.id } });
  world.model.will(calls(['run_command', { argv }]), says('I see.'));
  desk(world).say('please');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  await sent(world, 1);
  return world;
}

/** Questions that went out, once there are so many; nothing announces them. */
async function sent(world: World, count: number) {
  const all = () => world.telegram.sent.filter(({ buttons }) => buttons.length > 0);
  for (let turn = 0; turn < 1_000 && all().length < count; turn++) await Promise.resolve();
  return all();
}

async function edited(world: World): Promise<string> {
  for (let turn = 0; turn < 1_000 && world.telegram.edited.length === 0; turn++) await Promise.resolve();
  return world.telegram.edited.at(-1)?.body ?? '';
}

const press = (data: string) => written(data, { from: OWNER, kind: 'button' });

describe('stop 16: a forwarded question', () => {
  test('is sent whole, with a code and two buttons, to the owner’s own chat', async () => {
    const world = await forwarding();
    const [message] = await sent(world, 1);
    expect(message?.to.chatId).toBe(String(OWNER));
    expect(message?.body).toMatch(
      /^Question: [^\n]*wc report[^\n]*\nAsked by: the owner\n[\s\S]*Command:\n│ 0 {2}wc\n│ 1 {2}report\n[\s\S]*Why you are asked: [\s\S]*“allow [A-Z2-9]{8}”/,
    );
    expect(message?.buttons.map(({ label }) => label)).toEqual(['Allow once', 'Deny']);
    // It is told to nobody else: the model never sees a code.
    const code = /“allow (\w{8})”/.exec(message!.body)![1]!;
    expect(JSON.stringify([world.model.requests, world.events])).not.toContain(code);
  });

  test('allowed with the button runs once, saves nothing, and says so under it', async () => {
    const world = await forwarding();
    const [message] = await sent(world, 1);
    world.agent.receive(press(message!.buttons[0]!.data));
    await world.settled();
    expect({ ran: world.sandbox.ran.length, rules: world.stores.rules.list() }).toEqual({
      ran: 1,
      rules: [],
    });
    expect(await edited(world)).toMatch(/\n\nAllowed\.$/);
    const [answered] = world.agent.ledger.tail({
      beforeId: null,
      limit: 1,
      conversationId: null,
      kinds: ['approval-answered'],
    });
    expect(answered?.facts).toMatchObject({ answer: 'allowed once', via: 'chat' });
  });

  test('denied in words with a reason tells the model the reason, and starts no turn of its own', async () => {
    const world = await forwarding();
    const [message] = await sent(world, 1);
    const code = /“deny (\w{8})”/.exec(message!.body)![1]!;
    const received = world.agent.receive(
      written(`deny ${code.toLowerCase()} use the other report`, { from: OWNER }),
    );
    await world.settled();
    expect(received.turnId).toBeUndefined();
    expect(world.sandbox.ran).toEqual([]);
    expect(world.model.requests.at(-1)?.messages.at(-1)?.text).toContain('They said: use the other report');
    expect(await edited(world)).toMatch(/Denied\.$/);
  });

  test('settled elsewhere, expired or withdrawn says so under it', async () => {
    for (const [end, words] of [
      [
        (world: World) => void world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null),
        'Denied.',
      ],
      [(world: World) => world.clock.advance(30 * 60_000), 'Nobody answered in time, so it was denied.'],
      [(world: World) => world.agent.stopAll(), 'No longer needed: nothing was done.'],
    ] as const) {
      const world = await forwarding();
      await sent(world, 1);
      end(world);
      expect(await edited(world)).toContain(words);
    }
  });

  test('answered too late changes nothing and says so', async () => {
    const world = await forwarding();
    const [message] = await sent(world, 1);
    world.clock.advance(30 * 60_000);
    await edited(world);
    const before = world.telegram.sent.length;
    world.agent.receive(press(message!.buttons[0]!.data));
    for (let turn = 0; turn < 1_000 && world.telegram.sent.length === before; turn++) await Promise.resolve();
    expect(world.telegram.sent.at(-1)?.body).toBe(
      'That question was already settled or has expired. Nothing was changed.',
    );
    await world.settled();
    expect(world.sandbox.ran).toEqual([]);
  });

  test('that could not be sent waits and is sent later, once', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    await world.start();
    await pairAs(world, OWNER, 'owner');
    world.model.will(says('Hello.'));
    world.agent.receive(written('hello', { from: OWNER }));
    await world.settled();
    const chat = world.stores.conversations.find('telegram', String(OWNER), null);
    world.configure({ policy: { preset: 'locked' }, approvals: { forward_to: chat!.id } });
    world.telegram.will({ kind: 'retry-later', afterMs: 5_000, reason: 'no network' });
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]));
    desk(world).say('please');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect(await sent(world, 0)).toEqual([]);
    world.clock.advance(5_000);
    expect(await sent(world, 1)).toHaveLength(1);
  });
});

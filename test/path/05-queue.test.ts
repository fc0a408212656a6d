// Stop 5. One turn at a time in a conversation, many conversations at once, bounded, cancellable.
import { describe, expect, test } from 'vitest';
import { desk } from '../worlds/people.ts';
import { calls, holds, says } from '../worlds/scripted-model.ts';
import { makeWorld, written } from '../worlds/world.ts';

const OPEN = { telegram: { dm_policy: 'open', allow_from: ['*'] } };

describe('stop 5: the queue', () => {
  test('two messages of one person are answered one after the other, in order', async () => {
    const world = makeWorld(OPEN);
    await world.start();
    const first = holds(says('one'));
    world.model.will(first.answer, says('two'));
    world.agent.receive(written('first'));
    world.agent.receive(written('second'));
    await first.reached;
    expect(world.model.requests).toHaveLength(1);
    first.release();
    await world.settled();
    expect(world.telegram.sent.map(({ body }) => body)).toEqual(['one', 'two']);
  });

  test('people do not wait for one another', async () => {
    const world = makeWorld(OPEN);
    await world.start();
    const first = holds();
    world.model.will(first.answer, says('two'));
    world.agent.receive(written('slow', { from: 1 }));
    await first.reached;
    world.agent.receive(written('quick', { from: 2 }));
    await world.when(() => world.telegram.sent.length === 1);
    expect(world.telegram.sent[0]?.to.chatId).toBe('2');
    first.release();
    await world.settled();
  });

  test('a turn that waits for the owner gives its place to others', async () => {
    const world = makeWorld({ ...OPEN, limits: { concurrent_turns: 1 } });
    await world.start();
    const { say } = desk(world);
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]), says('for the other'));
    say('list');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    world.agent.receive(written('hello', { from: 7 }));
    await world.when(() => world.telegram.sent.length === 1);
    expect(world.telegram.sent[0]?.body).toBe('for the other');
    world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null);
    await world.settled();
  });

  test('a flood is refused in words once, and what was queued is all answered', async () => {
    const world = makeWorld(OPEN);
    await world.start();
    const first = holds();
    world.model.will(first.answer);
    world.agent.receive(written('message 0'));
    await first.reached;
    for (let i = 1; i <= 105; i++) world.agent.receive(written(`message ${i}`));
    first.release();
    await world.settled();
    expect(world.model.requests).toHaveLength(101);
    expect(world.telegram.sent.filter(({ body }) => body.startsWith('Too many messages'))).toHaveLength(1);
  });

  test('a hundred turns that wait behind the running one do not hide its own message from the model', async () => {
    const world = makeWorld(OPEN);
    await world.start();
    world.agent.pause();
    for (let i = 0; i < 100; i++) world.agent.receive(written(`message ${i}`));
    world.agent.resume();
    await world.settled();
    expect(world.model.requests.map(({ messages }) => messages.at(-1)?.text)).toEqual(
      Array.from({ length: 100 }, (_, i) => `message ${i}`),
    );
  });

  test('after a restart every unfinished turn runs, also when there are more than a conversation may queue', async () => {
    const world = makeWorld(OPEN);
    await world.start();
    const held = [holds(), holds()];
    world.model.will(...held.map(({ answer }) => answer));
    world.agent.receive(written('first'));
    await held[0]!.reached;
    for (let i = 0; i < 100; i++) world.agent.receive(written(`message ${i}`));
    const after = world.restart();
    after.configure({ ...OPEN, limits: { concurrent_turns: 1 } });
    held[1]!.release();
    await after.start();
    await after.settled();
    expect(after.stores.turns.unfinished()).toEqual([]);
    expect(after.telegram.sent).toHaveLength(101);
  });

  test('what comes in while starting runs behind what an earlier run left, and nothing runs twice', async () => {
    const world = makeWorld(OPEN);
    await world.start();
    world.agent.pause();
    world.agent.receive(written('older'));
    const after = world.restart();
    after.agent.resume();
    after.agent.receive(written('newer'));
    await Promise.resolve();
    expect(after.model.requests).toEqual([]);
    await after.start();
    await after.settled();
    expect(after.model.requests.map(({ messages }) => messages.at(-1)?.text)).toEqual(['older', 'newer']);
  });
});

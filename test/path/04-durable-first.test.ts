// Stop 4. Durable before it is acted on. A kill is a reopened database: whatever is not in the file is gone.
import { describe, expect, test } from 'vitest';
import { desk, pairAs } from '../worlds/people.ts';
import { calls, holds, says } from '../worlds/scripted-model.ts';
import { makeWorld, written } from '../worlds/world.ts';

describe('stop 4: durable first', () => {
  test('a message recorded before a kill is answered after it, once', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    world.agent.pause();
    world.agent.receive(written('do not forget me'));
    const after = world.restart();
    await after.start();
    after.agent.resume();
    await after.settled();
    expect(after.model.requests).toHaveLength(1);
    expect(after.telegram.sent.filter(({ body }) => body === 'Very well.')).toHaveLength(1);
    expect(after.agent.ledger.verify().kind).toBe('intact');
  });

  test('a kill in the middle of a model call asks the model again and answers once', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    const held = holds();
    world.model.will(held.answer);
    world.agent.receive(written('think about it'));
    await held.reached;

    const after = world.restart();
    after.model.will(says('I thought about it.'));
    await after.start();
    await after.settled();
    expect(after.telegram.sent.filter(({ body }) => body === 'I thought about it.')).toHaveLength(1);
  });

  test('the same update delivered again, also after a restart, is a duplicate', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    const message = written('once');
    expect(world.agent.receive(message)).toMatchObject({ kind: 'recorded' });
    expect(world.agent.receive(message)).toEqual({ kind: 'duplicate' });
    await world.settled();
    const after = world.restart();
    await after.start();
    expect(after.agent.receive(message)).toEqual({ kind: 'duplicate' });
    await after.settled();
    expect(after.model.requests).toHaveLength(1);
  });

  test('a refused message is recorded too, and does not count twice either', async () => {
    const world = makeWorld({ telegram: { dm_policy: 'disabled' } });
    await world.start();
    const message = written('hello');
    expect([world.agent.receive(message), world.agent.receive(message)]).toEqual([
      { kind: 'recorded' },
      { kind: 'duplicate' },
    ]);
  });

  test('a step recorded but not delivered is delivered after the kill, once', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    world.telegram.will({ kind: 'retry-later', afterMs: 60_000, reason: 'Too many requests.' });
    world.agent.receive(written('say something'));
    await world.settled();
    expect(world.telegram.sent.filter(({ body }) => body === 'Very well.')).toEqual([]);

    const after = world.restart();
    await after.start();
    after.clock.advance(60_000);
    await after.settled();
    expect(after.telegram.sent.filter(({ body }) => body === 'Very well.')).toHaveLength(1);
    expect(after.model.requests).toHaveLength(1);
  });

  test('a tool that ran when the kill came is said to be unknown and never runs twice', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    world.model.will(calls(['run_command', { argv: ['deploy'] }]));
    world.sandbox.will(() => new Promise(() => undefined));
    say('deploy it');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    world.agent.approvals.allow(question!.id, 'once', question!.revision);
    await world.when(() => world.sandbox.ran.length === 1);

    const after = world.restart();
    after.model.will(says('I do not know whether it was deployed.'));
    await after.start();
    await after.settled();
    expect(after.sandbox.ran).toHaveLength(1);
    expect(after.model.requests.at(-1)?.messages.at(-1)).toMatchObject({
      role: 'tool',
      isError: true,
      text: expect.stringContaining('not known whether it was done'),
    });
  });

  test('a question that waited is asked again after the restart, and the old one cannot be answered', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]));
    say('list');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [old] = world.agent.approvals.questions();

    const after = world.restart();
    await after.start();
    await after.when(() => after.agent.approvals.questions().some((question) => question.id !== old!.id));
    expect(after.agent.approvals.allow(old!.id, 'once', old!.revision)).toMatchObject({ settled: false });
    const [again] = after.agent.approvals.questions();
    after.agent.approvals.allow(again!.id, 'once', again!.revision);
    await after.settled();
    expect(after.sandbox.ran).toHaveLength(1);
  });
});

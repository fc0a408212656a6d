// Stop 6. A turn: limits, abort, status, outcome. Whatever happens, it ends, and says how.
import { describe, expect, test } from 'vitest';
import { desk, pairAs } from '../worlds/people.ts';
import { calls, fails, holds, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

function turnStates(world: World): unknown[] {
  return world.events
    .filter(({ event }) => event === 'turn-end')
    .map(({ payload }) => (payload as { state: string }).state);
}

describe('stop 6: the turn', () => {
  test('stopping ends the model call, and the turn says so', async () => {
    const world = makeWorld();
    await world.start();
    const { conversationId, say } = desk(world);
    const held = holds();
    world.model.will(held.answer);
    const turnId = say('write a long story');
    await held.reached;
    expect(world.agent.queue.stop(conversationId)).toBe(true);
    await world.settled();
    expect(world.stores.turns.get(turnId)).toMatchObject({ state: 'stopped' });
    expect(turnStates(world)).toEqual(['stopped']);
  });

  test('calls that a stop leaves behind are said not to have run', async () => {
    const world = makeWorld();
    await world.start();
    const { conversationId, say } = desk(world);
    world.model.will(calls(['run_command', { argv: ['a'] }], ['run_command', { argv: ['b'] }]));
    const turnId = say('do both');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    world.agent.queue.stop(conversationId);
    await world.settled();

    const [step] = world.stores.steps.ofTurn(turnId);
    expect(world.stores.toolCalls.ofStep(step!.id)).toEqual([
      expect.objectContaining({ state: 'interrupted', outputText: expect.stringContaining('did not run') }),
      expect.objectContaining({ state: 'interrupted', outputText: expect.stringContaining('did not run') }),
    ]);
    expect(world.sandbox.ran).toEqual([]);
    expect(world.agent.approvals.pendingCount()).toBe(0);
  });

  test('more steps than one message may take end the turn in words', async () => {
    const world = makeWorld({ limits: { steps_per_turn: 3 } });
    await world.start();
    await pairAs(world);
    const looks = (i: number) => calls(['list_files', { path: `folder-${i}` }]);
    world.model.will(looks(1), looks(2), looks(3), looks(4));
    world.agent.receive(written('look everywhere'));
    await world.settled();
    expect(world.model.requests).toHaveLength(3);
    expect(world.telegram.sent.at(-1)?.body).toContain('more steps than one message may take');
    expect(turnStates(world)).toEqual(['failed']);
  });

  test('a sender revoked while the message waited starts nothing', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    world.agent.pause();
    world.agent.receive(written('one last thing'));
    world.agent.pairing.revoke('telegram', 'telegram:user:42');
    world.agent.resume();
    await world.settled();
    expect(world.model.requests).toEqual([]);
    expect(turnStates(world)).toEqual(['stopped']);
  });

  test('a sender revoked in the middle of a turn is stopped there', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    const held = holds();
    world.model.will(held.answer);
    world.agent.receive(written('tell me everything'));
    await held.reached;
    world.agent.pairing.revoke('telegram', 'telegram:user:42');
    await world.settled();
    expect(turnStates(world)).toEqual(['stopped']);
    expect(world.telegram.sent.map(({ body }) => body)).not.toContain('At last.');
  });

  test('typing is shown while it works, not while it waits for the owner, and not after', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    const held = holds(calls(['run_command', { argv: ['touch', 'a'] }]));
    const last = holds(says('done'));
    world.model.will(held.answer, last.answer);
    world.agent.receive(written('list'));
    await held.reached;
    world.clock.advance(10_000);
    const working = world.telegram.typing.length;
    expect(working).toBeGreaterThan(1);
    held.release();
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    world.clock.advance(20_000);
    expect(world.telegram.typing).toHaveLength(working);
    world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null);
    await last.reached;
    world.clock.advance(10_000);
    expect(world.telegram.typing.length).toBeGreaterThan(working);
    last.release();
    await world.settled();
    const after = world.telegram.typing.length;
    world.clock.advance(20_000);
    expect(world.telegram.typing).toHaveLength(after);
  });

  test('a failing model ends the turn with its own sentence, in the conversation and the ledger', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    world.model.will(fails('refused-credential', 'The model refused the key. Enter it again in Settings.'));
    world.agent.receive(written('hello'));
    await world.settled();
    expect(world.telegram.sent.at(-1)?.body).toBe('The model refused the key. Enter it again in Settings.');
    const sent = world.agent.ledger.tail({ beforeId: null, limit: 1, conversationId: null, kinds: null });
    expect(world.agent.ledger.explain(sent[0]!.id).map(({ kind, facts }) => [kind, facts['kind']])).toEqual([
      ['message-received', undefined],
      ['turn-started', undefined],
      ['model-failed', 'refused-credential'],
      ['turn-ended', undefined],
      ['reply-queued', undefined],
      ['reply-sent', undefined],
    ]);
  });
});

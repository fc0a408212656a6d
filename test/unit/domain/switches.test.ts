// Pause, resume, stop everything; start and stop of the agent itself.
import { describe, expect, test } from 'vitest';
import { statusSchema } from '../../../src/contracts/status.ts';
import { desk, pairAs } from '../../worlds/people.ts';
import { calls, holds } from '../../worlds/scripted-model.ts';
import { makeWorld, written } from '../../worlds/world.ts';

describe('pause', () => {
  test('outlives a restart, and messages wait meanwhile', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    world.agent.pause();
    const after = world.restart();
    await after.start();
    after.agent.receive(written('are you there?'));
    await after.settled();
    expect(after.agent.status()).toMatchObject({ paused: true, mood: 'paused' });
    expect(after.model.requests).toEqual([]);
    after.agent.resume();
    await after.settled();
    expect(after.model.requests).toHaveLength(1);
  });

  test('stopping everything stops models, tools and questions, and pauses', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    const other = desk(world);
    const held = holds();
    world.model.will(calls(['run_command', { argv: ['make'] }]), held.answer);
    say('run');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    other.say('think');
    await held.reached;
    world.agent.stopAll();
    await world.settled();
    expect(world.agent.status()).toMatchObject({ paused: true, pending: { approvals: 0 } });
    expect(world.stores.turns.unfinished()).toEqual([]);
    expect(world.sandbox.ran).toEqual([]);
  });

  test('each switch leaves a frame that says who', async () => {
    const world = makeWorld();
    await world.start();
    world.agent.pause();
    world.agent.resume();
    world.agent.stopAll();
    const frames = world.agent.ledger.tail({ beforeId: null, limit: 3, conversationId: null, kinds: null });
    expect(frames.map(({ kind, actor }) => [kind, actor.kind])).toEqual([
      ['stopped-all', 'owner'],
      ['resumed', 'owner'],
      ['paused', 'owner'],
    ]);
  });
});

describe('the status', () => {
  test('fits its contract and shows what waits for the owner first', async () => {
    const world = makeWorld();
    expect(world.agent.status().ready).toBe(false);
    await world.start();
    expect(statusSchema.safeParse(world.agent.status()).success).toBe(true);
    expect(world.agent.status()).toMatchObject({ ready: true, mood: 'idle' });
    world.telegram.setHealth({ state: 'trouble', lastError: 'No network.' });
    expect(world.agent.status().mood).toBe('trouble');
    world.agent.receive(written('hello'));
    expect(world.agent.status()).toMatchObject({ mood: 'waiting', pending: { pairings: 1 } });
    await world.settled();
  });
});

describe('quitting', () => {
  test('lets what works come to its end, and sends its answer', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    const held = holds();
    world.model.will(held.answer);
    world.agent.receive(written('one more'));
    await held.reached;
    const stopped = world.agent.stop();
    held.release();
    await stopped;
    expect(world.telegram.sent.at(-1)?.body).toBe('At last.');
    expect(world.agent.status().ready).toBe(false);
    expect(world.agent.ledger.verify().kind).toBe('intact');
  });

  test('does not wait for what waits for the owner, and leaves it to the next start', async () => {
    const world = makeWorld();
    await world.start();
    const { say } = desk(world);
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]));
    say('list');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    await world.agent.stop();
    const timers = world.clock.waiting();
    world.storage.close();
    world.clock.advance(3_600_000);
    expect(timers).toBeLessThanOrEqual(2);
    expect(world.faults).toEqual([]);
  });

  test('does not wait for ever for what does not end', async () => {
    const world = makeWorld();
    await world.start();
    const held = holds();
    world.model.will(held.answer);
    desk(world).say('hang');
    await held.reached;
    let isStopped = false;
    const stopped = world.agent.stop().then(() => {
      isStopped = true;
    });
    for (let i = 0; i < 50; i++) await Promise.resolve();
    expect(isStopped).toBe(false);
    world.clock.advance(3_000);
    await stopped;
    const after = world.restart();
    await after.start();
    await after.settled();
    expect(after.model.requests).toHaveLength(2);
  });
});

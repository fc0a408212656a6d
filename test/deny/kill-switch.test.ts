// Stop everything: one action ends models, programs and questions within a second, and nothing begins again by itself.
// On the real system: a sandboxed tree of processes, a model in the middle of its answer, a question that waits.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createObedientModel, order } from '../../bench/attack/obedient-model.ts';
import { openOutsideServer } from '../../bench/attack/outside-server.ts';
import { type AttackWorld, openAttackWorld } from '../../bench/attack/world.ts';
import type { Model } from '../../src/main/domain/ports/model.ts';
import { desk } from '../worlds/people.ts';
import { calls, holds } from '../worlds/scripted-model.ts';
import { makeWorld } from '../worlds/world.ts';

const LIMIT_MS = 1_000;
/** So long that it can only have been ended; the number is found again among the processes. */
const SLEEP = '31415.9265';

/** Processes of the whole machine that carry the number. */
function sleepers(): number {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return (
        readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').slice(0, 2).join(' ') === `sleep ${SLEEP}`
      );
    } catch {
      return false;
    }
  }).length;
}

/** Speaks without end to Ada, until it is told to stop; obeys everybody else. */
function createEndlessModel(): { model: Model; spoken: Promise<void>; stopped: () => boolean } {
  const obedient = createObedientModel();
  let speak = (): void => undefined;
  const spoken = new Promise<void>((resolve) => {
    speak = resolve;
  });
  let stopped = false;
  const model: Model = {
    label: () => 'test/endless',
    stream: async function* (request, signal) {
      if (!request.messages.at(-1)?.text.includes('tell me a long story')) {
        yield* obedient.stream(request, signal);
        return;
      }
      while (!signal.aborted) {
        yield { type: 'text', delta: 'and then ' };
        speak();
        await delay(5, undefined, { signal }).catch(() => undefined);
      }
      stopped = true;
      yield { type: 'failure', kind: 'aborted', message: 'Stopped.', retryAfterMs: null };
    },
  };
  return { model, spoken, stopped: () => stopped };
}

async function until(holdsNow: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!holdsNow()) {
    if (performance.now() > end) throw new Error('It did not come in time.');
    await delay(10);
  }
}

async function busyWorld(): Promise<{ world: AttackWorld; stopped: () => boolean }> {
  const outside = await openOutsideServer();
  const endless = createEndlessModel();
  const world = await openAttackWorld(outside, endless.model);
  onTestFinished(async () => {
    await world.close();
    await outside.close();
  });
  const tree = `sh -c 'trap "" TERM INT HUP; sleep ${SLEEP} & wait' & (sleep ${SLEEP} &) ; trap "" TERM; sleep ${SLEEP}`;
  world.say(`run it ${order(['run_command', { argv: ['sh', '-c', tree] }])}`);
  expect(await world.still()).toBe('asked');
  world.agent.approvals.allow(world.agent.approvals.questions()[0]?.id ?? '', 'once', null);
  await until(() => sleepers() === 3, 10_000);
  world.write(42, 'tell me a long story');
  await endless.spoken;
  world.write(43, `write it ${order(['write_file', { path: 'x.txt', text: 'x' }])}`);
  await until(() => world.agent.approvals.pendingCount() === 1, 10_000);
  return { world, stopped: endless.stopped };
}

test('stop everything ends a tree of processes that ignore signals, a speaking model and a question within a second', async () => {
  const { world, stopped } = await busyWorld();
  const begun = performance.now();
  world.agent.stopAll();
  await until(() => sleepers() === 0 && stopped() && world.agent.queue.running() === 0, 10_000);
  const tookMs = performance.now() - begun;
  expect(tookMs).toBeLessThan(LIMIT_MS);
  expect(world.agent.status()).toMatchObject({ paused: true, pending: { approvals: 0 } });
  expect(world.stores.turns.unfinished()).toEqual([]);
  // Nothing of it begins again by itself, and what comes meanwhile waits.
  world.write(43, `again ${order(['write_file', { path: 'y.txt', text: 'y' }])}`);
  expect(await world.still()).toBe('settled');
  expect([world.agent.queue.running(), world.agent.approvals.pendingCount(), sleepers()]).toEqual([0, 0, 0]);
});

test('after stop everything a new start begins nothing either: what was stopped is over, what waited waits', async () => {
  const world = makeWorld();
  await world.start();
  const { say } = desk(world);
  const held = holds();
  world.model.will(calls(['run_command', { argv: ['make'] }]), held.answer);
  say('first');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  say('second, queued behind it');
  world.agent.stopAll();
  await world.settled();
  const asked = world.model.requests.length;
  const after = world.restart();
  await after.start();
  await after.settled();
  expect(after.agent.status()).toMatchObject({ paused: true, pending: { approvals: 0 } });
  expect([after.model.requests.length, after.sandbox.ran, after.agent.queue.running()]).toEqual([
    asked,
    [],
    0,
  ]);
  expect(after.stores.turns.unfinished()).toHaveLength(1);
});

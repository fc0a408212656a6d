// The queue by itself: one at a time in a conversation, no more at once than allowed, nothing lost, no wake-up missed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createTurnQueue,
  type RunTurn,
  type TurnQueue,
} from '../../../../src/main/domain/conversation/queue.ts';

function queueOf(run: RunTurn, maxConcurrent = 8): { queue: TurnQueue; faults: string[] } {
  const faults: string[] = [];
  const queue = createTurnQueue({
    run,
    maxConcurrent: () => maxConcurrent,
    onFault: (turnId) => faults.push(turnId),
  });
  queue.open();
  return { queue, faults };
}

/** Conversation and number of each turn; how many breaths it works, whether it waits for the owner, whether it fails. */
const turns = fc.array(
  fc.record({
    conversation: fc.integer({ min: 0, max: 5 }).map((n) => `c${n}`),
    breaths: fc.integer({ min: 0, max: 4 }),
    waits: fc.boolean(),
    fails: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('the queue', () => {
  test('whatever comes: each turn runs once, in order within its conversation, never two of one, never too many', async () => {
    await fc.assert(
      fc.asyncProperty(turns, fc.integer({ min: 1, max: 4 }), async (plan, places) => {
        const ran: string[] = [];
        const now = new Map<string, number>();
        let working = 0;
        let most = 0;
        const enter = () => {
          working += 1;
          most = Math.max(most, working);
        };
        const { queue, faults } = queueOf(async (turnId, _signal, whileWaiting) => {
          const { conversation, breaths, waits, fails } = plan[Number(turnId)]!;
          expect(now.get(conversation) ?? 0).toBe(0);
          now.set(conversation, 1);
          ran.push(turnId);
          enter();
          for (let i = 0; i < breaths; i++) await Promise.resolve();
          if (waits) {
            working -= 1;
            await whileWaiting(new Promise<void>((resolve) => setImmediate(resolve)));
            enter();
          }
          working -= 1;
          now.set(conversation, 0);
          if (fails) throw new Error('planned');
        }, places);
        plan.forEach(({ conversation }, i) => {
          queue.add(conversation, String(i));
        });
        await queue.settled();

        expect(ran.toSorted()).toEqual(plan.map((_, i) => String(i)).toSorted());
        for (const conversation of new Set(plan.map((turn) => turn.conversation))) {
          const own = ran.map(Number).filter((i) => plan[i]?.conversation === conversation);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        expect(most).toBeLessThanOrEqual(places);
        expect(faults).toHaveLength(plan.filter((turn) => turn.fails).length);
      }),
      { numRuns: 60 },
    );
  });

  test('a turn added by the turn that runs is not lost', async () => {
    const ran: string[] = [];
    const { queue } = queueOf(async (turnId) => {
      ran.push(turnId);
      if (turnId === 'a') queue.add('c', 'b');
    });
    queue.add('c', 'a');
    await queue.settled();
    expect(ran).toEqual(['a', 'b']);
  });

  test('paused, nothing new begins; resumed, everything goes on', async () => {
    const ran: string[] = [];
    const { queue } = queueOf(async (turnId) => {
      ran.push(turnId);
    });
    queue.pause();
    queue.add('c', 'a');
    queue.add('d', 'b');
    await Promise.resolve();
    expect(ran).toEqual([]);
    queue.resume();
    await queue.settled();
    expect(ran).toEqual(['a', 'b']);
  });

  test('before it is open nothing begins, not even when somebody resumes', async () => {
    const ran: string[] = [];
    const queue = createTurnQueue({
      run: async (turnId) => {
        ran.push(turnId);
      },
      maxConcurrent: () => 8,
      onFault: () => undefined,
    });
    queue.add('c', 'a');
    queue.resume();
    expect(ran).toEqual([]);
    queue.open();
    await queue.settled();
    expect(ran).toEqual(['a']);
  });

  test('stopping reaches the running turn only, and says whether there was one', async () => {
    const aborted: string[] = [];
    const { queue } = queueOf(
      (turnId, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            aborted.push(turnId);
            resolve();
          });
          if (turnId === 'b') resolve();
        }),
    );
    queue.add('c', 'a');
    queue.add('c', 'b');
    expect(queue.stop('nobody')).toBe(false);
    expect(queue.stop('c')).toBe(true);
    await queue.settled();
    expect(aborted).toEqual(['a']);
  });

  test('a hundred may wait behind one another; then there is no more room', () => {
    const { queue } = queueOf(() => new Promise(() => undefined));
    for (let i = 0; i < 100; i++) queue.add('c', String(i));
    expect(queue.hasRoom('c')).toBe(true);
    queue.add('c', '100');
    expect(queue.hasRoom('c')).toBe(false);
    expect(queue.hasRoom('d')).toBe(true);
  });

  test('quiet does not wait for those who wait for the owner; settled does', async () => {
    let answer = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { queue } = queueOf((_turnId, _signal, whileWaiting) => whileWaiting(waiting));
    queue.add('c', 'a');
    await queue.quiet();
    expect(queue.running()).toBe(1);
    answer();
    await queue.settled();
    expect(queue.running()).toBe(0);
  });
});

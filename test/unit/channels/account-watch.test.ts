// How often a platform is asked who we are: never again while it refuses, later and later while it does not answer.
import { describe, expect, it } from 'vitest';
import {
  type AccountWatch,
  createAccountWatch,
  type Look,
} from '../../../src/main/adapters/channels/account-watch.ts';
import { createHealthBoard, type HealthBoard } from '../../../src/main/adapters/channels/health-board.ts';
import type { Clock } from '../../../src/main/domain/ports/world.ts';

const WORKS: Look = { kind: 'works', account: 'Example' };
const REFUSED: Look = { kind: 'refused', reason: 'No.' };
const TROUBLE: Look = { kind: 'trouble', reason: 'Nobody there.' };

interface Watched {
  readonly watch: AccountWatch;
  readonly board: HealthBoard;
  looks(): number;
  answer(next: Look): void;
  /** Lets so much time pass, and everything that follows from it happen. */
  pass(ms: number): Promise<void>;
}

function watched(first: Look): Watched {
  let now = 1_000;
  let next = first;
  let looks = 0;
  const timers = new Set<{ at: number; run: () => void }>();
  const clock: Clock = {
    now: () => now,
    after: (delayMs, run) => {
      const timer = { at: now + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const silent = () => {};
  const board = createHealthBoard({ info: silent, warn: silent, error: silent });
  const look = () => {
    looks += 1;
    return Promise.resolve(next);
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    watch: createAccountWatch({ look, board, clock }),
    board,
    looks: () => looks,
    answer: (answer) => {
      next = answer;
    },
    pass: async (ms) => {
      await settle();
      const until = now + ms;
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
        if (due === undefined) break;
        now = due.at;
        timers.delete(due);
        due.run();
        await settle();
      }
      now = until;
    },
  };
}

describe('the watch over an account', () => {
  it('is connected only after the platform answered, and looks again now and then', async () => {
    const { watch, board, looks, pass } = watched(WORKS);
    watch.start();
    expect(board.get().state).toBe('connecting');
    await pass(0);
    expect(board.get()).toMatchObject({ state: 'connected', account: 'Example', lastError: null });
    await pass(9 * 60_000);
    expect(looks()).toBe(1);
    await pass(60_000);
    expect(looks()).toBe(2);
    await watch.stop();
    expect(board.get().state).toBe('off');
  });

  it('asks no more while it is refused, until somebody changes something', async () => {
    const { watch, board, looks, answer, pass } = watched(REFUSED);
    watch.start();
    await pass(24 * 60 * 60_000);
    expect(looks()).toBe(1);
    expect(board.get()).toMatchObject({ state: 'token-refused', lastError: 'No.' });
    answer(WORKS);
    watch.again();
    await pass(0);
    expect(board.get().state).toBe('connected');
    await watch.stop();
  });

  it('asks later and later while nobody answers, and comes back by itself', async () => {
    const { watch, board, looks, answer, pass } = watched(TROUBLE);
    watch.start();
    await pass(60 * 60_000);
    expect(looks()).toBeGreaterThan(12);
    expect(looks()).toBeLessThan(40);
    answer(WORKS);
    await pass(5 * 60_000);
    expect(board.get()).toMatchObject({ state: 'connected', lastError: null });
    await watch.stop();
  });

  it('looks again at what was doubted, but not at what it knows already', async () => {
    const { watch, board, looks, answer, pass } = watched(WORKS);
    watch.start();
    await pass(0);
    answer(REFUSED);
    watch.doubt();
    await pass(0);
    expect(board.get().state).toBe('token-refused');
    for (let at = 0; at < 50; at += 1) watch.doubt();
    watch.seen();
    await pass(60_000);
    expect(looks()).toBe(2);
    await watch.stop();
  });

  it('believes what works before its own time is over', async () => {
    const { watch, board, answer, pass } = watched(TROUBLE);
    watch.start();
    await pass(60 * 60_000);
    answer(WORKS);
    watch.seen();
    await pass(0);
    expect(board.get().state).toBe('connected');
    await watch.stop();
  });

  it('does not miss a change that comes during a look', async () => {
    const { watch, board, answer, pass } = watched(REFUSED);
    watch.start();
    answer(WORKS);
    watch.again();
    await pass(0);
    expect(board.get().state).toBe('connected');
    await watch.stop();
  });

  it('begins once, however often it is told to, and ends whole', async () => {
    const { watch, looks, pass } = watched(WORKS);
    watch.start();
    watch.start();
    await pass(0);
    expect(looks()).toBe(1);
    await watch.stop();
    await watch.stop();
    watch.again();
    await pass(60 * 60_000);
    expect(looks()).toBe(1);
  });
});

// The loop that every channel with a connection stands on: when the next one begins, and what the owner is shown.
import { describe, expect, it } from 'vitest';
import {
  type ConnectionHealth,
  createConnectionHealth,
} from '../../../src/main/adapters/channels/connection-health.ts';
import { createConnectionLoop } from '../../../src/main/adapters/channels/connection-loop.ts';
import { createHealthBoard } from '../../../src/main/adapters/channels/health-board.ts';
import type { Inbound } from '../../../src/main/domain/ports/channel.ts';
import type { Clock } from '../../../src/main/domain/ports/world.ts';
import { createRecorder } from '../../contract/channels/recorder.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

function looped(connect: (turn: number, health: ConnectionHealth, signal: AbortSignal) => Promise<void>) {
  const errors: string[] = [];
  const waits: { delayMs: number; end: () => void }[] = [];
  const clock: Clock = {
    now: () => 1_000,
    after: (delayMs, end) => {
      waits.push({ delayMs, end });
      return () => {};
    },
  };
  const log = { info: () => {}, warn: () => {}, error: (words: string) => errors.push(words) };
  const board = createHealthBoard(log);
  const health = createConnectionHealth({ board, clock });
  let turns = 0;
  const loop = createConnectionLoop({
    channelId: 'telegram:1',
    connect: (_: Inbound, signal) => {
      turns += 1;
      return connect(turns, health, signal);
    },
    health,
    log,
  });
  return { loop, board, errors, waits, turns: () => turns };
}

describe('a connection that ends', () => {
  it('is followed by the next one, and by none after the stop', async () => {
    const { loop, board, turns, waits } = looped((_, health, signal) => health.trouble('No.', signal));
    loop.start(createRecorder());
    await settle();
    expect(turns()).toBe(1);
    waits.at(-1)?.end();
    await settle();
    expect(turns()).toBe(2);
    await loop.stop();
    expect(board.get()).toMatchObject({ state: 'off', lastError: null });
    expect(loop.running()).toBeNull();
    expect(turns()).toBe(2);
  });

  it('counts as trouble only when it happens again and again', async () => {
    const { loop, board, waits } = looped((_, health, signal) => health.lost('It broke.', signal));
    loop.start(createRecorder());
    const states: string[] = [];
    for (let at = 0; at < 4; at += 1) {
      await settle();
      states.push(board.get().state);
      waits.at(-1)?.end();
    }
    await loop.stop();
    expect(states).toEqual(['connecting', 'connecting', 'trouble', 'trouble']);
  });

  it('with an error that nobody expected is written down, and tried again', async () => {
    const { loop, board, errors, waits, turns } = looped(() => Promise.reject(new Error('odd')));
    loop.start(createRecorder());
    await settle();
    expect(board.get()).toMatchObject({ state: 'trouble', lastError: expect.stringContaining('The log') });
    expect(errors).toHaveLength(1);
    waits.at(-1)?.end();
    await settle();
    expect(turns()).toBe(2);
    await loop.stop();
  });
});

describe('a platform', () => {
  it('that refuses is not asked again until somebody changes something', async () => {
    const { loop, board, waits, turns } = looped((_, health, signal) => health.refused('Not you.', signal));
    loop.start(createRecorder());
    await settle();
    expect(board.get()).toMatchObject({ state: 'token-refused', lastError: 'Not you.' });
    expect(waits).toHaveLength(0);
    loop.reconnect();
    await settle();
    expect(turns()).toBe(2);
    await loop.stop();
  });

  it.each([
    [90_000, 90_000],
    [0, 250],
    [null, 250],
  ])('that asks for a pause of %s is given at least that, and never none', async (asked, least) => {
    const { loop, waits } = looped((_, health, signal) => health.limited('Example', asked, signal));
    loop.start(createRecorder());
    await settle();
    expect(waits[0]?.delayMs).toBeGreaterThanOrEqual(least);
    await loop.stop();
  });
});

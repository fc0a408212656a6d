// Everything that can go wrong at once, many times: what is written arrives in order, each once by its key. Against the fake.
// The storm is drawn from a seed that is shown when it fails, so that it can be run again.
import { expect, it } from 'vitest';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import { IDS, openMatrixStage } from './matrix-stage.ts';
import { pauseMs } from './suite/cases.ts';

const MESSAGES = 240;

/** Numbers from 0 to 1 (mulberry32). */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it('a storm of cuts, refusals, full disks and new starts loses nothing and takes nothing twice', async () => {
  const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 2 ** 31);
  const next = drawn(seed);
  const stage = await openMatrixStage();
  const { server, recorder } = stage;
  let channel: Channel = stage.channel;
  channel.start(recorder);
  await recorder.until(() => recorder.cursors.has('matrix'), 'the first position');
  const calls = ['sync', 'messages', 'state', 'members', 'whoami', 'event'];
  const body = { errcode: 'M_LIMIT_EXCEEDED', error: 'Slow', retry_after_ms: 20 };
  const troubles: readonly (() => Promise<void>)[] = [
    () => Promise.resolve(server.dropConnections()),
    () =>
      Promise.resolve(
        server.failNext(calls[Math.floor(next() * 6)] ?? 'sync', { kind: 'cut', afterHandling: true }),
      ),
    () =>
      Promise.resolve(
        server.failNext(calls[Math.floor(next() * 6)] ?? 'sync', { kind: 'refuse', status: 429, body }),
      ),
    () => Promise.resolve(server.failNext('sync', { kind: 'refuse', status: 502, body: '' })),
    async () => {
      recorder.failing(true);
      await pauseMs(30);
      recorder.failing(false);
    },
    async () => {
      await channel.stop();
      channel = stage.again(recorder);
    },
  ];
  const written: string[] = [];
  try {
    for (let index = 0; index < MESSAGES; ) {
      // Often more at once than one sync gives, so that gaps have to be filled.
      const burst = next() < 0.1 ? 70 : Math.ceil(next() * 6);
      for (let one = 0; one < burst && index < MESSAGES; one += 1, index += 1) {
        written.push(`number ${index}`);
        stage.say(stage.rooms.ada, IDS.ada, { msgtype: 'm.text', body: `number ${index}` });
      }
      if (next() < 0.7) await troubles[Math.floor(next() * troubles.length)]?.();
      if (next() < 0.2) channel.reconnect?.();
      await pauseMs(next() * 15);
    }
    server.clearFaults();
    channel.reconnect?.(); // which ends a long pause after many failures
    const seen = () => new Map(recorder.messages.map(({ dedupKey, text }) => [dedupKey, text]));
    await recorder.until(() => seen().size >= written.length, 'everything that was written');
    expect([...seen().values()], `STORM_SEED=${seed}`).toEqual(written);
  } finally {
    await channel.stop();
    await stage.close();
  }
}, 60_000);

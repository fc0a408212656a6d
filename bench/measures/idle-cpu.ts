// Processor time that the agent takes when nobody wants anything of it: tray, Telegram's long poll open, no window.
import { setTimeout as delay } from 'node:timers/promises';
import { processorMsOf } from '../app/tree-usage.ts';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const WATCHED_MS = 60_000;
/** What follows a start (checking the sandbox, loading the model's code) is over by then. */
const SETTLE_MS = 10_000;

export async function measureIdleCpu(bench: Bench): Promise<readonly Row[]> {
  if (process.platform !== 'linux') return [];
  const world = await openWorld();
  const app = await bench.apps.start({
    args: world.arguments(world.newHome(), '--tray'),
    env: world.env,
    screen: 'display',
    ready: () => world.telegram.polled({ timeoutMs: 60_000 }),
  });
  try {
    await delay(bench.quick ? 3_000 : SETTLE_MS);
    const shares: number[] = [];
    for (let run = 0; run < bench.runs; run++) {
      bench.say(`idle, ${run + 1} of ${bench.runs}`);
      const begun = performance.now();
      const before = processorMsOf(app.pid);
      await delay(bench.quick ? 5_000 : WATCHED_MS);
      shares.push(((processorMsOf(app.pid) - before) / (performance.now() - begun)) * 100);
    }
    return [
      row({
        name: 'idle-cpu',
        what: 'processor, tray only, idle 60 s',
        unit: '%',
        value: spreadOf(shares),
        target: { most: 0.5 },
        note: 'of one core; the kernel counts in steps of 10 ms',
      }),
    ];
  } finally {
    await app.stop();
    await world.close();
  }
}

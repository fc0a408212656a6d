// How many messages a second go through the whole path, each of 200 conversations having several at once: received,
// recorded, answered by a model that answers at once, recorded, sent. The servers run beside, on the other core.
import { setTimeout as delay } from 'node:timers/promises';
import { processorMsOf } from '../app/tree-usage.ts';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const PEOPLE = 200;
const MESSAGES_EACH = 25;
/** Not counted: code is compiled, statements are prepared, conversations are made. */
const WARM_UP_EACH = 2;
const DEADLINE_MS = 180_000;

export async function measureThroughput(bench: Bench): Promise<readonly Row[]> {
  const each = bench.quick ? 5 : MESSAGES_EACH;
  const rates: number[] = [];
  const costs: number[] = [];
  for (let run = 0; run < bench.runs; run++) {
    bench.say(`throughput, ${run + 1} of ${bench.runs}`);
    const { rate, processorMs } = await oneRun(bench, each);
    rates.push(rate);
    costs.push(processorMs);
  }
  return [
    row({
      name: 'throughput',
      what: 'sustained, whole path, 200 conversations',
      unit: '/s',
      value: spreadOf(rates),
      target: { least: 1_000 },
      note: `${PEOPLE * each} messages a run, all waiting at once; Telegram and model share the machine`,
    }),
    row({
      name: 'throughput-processor',
      what: 'the same: our processor time a message',
      unit: 'ms',
      value: spreadOf(costs),
      target: null,
      note: 'of all our processes; other work on the machine does not change it',
    }),
  ];
}

async function oneRun(bench: Bench, each: number): Promise<{ rate: number; processorMs: number }> {
  const world = await openWorld();
  const { telegram } = world;
  const app = await bench.apps.start({
    args: world.arguments(world.newHome(), '--headless'),
    env: world.env,
    screen: 'none',
  });
  const people = Array.from({ length: PEOPLE }, (_, n) =>
    telegram.person({ id: 1_000 + n, firstName: `Person ${n}` }),
  );
  let sent = 0;
  telegram.onBotMessage(() => {
    sent += 1;
  });
  const wave = async (perPerson: number): Promise<number> => {
    const wanted = sent + PEOPLE * perPerson;
    const begun = performance.now();
    for (let n = 0; n < perPerson; n++) for (const person of people) person.write(`message ${n}`);
    while (sent < wanted) {
      if (performance.now() - begun > DEADLINE_MS)
        throw new Error(`Only ${sent} of ${wanted} were answered.`);
      await delay(5);
    }
    return performance.now() - begun;
  };
  try {
    await telegram.polled({ timeoutMs: 30_000 });
    await wave(WARM_UP_EACH);
    const usedMs = processorMsOf(app.pid);
    const rate = (PEOPLE * each) / ((await wave(each)) / 1_000);
    return { rate, processorMs: (processorMsOf(app.pid) - usedMs) / (PEOPLE * each) };
  } finally {
    await app.stop();
    await world.close();
  }
}

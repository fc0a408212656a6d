// Our own share of a reply: from a message standing at Telegram to its answer arriving there, by a model that answers
// at once. Both servers' own time is in it. Fifty messages a second in as many conversations.
import { setTimeout as delay } from 'node:timers/promises';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { percentile, spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const EVERY_MS = 20;
const PEOPLE = 50;
const MESSAGES = 500;
/** The first replies load code and warm up; they have a row of their own. */
const WARM_UP = 50;
const REPLY_DEADLINE_MS = 30_000;

export async function measureReply(bench: Bench): Promise<readonly Row[]> {
  const firsts: number[] = [];
  const medians: number[] = [];
  const slowest: number[] = [];
  for (let run = 0; run < bench.runs; run++) {
    bench.say(`reply, ${run + 1} of ${bench.runs}`);
    const { first, shares } = await oneRun(bench);
    firsts.push(first);
    medians.push(percentile(shares, 50));
    slowest.push(percentile(shares, 99));
  }
  const note = `${bench.quick ? 100 : MESSAGES} messages a run, 50 a second, ${PEOPLE} conversations`;
  return [
    row({
      name: 'first-reply',
      what: 'first reply after the start',
      unit: 'ms',
      value: spreadOf(firsts),
      target: { most: 150 },
      note: 'one second after ready',
    }),
    row({
      name: 'reply-p50',
      what: 'our share of a reply, p50',
      unit: 'ms',
      value: spreadOf(medians),
      target: { most: 5 },
      note,
    }),
    row({
      name: 'reply-p99',
      what: 'our share of a reply, p99',
      unit: 'ms',
      value: spreadOf(slowest),
      target: { most: 25 },
      note,
    }),
  ];
}

async function oneRun(bench: Bench): Promise<{ first: number; shares: readonly number[] }> {
  const world = await openWorld();
  const { telegram } = world;
  const app = await bench.apps.start({
    args: world.arguments(world.newHome(), '--headless'),
    env: world.env,
    screen: 'none',
  });
  const writtenAt = new Map<string, number>();
  const shares = new Map<string, number>();
  telegram.onBotMessage(({ text }) => {
    const name = /m-\d+\./.exec(text)?.[0] ?? '';
    const begun = writtenAt.get(name);
    if (begun !== undefined && !shares.has(name)) shares.set(name, performance.now() - begun);
  });
  const write = (number: number): void => {
    const person = telegram.person({ id: 1_000 + (number % PEOPLE), firstName: `Person ${number % PEOPLE}` });
    writtenAt.set(`m-${number}.`, performance.now());
    person.write(`m-${number}.`);
  };
  try {
    await telegram.polled({ timeoutMs: REPLY_DEADLINE_MS });
    await delay(1_000);
    write(0);
    const first = await answered(shares, 1);
    const count = WARM_UP + (bench.quick ? 100 : MESSAGES);
    const begun = performance.now();
    for (let number = 1; number <= count; number++) {
      await delay(Math.max(0, begun + number * EVERY_MS - performance.now()));
      write(number);
    }
    await answered(shares, count + 1);
    return { first: first.get('m-0.') ?? Number.NaN, shares: [...shares.values()].slice(WARM_UP + 1) };
  } finally {
    await app.stop();
    await world.close();
  }
}

async function answered(
  shares: ReadonlyMap<string, number>,
  count: number,
): Promise<ReadonlyMap<string, number>> {
  const deadline = performance.now() + REPLY_DEADLINE_MS;
  while (shares.size < count) {
    if (performance.now() > deadline) throw new Error(`Only ${shares.size} of ${count} were answered.`);
    await delay(5);
  }
  return shares;
}

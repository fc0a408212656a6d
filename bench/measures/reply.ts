// Our own share of a reply: from a message standing at Telegram to its answer arriving there, by a model that answers
// at once. Both servers' own time and the wire are in it: what they take alone is the floor, measured with a bot that
// only makes the three calls, in turn with ours. Fifty messages a second in fifty conversations.

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StartedApp } from '../app/app-process.ts';
import { ROOT } from '../app/runtime.ts';
import { type BenchWorld, openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { percentile, spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const EVERY_MS = 20;
const PEOPLE = 50;
const MESSAGES = 500;
/** The first replies load code and warm up; they have a row of their own. */
const WARM_UP = 50;
const REPLY_DEADLINE_MS = 30_000;

type Start = (bench: Bench, world: BenchWorld) => Promise<StartedApp>;

const ours: Start = ({ apps }, world) =>
  apps.start({ args: world.arguments(world.newHome(), '--headless'), env: world.env, screen: 'none' });

const bare: Start = ({ apps }, { telegram, model }) =>
  apps.start({
    program: process.execPath,
    args: [join(ROOT, 'bench', 'app', 'bare-bot.ts'), telegram.url, telegram.token, model.baseUrl],
    screen: 'none',
  });

interface Run {
  readonly first: number;
  readonly p50: number;
  readonly p99: number;
}

export async function measureReply(bench: Bench): Promise<readonly Row[]> {
  const runs: Run[] = [];
  const floors: Run[] = [];
  for (let run = 0; run < bench.runs; run++) {
    bench.say(`reply, ${run + 1} of ${bench.runs}`);
    floors.push(await oneRun(bench, bare));
    runs.push(await oneRun(bench, ours));
  }
  const of = (name: keyof Run) => ({
    unit: 'ms' as const,
    value: spreadOf(runs.map((run) => run[name])),
    floor: spreadOf(floors.map((run) => run[name])),
  });
  const note = `${bench.quick ? 100 : MESSAGES} messages a run, 50 a second, ${PEOPLE} conversations; the floor is a bot that only makes the calls`;
  return [
    row({
      ...of('first'),
      name: 'first-reply',
      what: 'first reply after the start',
      target: { most: 150 },
      note: 'one second after ready',
    }),
    row({
      ...of('p50'),
      name: 'reply-p50',
      what: 'reply, channel in to channel out, p50',
      target: { most: 5 },
      note,
    }),
    row({
      ...of('p99'),
      name: 'reply-p99',
      what: 'reply, channel in to channel out, p99',
      target: { most: 25 },
      note,
    }),
  ];
}

async function oneRun(bench: Bench, start: Start): Promise<Run> {
  const world = await openWorld();
  const { telegram } = world;
  const app = await start(bench, world);
  const writtenAt = new Map<string, number>();
  const times = new Map<string, number>();
  telegram.onBotMessage(({ text }) => {
    const name = /m-\d+\./.exec(text)?.[0] ?? '';
    const begun = writtenAt.get(name);
    if (begun !== undefined && !times.has(name)) times.set(name, performance.now() - begun);
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
    await answered(times, 1);
    const count = WARM_UP + (bench.quick ? 100 : MESSAGES);
    const begun = performance.now();
    for (let number = 1; number <= count; number++) {
      await delay(Math.max(0, begun + number * EVERY_MS - performance.now()));
      write(number);
    }
    await answered(times, count + 1);
    const [first = Number.NaN, ...others] = times.values();
    const counted = others.slice(WARM_UP);
    return { first, p50: percentile(counted, 50), p99: percentile(counted, 99) };
  } finally {
    await app.stop();
    await world.close();
  }
}

/** Waits until so many were answered. */
async function answered(times: ReadonlyMap<string, number>, count: number): Promise<void> {
  const deadline = performance.now() + REPLY_DEADLINE_MS;
  while (times.size < count) {
    if (performance.now() > deadline) throw new Error(`Only ${times.size} of ${count} were answered.`);
    await delay(5);
  }
}

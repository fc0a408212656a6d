// A minute of messages on eight channels at once, each platform delivering in its own way: what is lost, what comes out of
// order, whether the answers keep up, and what memory does meanwhile.
//   a message each 10 ms, platform by platform → 120 people, each with a chat of their own → answers counted there
// The model answers at once. The platforms are ours, on loopback, without the limits that real ones have. Everybody has
// written before: Matrix lets so many strangers open a chat in so short a time that more would be turned away by design.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Status } from '../../src/contracts/status.ts';
import { type Everywhere, openEverywhere } from '../../test/fakes/everywhere/index.ts';
import type { Place } from '../../test/fakes/everywhere/place.ts';
import { freePort } from '../../test/fakes/loopback/free-port.ts';
import { echoScript } from '../../test/fakes/openai/scripts.ts';
import { startModelServer } from '../../test/fakes/openai/server.ts';
import type { StartedApp } from '../app/app-process.ts';
import { ask } from '../app/command-line.ts';
import { ROOT } from '../app/runtime.ts';
import { memoryOf, processorMsOf, type TreeMemory } from '../app/tree-usage.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

/** Those that bring messages by themselves and are fit for this rate; mail and SMS are not. */
const PLATFORMS = ['telegram', 'discord', 'slack', 'whatsapp', 'signal', 'line', 'feishu', 'matrix'] as const;
const PEOPLE_EACH = 15;
const PER_SECOND = 100;
const SECONDS = 60;
const QUICK_SECONDS = 12;
const WARM_AFTER_SECONDS = 10;
const QUICK_WARM_AFTER_SECONDS = 4;
const DEADLINE_MS = 60_000;

interface Told {
  readonly lost: number;
  readonly twice: number;
  readonly disordered: number;
}

export async function measureChannels(bench: Bench): Promise<readonly Row[]> {
  if (process.platform !== 'linux') return []; // memory of the tree is read from /proc
  bench.say('channels, one run');
  const model = await startModelServer({ script: echoScript, record: 'counts' });
  const everywhere = await openEverywhere(await freePort(), PLATFORMS);
  const home = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const settings = `[model]\nprovider = "openai-compatible"\nname = "scripted"\nbase_url = "${model.baseUrl}"\n`;
  writeFileSync(join(home, 'config.toml'), `${settings}\n${everywhere.settings}\n`, { mode: 0o600 });
  try {
    const app = await bench.apps.start({
      args: [ROOT, '--home', home, '--headless'],
      env: everywhere.env,
      screen: 'none',
    });
    await allConnected(home);
    await meet(everywhere);
    const rows = await load(bench, everywhere, app);
    await app.stop();
    return rows;
  } finally {
    await Promise.all([everywhere.close(), model.close()]);
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Everybody writes once. */
async function meet({ places }: Everywhere): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  for (let person = 0; person < PEOPLE_EACH; person++) {
    for (const place of places) place.write(person, 'Good morning.');
    while (places.some((place) => place.answers().length <= person)) {
      if (performance.now() > deadline) throw new Error(`Person ${person} was not answered everywhere.`);
      await delay(5);
    }
  }
}

async function load(bench: Bench, { places }: Everywhere, app: StartedApp): Promise<readonly Row[]> {
  const seconds = bench.quick ? QUICK_SECONDS : SECONDS;
  const messages = PER_SECOND * seconds;
  const answered = (): number => places.reduce((sum, place) => sum + place.answers().length - PEOPLE_EACH, 0);
  const memory: TreeMemory[] = [];
  const usedMs = processorMsOf(app.pid);
  const begun = performance.now();
  for (let n = 0; n < messages; n++) {
    const place = places[n % places.length]!;
    const turn = Math.floor(n / places.length);
    place.write(turn % PEOPLE_EACH, textOf(turn));
    if (n % PER_SECOND === 0) memory.push(memoryOf(app.pid));
    const waitMs = begun + ((n + 1) * 1_000) / PER_SECOND - performance.now();
    if (waitMs > 0) await delay(waitMs);
  }
  memory.push(memoryOf(app.pid));
  const writtenAt = performance.now();
  const withinTime = answered();
  while (answered() < messages && performance.now() - writtenAt < DEADLINE_MS) await delay(5);
  const behindMs = performance.now() - writtenAt;
  const processorMs = (processorMsOf(app.pid) - usedMs) / messages;
  const told = places.map((place, at) => judge(place, Math.ceil((messages - at) / places.length)));
  const total = (name: keyof Told): number => told.reduce((sum, one) => sum + one[name], 0);

  const warmAt = bench.quick ? QUICK_WARM_AFTER_SECONDS : WARM_AFTER_SECONDS;
  const warm = memory.slice(warmAt);
  const whole = warm.map(({ totalMb }) => totalMb);
  const main = warm.map(({ parts }) => parts.find(({ kind }) => kind === 'main')?.mb ?? 0);
  const none = { unit: 'count', target: { most: 0 } } as const;
  return [
    row({
      ...none,
      name: 'channels-lost',
      what: 'eight channels, 100/s: not answered',
      value: spreadOf([total('lost')]),
      note: `${messages} messages of ${PEOPLE_EACH * places.length} people in ${seconds} s; platforms and model share the machine`,
    }),
    row({
      ...none,
      name: 'channels-twice',
      what: 'eight channels, 100/s: answered twice',
      value: spreadOf([total('twice')]),
    }),
    row({
      ...none,
      name: 'channels-order',
      what: 'eight channels, 100/s: out of order for a person',
      value: spreadOf([total('disordered')]),
    }),
    row({
      name: 'channels-rate',
      what: 'eight channels: answered while written to',
      unit: '/s',
      value: spreadOf([withinTime / ((writtenAt - begun) / 1_000)]),
      target: { least: 99 },
    }),
    row({
      name: 'channels-behind',
      what: 'eight channels: last answer after the last message',
      unit: 'ms',
      value: spreadOf([behindMs]),
      target: { most: 1_000 },
    }),
    row({
      name: 'channels-processor',
      what: 'the same: our processor time a message',
      unit: 'ms',
      value: spreadOf([processorMs]),
      target: null,
      note: 'of all our processes, those included that index what was said; until the last answer',
    }),
    row({
      name: 'channels-memory',
      what: `eight channels, 100/s: memory after ${warmAt} s`,
      unit: 'MB',
      value: spreadOf(whole),
      target: null,
      note: 'of the whole tree, one look a second; two programs with the model of meaning hold 480 of it',
    }),
    row({ ...growthOf(whole), name: 'channels-growth', what: 'eight channels: growth since, whole tree' }),
    row({
      ...growthOf(main),
      name: 'channels-growth-main',
      what: 'eight channels: growth since, main alone',
    }),
  ];
}

/** Garbage comes and goes within tens of seconds: the least that was seen in the first third, and in the last. */
function growthOf(samples: readonly number[]): Pick<Row, 'unit' | 'value' | 'target' | 'note'> {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const before = Math.min(...samples.slice(0, third));
  const after = Math.min(...samples.slice(-third));
  return {
    unit: '%',
    value: spreadOf([(after / before - 1) * 100]),
    target: { most: 5 },
    note: `least in the first and in the last third: ${before.toFixed(0)} and ${after.toFixed(0)} MB`,
  };
}

function textOf(turn: number): string {
  return `m-${turn}.`;
}

/** @param count of messages written there, one person after another */
function judge(place: Place, count: number): Told {
  const turns = place.answers().flatMap((text) => /^You said: m-(\d+)\.$/.exec(text)?.[1] ?? []);
  const counts = new Map<string, number>();
  for (const turn of turns) counts.set(turn, (counts.get(turn) ?? 0) + 1);
  const last = new Map<number, number>();
  let disordered = 0;
  for (const turn of turns.map(Number)) {
    const person = turn % PEOPLE_EACH;
    if (turn < (last.get(person) ?? -1)) disordered += 1;
    last.set(person, turn);
  }
  return {
    lost: Array.from({ length: count }, (_, turn) => counts.has(String(turn))).filter((is) => !is).length,
    twice: [...counts.values()].filter((times) => times > 1).length,
    disordered,
  };
}

async function allConnected(home: string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const { channels } = JSON.parse(await ask(home, ['status', '--json'])) as Status;
    const waiting = channels.filter(({ name, state }) => name !== 'desktop' && state !== 'connected');
    if (waiting.length === 0) return;
    if (performance.now() > deadline)
      throw new Error(`Not connected: ${waiting.map(({ name }) => name).join(', ')}.`);
    await delay(100);
  }
}

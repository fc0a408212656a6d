// Kill −9 with 50 messages in flight: what is lost, what is answered twice, how soon the answers come again.
//   50 messages, the model thinks → SIGKILL → start → everything answered, or marked as uncertain
import { setTimeout as delay } from 'node:timers/promises';
import { echoScript } from '../../test/fakes/openai/scripts.ts';
import { ask } from '../app/command-line.ts';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const MESSAGES = 50;
/** Long enough that the kill meets some before, some within and some after their answer. */
const THINKING_MS = 40;
const DEADLINE_MS = 60_000;

interface Outcome {
  readonly lost: number;
  readonly twice: number;
  readonly uncertain: number;
  readonly againMs: number;
}

export async function measureKill(bench: Bench): Promise<readonly Row[]> {
  const outcomes: Outcome[] = [];
  for (let run = 0; run < bench.runs; run++) {
    bench.say(`kill, ${run + 1} of ${bench.runs}`);
    outcomes.push(await oneKill(bench));
  }
  const of = (name: keyof Outcome) => spreadOf(outcomes.map((outcome) => outcome[name]));
  const none = { unit: 'count', target: { most: 0 } } as const;
  return [
    row({ ...none, name: 'kill-lost', what: 'kill −9, 50 in flight: lost', value: of('lost') }),
    row({ ...none, name: 'kill-twice', what: 'kill −9, 50 in flight: answered twice', value: of('twice') }),
    row({
      name: 'kill-uncertain',
      what: 'kill −9, 50 in flight: marked uncertain',
      unit: 'count',
      value: of('uncertain'),
      target: null,
      note: 'was on its way when the process died; shown to the owner, never sent again by itself',
    }),
    row({
      name: 'kill-again',
      what: 'kill −9: first answer after the restart began',
      unit: 'ms',
      value: of('againMs'),
      target: { most: 2_000 },
    }),
  ];
}

async function oneKill(bench: Bench): Promise<Outcome> {
  const world = await openWorld({
    script: (request) => ({ ...echoScript(request), delayMs: THINKING_MS }),
  });
  const { telegram } = world;
  const home = world.newHome();
  const start = () =>
    bench.apps.start({ args: world.arguments(home, '--headless'), env: world.env, screen: 'none' });
  const answers: string[] = [];
  telegram.onBotMessage(({ text }) => {
    answers.push(text);
  });
  try {
    const first = await start();
    await telegram.polled({ timeoutMs: 30_000 });
    for (let n = 0; n < MESSAGES; n++)
      telegram.person({ id: 1_000 + n, firstName: `Person ${n}` }).write(`m-${n}.`);
    while (answers.length < MESSAGES / 5) await delay(1);
    await first.kill();
    const before = answers.length;
    const begun = performance.now();
    const second = await start();
    while (answers.length === before && performance.now() - begun < DEADLINE_MS) await delay(1);
    const againMs = performance.now() - begun;
    const uncertain = await settled(home);
    await second.stop();
    const counts = Array.from(
      { length: MESSAGES },
      (_, n) => answers.filter((text) => text.endsWith(` m-${n}.`)).length,
    );
    const unanswered = counts.filter((count) => count === 0).length;
    return {
      lost: Math.max(0, unanswered - uncertain),
      twice: counts.filter((count) => count > 1).length,
      uncertain,
      againMs,
    };
  } finally {
    await world.close();
  }
}

/** Waits until each message has an end in the ledger; how many of them are uncertain. */
async function settled(home: string): Promise<number> {
  const deadline = performance.now() + DEADLINE_MS;
  const count = async (kind: string): Promise<number> =>
    (JSON.parse(await ask(home, ['ledger', 'tail', kind, '500', '--json'])) as unknown[]).length;
  for (;;) {
    const uncertain = await count('reply-uncertain');
    if ((await count('reply-sent')) + uncertain >= MESSAGES || performance.now() > deadline) return uncertain;
    await delay(50);
  }
}

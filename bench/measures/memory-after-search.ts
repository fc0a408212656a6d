// What the tray holds in memory before anything was searched, right after twenty searches by words and meaning, and a
// minute after the last one: the model's process and the search beside the main loop are gone by then.
//   memories through `memory import` → all have their vectors → started anew → idle → searched → a minute → idle again
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MEMORY_FILE_FORMAT } from '../../src/contracts/memory-file.ts';
import type { StartedApp } from '../app/app-process.ts';
import { ask } from '../app/command-line.ts';
import { cleanEnvironment, ROOT } from '../app/runtime.ts';
import { memoryOf, type TreeMemory } from '../app/tree-usage.ts';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const MEMORIES = 1_000;
const SEARCHES = 20;
const IDLE_MS = 30_000;
/** A minute after the last search, and what ending takes. */
const AFTER_MS = 65_000;
const DEADLINE_MS = 300_000;

export async function measureMemoryAfterSearch({ apps, quick, say }: Bench): Promise<readonly Row[]> {
  if (process.platform !== 'linux') return [];
  const world = await openWorld();
  const home = world.newHome();
  try {
    say(`memory after a search: ${MEMORIES} memories are taken in`);
    const start = (): Promise<StartedApp> =>
      apps.start({
        args: world.arguments(home, '--tray'),
        env: world.env,
        screen: 'display',
        ready: () => world.telegram.polled({ timeoutMs: 60_000 }),
      });
    const first = await start();
    await takeIn(home, quick ? 50 : MEMORIES);
    await indexed(home);
    await first.stop();
    const app = await start();
    await delay(IDLE_MS);
    const before = memoryOf(app.pid);
    for (let search = 0; search < SEARCHES; search += 1)
      await ask(home, ['memory', 'list', 'where', 'does', 'number', String(search), 'live']);
    const during = memoryOf(app.pid);
    await delay(AFTER_MS);
    const after = memoryOf(app.pid);
    await app.stop();
    return [
      of('memory-before-search', 'memory, tray, before a search', before, null),
      of('memory-while-searching', 'memory, tray, right after 20 searches', during, null),
      of('memory-after-search', 'memory, tray, a minute after the last search', after, 220),
    ];
  } finally {
    await world.close();
  }
}

function of(name: string, what: string, memory: TreeMemory, most: number | null): Row {
  const note = memory.parts.map(({ kind, mb }) => `${kind} ${mb.toFixed(0)}`).join(', ');
  return row({
    ...{ name, what, unit: 'MB', note, value: spreadOf([memory.totalMb]) },
    target: most === null ? null : { most },
  });
}

async function takeIn(home: string, count: number): Promise<void> {
  const file = {
    ...{ format: MEMORY_FILE_FORMAT, version: 1, exportedAt: new Date().toISOString() },
    memories: Array.from({ length: count }, (_, number) => ({
      ...{ text: `Person number ${number} lives in street ${number % 97}.`, kind: 'fact' },
      ...{ at: new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString() },
    })),
  };
  const program = join(ROOT, 'out', 'cli', 'main.js');
  const child = spawn(process.execPath, [program, '--home', home, 'memory', 'import', '--yes'], {
    env: cleanEnvironment(),
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(JSON.stringify(file));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error('The memories could not be taken in.');
}

async function indexed(home: string): Promise<void> {
  const giveUpAt = Date.now() + DEADLINE_MS;
  for (;;) {
    const progress = await ask(home, ['memory', 'progress', '--json']);
    if ((JSON.parse(progress) as { readonly waiting: number }).waiting === 0) return;
    if (Date.now() > giveUpAt) throw new Error('The memories were not indexed in time.');
    await delay(1_000);
  }
}

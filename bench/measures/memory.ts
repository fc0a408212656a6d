// What the whole tree of processes holds in memory when nothing happens: with the tray only, and with the chat window.
// Proportional set size, after it was left alone for a while. Beside it Electron with a tray, and with an empty window.
import { setTimeout as delay } from 'node:timers/promises';
import type { StartedApp } from '../app/app-process.ts';
import { makeBareElectron } from '../app/bare-electron.ts';
import { memoryOf, type TreeMemory } from '../app/tree-usage.ts';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const IDLE_MS = 30_000;

export async function measureMemory(bench: Bench): Promise<readonly Row[]> {
  if (process.platform !== 'linux') return [];
  const { apps, say } = bench;
  const world = await openWorld();
  const bare = makeBareElectron();
  const home = world.newHome();
  const idle = async (app: StartedApp): Promise<TreeMemory> => {
    await delay(bench.quick ? 2_000 : IDLE_MS);
    const memory = memoryOf(app.pid);
    await app.stop();
    return memory;
  };
  const bareApp = (what: string): Promise<StartedApp> =>
    apps.start({ args: [bare.folder, what], screen: 'display' });
  const ours = (...args: readonly string[]): Promise<StartedApp> =>
    apps.start({
      args: world.arguments(home, ...args),
      env: world.env,
      screen: 'display',
      ready: () => world.telegram.polled({ timeoutMs: 60_000 }),
    });
  try {
    await (await ours('--tray')).stop();
    const seen = { bareTray: [], bareWindow: [], tray: [], window: [] } as Record<string, TreeMemory[]>;
    for (let run = 0; run < bench.runs; run++) {
      say(`memory, ${run + 1} of ${bench.runs}`);
      seen['bareTray']?.push(await idle(await bareApp('tray')));
      seen['tray']?.push(await idle(await ours('--tray')));
      seen['bareWindow']?.push(await idle(await bareApp('window')));
      seen['window']?.push(await idle(await ours()));
    }
    const totals = (name: string) => spreadOf((seen[name] ?? []).map(({ totalMb }) => totalMb));
    return [
      row({
        name: 'memory-tray',
        what: 'memory, tray only, idle 30 s',
        unit: 'MB',
        value: totals('tray'),
        floor: totals('bareTray'),
        target: { most: 220 },
        note: partsOf(seen['tray']?.at(-1)),
      }),
      row({
        name: 'memory-window',
        what: 'memory, chat window open, idle 30 s',
        unit: 'MB',
        value: totals('window'),
        floor: totals('bareWindow'),
        target: { most: 320 },
        note: partsOf(seen['window']?.at(-1)),
      }),
    ];
  } finally {
    bare.dispose();
    await world.close();
  }
}

function partsOf(memory: TreeMemory | undefined): string {
  return (memory?.parts ?? []).map(({ kind, mb }) => `${kind} ${mb.toFixed(0)}`).join(', ');
}

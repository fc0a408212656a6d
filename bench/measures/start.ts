// From the start of the process to ready without a window: database and vault open, Telegram started, gateway listening.
//   bare Electron, ours, bare Electron, ours … in turn, so that both meet the same moments of the machine
// Warm: a profile that was used before. First: a new profile. Cold: a new profile, and nothing of the app in the page cache.
import { makeBareElectron } from '../app/bare-electron.ts';
import { dropFromPageCache, filesOfStart } from '../app/page-cache.ts';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

export async function measureStart(bench: Bench): Promise<readonly Row[]> {
  const { apps, say } = bench;
  const world = await openWorld();
  const bare = makeBareElectron();
  const once = async (args: readonly string[]): Promise<number> => {
    const app = await apps.start({ args, env: world.env, screen: 'none' });
    await app.stop();
    return app.readyMs;
  };
  const ours = (home: string): Promise<number> => once(world.arguments(home, '--headless'));
  const inTurn = async (each: () => Promise<number>): Promise<{ floor: number[]; ours: number[] }> => {
    const times = { floor: [] as number[], ours: [] as number[] };
    for (let run = 0; run < bench.runs; run++) {
      times.floor.push(await once([bare.folder]));
      times.ours.push(await each());
    }
    return times;
  };
  try {
    const used = world.newHome();
    await ours(used);
    await once([bare.folder]);
    say('start, warm');
    const warm = await inTurn(() => ours(used));
    say('start, new profile');
    const first = await inTurn(() => ours(world.newHome()));
    say('start, cold');
    const cold = await coldStarts(
      bench,
      () => once([bare.folder]),
      () => ours(world.newHome()),
    );
    return [
      row({
        name: 'start-warm',
        what: 'start to ready, warm',
        unit: 'ms',
        value: spreadOf(warm.ours),
        floor: spreadOf(warm.floor),
        target: { most: 450 },
      }),
      row({
        name: 'start-first',
        what: 'start to ready, new profile',
        unit: 'ms',
        value: spreadOf(first.ours),
        floor: spreadOf(first.floor),
        target: { most: 600 },
        note: 'keys, database and settings are made; files are in the page cache',
      }),
      ...(cold === null
        ? []
        : [
            row({
              name: 'start-cold',
              what: 'start to ready, cold',
              unit: 'ms',
              value: spreadOf(cold.ours),
              floor: spreadOf(cold.floor),
              target: { most: 600 },
              note: 'new profile, and the files of runtime and app dropped from the page cache before each start',
            }),
          ]),
    ];
  } finally {
    bare.dispose();
    await world.close();
  }
}

async function coldStarts(
  bench: Bench,
  bare: () => Promise<number>,
  ours: () => Promise<number>,
): Promise<{ floor: number[]; ours: number[] } | null> {
  const files = filesOfStart();
  const times = { floor: [] as number[], ours: [] as number[] };
  for (let run = 0; run < bench.runs; run++) {
    if (!dropFromPageCache(files)) return null;
    times.floor.push(await bare());
    dropFromPageCache(files);
    times.ours.push(await ours());
  }
  return times;
}

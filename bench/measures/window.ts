// From a click on the tray to a chat window one can type into: composer focused and enabled. First time, and after.
//   what the tray's click calls → page → focused text field, all on the clock of one machine
// Playwright only watches; it opens nothing.
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { cleanEnvironment, IS_ROOT, ROOT, runtime } from '../app/runtime.ts';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const AGAIN = 5;

export async function measureWindow(bench: Bench): Promise<readonly Row[]> {
  const world = await openWorld();
  const home = world.newHome();
  const firsts: number[] = [];
  const agains: number[] = [];
  try {
    for (let run = 0; run < bench.runs; run++) {
      bench.say(`window, ${run + 1} of ${bench.runs}`);
      const app = await _electron.launch({
        executablePath: runtime().path,
        chromiumSandbox: !IS_ROOT,
        args: [...(IS_ROOT ? ['--no-sandbox'] : []), '--log-level=3', ROOT, '--home', home, '--tray'],
        cwd: '/',
        env: cleanEnvironment(world.env),
      });
      try {
        await world.telegram.polled({ timeoutMs: 30_000 });
        if (run === 0) await makeConversation(app);
        await delay(1_000);
        const [first = Number.NaN, ...later] = await openings(app, bench.quick ? 1 : AGAIN);
        // The very first run had the window open before, to make the conversation.
        if (run > 0 || bench.runs === 1) firsts.push(first);
        agains.push(...later);
      } finally {
        await app.close();
      }
    }
    return [
      row({
        name: 'window-first',
        what: 'window from the tray, first time',
        unit: 'ms',
        value: spreadOf(firsts),
        target: { most: 700 },
        note: 'until the text field has the focus; one second after ready',
      }),
      row({
        name: 'window-again',
        what: 'window from the tray, after',
        unit: 'ms',
        value: spreadOf(agains),
        target: { most: 250 },
        note: 'closed and opened again',
      }),
    ];
  } finally {
    await world.close();
  }
}

/** A text field to type into needs a conversation of the owner's own. */
async function makeConversation(app: ElectronApplication): Promise<void> {
  const { page } = await open(app);
  await page.evaluate(() => {
    const { api } = globalThis as unknown as {
      api: {
        conversations: { create(input: object): Promise<unknown> };
        settings: { dismissFirstRun(input: object): Promise<unknown> };
      };
    };
    return Promise.all([api.conversations.create({}), api.settings.dismissFirstRun({})]);
  });
  await close(page);
}

async function openings(app: ElectronApplication, again: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n <= again; n++) {
    const { page, clickedAt } = await open(app);
    times.push((await typableAt(page)) - clickedAt);
    await close(page);
    await delay(200);
  }
  return times;
}

async function open(app: ElectronApplication): Promise<{ page: Page; clickedAt: number }> {
  const coming = app.waitForEvent('window', { timeout: 30_000 });
  // What a click on the tray and a second start both call.
  const clickedAt = await app.evaluate(({ app: main }) => {
    const now = Date.now();
    main.emit('second-instance', {}, [], '', null);
    return now;
  });
  return { page: await coming, clickedAt };
}

async function close(page: Page): Promise<void> {
  const closed = page.waitForEvent('close');
  await page.close();
  await closed;
}

/** Looked at each frame; milliseconds since the epoch. */
async function typableAt(page: Page): Promise<number> {
  const handle = await page.waitForFunction(
    () => {
      const focused = document.activeElement;
      return focused instanceof HTMLTextAreaElement && !focused.disabled ? Date.now() : false;
    },
    undefined,
    { polling: 'raf', timeout: 30_000 },
  );
  return Number(await handle.jsonValue());
}

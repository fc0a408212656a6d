// Promise 3 on every channel at once: killed fifty times while all platforms deliver, each in its own way, no message is
// lost, none is answered twice, and what may have been sent says so, unless its platform recognises it when sent again.
// What a platform itself loses is no loss of ours: a place keeps, repeats and lists what its platform does, no more.
import { expect, it, onTestFinished } from 'vitest';
import type { FrameKind } from '../src/contracts/activity.ts';
import type { Status } from '../src/contracts/status.ts';
import { openEverywhere } from '../test/fakes/everywhere/index.ts';
import type { Place } from '../test/fakes/everywhere/place.ts';
import { freePort } from '../test/fakes/loopback/free-port.ts';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { startModelServer } from '../test/fakes/openai/server.ts';
import { startHeadless } from './harness/headless.ts';
import { until } from './harness/world.ts';

const KILLS = 50;
/** On each platform; two of them fall between two kills. */
const MESSAGES = 100;
const PEOPLE = 10;
/** All channels are connected within a second or so; the moment of the kill falls anywhere before and after. */
const LONGEST_LIFE_MS = 1_200;

it('killed fifty times with all channels in flight, every message is answered once or marked as uncertain', {
  timeout: 900_000,
}, async () => {
  const model = await startModelServer({ script: echoScript, record: 'counts' });
  const everywhere = await openEverywhere(await freePort());
  onTestFinished(async () => {
    await Promise.all([model.close(), everywhere.close()]);
  });
  const { places, env } = everywhere;
  const config = `[model]\nprovider = "openai-compatible"\nname = "scripted"\nbase_url = "${model.baseUrl}"\n\n${everywhere.settings}\n`;

  let app = await startHeadless({ config, env });
  const { home } = app;
  const channels = async () =>
    (JSON.parse((await app.cli(['status', '--json'])).stdout) as Status).channels.filter(
      ({ name }) => name !== 'desktop',
    );
  await until('all channels to be connected', async () =>
    (await channels()).every(({ state }) => state === 'connected'),
  );
  // Every platform once seen to work, so that the kills fall on messages and not on a first connection.
  for (const place of places) place.write(0, `first ${place.platform}.`);
  for (const place of places)
    await until(`an answer on ${place.platform}`, () => place.answers().length > 0, 60_000);

  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  let written = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    // Some while nothing listens yet, some while everything is connected.
    const lifeMs = Math.random() * LONGEST_LIFE_MS;
    for (let round = 0; round < MESSAGES / KILLS; round++, written++) {
      await pause((lifeMs / 2) * Math.min(1, round));
      for (const place of places) place.write(written % PEOPLE, textOf(written, place));
    }
    await pause(lifeMs / 2);
    await app.kill();
    app = await startHeadless({ home, env });
  }

  const wanted = places.flatMap((place) =>
    Array.from({ length: MESSAGES }, (_, n) => `You said: ${textOf(n, place)}`),
  );
  const shown = () => places.flatMap((place) => place.answers());
  const connection = await app.connect();
  const framesOf = (kind: FrameKind) => connection.call('activity', 'tail', { kinds: [kind], limit: 500 });
  const stories = new Map<string, string>();
  /** What was to be sent, by the frame that says that it may have been. */
  const uncertain = async (): Promise<ReadonlySet<string>> => {
    for (const { id } of await framesOf('reply-uncertain')) {
      if (stories.has(id)) continue;
      const story = await connection.call('activity', 'explain', { id });
      const queued = story.findLast(({ kind }) => kind === 'reply-queued');
      stories.set(id, (JSON.parse(queued?.payloadText ?? '{}') as { text?: string }).text ?? '');
    }
    return new Set(stories.values());
  };
  const missing = async (): Promise<readonly string[]> => {
    const seen = new Set([...shown(), ...(await uncertain())]);
    return wanted.filter((text) => !seen.has(text));
  };
  await expect.poll(missing, { timeout: 120_000, interval: 200 }).toEqual([]);
  expect(await framesOf('reply-failed')).toEqual([]);
  expect(await connection.call('activity', 'verify', {})).toMatchObject({ kind: 'intact' });
  expect(await app.stop()).toBe(0);

  // After the end, so that nothing can come any more.
  const counts = new Map<string, number>();
  for (const text of shown()) counts.set(text, (counts.get(text) ?? 0) + 1);
  expect(wanted.filter((text) => (counts.get(text) ?? 0) > 1)).toEqual([]);
  // Sent again where the platform takes it once: there nothing is left in doubt.
  const marked = [...stories.values()];
  for (const { platform, recognises } of places)
    if (recognises) expect(marked.filter((text) => text.endsWith(` ${platform}.`))).toEqual([]);
  // A mark is for what was on its way at the moment of a kill, not instead of answers.
  for (const place of places)
    expect(new Set(place.answers()).size, `answers on ${place.platform}`).toBeGreaterThan(MESSAGES / 2);
});

function textOf(n: number, place: Place): string {
  return `m-${n} ${place.platform}.`;
}

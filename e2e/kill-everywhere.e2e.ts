// Promise 3 on every channel at once: killed fifty times while all platforms deliver, no message is lost, none is answered
// twice, and what may have been sent says so, unless its platform recognises it when it is sent again.
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { Status } from '../src/contracts/status.ts';
import { openEverywhere } from '../test/fakes/everywhere/index.ts';
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

interface Frame {
  readonly id: string;
  readonly payloadText: string | null;
}

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

  let written = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    for (let round = 0; round < MESSAGES / KILLS; round++, written++)
      for (const place of places) place.write(written % PEOPLE, `m-${written} ${place.platform}.`);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE_MS));
    await app.kill();
    app = await startHeadless({ home, env });
  }

  const frames = async (kind: string): Promise<Frame[]> =>
    JSON.parse((await app.cli(['ledger', 'tail', kind, '500', '--json'])).stdout) as Frame[];
  const wanted = places.flatMap(({ platform }) =>
    Array.from({ length: MESSAGES }, (_, n) => `You said: m-${n} ${platform}.`),
  );
  const uncertain = async (): Promise<Set<string>> => {
    const texts = new Set<string>();
    for (const { id } of await frames('reply-uncertain')) {
      const story = JSON.parse((await app.cli(['ledger', 'explain', id, '--json'])).stdout) as Frame[];
      for (const { payloadText } of story) {
        const text = (JSON.parse(payloadText ?? '{}') as { text?: string }).text;
        if (text !== undefined) texts.add(text);
      }
    }
    return texts;
  };
  const shown = () => places.flatMap((place) => place.answers());
  await until(
    'every message to be answered or marked',
    async () => {
      const seen = new Set(shown());
      const missing = wanted.filter((text) => !seen.has(text));
      if (missing.length === 0) return true;
      if (missing.length > 200) return false;
      const marked = await uncertain();
      return missing.every((text) => marked.has(text));
    },
    120_000,
  );
  const counts = new Map<string, number>();
  for (const text of shown()) counts.set(text, (counts.get(text) ?? 0) + 1);
  expect(wanted.filter((text) => (counts.get(text) ?? 0) > 1)).toEqual([]);
  expect((await frames('reply-failed')).length).toBe(0);
  const verify = await app.cli(['ledger', 'verify', '--json']);
  expect(JSON.parse(verify.stdout)).toMatchObject({ kind: 'intact' });
  expect(await app.stop()).toBe(0);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

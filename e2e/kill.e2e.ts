// Promise 3 under the hardest stop there is: killed at a hundred random moments while 200 messages flow, nothing is lost,
// nothing is answered twice, and what may have been sent says so.
import { expect, it } from 'vitest';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { startHeadless } from './harness/headless.ts';
import { configFor, startWorld, until } from './harness/world.ts';

const KILLS = 100;
const MESSAGES = 200;
const PEOPLE = 20;
/** A start answers within half a second; the moment of the kill falls anywhere in the work that follows. */
const LONGEST_LIFE_MS = 250;

interface Frame {
  readonly id: string;
  readonly kind: string;
  readonly payloadText: string | null;
}

it('killed a hundred times, every message is answered once or marked as uncertain', {
  timeout: 600_000,
}, async () => {
  const world = await startWorld(echoScript);
  const people = Array.from({ length: PEOPLE }, (_, n) =>
    world.telegram.person({ id: 1000 + n, firstName: `Person ${n}` }),
  );
  const config = configFor(world.model.baseUrl, world.telegram.url, 'allow_from = ["*"]\n').replace(
    '"pairing"',
    '"open"',
  );
  const env = { SALLYPORT_TELEGRAM_BOT_TOKEN: world.telegram.token };

  let app = await startHeadless({ config, env });
  const { home } = app;
  let written = 0;
  const write = async (count: number): Promise<void> => {
    for (let i = 0; i < count && written < MESSAGES; i++, written++) {
      await people[written % PEOPLE]?.write(`m-${written}.`);
    }
  };
  for (let kill = 0; kill < KILLS; kill++) {
    await write(MESSAGES / KILLS);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_LIFE_MS));
    await app.kill();
    app = await startHeadless({ home, env });
  }
  expect(written).toBe(MESSAGES);

  const answers = (): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const { text } of people.flatMap((person) => person.messages()))
      counts.set(text, (counts.get(text) ?? 0) + 1);
    return counts;
  };
  const frames = async (kind: string): Promise<Frame[]> =>
    JSON.parse((await app.cli(['ledger', 'tail', kind, '500', '--json'])).stdout) as Frame[];
  await until('every reply to be settled', async () => {
    const [queued, sent, uncertain, failed] = await Promise.all(
      ['reply-queued', 'reply-sent', 'reply-uncertain', 'reply-failed'].map(frames),
    );
    return (
      queued?.length === MESSAGES &&
      (sent?.length ?? 0) + (uncertain?.length ?? 0) + (failed?.length ?? 0) === MESSAGES
    );
  });

  const uncertainTexts = new Set<string>();
  for (const frame of await frames('reply-uncertain')) {
    const story = JSON.parse((await app.cli(['ledger', 'explain', frame.id, '--json'])).stdout) as Frame[];
    const queued = story.find(({ kind }) => kind === 'reply-queued');
    uncertainTexts.add((JSON.parse(queued?.payloadText ?? '{}') as { text?: string }).text ?? '');
  }
  const counts = answers();
  const wanted = Array.from({ length: MESSAGES }, (_, n) => `You said: m-${n}.`);
  const lost = wanted.filter((text) => !counts.has(text) && !uncertainTexts.has(text));
  const twice = wanted.filter((text) => (counts.get(text) ?? 0) > 1);
  expect({ lost, twice, failed: (await frames('reply-failed')).length }).toEqual({
    lost: [],
    twice: [],
    failed: 0,
  });

  const verify = await app.cli(['ledger', 'verify', '--json']);
  expect({ code: verify.code, result: JSON.parse(verify.stdout) as object }).toMatchObject({
    code: 0,
    result: { kind: 'intact' },
  });
  expect(await app.stop()).toBe(0);
});

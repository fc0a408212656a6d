// Beyond the stops: what may have arrived. Where the platform recognises a part by its key it is sent again and arrives
// exactly once; where it does not, it arrives at most once and is shown. Wherever a kill falls.
import { describe, expect, test } from 'vitest';
import type { OutboundPart, SendOutcome } from '../../src/main/domain/ports/channel.ts';
import { pairAs } from '../worlds/people.ts';
import { says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const WINDOW_MS = 10 * 60_000;
const WORDS = ['one', 'two', 'three'];

/** What became of one attempt: whether the platform got it, and what we hear of that. */
type Fate = 'arrives' | 'lost' | 'arrives-unheard' | 'lost-unheard' | 'killed-after' | 'killed-before';

interface Platform {
  /** Each message that the people see, in order. */
  readonly seen: string[];
  readonly keys: (string | undefined)[];
}

/** A platform that recognises a part by its key for `windowMs`, or never (undefined). */
function platform(world: World, windowMs: number | undefined, fates: Fate[]): Platform {
  const seen: string[] = [];
  const keys: (string | undefined)[] = [];
  const known = new Map<string, number>();
  async function send(_to: unknown, part: OutboundPart): Promise<SendOutcome> {
    keys.push(part.onceKey);
    const fate = fates.shift() ?? 'arrives';
    const key = part.onceKey ?? '';
    const age = world.clock.now() - (known.get(key) ?? Number.NEGATIVE_INFINITY);
    const isRepeat = windowMs !== undefined && age <= windowMs;
    if (!fate.startsWith('lost') && fate !== 'killed-before' && !isRepeat) {
      known.set(key, world.clock.now());
      seen.push(part.body);
    }
    if (fate.startsWith('killed')) return new Promise(() => undefined);
    if (fate.endsWith('unheard')) return { kind: 'uncertain', reason: 'The connection broke.' };
    if (fate === 'lost') return { kind: 'retry-later', afterMs: 1_000, reason: 'Not now.' };
    return { kind: 'sent', platformMessageId: null };
  }
  Object.assign(world.telegram, { repeatWindowMs: windowMs, send });
  return { seen, keys };
}

async function paired(): Promise<World> {
  const world = makeWorld({ telegram: { allow_from: [1] } });
  await world.start();
  await pairAs(world);
  return world;
}

/** Everything that can still happen by itself, happens. */
async function quiet(world: World): Promise<void> {
  for (let round = 0; round < 40; round++) {
    await world.settled();
    world.clock.advance(30_000);
  }
  await world.settled();
}

function say(world: World): void {
  world.model.will(...WORDS.map((word) => says(`answer ${word}`)));
  for (const word of WORDS) world.agent.receive(written(word));
}

/** Until a send is under way that nobody will hear of any more. */
async function untilKilled(fates: readonly Fate[]): Promise<void> {
  await expect.poll(() => fates.length, { interval: 5 }).toBe(0);
  await new Promise<void>((resolve) => setImmediate(resolve));
}

const uncertain = (world: World) => world.stores.outbox.undelivered(null, 100);

describe('a platform that recognises a repeat', () => {
  const ways: Fate[][] = [
    ['arrives-unheard'],
    ['lost-unheard', 'lost-unheard', 'lost-unheard'],
    ['arrives-unheard', 'lost', 'arrives-unheard'],
    ['lost', 'lost-unheard', 'arrives'],
    ['arrives', 'arrives-unheard', 'lost', 'lost-unheard'],
  ];
  test.each(ways)('gets each part exactly once and in order: %s', async (...fates) => {
    const world = await paired();
    const { seen, keys } = platform(world, WINDOW_MS, [...(fates as Fate[])]);
    say(world);
    await quiet(world);
    expect([seen, uncertain(world)]).toEqual([WORDS.map((word) => `answer ${word}`), []]);
    expect(keys.every((key) => /^[A-Za-z0-9]{1,26}$/.test(key ?? ''))).toBe(true);
    expect(new Set(keys).size).toBe(WORDS.length);
  });

  test.each(['killed-after', 'killed-before'] as const)(
    'gets it exactly once when a kill falls into any of the sends: %s',
    async (kill) => {
      for (let at = 0; at < WORDS.length; at++) {
        const world = await paired();
        const fates: Fate[] = [...Array<Fate>(at).fill('arrives'), kill];
        const { seen } = platform(world, WINDOW_MS, fates);
        say(world);
        await untilKilled(fates);
        const after = world.restart();
        await after.start();
        await quiet(after);
        expect([seen, uncertain(after)]).toEqual([WORDS.map((word) => `answer ${word}`), []]);
        expect(after.agent.ledger.verify().kind).toBe('intact');
      }
    },
  );

  test('is not trusted past its window: then it is marked and shown, and not sent again', async () => {
    const world = await paired();
    const fates: Fate[] = ['killed-after'];
    const { seen } = platform(world, WINDOW_MS, fates);
    world.model.will(says('answer one'));
    world.agent.receive(written('one'));
    await untilKilled(fates);
    world.clock.sleep(WINDOW_MS - 59_000);
    const after = world.restart();
    await after.start();
    await quiet(after);
    expect(seen).toEqual(['answer one']);
    expect(uncertain(after)).toMatchObject([{ state: 'uncertain', body: 'answer one' }]);
  });

  test('is not trusted when it recognises nothing any more after a restart', async () => {
    const world = await paired();
    const fates: Fate[] = ['killed-after'];
    const { seen } = platform(world, WINDOW_MS, fates);
    world.model.will(says('answer one'));
    world.agent.receive(written('one'));
    await untilKilled(fates);
    const after = world.restart();
    Object.assign(after.telegram, { repeatWindowMs: undefined });
    await after.start();
    await quiet(after);
    expect([seen.length, uncertain(after).map(({ state }) => state)]).toEqual([1, ['uncertain']]);
  });

  test('is not trusted by a clock that was set back', async () => {
    const world = await paired();
    const fates: Fate[] = ['killed-after'];
    const { seen } = platform(world, WINDOW_MS, fates);
    world.model.will(says('answer one'));
    world.agent.receive(written('one'));
    await untilKilled(fates);
    world.clock.set(world.clock.now() - 3_600_000);
    const after = world.restart();
    await after.start();
    await after.settled();
    expect([seen.length, uncertain(after).map(({ state }) => state)]).toEqual([1, ['uncertain']]);
  });

  test('while it is away for longer than the window, what may have arrived is not sent when it is back', async () => {
    const world = await paired();
    const { seen } = platform(world, WINDOW_MS, ['arrives-unheard', ...Array<Fate>(400).fill('lost')]);
    world.model.will(says('answer one'));
    world.agent.receive(written('one'));
    await quiet(world);
    await quiet(world);
    expect(seen).toEqual(['answer one']);
    expect(uncertain(world)).toMatchObject([{ state: 'uncertain' }]);
  });

  test('a refusal after an attempt that may have arrived does not say that nothing did', async () => {
    const world = await paired();
    const { seen } = platform(world, WINDOW_MS, ['arrives-unheard']);
    world.model.will(says('answer one'));
    world.agent.receive(written('one'));
    await world.settled();
    Object.assign(world.telegram, { send: async () => ({ kind: 'rejected', reason: 'Blocked.' }) });
    await quiet(world);
    expect(seen).toEqual(['answer one']);
    expect(uncertain(world)).toMatchObject([{ state: 'uncertain', error: 'Blocked.' }]);
  });
});

describe('a platform that recognises nothing', () => {
  test.each(['killed-after', 'killed-before', 'arrives-unheard', 'lost-unheard'] as const)(
    'gets each part at most once, and what is not certain is shown: %s',
    async (fate) => {
      for (let at = 0; at < WORDS.length; at++) {
        const world = await paired();
        const fates: Fate[] = [...Array<Fate>(at).fill('arrives'), fate];
        const { seen } = platform(world, undefined, fates);
        say(world);
        await untilKilled(fates);
        const after = fate.startsWith('killed') ? world.restart() : world;
        if (after !== world) await after.start();
        await quiet(after);
        const arrived = new Set(seen);
        expect(seen).toHaveLength(arrived.size);
        expect(uncertain(after).map(({ body, state }) => [body, state])).toEqual([
          [`answer ${WORDS[at]}`, 'uncertain'],
        ]);
        for (const [index, word] of WORDS.entries())
          if (index !== at) expect(seen).toContain(`answer ${word}`);
      }
    },
  );
});

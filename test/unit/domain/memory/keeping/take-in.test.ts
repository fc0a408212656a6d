// What was said becomes findable piece by piece, and nothing of it that is never kept: not even where it was cut in two.
import { afterEach, expect, test } from 'vitest';
import { desk, frameCount } from '../../../../worlds/people.ts';
import { says } from '../../../../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../../../../worlds/world.ts';

const opened: World[] = [];

afterEach(() => {
  for (const world of opened.splice(0)) world.storage.close();
});

async function household(): Promise<World> {
  const world = makeWorld();
  opened.push(world);
  await world.start();
  return world;
}

async function takenIn(world: World): Promise<void> {
  await world.settled();
  for (let second = 0; second < 5; second++) world.clock.advance(1_000);
}

async function found(world: World): Promise<readonly { text: string; untrusted: boolean }[]> {
  const { memories } = await world.agent.memory.list({ text: '', states: ['kept'] }, 0, 100);
  return memories;
}

const FILLING = 'We spoke about the garden and the weather for a while. '.repeat(16).trim();

test('a long message is in pieces that are all there', async () => {
  const world = await household();
  desk(world).say(`${FILLING}\n\n${FILLING}\n\nThe end.`);
  await takenIn(world);
  const texts = (await found(world)).map(({ text }) => text);
  expect(texts.filter((text) => text.startsWith('We spoke'))).toHaveLength(2);
  expect(texts.some((text) => text.endsWith('The end.'))).toBe(true);
});

test('a secret that was cut in two is seen at the seam, and nothing of the message is kept', async () => {
  const world = await household();
  const before = frameCount(world);
  const name = ' The password of the router:';
  const upToTheCut = FILLING.slice(0, 895 - name.length) + name;
  desk(world).say(`${upToTheCut}\n\nhunter2\n\n${FILLING}`);
  await takenIn(world);
  expect((await found(world)).filter(({ text }) => text.includes('garden'))).toEqual([]);
  expect(
    [...world.stores.frames.walk()]
      .slice(before)
      .flatMap(({ kind, facts }) => (kind === 'memory-refused' ? [facts['why']] : [])),
  ).toEqual(['secret']);
});

test('what the product was told is a secret is masked before it is kept', async () => {
  const world = await household();
  world.secrets.values = ['violet-otter-9'];
  desk(world).say('The note says violet-\u200botter-9 on the left.');
  await takenIn(world);
  expect((await found(world)).map(({ text }) => text)).toContain('The note says [secret] on the left.');
});

test('an answer is as untrusted as what its conversation was shown', async () => {
  const world = await household();
  world.model.will(says('They wrote about a boat.'), says('It was a red boat.'));
  const { conversationId, say } = desk(world);
  const { chatId, title } = world.stores.conversations.get(conversationId)!;
  world.agent.receive(
    written('A boat is for sale.', {
      ...{ channelId: 'desktop', platform: 'desktop', quoted: true },
      sender: { id: 'desktop:user:owner', name: null, isBot: false },
      chat: { id: chatId, kind: 'direct', threadId: null, title },
    }),
  );
  await world.settled();
  say('which colour?');
  await takenIn(world);
  const kept = await found(world);
  expect(
    kept.filter(({ text }) => text.endsWith('boat.')).map(({ text, untrusted }) => [text, untrusted]),
  ).toEqual(
    expect.arrayContaining([
      ['They wrote about a boat.', true],
      ['It was a red boat.', true],
    ]),
  );
  expect(kept.find(({ text }) => text === 'which colour?')?.untrusted).toBe(false);
});

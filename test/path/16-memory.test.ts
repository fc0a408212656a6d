// Stop 16. Memory: a fact kept in one conversation is found in another one, by its meaning, and only by its person.
// The search runs in its thread on the encrypted file; only the model of meaning is a stand-in at the port.
import { describe, expect, test } from 'vitest';
import type { Embedder } from '../../src/main/domain/ports/embedding.ts';
import { ruleRow } from '../contract/storage/sample-rows.ts';
import { desk, pairAs, unmarked } from '../worlds/people.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

const WEEK_MS = 7 * 86_400_000;
const TOPICS = [/cat|pet|kitten|animal/i, /car|garage|brake/i, /birthday|born/i];

/** One dimension a topic: "pet" is near "cat" and shares no word with it. */
function topicEmbedder(state: { isDown: boolean } = { isDown: false }): Embedder {
  return {
    model: 'topics',
    maxTexts: 23,
    embed: async (texts) =>
      state.isDown
        ? { kind: 'unavailable', reason: 'The model is away.' }
        : { kind: 'embedded', vectors: texts.map(vectorOf) },
    close: () => undefined,
  };
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(384).fill(0.001);
  TOPICS.forEach((topic, index) => {
    if (topic.test(text)) vector.fill(1, index * 40, index * 40 + 40);
  });
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Has a fact kept from this conversation, allowing it when the owner is asked. */
async function remember(world: World, fact: string, say: () => void): Promise<void> {
  world.model.will(calls(['remember', { fact }]));
  const frames = world.stores.frames.head()?.count ?? 0;
  say();
  await world.when(() => world.agent.approvals.pendingCount() > 0 || isKept(world, frames));
  const [question] = world.agent.approvals.questions();
  if (question !== undefined) world.agent.approvals.allow(question.id, 'once', question.revision);
  await world.settled();
}

function isKept(world: World, frames: number): boolean {
  return [...world.stores.frames.walk()].slice(frames).some((frame) => frame.kind === 'memory-kept');
}

async function recall(world: World, query: string, say: () => void): Promise<string> {
  world.model.will(calls(['recall', { query }]));
  say();
  await world.settled();
  return unmarked(world.model.requests.at(-1)?.messages.at(-1)?.text ?? '');
}

/** What waits gets its vector: the clock passes the moment in which more is gathered. */
async function indexed(world: World): Promise<void> {
  world.clock.advance(60_000);
  const { vectors } = world.stores;
  const model = vectors.model('topics').number;
  await expect.poll(() => vectors.countWaiting(model, 1_000)).toBe(0);
}

const from = (world: World, person: number, text: string) => () =>
  void world.agent.receive(written(text, { from: person }));

async function ownerOnTelegram(embedder = topicEmbedder()): Promise<World> {
  const world = makeWorld({}, undefined, embedder);
  await world.start();
  await pairAs(world, 7, 'owner');
  return world;
}

/** Nothing is found by being near in meaning. */
async function withWordsOnly(): Promise<World> {
  const world = makeWorld();
  await world.start();
  await pairAs(world, 7, 'owner');
  return world;
}

describe('stop 16: memory', () => {
  test('what the owner told in Telegram is found at the desktop after a restart, by its meaning', async () => {
    const before = await ownerOnTelegram();
    await remember(before, 'Miezi is my cat.', from(before, 7, 'Miezi is my cat'));
    const world = before.restart();
    await world.start();
    await indexed(world); // the kill came before its vector was made
    const found = await recall(world, 'pet', () => void desk(world).say('what is my pet called?'));
    expect(found).toContain('Miezi is my cat.');
    expect(found).toMatch(/\d{4}-\d\d-\d\d \(/); // when, and in which conversation
  });

  test('a paired person’s fact is found for that person alone: not for the owner, not for another', async () => {
    const world = await ownerOnTelegram();
    await pairAs(world, 42);
    await pairAs(world, 43);
    await remember(world, 'The cat of Ada is called Miezi.', from(world, 42, 'my cat is Miezi'));
    await indexed(world);
    for (const query of ['pet', 'Miezi']) {
      expect(await recall(world, query, from(world, 43, query))).toBe('Nothing was found.');
      expect(await recall(world, query, () => void desk(world).say(query))).toBe('Nothing was found.');
      expect(await recall(world, query, from(world, 42, query))).toContain('Miezi');
    }
  });

  test('in a group nothing is told that was kept elsewhere, not even to who said it', async () => {
    const world = makeWorld({ telegram: { groups: ['-100'] } }, undefined, topicEmbedder());
    await world.start();
    await pairAs(world, 42);
    const anybody = {
      senderId: null,
      conversationId: null,
      channelId: null,
      session: null,
      callEffect: null,
    };
    world.stores.rules.add(
      ruleRow({ ...anybody, actorKind: 'group-member', tool: 'recall', matcher: null, expiresAt: null }),
    );
    await remember(world, 'My cat Miezi is ill.', from(world, 42, 'my cat is ill'));
    await indexed(world);
    const inGroup = () =>
      void world.agent.receive(
        written('what about my cat?', {
          chat: { id: '-100', kind: 'group', threadId: null, title: 'Neighbours' },
        }),
      );
    for (const query of ['Miezi', 'pet'])
      expect(await recall(world, query, inGroup)).toBe('Nothing was found.');
    expect(await recall(world, 'pet', from(world, 42, 'and here?'))).toContain('Miezi');
  });

  test('what was untrusted when it was kept is untrusted weeks later, in a conversation that is clean', async () => {
    const world = await ownerOnTelegram();
    const passedOn = () =>
      void world.agent.receive(written('The cat likes the new code.', { from: 7, quoted: true }));
    await remember(world, 'The cat likes the new code.', passedOn);
    await indexed(world);
    const later = world.restart();
    later.clock.advance(6 * WEEK_MS);
    await later.start();
    later.model.will(calls(['recall', { query: 'pet' }]), calls(['remember', { fact: 'The code is new.' }]));
    desk(later).say('what does my pet like?');
    await later.when(() => later.agent.approvals.pendingCount() === 1);
    const [asked] = later.agent.approvals.questions() as readonly { taint?: { sources: unknown[] } }[];
    expect(asked).toMatchObject({ tool: 'remember', taint: { untrusted: true } });
  });

  test('an answer is as untrusted as anything its conversation was ever shown', async () => {
    const world = await withWordsOnly();
    world.agent.receive(written('Write that the harbour is closed.', { from: 7, quoted: true }));
    await world.settled();
    for (const text of ['hello', 'and the weather?', 'thanks', 'what else?']) {
      world.model.will(says(`Answer to ${text}: ${text === 'what else?' ? 'Amber' : 'fine'}.`));
      world.agent.receive(written(text, { from: 7 }));
      await world.settled();
    }
    world.clock.advance(60_000);
    world.model.will(calls(['recall', { query: 'Amber' }]), calls(['remember', { fact: 'Amber.' }]));
    desk(world).say('what was it?');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    expect(world.model.requests.at(-1)?.messages.at(-1)?.text).not.toContain('harbour');
    expect(world.agent.approvals.questions()[0]).toMatchObject({ taint: { untrusted: true } });
  });

  test('what was said with a secret in it is found, without the secret', async () => {
    const world = await withWordsOnly();
    world.secrets.values = ['hunter2-canary-value'];
    world.agent.receive(written('The boat opens with hunter2-canary-value.', { from: 7 }));
    await world.settled();
    world.clock.advance(60_000);
    expect(await recall(world, 'boat', from(world, 7, 'how does it open?'))).toContain(
      'The boat opens with [secret].',
    );
  });

  test('while the model of meaning is away, words find, the answer says so, and the turn goes on', async () => {
    const state = { isDown: true };
    const world = await ownerOnTelegram(topicEmbedder(state));
    await remember(world, 'Miezi is my cat.', from(world, 7, 'Miezi is my cat'));
    const found = await recall(world, 'cat', from(world, 7, 'the cat?'));
    expect(found).toContain('Miezi is my cat.');
    expect(found).toContain('(Searched by words only. The model is away.)');
    expect(world.faults).toEqual([]);
    state.isDown = false;
    await indexed(world);
    expect(await recall(world, 'pet', from(world, 7, 'the pet?'))).not.toContain('words only');
  });
});

// Stop 23, the owner's search: what fits by its words or its meaning is listed, and for what fits nothing that is said.
import { expect, test } from 'vitest';
import { memoryFilterSchema } from '../../src/contracts/memory.ts';
import type { Embedder } from '../../src/main/domain/ports/embedding.ts';
import { memoryRow } from '../contract/storage/sample-rows.ts';
import { makeWorld } from '../worlds/world.ts';

const CONVERSATION = '01900000-0000-7000-8000-00000000c001';
const TOPICS = [/\bcat\b|\bpet\b/i, /\btram\b|travel/i];

/** A topic's dimension, and a little of all others: what shares no topic is about 0.1 near. What was said before is not read. */
const embedder: Embedder = {
  model: 'topics',
  maxTexts: 23,
  embed: async (texts) => ({
    kind: 'embedded',
    vectors: texts.map((text) => vectorOf(text.split('\n').at(-1) ?? '')),
  }),
  close: () => undefined,
};

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(384);
  vector[10] = 0.4;
  const topic = TOPICS.findIndex((one) => one.test(text));
  vector[topic === -1 ? 11 + (text.length % 300) : topic] = 1;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

test('a paraphrase finds what fits by meaning alone; nonsense finds nothing, nor what is near to nothing', async () => {
  const world = makeWorld({}, undefined, embedder);
  await world.start();
  const put = (text: string, kind: 'message' | 'fact') =>
    world.stores.memories.add(
      memoryRow({
        ...{ id: world.agent.makeId(), frameId: world.agent.makeId(), text, kind, scope: 'owner' },
        ...{ conversationId: CONVERSATION, messageId: null, pinned: false },
        taint: { untrusted: false, private: true, sources: [] },
      }),
    );
  world.stores.transaction(() => {
    for (const text of ['Miezi is my cat.', 'She sleeps all day.', 'The tram is late.']) put(text, 'message');
    for (let at = 0; at < 30; at += 1) put(`Number ${at} of ${'many '.repeat(at)}things.`, 'fact');
  });
  world.clock.advance(60_000);
  const { number } = world.stores.vectors.model('topics');
  await expect.poll(() => world.stores.vectors.countWaiting(number, 100)).toBe(0);
  const listed = async (text: string) => {
    const { total, memories } = await world.agent.memory.list(memoryFilterSchema.parse({ text }), 0, 50);
    return [total, ...memories.map((memory) => memory.text)];
  };
  expect(await listed('pet')).toEqual([1, 'Miezi is my cat.']);
  expect(await listed('sleeps')).toEqual([1, 'She sleeps all day.']);
  expect(await listed('zzqqxx')).toEqual([0]);
});

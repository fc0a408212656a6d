// Which model keeps facts, and which key goes with it.
import { expect, test } from 'vitest';
import { configSchema } from '../../src/contracts/settings.ts';
import { memoryKeyOf, memoryModelOf } from '../../src/main/memory-model.ts';

const answering = { provider: 'anthropic', name: 'large', context_tokens: 50_000 };
const configOf = (model: unknown) => configSchema.parse({ model: answering, memory: { model } });

test('by itself it is the one that answers; by name another of the same provider, with the same key', () => {
  expect(memoryModelOf(configOf({}))).toEqual(answering);
  expect(memoryModelOf(configOf({ name: 'small' }))).toEqual({ ...answering, name: 'small' });
  expect(memoryKeyOf(configOf({ name: 'small' }))).toBe('model.api-key');
});

test('a provider of its own gets a key of its own, and never the other one', () => {
  const own = configOf({ provider: 'openai', name: 'mini' });
  expect(memoryModelOf(own)).toEqual({ provider: 'openai', name: 'mini', context_tokens: 50_000 });
  expect(memoryKeyOf(own)).toBe('memory.api-key');
});

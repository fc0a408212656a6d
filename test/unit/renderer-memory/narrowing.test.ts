// What narrowing the list does to the memory that is open beside it.
import { expect, it } from 'vitest';
import type { PageApi } from '../../../src/renderer/api.ts';
import { NO_FILTER } from '../../../src/renderer/stores/memory/list-filter.ts';
import { createMemory } from '../../../src/renderer/stores/memory/memory-stores.ts';
import { createToasts } from '../../../src/renderer/stores/toasts.ts';
import { memory } from './samples.ts';

function stores() {
  const rows = [memory(1, { text: 'The boat is red.' }), memory(2, { text: 'Tea at four.' })];
  const api = {
    memory: {
      list: ({ filter }: { filter: { text: string } }) => {
        const memories = rows.filter(({ text }) => text.includes(filter.text));
        return Promise.resolve({ total: memories.length, memories, note: null });
      },
      timeline: () => Promise.resolve([]),
      people: () => Promise.resolve([]),
    },
  };
  return createMemory(api as unknown as PageApi, createToasts());
}

it('an open memory stays while it is among the results, and closes when it is not', async () => {
  const { narrow, opened } = stores();
  opened.setState({ id: memory(1).id });
  await narrow({ ...NO_FILTER, text: 'boat' });
  expect(opened.getState().id).toBe(memory(1).id);
  await narrow({ ...NO_FILTER, text: 'zzqqxx' });
  expect(opened.getState().id).toBeNull();
});

it('a memory opened from elsewhere stays open where the list only comes back as it was', async () => {
  const { narrow, opened, list } = stores();
  await narrow({ ...NO_FILTER, text: 'boat' });
  opened.setState({ id: memory(2).id });
  await narrow(list.store.getState().filter);
  expect(opened.getState().id).toBe(memory(2).id);
});

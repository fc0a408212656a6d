// The threads beside the main loop: looking for traces has one of its own, and one that is let go answers first.
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSearchThread } from '../../../src/main/adapters/storage/memory/search-thread.ts';
import { temporaryStorage } from '../../storage-for-tests.ts';
import { id, memoryRow } from './sample-rows.ts';

const ENTRY = new URL('../../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);
const OWNER = { scope: 'owner', conversationId: null };

describe('looking for traces', () => {
  const SOUGHT = { words: ['gate'], phrases: [], loose: [], scope: null };
  const FILTER = { states: ['kept'] as const };

  test('goes on while a search beside it takes too long and is ended', async () => {
    const storage = temporaryStorage();
    storage.stores.memories.add(memoryRow({ text: 'The gate is green.' }));
    const faults: string[] = [];
    const search = createSearchThread({
      ...storage,
      ...{ entry: ENTRY, deadlineMs: 0, onFault: (message) => faults.push(message) },
    });
    onTestFinished(() => search.close());
    const looking = search.traces(SOUGHT);
    expect(await search.find(OWNER, 'gate', Promise.resolve(null), 1)).toBeNull();
    await expect(search.list(FILTER, 0, 10)).rejects.toMatchObject({ code: 'not-ready' });
    expect(faults).toHaveLength(2);
    expect((await looking).traces.map(({ id: row }) => row)).toEqual([id(100)]);
  });

  test('a thread that is let go answers first what it was asked', async () => {
    const storage = temporaryStorage();
    storage.stores.memories.add(memoryRow({ text: 'The gate is green.' }));
    const search = storage.memorySearch(ENTRY, () => undefined);
    onTestFinished(() => search.close());
    const [listing, looking] = [search.list(FILTER, 0, 10), search.traces(SOUGHT)];
    search.letGo();
    expect((await listing).total).toBe(1);
    expect((await looking).traces).toHaveLength(1);
    expect((await search.list(FILTER, 0, 10)).total).toBe(1);
  });
});

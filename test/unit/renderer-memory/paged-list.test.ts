// The long list: read in pages as rows come into view, never twice, and never with the answer to another question.
import { describe, expect, it } from 'vitest';
import { createPagedList, PAGE_ROWS, rowAt } from '../../../src/renderer/stores/memory/paged-list.ts';

interface Asked {
  readonly filter: string;
  readonly offset: number;
  answer(): void;
  fail(): void;
}

function world(total = 10_000) {
  const asked: Asked[] = [];
  const waiting: (() => void)[] = [];
  const rowsOf = (filter: string, offset: number, limit: number) =>
    Array.from(
      { length: Math.max(0, Math.min(limit, total - offset)) },
      (_, at) => `${filter}${offset + at}`,
    );
  const list = createPagedList<string, string>({
    filter: 'a',
    soon: (run) => void waiting.push(run),
    read: (filter, offset, limit) =>
      new Promise((resolve, reject) => {
        asked.push({
          filter,
          offset,
          answer: () => resolve({ total, rows: rowsOf(filter, offset, limit) }),
          fail: () => reject(new Error('no')),
        });
      }),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    list,
    asked,
    soon: () => {
      for (const run of waiting.splice(0)) run();
    },
    answerAll: async () => {
      for (const one of asked) one.answer();
      await settle();
    },
    settle,
    offsets: () => asked.map(({ offset }) => offset),
  };
}

async function loaded(total?: number) {
  const one = world(total);
  const load = one.list.load();
  await one.answerAll();
  await load;
  one.asked.length = 0;
  return one;
}

describe('a long list', () => {
  it('reads a page when one of its rows comes into view, and once', async () => {
    const { list, asked, soon, answerAll, offsets } = await loaded();
    list.want(450);
    list.want(451);
    soon();
    expect(offsets()).toEqual([400]);
    list.want(452);
    soon();
    expect(asked.length).toBe(1);
    await answerAll();
    expect(rowAt(list.store.getState(), 450)).toBe('a450');
    expect(rowAt(list.store.getState(), 700)).toBeUndefined();
  });

  it('does not ask for what only flew by', async () => {
    const { list, soon, offsets } = await loaded();
    for (const at of [1_000, 2_000, 3_000, 4_000]) list.want(at)();
    list.want(5_000);
    soon();
    expect(offsets()).toEqual([5_000]);
  });

  it('asks for two pages at once at most, the newest wish first', async () => {
    const { list, soon, offsets, answerAll } = await loaded();
    for (const at of [1_000, 2_000, 3_000]) list.want(at);
    soon();
    expect(offsets()).toEqual([3_000, 2_000]);
    await answerAll();
    expect(offsets()).toEqual([3_000, 2_000, 1_000]);
  });

  it('shows what it has until another filter is answered, and drops the answer to the earlier one', async () => {
    const { list, asked, settle } = await loaded();
    const first = list.load('b');
    const second = list.load('c');
    expect(rowAt(list.store.getState(), 0)).toBe('a0');
    asked[1]?.answer();
    await second;
    asked[0]?.answer();
    await first;
    await settle();
    expect(list.store.getState()).toMatchObject({ filter: 'c', loading: 'ready' });
    expect(rowAt(list.store.getState(), 0)).toBe('c0');
  });

  it('reads again only what is in view, and forgets the rest', async () => {
    const { list, soon, answerAll, offsets, asked } = await loaded();
    const gone = list.want(450);
    soon();
    await answerAll();
    gone();
    list.want(10);
    asked.length = 0;
    const refresh = list.refresh();
    expect(offsets()).toEqual([0]);
    await answerAll();
    await refresh;
    expect([...list.store.getState().pages.keys()]).toEqual([0]);
  });

  it('says when a page cannot be read, keeps what is there, and does not ask again by itself', async () => {
    const { list, soon, asked, settle } = await loaded();
    list.want(450);
    soon();
    asked[0]?.fail();
    await settle();
    expect(list.store.getState()).toMatchObject({ loading: 'ready', total: 10_000 });
    expect(list.store.getState().problem).toContain('did not answer');
    list.want(451);
    soon();
    expect(asked.length).toBe(1);
  });

  it('says when the first page cannot be read', async () => {
    const { list, asked } = world();
    const load = list.load();
    asked[0]?.fail();
    await load;
    expect(list.store.getState()).toMatchObject({ loading: 'failed', total: 0 });
  });

  it('gives the rows of a range across pages, and nothing when the list changed meanwhile', async () => {
    const { list, answerAll, asked, settle } = await loaded();
    const range = list.rows(PAGE_ROWS - 2, PAGE_ROWS + 1);
    await answerAll();
    expect(await range).toEqual(['a198', 'a199', 'a200', 'a201']);
    const other = list.rows(1_000, 1_001);
    void list.load('b');
    for (const one of asked) one.answer();
    await settle();
    expect(await other).toBeNull();
  });

  it('gives the rows of a range also where the list is refreshed while it is read', async () => {
    const { list, answerAll } = await loaded();
    list.want(0);
    const range = list.rows(PAGE_ROWS, PAGE_ROWS + 1);
    const refresh = list.refresh();
    await answerAll();
    await refresh;
    await answerAll();
    expect(await range).toEqual(['a200', 'a201']);
  });

  it('keeps some ten thousand rows and no more', async () => {
    const { list, answerAll } = await loaded(40_000);
    for (let page = 1; page < 80; page += 1) {
      const rows = list.rows(page * PAGE_ROWS, page * PAGE_ROWS);
      await answerAll();
      await rows;
    }
    const pages = [...list.store.getState().pages.keys()];
    expect(pages.length).toBe(60);
    expect(pages).toContain(79);
    expect(pages).not.toContain(0);
  });

  it('draws nothing again for a change that changes nothing', async () => {
    const { list } = await loaded();
    const before = list.store.getState().pages.get(0);
    list.apply((row) => row);
    expect(list.store.getState().pages.get(0)).toBe(before);
    list.apply((row) => (row === 'a3' ? 'changed' : row));
    expect(rowAt(list.store.getState(), 3)).toBe('changed');
  });
});

// What is read beside the main loop for the owner's pages, and the look for traces: the real thread on a real encrypted
// file. And what is written for them: entities, uses, documents, summaries, progress.
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ListFilter, MemorySearch } from '../../../src/main/domain/ports/memory-search.ts';
import { type TemporaryStorage, temporaryStorage } from '../../storage-for-tests.ts';
import { addStory, conversationRow, id, memoryRow, messageRow } from './sample-rows.ts';

const ENTRY = new URL('../../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);
const KEPT: ListFilter = { states: ['kept'] };
const NOW = Date.UTC(2026, 10, 30, 12);
const DAY = 86_400_000;

function searchOf(storage: TemporaryStorage): MemorySearch {
  const search = storage.memorySearch(ENTRY, (message) => {
    throw new Error(message);
  });
  onTestFinished(search.close);
  return search;
}

/** Three of the owner's, one of Ada's, on different days. */
function shelf(): { storage: TemporaryStorage; search: MemorySearch } {
  const storage = temporaryStorage();
  const { memories } = storage.stores;
  const clean = { untrusted: false, private: true, sources: [] };
  storage.stores.transaction(() => {
    addStory(storage.stores);
    memories.add(
      memoryRow({ id: id(1), text: 'The gate is green.', createdAt: NOW - 40 * DAY, taint: clean }),
    );
    memories.add(
      memoryRow({ id: id(2), text: 'Tea at four.', createdAt: NOW - DAY, kind: 'preference', pinned: false }),
    );
    memories.add(memoryRow({ id: id(3), text: 'Gone.', createdAt: NOW, state: 'deleted' }));
    memories.add(
      memoryRow({
        id: id(4),
        text: 'Ada paints.',
        createdAt: NOW,
        scope: 'telegram:user:42',
        messageId: id(10),
      }),
    );
  });
  return { storage, search: searchOf(storage) };
}

const idsOf = async (search: MemorySearch, filter: ListFilter): Promise<readonly string[]> =>
  (await search.list(filter, 0, 10)).rows.map((row) => row.id);

describe('lists of memories', () => {
  test('are newest first, page by page, with how many there are', async () => {
    const { search } = shelf();
    const page = await search.list(KEPT, 1, 1);
    expect(page).toMatchObject({ total: 3, rows: [{ id: id(2), text: 'Tea at four.' }] });
  });

  test.each<[Partial<ListFilter>, readonly number[]]>([
    [{ states: ['deleted'] }, [3]],
    [{ states: ['kept', 'deleted'], scope: 'owner' }, [3, 2, 1]],
    [{ kinds: ['preference'] }, [2]],
    [{ scope: 'telegram:user:42' }, [4]],
    [{ pinned: true, scope: 'owner' }, [1]],
    [{ untrusted: false }, [1]],
    [{ from: NOW - 2 * DAY, before: NOW }, [2]],
    [{ ids: [id(1), id(4), id(99)] }, [4, 1]],
    [{ conversationId: id(77) }, []],
  ])('narrowed by %j are %j', async (filter, expected) => {
    const { search } = shelf();
    expect(await idsOf(search, { ...KEPT, ...filter })).toEqual(expected.map(id));
  });

  test('are counted by month and by person', async () => {
    const { search } = shelf();
    expect(await search.months(KEPT)).toEqual([
      { month: '2026-11', count: 2 },
      { month: '2026-10', count: 1 },
    ]);
    expect(await search.people()).toEqual([
      { scope: 'owner', count: 2 },
      { scope: 'telegram:user:42', count: 1 },
    ]);
  });

  test('a filter’s words are never part of the query', async () => {
    const { search } = shelf();
    expect(await idsOf(search, { ...KEPT, scope: "owner' OR 1=1 --" })).toEqual([]);
  });
});

describe('traces', () => {
  const sought = (change: Partial<Parameters<MemorySearch['traces']>[0]>) => ({
    words: [],
    phrases: [],
    loose: [],
    scope: null,
    ...change,
  });

  test('are found in every table, whatever case and accents, and within JSON', async () => {
    const storage = temporaryStorage();
    const { stores } = storage;
    stores.transaction(() => {
      addStory(stores);
      stores.messages.add(messageRow({ id: id(11), text: 'Das BÖRSENHAUS brennt' }));
      stores.memories.add(memoryRow({ text: 'Börsenhaus' }));
      stores.entities.add(
        { id: id(5), scope: 'owner', kind: 'place', name: 'Börsenhaus', createdAt: 1 },
        'borsenhaus',
      );
      stores.settings.put('taint x', JSON.stringify({ sources: [{ label: 'b\u00f6rsenhaus.txt' }] }));
      stores.settings.put('cursor telegram', 'börsenhaus'); // no words of anybody's
      stores.memories.add(
        memoryRow({
          id: id(101),
          text: 'It burns.',
          taint: {
            untrusted: true,
            private: false,
            sources: [{ kind: 'file', label: 'Börsenhaus.pdf' }],
          },
        }),
      );
      stores.documents.addSource({
        id: id(102),
        path: '/börsenhaus',
        kind: 'folder',
        addedAt: 1,
        listedAt: null,
      });
      stores.documents.put({
        ...{
          id: id(103),
          sourceId: id(102),
          path: '/börsenhaus/a.md',
          name: 'a.md',
          format: null,
          note: null,
        },
        ...{ state: 'ready', bytes: 1, changedAt: 1, sha256: null, passages: 0, readAt: 1, frameId: null },
      });
    });
    const { traces } = await searchOf(storage).traces(sought({ words: ['borsenhaus'] }));
    expect(traces.map(({ table, id: row }) => [table, row]).sort()).toEqual([
      ['document_sources', id(102)],
      ['documents', id(103)],
      ['entities', id(5)],
      ['memories', id(100)],
      ['memory_labels', id(101)],
      ['messages', id(11)],
      ['settings', 'taint x'],
    ]);
  });

  test('of all words, of any phrase; a loose word alone is marked', async () => {
    const { search } = shelf();
    const all = await search.traces(sought({ words: ['gate', 'green'] }));
    const phrase = await search.traces(sought({ phrases: ['tea at four'], loose: ['green'] }));
    expect(all.traces.map(({ id: row, isLoose }) => [row, isLoose])).toEqual([[id(1), false]]);
    expect(phrase.traces.map(({ id: row, isLoose }) => [row, isLoose])).toEqual([
      [id(1), true],
      [id(2), false],
    ]);
    expect((await search.traces(sought({ words: ['gate', 'tea'] }))).traces).toEqual([]);
  });

  test('for one person are of that person’s words alone', async () => {
    const { storage, search } = shelf();
    storage.stores.conversations.add(
      conversationRow({ id: id(6), chatId: '43', senderId: 'telegram:user:43' }),
    );
    const sender = 'telegram:user:43';
    const eve = { senderId: sender, actor: { kind: 'paired-sender', senderId: sender } } as const;
    storage.stores.messages.add(
      messageRow({ ...eve, id: id(12), conversationId: id(6), text: 'Eve paints.' }),
    );
    // What Sallyport says belongs to those whose conversation it is.
    const system = { senderId: null, senderName: null, actor: { kind: 'system' } } as const;
    storage.stores.messages.add(
      messageRow({ ...system, id: id(15), kind: 'summary', text: 'They spoke of paint.' }),
    );
    storage.stores.messages.add(
      messageRow({
        ...{ ...system, id: id(16), kind: 'notice', text: 'No paint was found.' },
        conversationId: id(6),
      }),
    );
    // A group: each one's words are theirs.
    storage.stores.messages.add(messageRow({ ...eve, id: id(14), text: 'I paint too, says Eve' }));
    storage.stores.messages.add(messageRow({ id: id(13), text: 'I paint, says Ada' }));
    const { traces } = await search.traces(sought({ words: ['paint'], scope: 'telegram:user:42' }));
    expect(traces.map(({ id: row }) => row).sort()).toEqual([id(4), id(13), id(15)]);
  });
});

describe('entities', () => {
  const CLARA = { id: id(1), scope: 'owner', kind: 'person', name: 'Clara', createdAt: 1 } as const;
  const TOM = { ...CLARA, id: id(2), name: 'Tom' } as const;

  function pair() {
    const { stores } = temporaryStorage();
    stores.entities.add(CLARA, 'clara');
    stores.entities.add(TOM, 'tom');
    stores.memories.add(memoryRow({ id: id(100) }));
    stores.memories.add(memoryRow({ id: id(101), state: 'replaced' }));
    stores.entities.tie(id(100), id(1));
    stores.entities.tie(id(101), id(1));
    stores.entities.relate({ fromId: id(1), relation: 'sister of', toId: id(2), memoryId: id(100) });
    return stores;
  }

  test('a name belongs to one entity of a person, and to another one’s of another person', () => {
    const { entities } = pair();
    expect(entities.addName(id(2), 'Clara', 'clara')).toBe(false);
    entities.add({ ...CLARA, id: id(3), scope: 'telegram:user:42' }, 'clara');
    expect(entities.byName('owner', 'clara')?.id).toBe(id(1));
    expect(entities.byName('telegram:user:42', 'clara')?.id).toBe(id(3));
  });

  test('count what can be found, and relate as long as a memory says so', () => {
    const stores = pair();
    expect(stores.entities.get(id(1))).toMatchObject({ memories: 1 });
    expect(stores.entities.relationsOf(id(2))).toHaveLength(1);
    stores.memories.change(id(100), { state: 'disabled' });
    expect(stores.entities.get(id(1))).toMatchObject({ memories: 0 });
    expect(stores.entities.relationsOf(id(2))).toEqual([]);
    stores.memories.remove(id(100));
    stores.memories.remove(id(101));
    expect(stores.entities.removeUnspoken()).toBe(2);
    expect(stores.entities.list({ folded: '', kind: null, scope: null }, 0, 9).total).toBe(0);
  });

  test('merged, the names, memories and relations of both are one’s, and none with itself', () => {
    const { entities, memories } = pair();
    entities.add({ ...CLARA, id: id(3), name: 'Clara Weber' }, 'clara weber');
    memories.add(memoryRow({ id: id(102) }));
    entities.tie(id(102), id(3));
    entities.relate({ fromId: id(3), relation: 'lives with', toId: id(2), memoryId: id(102) });
    entities.relate({ fromId: id(1), relation: 'same as', toId: id(3), memoryId: id(102) });
    entities.merge(id(1), id(3));
    expect(entities.get(id(1))).toMatchObject({ name: 'Clara', aliases: ['Clara Weber'], memories: 2 });
    expect(entities.get(id(3))).toBeNull();
    expect(
      entities
        .relationsOf(id(1))
        .map(({ relation, toId }) => [relation, toId])
        .sort(),
    ).toEqual([
      ['lives with', id(2)],
      ['sister of', id(2)],
    ]);
  });

  test('the last name stays, and the first one that is taken away gives its place to another', () => {
    const { entities } = pair();
    expect(entities.removeName(id(1), 'clara')).toBe(false);
    entities.addName(id(1), 'Claire', 'claire');
    expect(entities.removeName(id(1), 'clara')).toBe(true);
    expect(entities.get(id(1))).toMatchObject({ name: 'Claire', aliases: [] });
  });
});

describe('how far memory has come', () => {
  test('conversations with words beyond it are behind, private ones never', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    stores.conversations.add(conversationRow({ id: id(2), chatId: '43', isPrivate: true }));
    stores.messages.add(messageRow({ id: id(12), conversationId: id(2) }));
    expect(stores.memoryProgress.behind(9)).toEqual([id(1)]);
    stores.memoryProgress.put({ conversationId: id(1), keptId: id(30), learnedId: '' });
    expect(stores.memoryProgress.behind(9)).toEqual([id(1)]);
    stores.memoryProgress.put({ conversationId: id(1), keptId: id(30), learnedId: id(30) });
    expect(stores.memoryProgress.behind(9)).toEqual([]);
  });
});

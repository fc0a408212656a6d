// Everything the Memory page keeps, made by hand once. Where the page stands is here too, so that any other page can
// open a memory, a person or a document.
import { createStore, type StoreApi } from 'zustand';
import type { ImportPreview, MemoryView } from '../../../contracts/memory.ts';
import type { PageApi } from '../../api.ts';
import type { Toasts } from '../toasts.ts';
import { type AlwaysInMind, createAlwaysInMind } from './always-in-mind.ts';
import { createDocuments, type Documents } from './documents.ts';
import { createEntities, type Entities } from './entities.ts';
import { createForgetting, type Forgetting } from './forgetting.ts';
import { asAsked, isNarrowed, type ListFilter, NO_FILTER } from './list-filter.ts';
import { createMemoryDeeds, type MemoryDeeds } from './memory-deeds.ts';
import { createPagedList, type PagedList } from './paged-list.ts';
import { createProgress, type ProgressStore } from './progress.ts';
import { createSelection, type Selection } from './selection.ts';

export type MemorySection = 'everything' | 'entities' | 'documents' | 'core';

export interface Month {
  readonly month: string;
  readonly count: number;
}

export interface PersonCount {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

export interface AroundState {
  /** Of the filter without its months, newest first. */
  readonly months: readonly Month[];
  readonly people: readonly PersonCount[];
}

export interface MemoryStores {
  readonly section: StoreApi<{ readonly name: MemorySection }>;
  /** The memory whose pane is open. */
  readonly opened: StoreApi<{ readonly id: string | null }>;
  /** Counts changes of memories, for what shows one and reads it again. */
  readonly changes: StoreApi<{ readonly count: number }>;
  readonly list: PagedList<MemoryView, ListFilter>;
  /** Which row is on top of the list: where one comes back to. */
  readonly top: StoreApi<{ readonly at: number }>;
  readonly around: StoreApi<AroundState>;
  readonly selection: Selection;
  readonly deeds: MemoryDeeds;
  readonly forgetting: Forgetting;
  readonly importing: StoreApi<{ readonly preview: ImportPreview | null }>;
  readonly entities: Entities;
  readonly documents: Documents;
  readonly core: AlwaysInMind;
  readonly progress: ProgressStore;
  /** Counts the months and people of what is listed. */
  loadAround(): Promise<void>;
  /** Narrows the list, and counts its months and people anew. */
  narrow(filter: ListFilter): Promise<void>;
  /** After a change of memories: list, months and people. */
  refresh(): Promise<void>;
}

const MOMENT_MS = 40;

export function createMemory(api: PageApi, toasts: Toasts): MemoryStores {
  const soon = (run: () => void) => void setTimeout(run, MOMENT_MS);
  const changes = createStore<{ readonly count: number }>(() => ({ count: 0 }));
  const opened = createStore<{ readonly id: string | null }>(() => ({ id: null }));
  const around = createStore<AroundState>(() => ({ months: [], people: [] }));
  const list = createPagedList<MemoryView, ListFilter>({
    filter: NO_FILTER,
    soon,
    read: async (filter, offset, limit) => {
      const { total, memories, note } = await api.memory.list({ filter: asAsked(filter), offset, limit });
      return { total, rows: memories, note };
    },
  });

  /** The list is what matters: where these cannot be had, it says so itself. */
  const loadAround = async (): Promise<void> => {
    const { filter } = list.store.getState();
    const [months, people] = await Promise.all([
      api.memory
        .timeline({ filter: asAsked({ ...filter, fromMonth: null, toMonth: null }) })
        .catch(() => null),
      api.memory.people({}).catch(() => null),
    ]);
    if (list.store.getState().filter !== filter) return;
    around.setState({ ...(months !== null && { months }), ...(people !== null && { people }) });
  };
  /** Where all that was found is here to be looked through. */
  const isMissing = (id: string | null, asked: ListFilter): boolean => {
    const { loading, filter, total, pages } = list.store.getState();
    const rows = [...pages.values()].flat();
    const isWhole = loading === 'ready' && filter === asked && rows.length === total;
    return isNarrowed(asked) && isWhole && !rows.some((row) => row.id === id);
  };
  const refresh = async (): Promise<void> => {
    changes.setState(({ count }) => ({ count: count + 1 }));
    if (list.store.getState().loading === 'idle') return;
    await Promise.all([list.refresh(), loadAround()]);
  };

  return {
    section: createStore<{ readonly name: MemorySection }>(() => ({ name: 'everything' })),
    opened,
    changes,
    list,
    top: createStore<{ readonly at: number }>(() => ({ at: 0 })),
    around,
    selection: createSelection(),
    deeds: createMemoryDeeds({
      api,
      toasts,
      apply: list.apply,
      changed: refresh,
      now: () => Date.now(),
    }),
    forgetting: createForgetting(api, refresh),
    importing: createStore<{ readonly preview: ImportPreview | null }>(() => ({ preview: null })),
    entities: createEntities(api, soon),
    documents: createDocuments(api, soon),
    core: createAlwaysInMind(api),
    progress: createProgress(api),
    loadAround,
    narrow: async (filter) => {
      const { id } = opened.getState();
      const isOther = filter !== list.store.getState().filter;
      await Promise.all([list.load(filter), loadAround()]);
      // What was open before does not stand beside results that it is not among.
      if (isOther && id === opened.getState().id && isMissing(id, filter)) opened.setState({ id: null });
    },
    refresh,
  };
}

// People and things: the list of them, and the one that is open with its neighbours and ties.
import { createStore, type StoreApi } from 'zustand';
import type { EntityKind, EntityView, RelationView } from '../../../contracts/entities.ts';
import type { ChatApi } from '../../../contracts/surfaces.ts';
import { sentenceOf } from '../../api.ts';
import type { Named } from './list-filter.ts';
import { createPagedList, type PagedList } from './paged-list.ts';

export interface EntityFilter {
  readonly text: string;
  readonly kind: EntityKind | null;
  readonly person: Named | null;
}

export interface OpenEntity {
  readonly entity: EntityView;
  readonly neighbours: readonly EntityView[];
  readonly relations: readonly RelationView[];
}

export interface OpenEntityState {
  readonly id: string | null;
  readonly opened: OpenEntity | null;
  readonly problem: string | null;
}

export interface Entities {
  readonly list: PagedList<EntityView, EntityFilter>;
  readonly open: StoreApi<OpenEntityState>;
  /** Null closes what is open. */
  show(id: string | null): Promise<void>;
  /** Reads list and open one again. */
  refresh(): Promise<void>;
}

export const NO_ENTITY_FILTER: EntityFilter = { text: '', kind: null, person: null };

export function createEntities(api: Pick<ChatApi, 'entities'>, soon: (run: () => void) => void): Entities {
  const open = createStore<OpenEntityState>(() => ({ id: null, opened: null, problem: null }));
  const list = createPagedList<EntityView, EntityFilter>({
    filter: NO_ENTITY_FILTER,
    soon,
    read: async ({ text, kind, person }, offset, limit) => {
      const { total, entities } = await api.entities.list({
        text: text.trim(),
        ...(kind !== null && { kind }),
        ...(person !== null && { personId: person.id }),
        offset,
        limit,
      });
      return { total, rows: entities };
    },
  });

  async function read(id: string): Promise<void> {
    try {
      const opened = await api.entities.open({ id });
      if (open.getState().id === id) open.setState({ opened, problem: null });
    } catch (cause) {
      if (open.getState().id === id) open.setState({ problem: sentenceOf(cause) });
    }
  }

  return {
    list,
    open,
    show: async (id) => {
      open.setState({ id, opened: null, problem: null });
      if (id !== null) await read(id);
    },
    refresh: async () => {
      const { id } = open.getState();
      await Promise.all([list.refresh(), ...(id === null ? [] : [read(id)])]);
    },
  };
}

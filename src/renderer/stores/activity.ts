// The ledger, newest first, under a filter; pages back on request and takes up what is new by itself.
import { createStore, type StoreApi } from 'zustand';
import type { FrameKind, FrameView } from '../../contracts/activity.ts';
import type { ChatApi } from '../../contracts/surfaces.ts';
import { sentenceOf } from '../api.ts';
import { mergeNewestFirst } from './merge.ts';

export interface ActivityFilter {
  /** Null: every kind. */
  readonly kinds: readonly FrameKind[] | null;
  readonly conversationId: string | null;
}

export interface ActivityState {
  readonly loading: 'idle' | 'loading' | 'ready' | 'failed';
  readonly problem: string | null;
  readonly filter: ActivityFilter;
  readonly frames: readonly FrameView[];
  readonly hasEarlier: boolean;
}

export interface Activity {
  readonly store: StoreApi<ActivityState>;
  /** Starts again from the newest. */
  load(filter?: ActivityFilter): Promise<void>;
  loadEarlier(): Promise<void>;
  /** Adds what is newer than what is shown; does nothing before the first load. */
  refresh(): Promise<void>;
}

const PAGE_FRAMES = 100;
const NO_FILTER: ActivityFilter = { kinds: null, conversationId: null };

export function createActivity(api: Pick<ChatApi, 'activity'>): Activity {
  const store = createStore<ActivityState>(() => ({
    loading: 'idle',
    problem: null,
    filter: NO_FILTER,
    frames: [],
    hasEarlier: false,
  }));

  const read = (filter: ActivityFilter, beforeId?: string) =>
    api.activity.tail({
      limit: PAGE_FRAMES,
      ...(filter.kinds !== null && { kinds: [...filter.kinds] }),
      ...(filter.conversationId !== null && { conversationId: filter.conversationId }),
      ...(beforeId !== undefined && { beforeId }),
    });

  async function into(
    take: (frames: readonly FrameView[]) => Partial<ActivityState>,
    beforeId?: string,
  ): Promise<void> {
    const { filter } = store.getState();
    try {
      const frames = await read(filter, beforeId);
      // The filter changed meanwhile: this answer is to another question.
      if (store.getState().filter === filter) {
        store.setState({ ...take(frames), loading: 'ready', problem: null });
      }
    } catch (cause) {
      if (store.getState().filter === filter) {
        store.setState({ loading: 'failed', problem: sentenceOf(cause) });
      }
    }
  }

  return {
    store,
    load: async (filter = store.getState().filter) => {
      store.setState({ filter, loading: 'loading' });
      await into((frames) => ({ frames, hasEarlier: frames.length === PAGE_FRAMES }));
    },
    loadEarlier: async () => {
      const last = store.getState().frames.at(-1);
      if (last === undefined) return;
      await into(
        (frames) => ({
          frames: [...store.getState().frames, ...frames],
          hasEarlier: frames.length === PAGE_FRAMES,
        }),
        last.id,
      );
    },
    refresh: async () => {
      if (store.getState().loading !== 'ready') return;
      await into((frames) => joined(store.getState(), frames));
    },
  };
}

/** So much came that a page does not reach what is shown: then the page is all that is shown. */
function joined(state: ActivityState, newest: readonly FrameView[]): Partial<ActivityState> {
  const reaches = newest.length < PAGE_FRAMES || newest.some((frame) => frame.id === state.frames[0]?.id);
  return reaches ? { frames: mergeNewestFirst(state.frames, newest) } : { frames: newest, hasEarlier: true };
}

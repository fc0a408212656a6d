// The list of conversations on all channels, which one is open, and what the filter is. Newest activity first.
import { createStore, type StoreApi } from 'zustand';
import type { ConversationView } from '../../contracts/conversations.ts';
import type { ChatApi } from '../../contracts/surfaces.ts';
import { sentenceOf } from '../api.ts';
import { byActivity, mergeByActivity } from './merge.ts';

export interface ConversationsState {
  readonly list: readonly ConversationView[];
  readonly loading: 'loading' | 'ready' | 'failed';
  readonly problem: string | null;
  readonly selectedId: string | null;
  readonly filter: string;
}

export interface Conversations {
  readonly store: StoreApi<ConversationsState>;
  load(): Promise<void>;
  apply(conversation: ConversationView): void;
  /** It was erased: it is in no list any more, and not open. */
  remove(id: string): void;
  select(id: string): void;
  setFilter(filter: string): void;
}

export function createConversations(api: Pick<ChatApi, 'conversations'>): Conversations {
  const store = createStore<ConversationsState>(() => ({
    list: [],
    loading: 'loading',
    problem: null,
    selectedId: null,
    filter: '',
  }));
  return {
    store,
    load: async () => {
      try {
        const list = byActivity(await api.conversations.list({}));
        store.setState(({ selectedId }) => ({
          list,
          loading: 'ready',
          problem: null,
          selectedId: selectedId ?? list[0]?.id ?? null,
        }));
      } catch (cause) {
        store.setState({ loading: 'failed', problem: sentenceOf(cause) });
      }
    },
    apply: (conversation) =>
      store.setState(({ list, selectedId }) => ({
        list: mergeByActivity(list, conversation),
        selectedId: selectedId ?? conversation.id,
      })),
    remove: (id) =>
      store.setState(({ list, selectedId }) => {
        const left = list.filter((one) => one.id !== id);
        return { list: left, selectedId: selectedId === id ? (left[0]?.id ?? null) : selectedId };
      }),
    select: (selectedId) => store.setState({ selectedId }),
    setFilter: (filter) => store.setState({ filter }),
  };
}

/** Every word of the filter must occur in the title or the preview, whatever the case. */
export function filtered(list: readonly ConversationView[], filter: string): readonly ConversationView[] {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return list;
  return list.filter((conversation) => {
    const text = `${conversation.title}\n${conversation.preview}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

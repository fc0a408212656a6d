// The one text that the agent always has in mind (MEMORY.md): as main has it, and what is being written over it. What is
// written is never lost: neither to a refusal nor to a change from elsewhere.
import { createStore, type StoreApi } from 'zustand';
import type { CoreMemoryView } from '../../../contracts/memory.ts';
import type { ChatApi } from '../../../contracts/surfaces.ts';
import { sentenceOf } from '../../api.ts';

export interface AlwaysInMindState {
  readonly loading: 'loading' | 'ready' | 'failed';
  readonly problem: string | null;
  readonly core: CoreMemoryView | null;
  /** What is written and not saved; null while it is as main has it. */
  readonly draft: string | null;
  /** The text that the draft began from. */
  readonly was: string;
  readonly isBusy: boolean;
}

export interface AlwaysInMind {
  readonly store: StoreApi<AlwaysInMindState>;
  load(): Promise<void>;
  write(text: string): void;
  /** True when it was saved. */
  save(): Promise<boolean>;
  /** The draft is to replace what is there now. */
  keepMine(): void;
  dropMine(): void;
  /** Opens the question in the approval window. */
  review(): Promise<void>;
  putBack(): Promise<void>;
}

export function createAlwaysInMind(api: Pick<ChatApi, 'memory'>): AlwaysInMind {
  const store = createStore<AlwaysInMindState>(() => ({
    loading: 'loading',
    problem: null,
    core: null,
    draft: null,
    was: '',
    isBusy: false,
  }));
  const take = (core: CoreMemoryView): void => store.setState({ core, loading: 'ready', problem: null });

  async function busy(run: () => Promise<void>): Promise<boolean> {
    store.setState({ isBusy: true, problem: null });
    try {
      await run();
      store.setState({ isBusy: false });
      return true;
    } catch (cause) {
      store.setState({ isBusy: false, problem: sentenceOf(cause) });
      return false;
    }
  }

  return {
    store,
    load: async () => {
      try {
        take(await api.memory.core({}));
      } catch (cause) {
        const { core } = store.getState();
        store.setState({ loading: core === null ? 'failed' : 'ready', problem: sentenceOf(cause) });
      }
    },
    write: (text) =>
      store.setState(({ core, draft, was }) => {
        const base = draft === null ? (core?.text ?? '') : was;
        return text === base && core?.text === base ? { draft: null } : { draft: text, was: base };
      }),
    save: async () => {
      const { draft, was, isBusy } = store.getState();
      if (draft === null || isBusy) return false;
      const isSaved = await busy(async () => {
        take(await api.memory.saveCore({ text: draft, was }));
        store.setState({ draft: null });
      });
      // Refused because it changed meanwhile: what it is now is shown beside what was written.
      if (!isSaved) {
        const now = await api.memory.core({}).catch(() => null);
        if (now !== null) store.setState({ core: now });
      }
      return isSaved;
    },
    keepMine: () => store.setState(({ core, was }) => ({ was: core?.text ?? was, problem: null })),
    dropMine: () => store.setState({ draft: null, problem: null }),
    review: async () => {
      await busy(async () => void (await api.memory.reviewCore({})));
    },
    putBack: async () => {
      await busy(async () => take(await api.memory.dropOutsideCore({})));
    },
  };
}

/** The text was changed elsewhere while something is written over it. */
export function isChangedMeanwhile({ core, draft, was }: AlwaysInMindState): boolean {
  return draft !== null && core !== null && core.text !== was;
}

/** Why nothing can be saved now whatever is written, as a sentence; null when it can. */
export function whyNotSaved(state: AlwaysInMindState): string | null {
  if (state.core !== null && state.core.outside !== null)
    return 'Accept the change from outside or put it back, then yours can be saved.';
  return isChangedMeanwhile(state) ? 'Say above which of the two counts, then it can be saved.' : null;
}

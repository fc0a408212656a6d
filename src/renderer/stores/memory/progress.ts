// How far memory is with its own work: indexing, new vectors, keeping facts. One line of words for it, and none when
// there is nothing to say.
import { createStore, type StoreApi } from 'zustand';
import type { MemoryProgress } from '../../../contracts/memory.ts';
import type { ChatApi } from '../../../contracts/surfaces.ts';

export interface ProgressState {
  readonly progress: MemoryProgress | null;
  /** The most that waited since it last was done: the whole of the work. */
  readonly whole: number;
}

export interface ProgressStore {
  readonly store: StoreApi<ProgressState>;
  load(): Promise<void>;
  apply(progress: MemoryProgress): void;
}

export function createProgress(api: Pick<ChatApi, 'memory'>): ProgressStore {
  const store = createStore<ProgressState>(() => ({ progress: null, whole: 0 }));
  const apply = (progress: MemoryProgress): void =>
    store.setState(({ whole }) => ({
      progress,
      whole: progress.waiting === 0 ? 0 : Math.max(whole, progress.waiting),
    }));
  return {
    store,
    apply,
    // Nobody asked for this line: where it cannot be had, the lists say what is wrong.
    load: async () => {
      const progress = await api.memory.progress({}).catch(() => null);
      if (progress !== null) apply(progress);
    },
  };
}

export interface ProgressLine {
  readonly tone: 'working' | 'trouble';
  readonly words: string;
}

/** What hinders first, then what goes on. Null when there is nothing to say. */
export function progressLine({ progress, whole }: ProgressState): ProgressLine | null {
  if (progress === null) return null;
  const { meaningTrouble, learning, learningNote, rebuilding, isIndexing, waiting, documentsWaiting } =
    progress;
  if (meaningTrouble !== null) {
    const what = rebuilding === null ? 'Searching by words only' : 'New vectors wait';
    return { tone: 'trouble', words: `${what}: ${lowered(meaningTrouble)}` };
  }
  if (learning === 'trouble') {
    return {
      tone: 'trouble',
      words: `Facts wait: ${lowered(learningNote ?? 'the model could not be reached.')}`,
    };
  }
  if (learningNote !== null) return { tone: 'trouble', words: learningNote };
  if (rebuilding !== null && rebuilding.total > 0) {
    return { tone: 'working', words: `Making new vectors: ${percentOf(rebuilding)} %` };
  }
  if (documentsWaiting > 0) {
    return { tone: 'working', words: `Reading documents: ${documentsWaiting.toLocaleString('en')} to go` };
  }
  if (isIndexing && waiting > 0) {
    const done = (whole - waiting).toLocaleString('en');
    return { tone: 'working', words: `Indexing ${done} of ${whole.toLocaleString('en')}` };
  }
  return learning === 'working' ? { tone: 'working', words: 'Keeping facts' } : null;
}

export function percentOf({ done, total }: { readonly done: number; readonly total: number }): number {
  return total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total));
}

/** A sentence that goes on after a colon; a name or an acronym keeps its capital. */
function lowered(sentence: string): string {
  return /^[A-Z][a-z]+ /.test(sentence)
    ? `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
    : sentence;
}

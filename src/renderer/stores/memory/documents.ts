// Documents that the agent may look into: where they come from, and the list of them. What is added is chosen in a dialog
// of main's, or dropped on the window; this never knows a path that it could name.
import { createStore, type StoreApi } from 'zustand';
import type { Added, DocumentSourceView, DocumentState, DocumentView } from '../../../contracts/documents.ts';
import { type PageApi, sentenceOf } from '../../api.ts';
import { createPagedList, type PagedList } from './paged-list.ts';

export interface DocumentFilter {
  readonly text: string;
  readonly state: DocumentState | null;
  readonly sourceId: string | null;
}

export interface SourcesState {
  readonly loading: 'idle' | 'loading' | 'ready' | 'failed';
  readonly problem: string | null;
  readonly sources: readonly DocumentSourceView[];
  /** Something is being added: main asks, then looks. */
  readonly isAdding: boolean;
}

export interface Documents {
  readonly list: PagedList<DocumentView, DocumentFilter>;
  readonly sources: StoreApi<SourcesState>;
  loadSources(): Promise<void>;
  /** What came of it; null when nothing was chosen. Rejects as the calls do. */
  choose(what: 'files' | 'folder'): Promise<Added | null>;
  drop(files: readonly File[]): Promise<Added | null>;
  refresh(): Promise<void>;
}

const NO_DOCUMENT_FILTER: DocumentFilter = { text: '', state: null, sourceId: null };

export function createDocuments(api: Pick<PageApi, 'documents'>, soon: (run: () => void) => void): Documents {
  const sources = createStore<SourcesState>(() => ({
    loading: 'idle',
    problem: null,
    sources: [],
    isAdding: false,
  }));
  const list = createPagedList<DocumentView, DocumentFilter>({
    filter: NO_DOCUMENT_FILTER,
    soon,
    read: async ({ text, state, sourceId }, offset, limit) => {
      const { total, documents } = await api.documents.list({
        text: text.trim(),
        ...(state !== null && { state }),
        ...(sourceId !== null && { sourceId }),
        offset,
        limit,
      });
      return { total, rows: documents };
    },
  });

  const loadSources = async (): Promise<void> => {
    if (sources.getState().loading === 'idle') sources.setState({ loading: 'loading' });
    try {
      sources.setState({ sources: await api.documents.sources({}), loading: 'ready', problem: null });
    } catch (cause) {
      sources.setState({ loading: 'failed', problem: sentenceOf(cause) });
    }
  };
  const refresh = async (): Promise<void> => {
    if (sources.getState().loading === 'idle') return;
    await Promise.all([loadSources(), list.refresh()]);
  };
  const adding = async (call: Promise<Added | null>): Promise<Added | null> => {
    sources.setState({ isAdding: true });
    try {
      return await call;
    } finally {
      sources.setState({ isAdding: false });
      await refresh();
    }
  };
  return {
    list,
    sources,
    loadSources,
    refresh,
    choose: (what) => adding(api.documents.choose({ what })),
    drop: (files) => adding(api.documents.drop({ files })),
  };
}

/** What was added, in a sentence. */
export function addedWords({ sources, files, leftOut }: Added): string {
  if (sources === 0) return 'Nothing was added: it is there already.';
  const count = `${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}`;
  const rest = leftOut === 0 ? '' : ` ${leftOut.toLocaleString('en')} left out; the list says why.`;
  return `Added ${count}.${rest}`;
}

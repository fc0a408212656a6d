// Documents that the agent may look into: where they come from, and every file with what became of it.
import { FilePlus, FolderPlus, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../../components/controls/button.tsx';
import { IconButton } from '../../../components/controls/icon-button.tsx';
import { EmptyState } from '../../../components/feedback/empty-state.tsx';
import { PageHead } from '../../../components/layout/split-layout.tsx';
import { type ChatApp, useApp } from '../../../stores/chat-stores.ts';
import { addedWords } from '../../../stores/memory/documents.ts';
import { DocumentRows } from './document-rows.tsx';
import { DocumentSources, sumOf } from './document-sources.tsx';

export function DocumentsPage() {
  const app = useApp();
  const { documents } = app.memory;
  const { loading, problem, sources, isAdding } = useStore(documents.sources);
  useEffect(() => {
    void documents.loadSources();
    void documents.list.load();
  }, [documents]);
  const isEmpty = loading === 'ready' && sources.length === 0;
  return (
    <>
      <PageHead
        title="Documents"
        detail={<span role="status">{detailOf(loading, sources)}</span>}
        actions={
          <>
            {sources.length > 0 && (
              <IconButton
                icon={RefreshCw}
                label="Look for changes now"
                onClick={() => void app.toasts.tell(app.api.documents.checkNow({}))}
              />
            )}
            <AddButtons app={app} isAdding={isAdding} />
          </>
        }
      />
      {loading === 'failed' ? (
        <EmptyState
          title="Documents could not be read"
          next={problem}
          actions={<Button onClick={() => void documents.loadSources()}>Try again</Button>}
        />
      ) : isEmpty ? (
        <EmptyState
          title="No documents yet"
          next="Choose files or a folder, or drop them anywhere on this window. They stay where they are; what they say is read, kept here encrypted, and found when it is needed. PDF, Word, Markdown, text, tables, web pages and code."
        />
      ) : (
        <>
          <DocumentSources sources={sources} />
          <DocumentRows />
        </>
      )}
    </>
  );
}

function detailOf(
  loading: 'idle' | 'loading' | 'ready' | 'failed',
  sources: Parameters<typeof sumOf>[0],
): string {
  if (loading === 'failed') return 'Could not be read';
  if (loading !== 'ready') return 'Looking';
  return sources.length === 0 ? 'What the agent may look into' : sumOf(sources);
}

function AddButtons({ app, isAdding }: { readonly app: ChatApp; readonly isAdding: boolean }) {
  const add = async (what: 'files' | 'folder') => {
    const added = await app.toasts.tell(app.memory.documents.choose(what));
    if (added !== null) app.toasts.say(added.sources === 0 ? 'neutral' : 'success', addedWords(added));
  };
  return (
    <>
      <Button icon={FilePlus} disabled={isAdding} onClick={() => void add('files')}>
        Add files…
      </Button>
      <Button icon={FolderPlus} disabled={isAdding} onClick={() => void add('folder')}>
        Add folder…
      </Button>
    </>
  );
}

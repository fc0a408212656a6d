// Where documents come from: each file or folder that was added, with how far it is read. Taking one away says first what
// goes with it. Choosing one narrows the files below to it.
import { FileText, Folder } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { DocumentSourceView } from '../../../../contracts/documents.ts';
import { Button } from '../../../components/controls/button.tsx';
import { Dialog } from '../../../components/layout/dialog.tsx';
import { List, ListRow } from '../../../components/layout/list-row.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { moveInList } from '../../shell/list-keys.ts';
import { countedAs } from '../memory-words.ts';

export function DocumentSources({ sources }: { readonly sources: readonly DocumentSourceView[] }) {
  const app = useApp();
  const { list, refresh } = app.memory.documents;
  const filter = useStore(list.store, (state) => state.filter);
  const [asks, setAsks] = useState<DocumentSourceView | null>(null);
  const remove = async ({ id, name }: DocumentSourceView) => {
    const outcome = await app.toasts.tell(app.api.documents.removeSource({ id }));
    setAsks(null);
    if (outcome === null) return;
    app.toasts.say('success', outcome.removed ? `Removed ${name}.` : 'It was gone already.');
    if (filter.sourceId === id) await list.load({ ...filter, sourceId: null });
    await refresh();
    await app.memory.refresh();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons within
    <div className="sources" onKeyDown={moveInList}>
      <List label="Files and folders">
        {sources.map((source) => (
          <ListRow
            key={source.id}
            tall
            icon={source.kind === 'folder' ? Folder : FileText}
            title={source.name}
            detail={<bdi title={source.path}>{source.path}</bdi>}
            note={sumOf([source])}
            selected={filter.sourceId === source.id}
            onSelect={() =>
              void list.load({ ...filter, sourceId: filter.sourceId === source.id ? null : source.id })
            }
            actions={
              <Button size="small" aria-label={`Remove ${source.name}`} onClick={() => setAsks(source)}>
                Remove…
              </Button>
            }
          />
        ))}
      </List>
      <Dialog
        open={asks !== null}
        title={asks === null ? 'Remove' : `Remove ${asks.name}?`}
        onClose={() => setAsks(null)}
        actions={
          asks && (
            <>
              <Button onClick={() => setAsks(null)}>Cancel</Button>
              <Button tone="danger" onClick={() => void remove(asks)}>
                Remove
              </Button>
            </>
          )
        }
      >
        {asks && (
          <p>
            Everything that was read from{' '}
            {asks.kind === 'folder' ? `its ${countedAs(asks.documents, 'file')}` : 'it'} goes from memory, for
            good. The {asks.kind === 'folder' ? 'files stay where they are' : 'file stays where it is'}.
          </p>
        )}
      </Dialog>
    </div>
  );
}

/** "812 read, 3 waiting, 12 left out, 1 missing": every file that is listed below is one of these. */
export function sumOf(sources: readonly Pick<DocumentSourceView, CountedState>[]): string {
  const parts = COUNTED.flatMap(([state, word]) => {
    const count = sources.reduce((whole, source) => whole + source[state], 0);
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${word}`];
  });
  return parts.length === 0 ? 'No files' : parts.join(', ');
}

type CountedState = 'ready' | 'waiting' | 'leftOut' | 'missing';
const COUNTED: readonly (readonly [CountedState, string])[] = [
  ['ready', 'read'],
  ['waiting', 'waiting'],
  ['leftOut', 'left out'],
  ['missing', 'missing'],
];

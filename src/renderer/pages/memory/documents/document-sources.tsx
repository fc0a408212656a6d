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
            note={stateWords(source)}
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

function stateWords({ documents, ready, waiting, leftOut }: DocumentSourceView): string {
  return [
    waiting > 0
      ? `${ready.toLocaleString('en')} of ${countedAs(documents, 'file')} read`
      : countedAs(ready, 'file'),
    ...(leftOut === 0 ? [] : [`${leftOut.toLocaleString('en')} left out`]),
  ].join(', ');
}

/** "1,204 files from 3 places, 12 left out". */
export function sumOf(sources: readonly DocumentSourceView[]): string {
  const sum = (part: 'ready' | 'waiting' | 'leftOut') =>
    sources.reduce((whole, source) => whole + source[part], 0);
  return [
    `${countedAs(sum('ready'), 'file')} read`,
    ...(sum('waiting') === 0 ? [] : [`${sum('waiting').toLocaleString('en')} to go`]),
    ...(sum('leftOut') === 0 ? [] : [`${sum('leftOut').toLocaleString('en')} left out`]),
  ].join(', ');
}

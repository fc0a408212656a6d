// Every file of the documents, read or not: its state in a word, why it was left out in a sentence, how much came of it.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import { useStore } from 'zustand';
import type { DocumentState, DocumentView } from '../../../../contracts/documents.ts';
import { Button } from '../../../components/controls/button.tsx';
import { SearchField } from '../../../components/controls/search-field.tsx';
import { SelectField } from '../../../components/controls/select-field.tsx';
import { Badge } from '../../../components/feedback/badge.tsx';
import { EmptyState } from '../../../components/feedback/empty-state.tsx';
import { Time } from '../../../components/reading/time.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import type { DocumentFilter } from '../../../stores/memory/documents.ts';
import { rowAt } from '../../../stores/memory/paged-list.ts';
import { moveInList } from '../../shell/list-keys.ts';
import { countedAs, DOCUMENT_STATES, sizeWords } from '../memory-words.ts';
import { showNarrowed } from '../open-in-memory.ts';

const ROW_PX = 52;
const TYPING_PAUSE_MS = 180;

export function DocumentRows() {
  const app = useApp();
  const { list } = app.memory.documents;
  const { filter, total, loading, problem } = useStore(list.store);
  const scroller = useRef<HTMLElement>(null);
  const places = useMemo(() => ({ length: total }), [total]);
  const narrow = useCallback(
    (part: Partial<DocumentFilter>) => void list.load({ ...list.store.getState().filter, ...part }),
    [list],
  );
  return (
    <>
      <Tools filter={filter} onChange={narrow} />
      <section
        ref={scroller}
        className="memory-scroll"
        aria-label="Files"
        onKeyDown={(event) => moveInList(event, '.document-main')}
      >
        {loading === 'failed' && (
          <EmptyState
            title="The files could not be read"
            next={problem}
            actions={<Button onClick={() => void list.load()}>Try again</Button>}
          />
        )}
        {loading === 'ready' && total === 0 && (
          <EmptyState
            title={filter.state === 'left-out' ? 'Nothing was left out' : 'No such file'}
            next={filter.state === 'left-out' ? 'Every file was read.' : 'Try fewer words, or another state.'}
          />
        )}
        {total > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: a virtual scroller puts elements of its own between list and rows
          <div role="list" aria-label="Files" className="padded-rows">
            <Virtualizer scrollRef={scroller} data={places} itemSize={ROW_PX} bufferSize={400}>
              {(_, at) => <Row key={at} at={at} />}
            </Virtualizer>
          </div>
        )}
      </section>
    </>
  );
}

interface ToolsProps {
  readonly filter: DocumentFilter;
  readonly onChange: (part: Partial<DocumentFilter>) => void;
}

function Tools({ filter, onChange }: ToolsProps) {
  const [typed, setTyped] = useState(filter.text);
  useEffect(() => setTyped(filter.text), [filter.text]);
  useEffect(() => {
    if (typed === filter.text) return;
    const timer = setTimeout(() => onChange({ text: typed }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, filter.text, onChange]);
  return (
    <div className="memory-tools">
      <div className="memory-tools-line">
        <div className="memory-search">
          <SearchField label="Search files by name" value={typed} onChange={setTyped} />
        </div>
        <SelectField<DocumentState | 'all'>
          label="State"
          labelHidden
          value={filter.state ?? 'all'}
          options={[
            { value: 'all', label: 'All files' },
            ...(Object.keys(DOCUMENT_STATES) as DocumentState[]).map((state) => ({
              value: state,
              label: DOCUMENT_STATES[state].word,
            })),
          ]}
          onChange={(state) => onChange({ state: state === 'all' ? null : state })}
        />
      </div>
    </div>
  );
}

function Row({ at }: { readonly at: number }) {
  const app = useApp();
  const { list } = app.memory.documents;
  const document = useStore(list.store, (state) => rowAt(state, at));
  useEffect(() => list.want(at), [list, at]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual scroller puts elements of its own between list and rows
    <div role="listitem" className="row document">
      {document === undefined ? (
        <div className="document-main">
          <span className="grey grey-long" />
        </div>
      ) : (
        <Words document={document} />
      )}
    </div>
  );
}

function Words({ document }: { readonly document: DocumentView }) {
  const app = useApp();
  const { id, name, path, state, note, passages, bytes, changedAt } = document;
  const words = DOCUMENT_STATES[state];
  const open = () =>
    passages > 0
      ? showNarrowed(app, { document: { id, name } })
      : void app.toasts.tell(app.api.documents.show({ id }));
  return (
    <>
      <button
        type="button"
        className="document-main"
        title={passages > 0 ? `${path}\nShow its passages` : path}
        onClick={open}
      >
        <span className="document-name">
          <bdi>{name}</bdi>
        </span>
        <span className="document-detail">
          <Badge bare tone={words.tone} icon={words.icon} word={words.word} />
          <span className="document-note">
            {note ?? (passages > 0 ? countedAs(passages, 'passage') : '')}
          </span>
        </span>
      </button>
      <span className="document-facts">
        {bytes !== null && <span>{sizeWords(bytes)}</span>}
        {changedAt !== null && <Time at={changedAt} />}
      </span>
      <Button
        size="small"
        tone="quiet"
        aria-label={`Show ${name} in its folder`}
        onClick={() => void app.toasts.tell(app.api.documents.show({ id }))}
      >
        Show
      </Button>
    </>
  );
}

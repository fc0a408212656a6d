// Above the list: what is searched for, what narrows it, and what the search could not do. Typing waits a moment before it
// asks; each part that narrows stands as a chip that takes itself away.
import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { MemoryKind } from '../../../../contracts/memory.ts';
import { Button } from '../../../components/controls/button.tsx';
import { SearchField } from '../../../components/controls/search-field.tsx';
import { SelectField } from '../../../components/controls/select-field.tsx';
import { Banner } from '../../../components/feedback/banner.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { chipsOf, KIND_FILTERS, type ListFilter, NO_FILTER } from '../../../stores/memory/list-filter.ts';
import { FilterPanel } from './filter-panel.tsx';

const TYPING_PAUSE_MS = 180;

export function ListTools() {
  const app = useApp();
  const { filter, note, loading, problem, total } = useStore(app.memory.list.store);
  const narrow = (part: Partial<ListFilter>) =>
    void app.memory.narrow({ ...app.memory.list.store.getState().filter, ...part });
  const chips = chipsOf(filter);
  return (
    <div className="memory-tools">
      <div className="memory-tools-line">
        <Search text={filter.text} onSearch={(text) => narrow({ text })} />
        <SelectField<MemoryKind | 'all'>
          label="Kind"
          labelHidden
          value={filter.kind ?? 'all'}
          options={[
            { value: 'all', label: 'All kinds' },
            ...(Object.keys(KIND_FILTERS) as MemoryKind[]).map((kind) => ({
              value: kind,
              label: KIND_FILTERS[kind],
            })),
          ]}
          onChange={(kind) => narrow({ kind: kind === 'all' ? null : kind })}
        />
        <FilterPanel filter={filter} onChange={narrow} />
      </div>
      {chips.length > 0 && (
        <div className="chips">
          <ul className="chips" aria-label="Filters in use">
            {chips.map(({ key, words, without }) => (
              <li key={key}>
                <button
                  type="button"
                  className="chip"
                  aria-label={`${words}: take this filter away`}
                  title="Take this filter away"
                  onClick={() => void app.memory.narrow(without)}
                >
                  {words}
                  <Icon of={X} />
                </button>
              </li>
            ))}
          </ul>
          <Button
            size="small"
            tone="quiet"
            onClick={() => void app.memory.narrow({ ...NO_FILTER, text: filter.text })}
          >
            Clear
          </Button>
        </div>
      )}
      {note !== null && <p className="memory-note">{note}</p>}
      {problem !== null && loading === 'ready' && total > 0 && (
        <Banner level="warning" action={{ label: 'Try again', onAct: () => void app.memory.refresh() }}>
          {problem}
        </Banner>
      )}
    </div>
  );
}

function Search({ text, onSearch }: { readonly text: string; readonly onSearch: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  // What was searched for elsewhere, or cleared, is what stands here.
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => onSearch(typed), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onSearch]);
  const atOnce = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && typed !== text) onSearch(typed);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter in the field within only asks sooner
    <div className="memory-search" onKeyDown={atOnce}>
      <SearchField label="Search memories" value={typed} onChange={setTyped} />
    </div>
  );
}

// People, places, organisations, things and projects: the list of them, or the one that is open.
import { Users } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer } from 'virtua';
import { useStore } from 'zustand';
import type { EntityKind } from '../../../../contracts/entities.ts';
import { Button } from '../../../components/controls/button.tsx';
import { SearchField } from '../../../components/controls/search-field.tsx';
import { SelectField } from '../../../components/controls/select-field.tsx';
import { EmptyState } from '../../../components/feedback/empty-state.tsx';
import { ListRow } from '../../../components/layout/list-row.tsx';
import { PageHead } from '../../../components/layout/split-layout.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { type EntityFilter, NO_ENTITY_FILTER } from '../../../stores/memory/entities.ts';
import { rowAt } from '../../../stores/memory/paged-list.ts';
import { moveInList } from '../../shell/list-keys.ts';
import { countedAs, ENTITY_KINDS, ofWhom } from '../memory-words.ts';
import { EntityPage } from './entity-page.tsx';

const TYPING_PAUSE_MS = 180;
const ROW_PX = 52;

export function EntitiesPage() {
  const app = useApp();
  const { list, open } = app.memory.entities;
  const openId = useStore(open, ({ id }) => id);
  useEffect(() => {
    void list.load();
    if (app.memory.around.getState().people.length === 0) void app.memory.loadAround();
  }, [app, list]);
  if (openId !== null) return <EntityPage key={openId} />;
  return (
    <>
      <PageHead title="People and things" detail={<HowMany />} />
      <Tools />
      <Rows />
    </>
  );
}

function HowMany() {
  const app = useApp();
  const { loading, total, filter } = useStore(app.memory.entities.list.store);
  const isNarrow = filter.text.trim() !== '' || filter.kind !== null || filter.person !== null;
  return (
    <span role="status">
      {loading === 'ready'
        ? `${total.toLocaleString('en')} ${isNarrow ? 'found' : 'that memories speak of'}`
        : loading === 'failed'
          ? 'Could not be read'
          : 'Looking'}
    </span>
  );
}

function Tools() {
  const app = useApp();
  const { list } = app.memory.entities;
  const filter = useStore(list.store, (state) => state.filter);
  const people = useStore(app.memory.around, (state) => state.people);
  const [typed, setTyped] = useState(filter.text);
  const narrow = useCallback(
    (part: Partial<EntityFilter>) => void list.load({ ...list.store.getState().filter, ...part }),
    [list],
  );
  useEffect(() => setTyped(filter.text), [filter.text]);
  useEffect(() => {
    if (typed === filter.text) return;
    const timer = setTimeout(() => narrow({ text: typed }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, filter.text, narrow]);
  return (
    <div className="memory-tools">
      <div className="memory-tools-line">
        <div className="memory-search">
          <SearchField label="Search people and things" value={typed} onChange={setTyped} />
        </div>
        <SelectField<EntityKind | 'all'>
          label="Kind"
          labelHidden
          value={filter.kind ?? 'all'}
          options={[
            { value: 'all', label: 'All kinds' },
            ...(Object.keys(ENTITY_KINDS) as EntityKind[]).map((kind) => ({
              value: kind,
              label: ENTITY_KINDS[kind].many,
            })),
          ]}
          onChange={(kind) => narrow({ kind: kind === 'all' ? null : kind })}
        />
        <SelectField
          label="Whose"
          labelHidden
          value={filter.person?.id ?? ''}
          options={[
            { value: '', label: 'Everybody’s' },
            ...people.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(id) => narrow({ person: people.find((one) => one.id === id) ?? null })}
        />
      </div>
    </div>
  );
}

function Rows() {
  const app = useApp();
  const { list } = app.memory.entities;
  const total = useStore(list.store, (state) => state.total);
  const scroller = useRef<HTMLElement>(null);
  const places = useMemo(() => ({ length: total }), [total]);
  return (
    <section ref={scroller} className="memory-scroll" aria-label="People and things" onKeyDown={moveInList}>
      {total === 0 ? (
        <NoRows />
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a virtual scroller puts elements of its own between list and rows
        <div role="list" aria-label="People and things" className="padded-rows">
          <Virtualizer scrollRef={scroller} data={places} itemSize={ROW_PX} bufferSize={400}>
            {(_, at) => <Row key={at} at={at} />}
          </Virtualizer>
        </div>
      )}
    </section>
  );
}

function Row({ at }: { readonly at: number }) {
  const app = useApp();
  const { list } = app.memory.entities;
  const entity = useStore(list.store, (state) => rowAt(state, at));
  useEffect(() => list.want(at), [list, at]);
  if (entity === undefined) return <ListRow tall title="…" detail="Not read yet" />;
  const { kind, name, aliases, memories } = entity;
  return (
    <ListRow
      tall
      icon={ENTITY_KINDS[kind].icon}
      title={name}
      detail={[
        ENTITY_KINDS[kind].word,
        ...ofWhom(entity),
        ...(aliases.length === 0 ? [] : [`also ${aliases.join(', ')}`]),
      ].join(' · ')}
      note={countedAs(memories, 'memory', 'memories')}
      onSelect={() => void app.memory.entities.show(entity.id)}
    />
  );
}

function NoRows() {
  const app = useApp();
  const { list } = app.memory.entities;
  const { loading, problem, filter } = useStore(list.store);
  if (loading === 'failed') {
    return (
      <EmptyState
        title="People and things could not be read"
        next={problem}
        actions={<Button onClick={() => void list.load()}>Try again</Button>}
      />
    );
  }
  if (loading !== 'ready') return null;
  if (filter.text.trim() !== '' || filter.kind !== null || filter.person !== null) {
    return (
      <EmptyState
        title="Nothing found"
        next="Nobody and nothing fits this."
        actions={<Button onClick={() => void list.load(NO_ENTITY_FILTER)}>Show all</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={Users}
      title="Nobody and nothing yet"
      next="People, places and things that are spoken of appear here once facts are kept from conversations. Whose are kept is chosen in Settings, Memory."
    />
  );
}

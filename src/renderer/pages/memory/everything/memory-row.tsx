// One memory in the list: what it says in two lines at most, then what kind it is, who said it and where, and when. It reads
// its own row from the store, so that no other row is drawn again when it changes.
import { Pin, TriangleAlert } from 'lucide-react';
import { type MouseEvent, memo, useEffect } from 'react';
import { useStore } from 'zustand';
import type { MemoryView } from '../../../../contracts/memory.ts';
import { classNames } from '../../../components/class-names.ts';
import { Badge } from '../../../components/feedback/badge.tsx';
import { Icon } from '../../../components/icon.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { rowAt } from '../../../stores/memory/paged-list.ts';
import { distrustWords, MEMORY_KINDS, MEMORY_STATES, sourceWords, whoWords } from '../memory-words.ts';
import { chooseRow } from './choose-rows.ts';
import type { RowDates } from './row-dates.ts';

export interface MemoryRowProps {
  readonly at: number;
  readonly total: number;
  readonly dates: RowDates;
}

/** More than fits into two lines of any window. */
const SHOWN_CHARACTERS = 400;

export const MemoryRow = memo(function MemoryRow({ at, total, dates }: MemoryRowProps) {
  const app = useApp();
  const { list, selection, opened } = app.memory;
  const memory = useStore(list.store, (state) => rowAt(state, at));
  const before = useStore(list.store, (state) => (at === 0 ? undefined : rowAt(state, at - 1)?.at));
  const id = memory?.id;
  const isChosen = useStore(selection, (state) => id !== undefined && state.chosen.has(id));
  const isActive = useStore(selection, (state) => state.active === at);
  const isOpen = useStore(opened, (state) => id !== undefined && state.id === id);
  useEffect(() => list.want(at), [list, at]);

  const choose = (event: MouseEvent) => chooseRow(app, at, event.shiftKey);
  const open = (event: MouseEvent) => {
    if (event.shiftKey) {
      void chooseRow(app, at, true);
      return;
    }
    selection.setState({ active: at });
    if (id !== undefined) opened.setState({ id });
  };
  const isFirstOfDay =
    memory !== undefined && before !== undefined && dates.short(before) !== dates.short(memory.at);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual scroller puts elements of its own between list and rows
    <div
      role="listitem"
      aria-posinset={at + 1}
      aria-setsize={total}
      data-at={at}
      className={classNames(
        'memory-row',
        isChosen && 'memory-row-chosen',
        isOpen && 'memory-row-open',
        isFirstOfDay && 'memory-row-first',
        memory !== undefined && memory.state !== 'kept' && 'memory-row-faint',
      )}
    >
      <input
        type="checkbox"
        className="memory-row-check"
        aria-label={memory === undefined ? 'Choose' : `Choose: ${memory.text.slice(0, 80)}`}
        tabIndex={-1}
        checked={isChosen}
        disabled={memory === undefined}
        onChange={() => undefined}
        onClick={choose}
      />
      <button
        type="button"
        className="memory-row-main"
        tabIndex={isActive ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        aria-busy={memory === undefined || undefined}
        onClick={open}
      >
        {memory === undefined ? <Grey /> : <Words memory={memory} dates={dates} />}
      </button>
    </div>
  );
});

function Words({ memory, dates }: { readonly memory: MemoryView; readonly dates: RowDates }) {
  const kind = MEMORY_KINDS[memory.kind];
  const state = MEMORY_STATES[memory.state];
  const source = sourceWords(memory);
  return (
    <>
      <bdi className="memory-row-text">{memory.text.slice(0, SHOWN_CHARACTERS)}</bdi>
      <span className="memory-row-meta">
        <Icon of={kind.icon} />
        <span className="memory-row-kind">{kind.word}</span>
        {memory.pinned && <Badge bare tone="accent" icon={Pin} word="Pinned" />}
        {state && <Badge bare tone={state.tone} icon={state.icon} word={state.word} />}
        {memory.untrusted && (
          <Badge bare tone="warning" icon={TriangleAlert} word="Not trusted" title={distrustWords(memory)} />
        )}
        <span className="memory-row-from">
          <bdi>{whoWords(memory)}</bdi>
          {source !== null && (
            <>
              {' · '}
              <bdi>{source}</bdi>
            </>
          )}
        </span>
        <time className="memory-row-date" dateTime={memory.at} title={dates.exact(memory.at)}>
          {dates.short(memory.at)}
        </time>
      </span>
    </>
  );
}

function Grey() {
  return (
    <>
      <span className="only-heard">Not read yet</span>
      <span className="grey grey-long" />
      <span className="grey grey-short" />
    </>
  );
}

// The list itself: only the rows near the view are in the page, and each asks for its page of two hundred when it comes
// into view. Nothing is done while it scrolls but to note which row is on top.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useStore } from 'zustand';
import { Button } from '../../../components/controls/button.tsx';
import { EmptyState } from '../../../components/feedback/empty-state.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { isNarrowed, NO_FILTER } from '../../../stores/memory/list-filter.ts';
import { rowAt } from '../../../stores/memory/paged-list.ts';
import { NOTHING_CHOSEN } from '../../../stores/memory/selection.ts';
import { MemoryRow } from './memory-row.tsx';
import { createRowDates, type RowDates } from './row-dates.ts';
import { useRowKeys } from './use-row-keys.ts';

/** Every row has this height (`--row-memory`, held by a test), so that the place of each is known without drawing it. */
export const ROW_PX = 72;
/** A page cannot be taller than some thirty million pixels. */
const MAX_ROWS = 400_000;
const SPARE_PX = 400;

export function MemoryRows() {
  const app = useApp();
  const { list, selection, top } = app.memory;
  const total = useStore(list.store, (state) => Math.min(state.total, MAX_ROWS));
  const filter = useStore(list.store, (state) => state.filter);
  const active = useStore(selection, (state) => Math.min(state.active, Math.max(0, total - 1)));
  const scroller = useRef<HTMLElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const dates = useMemo(() => createRowDates(new Date(), { locale: languageHere() }), []);
  const places = useMemo(() => ({ length: total }), [total]);
  const onKeyDown = useRowKeys({ scroller, virtual, total });
  const onScroll = useCallback(
    (offset: number) => top.setState({ at: Math.max(0, Math.floor(offset / ROW_PX)) }),
    [top],
  );

  const shown = useRef(filter);
  // Another filter is another list, from its first row.
  useEffect(() => {
    if (shown.current === filter) return;
    shown.current = filter;
    selection.setState(NOTHING_CHOSEN);
    virtual.current?.scrollTo(0);
  }, [filter, selection]);
  // Who comes back finds the list where it was left.
  useLayoutEffect(() => {
    const { at } = top.getState();
    if (at === 0) return;
    // Once the view was measured: before that there is no place to scroll to.
    const frame = requestAnimationFrame(() => virtual.current?.scrollToIndex(at));
    return () => cancelAnimationFrame(frame);
  }, [top]);

  const isBestFirst = filter.text.trim() !== '';
  if (total === 0) {
    return (
      <div className="memory-scroll">
        <NoRows />
      </div>
    );
  }
  return (
    <>
      <DayOnTop dates={dates} isBestFirst={isBestFirst} />
      <section
        ref={scroller}
        className="memory-scroll"
        aria-label={isBestFirst ? 'Memories, best first' : 'Memories, newest first'}
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: a virtual scroller puts elements of its own between list and rows */}
        <div role="list" aria-label="Memories">
          <Virtualizer
            ref={virtual}
            scrollRef={scroller}
            data={places}
            itemSize={ROW_PX}
            bufferSize={SPARE_PX}
            keepMounted={[active]}
            onScroll={onScroll}
          >
            {(_, at) => <MemoryRow key={at} at={at} total={total} dates={dates} />}
          </Virtualizer>
        </div>
      </section>
    </>
  );
}

interface DayOnTopProps {
  readonly dates: RowDates;
  readonly isBestFirst: boolean;
}

/** The day of the first row in view. Drawn again only when that day is another. */
function DayOnTop({ dates, isBestFirst }: DayOnTopProps) {
  const app = useApp();
  const at = useStore(app.memory.top, (state) => state.at);
  const moment = useStore(app.memory.list.store, (state) => rowAt(state, at)?.at);
  const day = isBestFirst ? 'Best first' : moment === undefined ? ' ' : dates.day(moment);
  return (
    <div className="memory-day" aria-hidden="true">
      {day}
    </div>
  );
}

function NoRows() {
  const app = useApp();
  const { loading, problem, filter } = useStore(app.memory.list.store);
  if (loading === 'failed') {
    return (
      <EmptyState
        title="Memories could not be read"
        next={problem}
        actions={<Button onClick={() => void app.memory.narrow(filter)}>Try again</Button>}
      />
    );
  }
  if (loading !== 'ready') return null;
  if (isNarrowed(filter)) {
    return (
      <EmptyState
        title="Nothing found"
        next="Nothing fits these words and filters. Try fewer of them."
        actions={<Button onClick={() => void app.memory.narrow(NO_FILTER)}>Show everything</Button>}
      />
    );
  }
  return (
    <EmptyState
      title="Nothing is remembered yet"
      next="What you and your contacts say is kept from now on, and you can look at it here."
    />
  );
}

function languageHere(): string {
  return navigator.language.startsWith('en') ? navigator.language : 'en-GB';
}

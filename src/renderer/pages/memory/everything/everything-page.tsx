// Everything that is remembered: search, filters, a list of any length, and beside it the one that is open.
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { Button } from '../../../components/controls/button.tsx';
import { PageHead } from '../../../components/layout/split-layout.tsx';
import { isModPress } from '../../../components/reading/key-hint.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { isNarrowed } from '../../../stores/memory/list-filter.ts';
import { MemoryPane } from '../detail/memory-pane.tsx';
import { MemoryMenu } from '../memory-menu.tsx';
import { countedAs } from '../memory-words.ts';
import { useWidth } from '../use-width.ts';
import { ListFoot } from './list-foot.tsx';
import { ListTools } from './list-tools.tsx';
import { MemoryRows } from './memory-rows.tsx';

/** From here on a list and an open memory stand side by side, each wide enough to be read. */
const SIDE_BY_SIDE_PX = 700;

export function EverythingPage() {
  const app = useApp();
  const { list, opened, forgetting } = app.memory;
  const split = useRef<HTMLDivElement>(null);
  const isWide = useWidth(split) >= SIDE_BY_SIDE_PX;
  const openId = useStore(opened, ({ id }) => id);
  useEffect(() => {
    const { loading, filter } = list.store.getState();
    if (loading === 'idle' || loading === 'failed') void app.memory.narrow(filter);
    // While another page was shown, nothing was read.
    else void app.memory.refresh();
  }, [app, list]);
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (!isModPress(event, 'f')) return;
      event.preventDefault();
      document.querySelector<HTMLInputElement>('.memory-search input')?.select();
    };
    window.addEventListener('keydown', find);
    return () => window.removeEventListener('keydown', find);
  }, []);
  const isCovered = openId !== null && !isWide;
  return (
    <>
      <PageHead
        title="Everything"
        detail={<HowMany />}
        actions={
          <>
            <Button onClick={() => forgetting.begin(list.store.getState().filter.text)}>Forget…</Button>
            <MemoryMenu />
          </>
        }
      />
      <ListTools />
      <div ref={split} className="memory-split" data-side-by-side={isWide || undefined}>
        <div className="memory-list" inert={isCovered}>
          <MemoryRows />
          <ListFoot />
        </div>
        {openId !== null && <MemoryPane key={openId} id={openId} takesFocus={isCovered} />}
      </div>
    </>
  );
}

function HowMany() {
  const app = useApp();
  const { loading, total, filter } = useStore(app.memory.list.store);
  return <span role="status">{howManyWords(loading, total, isNarrowed(filter))}</span>;
}

function howManyWords(
  loading: 'idle' | 'loading' | 'ready' | 'failed',
  total: number,
  isNarrow: boolean,
): string {
  if (loading === 'failed') return 'Could not be read';
  if (loading !== 'ready') return 'Looking';
  if (total === 0) return isNarrow ? 'Nothing found' : 'Nothing is remembered yet';
  return isNarrow ? `${total.toLocaleString('en')} found` : countedAs(total, 'memory', 'memories');
}

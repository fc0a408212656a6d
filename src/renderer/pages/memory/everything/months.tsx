// The timeline: each month with its count as a slim bar, newest first. Choosing one narrows the list to it, choosing it
// again takes that back. Bars are drawn, since a width from data cannot be a token.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { SectionLabel } from '../../../components/layout/split-layout.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { monthWords } from '../../../stores/memory/list-filter.ts';
import { moveInList } from '../../shell/list-keys.ts';

/** The bar's own units: a hundredth of the largest month. */
const WHOLE = 100;

export function Months() {
  const app = useApp();
  const months = useStore(app.memory.around, (state) => state.months);
  const filter = useStore(app.memory.list.store, (state) => state.filter);
  const most = useMemo(() => Math.max(1, ...months.map(({ count }) => count)), [months]);
  const { fromMonth, toMonth } = filter;
  if (months.length === 0) return null;
  const choose = (month: string) => {
    const isChosen = fromMonth === month && toMonth === month;
    const chosen = isChosen ? null : month;
    void app.memory.narrow({ ...filter, fromMonth: chosen, toMonth: chosen });
  };
  const isWithin = (month: string) =>
    (fromMonth !== null || toMonth !== null) && (fromMonth ?? month) <= month && month <= (toMonth ?? month);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons within
    <div className="months" onKeyDown={(event) => moveInList(event, '.month')}>
      <SectionLabel>By month</SectionLabel>
      <ul className="months-rows" aria-label="Months">
        {months.map(({ month, count }) => (
          <li key={month}>
            <button
              type="button"
              className="month"
              aria-pressed={isWithin(month)}
              onClick={() => choose(month)}
            >
              <span className="month-name">{monthWords(month)}</span>
              <span className="month-count">
                {count.toLocaleString('en')}
                <span className="only-heard">{count === 1 ? ' memory' : ' memories'}</span>
              </span>
              <svg
                className="month-bar"
                viewBox={`0 0 ${WHOLE} 1`}
                preserveAspectRatio="none"
                aria-hidden="true"
              >
                <rect width={Math.max(1, Math.round((WHOLE * count) / most))} height="1" />
              </svg>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

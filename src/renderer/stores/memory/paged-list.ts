// A long list read in pages as its rows come into view: its length is known, its rows come when they are looked at.
// What is shown stays until something newer is there, so that nothing jumps. It knows neither React nor what a row is.
//   row in view → want → (a moment) → read → pages
import { createStore, type StoreApi } from 'zustand';
import { sentenceOf } from '../../api.ts';

export interface PagedState<Row, Filter> {
  readonly loading: 'idle' | 'loading' | 'ready' | 'failed';
  readonly problem: string | null;
  /** What main had to say with the rows, as a sentence. */
  readonly note: string | null;
  readonly filter: Filter;
  readonly total: number;
  /** By number of page, from 0; a page that is missing was not looked at yet. */
  readonly pages: ReadonlyMap<number, readonly Row[]>;
}

export interface PageRead<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
  readonly note?: string | null;
}

export interface PagedList<Row, Filter> {
  readonly store: StoreApi<PagedState<Row, Filter>>;
  /** Starts again from the first row; what is shown stays until the answer is there. */
  load(filter?: Filter): Promise<void>;
  /** Reads again what is in view; does nothing before the first load. */
  refresh(): Promise<void>;
  /** A row at this place is in view; the result says that it no longer is. */
  want(at: number): () => void;
  /** The rows of these places, both included, read if need be; null when another list was asked for meanwhile. */
  rows(from: number, to: number): Promise<readonly Row[] | null>;
  /** Changes rows that are there; the same row again changes nothing. */
  apply(change: (row: Row) => Row): void;
}

export interface PagedSource<Row, Filter> {
  readonly read: (filter: Filter, offset: number, limit: number) => Promise<PageRead<Row>>;
  readonly filter: Filter;
  /** Runs its argument a moment later: what only flew by is not asked for. */
  readonly soon: (run: () => void) => void;
}

export const PAGE_ROWS = 200;
/** Some ten thousand rows; those farthest from what is looked at go first. */
const MAX_PAGES = 60;
const READS_AT_ONCE = 2;
/** A range is read anew as often, where the list is refreshed while it is read. */
const TRIES = 5;

export function createPagedList<Row, Filter>({
  read,
  filter: firstFilter,
  soon,
}: PagedSource<Row, Filter>): PagedList<Row, Filter> {
  const store = createStore<PagedState<Row, Filter>>(() => ({
    loading: 'idle',
    problem: null,
    note: null,
    filter: firstFilter,
    total: 0,
    pages: new Map(),
  }));
  const inView = new Map<number, number>();
  /** Under way, or failed: not asked for again before the next load or refresh. */
  const asked = new Set<number>();
  let version = 0;
  let reading = 0;
  let isDue = false;

  const readPage = async (page: number): Promise<readonly Row[] | null> => {
    const mine = version;
    const answer = await read(store.getState().filter, page * PAGE_ROWS, PAGE_ROWS);
    if (mine !== version) return null;
    store.setState(({ pages }) => ({
      total: answer.total,
      note: answer.note ?? null,
      pages: withPage(pages, page, answer.rows),
    }));
    return answer.rows;
  };

  const fail = (mine: number, cause: unknown): void => {
    if (mine === version) store.setState({ problem: sentenceOf(cause) });
  };

  function nextPage(): number | undefined {
    const { pages } = store.getState();
    return [...inView.keys()].filter((page) => !pages.has(page) && !asked.has(page)).at(-1);
  }

  function readWanted(): void {
    while (reading < READS_AT_ONCE && store.getState().loading === 'ready') {
      const page = nextPage();
      if (page === undefined) return;
      const mine = version;
      asked.add(page);
      reading += 1;
      void readPage(page)
        .then(
          () => void (mine === version && asked.delete(page)),
          (cause: unknown) => fail(mine, cause),
        )
        .finally(() => {
          reading -= 1;
          readWanted();
        });
    }
  }

  /** Null when a refresh came between: then the places may mean other rows. */
  async function readRange(from: number, to: number): Promise<readonly Row[] | null> {
    const mine = version;
    const found: Row[] = [];
    for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(to / PAGE_ROWS); page += 1) {
      const rows = store.getState().pages.get(page) ?? (await readPage(page));
      if (rows === null || mine !== version) return null;
      found.push(...rows);
    }
    const start = from % PAGE_ROWS;
    return found.slice(start, start + to - from + 1);
  }

  return {
    store,
    load: async (filter = store.getState().filter) => {
      version += 1;
      const mine = version;
      asked.clear();
      store.setState({ filter, loading: 'loading', problem: null });
      try {
        const { total, rows, note = null } = await read(filter, 0, PAGE_ROWS);
        if (mine !== version) return;
        store.setState({ loading: 'ready', total, note, pages: new Map([[0, rows]]) });
        readWanted();
      } catch (cause) {
        if (mine !== version) return;
        store.setState({ loading: 'failed', problem: sentenceOf(cause), total: 0, pages: new Map() });
      }
    },
    refresh: async () => {
      const { loading, filter } = store.getState();
      if (loading !== 'ready') return;
      version += 1;
      const mine = version;
      asked.clear();
      const shown = inView.size === 0 ? [0] : [...inView.keys()];
      try {
        const answers = await Promise.all(
          shown.map(async (page) => ({ page, ...(await read(filter, page * PAGE_ROWS, PAGE_ROWS)) })),
        );
        if (mine !== version) return;
        const [first] = answers;
        store.setState({
          problem: null,
          total: first?.total ?? 0,
          note: first?.note ?? null,
          pages: new Map(answers.map(({ page, rows }) => [page, rows])),
        });
        readWanted();
      } catch (cause) {
        fail(mine, cause);
      }
    },
    want: (at) => {
      const page = Math.floor(at / PAGE_ROWS);
      inView.set(page, (inView.get(page) ?? 0) + 1);
      if (!isDue && !store.getState().pages.has(page)) {
        isDue = true;
        soon(() => {
          isDue = false;
          readWanted();
        });
      }
      return () => {
        const left = (inView.get(page) ?? 1) - 1;
        if (left > 0) inView.set(page, left);
        else inView.delete(page);
      };
    },
    rows: async (from, to) => {
      const { filter } = store.getState();
      for (let tries = 0; tries < TRIES && store.getState().filter === filter; tries += 1) {
        const found = await readRange(from, to);
        if (found !== null) return found;
      }
      return null;
    },
    apply: (change) =>
      store.setState(({ pages }) => ({
        pages: new Map([...pages].map(([page, rows]) => [page, changedRows(rows, change)])),
      })),
  };
}

/** The row at a place of the list; undefined while it was not read. */
export function rowAt<Row>(
  { pages }: { readonly pages: ReadonlyMap<number, readonly Row[]> },
  at: number,
): Row | undefined {
  return pages.get(Math.floor(at / PAGE_ROWS))?.[at % PAGE_ROWS];
}

function changedRows<Row>(rows: readonly Row[], change: (row: Row) => Row): readonly Row[] {
  const changed = rows.map(change);
  return changed.every((row, at) => row === rows[at]) ? rows : changed;
}

function withPage<Row>(
  pages: ReadonlyMap<number, readonly Row[]>,
  page: number,
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> {
  const next = new Map(pages).set(page, rows);
  if (next.size <= MAX_PAGES) return next;
  const farthest = [...next.keys()].reduce((far, one) =>
    Math.abs(one - page) > Math.abs(far - page) ? one : far,
  );
  next.delete(farthest);
  return next;
}

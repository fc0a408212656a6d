// Looking through memory at this computer: lists, searches, one memory with its story. The owner sees everybody's, each
// with whose it is; nothing of this is ever shown to a model.
//   filter → rows beside the main loop → views;  text → search for each person → best first
import { AppError } from '../../../../contracts/errors.ts';
import type { MemoryFilter, MemoryView } from '../../../../contracts/memory.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { ListFilter, MemorySearch } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Redact } from '../../ports/world.ts';
import type { Finder } from '../finding/finder.ts';
import { rank } from '../finding/rank.ts';
import { isFitting } from './fitting.ts';
import { iso, type MemoryViews } from './memory-view.ts';

export interface Browsing {
  list(
    filter: MemoryFilter,
    offset: number,
    limit: number,
  ): Promise<{ total: number; memories: MemoryView[]; note: string | null }>;
  timeline(filter: MemoryFilter): Promise<{ month: string; count: number }[]>;
  people(): Promise<{ id: string; name: string; count: number }[]>;
  open(id: string): {
    memory: MemoryView;
    around: { speaker: string; text: string; at: string; isSource: boolean }[];
    history: MemoryView[];
    entities: { id: string; name: string }[];
  };
  usedIn(turnId: string): MemoryView[];
}

/** Persons whose memories are searched when none is chosen. */
const PERSONS_SEARCHED = 12;
const FOUND = 200;
const AROUND = 3;
const MAX_HISTORY = 50;

export function createBrowsing(deps: {
  stores: Stores;
  clock: Clock;
  redact: Redact;
  search: MemorySearch | null;
  finder: Finder;
  views: MemoryViews;
  agentName: () => string;
}): Browsing {
  const { stores, views } = deps;

  function searcher(): MemorySearch {
    if (deps.search === null)
      throw new AppError('not-ready', 'Memory could not be read now. Try again in a moment.');
    return deps.search;
  }

  async function search(filter: MemoryFilter): Promise<{ rows: readonly MemoryRow[]; note: string | null }> {
    const persons =
      filter.personId === undefined
        ? (await searcher().people()).map(({ scope }) => scope)
        : [filter.personId];
    const scopes = persons.slice(0, PERSONS_SEARCHED);
    const found = await Promise.all(
      scopes.map((scope) =>
        deps.finder.find({ scope, conversationId: filter.conversationId ?? null }, filter.text),
      ),
    );
    const ranked = found
      .flatMap((one) => (one.found === null ? [] : rank(one.found, filter.text, deps.clock.now())))
      .filter(({ candidate }) => isFitting(candidate))
      .sort((a, b) => b.score - a.score)
      .slice(0, FOUND);
    const order = new Map(ranked.map(({ candidate }, place) => [candidate.id, place]));
    const narrowed = listFilter(filter);
    const best = (await searcher().list({ ...narrowed, ids: [...order.keys()] }, 0, FOUND)).rows;
    // What is put away or past is in no search, and what the filter wants may be far from the best: its words find it.
    const byWords = /[\p{L}\p{N}]/u.test(filter.text)
      ? (await searcher().list({ ...narrowed, text: filter.text }, 0, FOUND)).rows
      : [];
    const others = byWords.filter(({ id }) => !order.has(id));
    const note =
      persons.length > scopes.length
        ? `Meaning was searched among the ${PERSONS_SEARCHED} with the most memories, words among all.`
        : null;
    return {
      rows: [...[...best].sort((a, b) => (order.get(a.id) ?? FOUND) - (order.get(b.id) ?? FOUND)), ...others],
      note: found.find((one) => one.note !== null)?.note ?? note,
    };
  }

  function around(row: MemoryRow): ReturnType<Browsing['open']>['around'] {
    if (row.conversationId === null || row.messageId === null) return [];
    const before = stores.messages.page(row.conversationId, row.messageId, AROUND);
    const said = stores.messages.get(row.messageId);
    const answered = stores.steps.get(row.messageId);
    const stepsBefore = stores.steps.page(row.conversationId, row.messageId, AROUND);
    const after = [
      ...stores.messages.after(row.conversationId, row.messageId, AROUND),
      ...stores.steps.after(row.conversationId, row.messageId, AROUND),
    ]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, AROUND);
    const earlier = [...before, ...stepsBefore].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(-AROUND);
    return [...earlier, ...(said === null ? [] : [said]), ...(answered === null ? [] : [answered]), ...after]
      .filter(({ text }) => text.trim() !== '')
      .map((one) => ({
        speaker: 'senderName' in one ? views.speaker(one) : deps.agentName(),
        text: deps.redact(one.text),
        at: iso(one.at),
        isSource: one.id === row.messageId,
      }));
  }

  function historyOf(id: string): readonly MemoryRow[] {
    const rows: MemoryRow[] = [];
    for (let next = [id]; next.length > 0 && rows.length < MAX_HISTORY; ) {
      const before = next.flatMap((one) => stores.memories.replacedBy(one));
      rows.push(...before);
      next = before.map((row) => row.id);
    }
    return rows;
  }

  return {
    list: async (filter, offset, limit) => {
      if (filter.text.trim() !== '') {
        const { rows, note } = await search(filter);
        return {
          total: rows.length,
          memories: rows.slice(offset, offset + limit).map(views.memory),
          note,
        };
      }
      const { total, rows } = await searcher().list(listFilter(filter), offset, limit);
      return { total, memories: rows.map(views.memory), note: null };
    },
    timeline: async (filter) => [...(await searcher().months(listFilter(filter)))],
    people: async () =>
      (await searcher().people()).map(({ scope, count }) => ({
        id: scope,
        name: views.person(scope),
        count,
      })),
    open: (id) => {
      const row = stores.memories.byId(id);
      if (row === null) throw new AppError('not-found', 'This memory does not exist any more.');
      return {
        memory: views.memory(row),
        around: around(row),
        history: historyOf(id).map(views.memory),
        entities: stores.entities.ofMemory(id).map((entity) => ({ id: entity.id, name: entity.name })),
      };
    },
    usedIn: (turnId) =>
      stores.memoryUses.ofTurn(turnId).flatMap((id) => {
        const row = stores.memories.byId(id);
        return row === null ? [] : [views.memory(row)];
      }),
  };
}

function listFilter({ text: _, personId, from, before, states, ...rest }: MemoryFilter): ListFilter {
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    states,
    ...(personId === undefined ? {} : { scope: personId }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(before === undefined ? {} : { before: Date.parse(before) }),
  };
}

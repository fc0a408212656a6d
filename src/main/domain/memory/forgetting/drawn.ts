// What was made of words that are to be forgotten and may say the same in others: facts drawn from a message with all that
// they replaced or were replaced by, and summaries that stand for it. Reads the stores; changes nothing.
import type { MemoryRow } from '../../ports/memory.ts';
import type { FoundTrace, TraceTable } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';

/** Of one chain; a fact that was said better more often than that is not drawn further. */
const MAX_CHAIN = 500;

/** Each trace with what was made of it before it: whoever is shown only the first of them loses nothing unseen. */
export function withDrawn(
  stores: Stores,
  found: readonly FoundTrace[],
  scope: string | null,
): readonly FoundTrace[] {
  const traces = new Map<string, FoundTrace>();
  const known = new Map(found.map((trace) => [traceKey(trace), trace]));

  function put(trace: FoundTrace, isLoose: boolean): void {
    const key = traceKey(trace);
    const before = traces.get(key) ?? known.get(key);
    traces.set(key, { ...trace, isLoose: before === undefined ? isLoose : before.isLoose && isLoose });
  }

  for (const trace of found) {
    for (const made of drawnFrom(stores, trace, scope)) {
      const key = traceKey(made);
      const row = traces.get(key) ?? known.get(key) ?? stores.traces.read(made.table, made.id);
      if (row !== null) put(row, trace.isLoose);
    }
    put(trace, trace.isLoose);
  }
  return [...traces.values()];
}

export function traceKey({ table, id }: { readonly table: TraceTable; readonly id: string }): string {
  return `${table}/${id}`;
}

/** Facts that were drawn from a message or step, with their chains. */
export function factsFrom(stores: Stores, id: string, scope: string | null): readonly MemoryRow[] {
  const facts = stores.memories.ofMessage(id).filter((row) => isFact(row, scope));
  return [
    ...new Map(facts.flatMap((row) => chainOf(stores, row, scope)).map((row) => [row.id, row])).values(),
  ];
}

function drawnFrom(
  stores: Stores,
  { table, id, conversationId }: FoundTrace,
  scope: string | null,
): readonly { readonly table: TraceTable; readonly id: string }[] {
  const facts = (rows: readonly MemoryRow[]) =>
    rows.map((row) => ({ table: 'memories' as const, id: row.id }));
  switch (table) {
    case 'memories': {
      const row = stores.memories.byId(id);
      return row === null || !isFact(row, scope) ? [] : facts(chainOf(stores, row, scope));
    }
    case 'messages':
    case 'steps': {
      const turnOrMessage = table === 'messages' ? id : stores.steps.get(id)?.turnId;
      const summaries =
        conversationId === null || turnOrMessage === undefined
          ? []
          : stores.summaries.reaching(conversationId, turnOrMessage);
      return [
        ...facts(factsFrom(stores, id, scope)),
        ...summaries.filter((one) => one !== id).map((one) => ({ table: 'messages' as const, id: one })),
      ];
    }
    default:
      return [];
  }
}

/** All that took the place of one another: one says what the other one said, and more. */
function chainOf(stores: Stores, row: MemoryRow, scope: string | null): readonly MemoryRow[] {
  const chain = new Map<string, MemoryRow>();
  const waiting = [row];
  for (let next = waiting.pop(); next !== undefined && chain.size < MAX_CHAIN; next = waiting.pop()) {
    if (chain.has(next.id) || !isFact(next, scope)) continue;
    chain.set(next.id, next);
    const newer = next.replacedBy === null ? null : stores.memories.byId(next.replacedBy);
    waiting.push(...stores.memories.replacedBy(next.id), ...(newer === null ? [] : [newer]));
  }
  return [...chain.values()];
}

function isFact(row: MemoryRow, scope: string | null): boolean {
  // SECURITY: one person's forgetting never reaches what is kept of another.
  return row.kind !== 'message' && row.kind !== 'passage' && (scope === null || row.scope === scope);
}

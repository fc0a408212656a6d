// Recall: what was kept, found again by its words and its meaning. Scoped by person, so that one never sees another's.
//   query → search beside the main loop → rank → rows with their sources
// May not know where vectors are made nor how the search runs. Without either, words alone still find.
import { joinTaint } from '../../gate/taint.ts';
import type { Recalled, RecalledMemory } from '../../ports/abilities.ts';
import type { MemoryArea, MemoryRow } from '../../ports/memory.ts';
import type { Neighbour } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { ToolContext } from '../../ports/tool.ts';
import type { Clock } from '../../ports/world.ts';
import { areaOf } from '../area.ts';
import type { Finder } from './finder.ts';
import type { Indexing } from './indexing.ts';
import { rank } from './rank.ts';

const MAX_RESULTS = 10;
/** Of what was said around a result, shown with it. */
const MAX_AROUND_CHARACTERS = 200;

export interface RecallDeps {
  stores: Pick<Stores, 'memories' | 'conversations' | 'documents' | 'memoryUses' | 'transaction'>;
  clock: Clock;
  finder: Finder;
  indexing: Pick<Indexing, 'wake'>;
}

/** Best first; only what belongs to the person of this conversation. */
export function createRecall(deps: RecallDeps): (query: string, context: ToolContext) => Promise<Recalled> {
  const { stores, clock, indexing } = deps;

  async function recall(query: string, context: ToolContext): Promise<Recalled> {
    const area = areaOf(stores, context);
    const { found, note } = await deps.finder.find(area, query);
    indexing.wake();
    if (found === null) {
      const rows = stores.memories.search(area.scope, query, MAX_RESULTS, area.conversationId);
      used(context, rows);
      return { memories: rows.map((row) => recalled(area, row, [])), note };
    }
    const best = rank(found, query, clock.now())
      .slice(0, MAX_RESULTS)
      .map(({ candidate }) => candidate);
    const around = new Map(best.map((candidate) => [candidate.id, candidate.around]));
    const rows = stores.memories.get(
      area,
      best.map((candidate) => candidate.id),
    );
    used(context, rows);
    return {
      memories: rows.map((row) =>
        recalled(
          area,
          row,
          [...(around.get(row.id) ?? [])].sort((a, b) => a.offset - b.offset),
        ),
      ),
      note,
    };
  }

  /** What the model is shown is what the answer used: said under it. */
  function used({ turnId }: ToolContext, rows: readonly MemoryRow[]): void {
    if (rows.length === 0) return;
    stores.transaction(() => {
      stores.memoryUses.add(
        turnId,
        rows.map((row) => row.id),
      );
    });
  }

  function recalled(area: MemoryArea, row: MemoryRow, around: readonly Neighbour[]): RecalledMemory {
    const ids = around.map(({ id }) => id);
    const said = stores.memories.get(area, ids);
    return {
      id: row.id,
      text: row.text,
      at: new Date(row.createdAt).toISOString(),
      kind: row.kind,
      speaker: row.speaker,
      conversationTitle:
        row.conversationId === null ? null : (stores.conversations.get(row.conversationId)?.title ?? null),
      document: documentOf(row),
      messageId: row.messageId,
      frameId: row.frameId,
      around: around.map(({ speaker, text }) => ({ speaker, text: text.slice(0, MAX_AROUND_CHARACTERS) })),
      // SECURITY: what was untrusted when it was kept is untrusted whenever it comes back.
      // SECURITY: and so is what was said around it, which is shown beside it; what of that is gone is nobody's.
      taint: joinTaint(row.taint, ...said.map(({ taint }) => taint), {
        untrusted: said.length < new Set(ids).size,
        private: true,
        sources: [{ kind: 'memory', label: 'memory' }],
      }),
    };
  }

  function documentOf({ documentId, place }: MemoryRow): RecalledMemory['document'] {
    if (documentId === null) return null;
    const name = stores.documents.get(documentId)?.name;
    return name === undefined ? null : { name, place };
  }

  return recall;
}

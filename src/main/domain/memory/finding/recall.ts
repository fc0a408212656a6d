// Recall: what was kept, found again by its words and its meaning. Scoped by person, so that one never sees another's.
//   query → search beside the main loop → rank → rows with their sources
// May not know where vectors are made nor how the search runs. Without either, words alone still find.
import { joinTaint } from '../../gate/taint.ts';
import type { Recalled, RecalledMemory } from '../../ports/abilities.ts';
import type { Embedder } from '../../ports/embedding.ts';
import type { MemoryArea, MemoryRow } from '../../ports/memory.ts';
import type { FoundMemories, MemorySearch, Neighbour } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { ToolContext } from '../../ports/tool.ts';
import type { Clock, Log } from '../../ports/world.ts';
import { areaOf } from '../area.ts';
import type { Indexing } from './indexing.ts';
import { rank } from './rank.ts';

const MAX_RESULTS = 10;
/** Of what was said around a result, shown with it. */
const MAX_AROUND_CHARACTERS = 200;
/** How long an answer waits for the question's meaning; loading the model takes about a second. */
const PATIENCE_MS = 4_000;

export interface RecallDeps {
  stores: Pick<Stores, 'memories' | 'conversations' | 'documents'>;
  clock: Clock;
  log: Log;
  embedder: Embedder;
  /** Null where nothing can run beside the main loop. */
  search: MemorySearch | null;
  indexing: Pick<Indexing, 'wake'>;
}

/** Best first; only what belongs to the person of this conversation. */
export function createRecall(deps: RecallDeps): (query: string, context: ToolContext) => Promise<Recalled> {
  const { stores, clock, embedder, indexing } = deps;

  async function recall(query: string, context: ToolContext): Promise<Recalled> {
    const area = areaOf(stores, context);
    const { found, note } = await find(area, query);
    indexing.wake();
    if (found === null) {
      const rows = stores.memories.search(area.scope, query, MAX_RESULTS, area.conversationId);
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

  /** `found` is null when the plain word search has to answer. */
  async function find(
    area: MemoryArea,
    query: string,
  ): Promise<{ readonly found: FoundMemories | null; readonly note: string | null }> {
    if (deps.search === null) return { found: null, note: null };
    const patience = new AbortController();
    const cancel = clock.after(PATIENCE_MS, () => patience.abort());
    let reason: string | null = null;
    const question = embedder.embed([query], patience.signal).then((made) => {
      if (made.kind === 'embedded') return made.vectors[0] ?? null;
      reason = made.reason;
      return null;
    });
    try {
      const modelNumber = stores.memories.modelNumber(embedder.model, embedder.dimensions);
      const found = await deps.search.find(area, query, question, modelNumber);
      await question;
      if (found === null) return { found, note: noteOf('The search could not run.') };
      return { found, note: reason === null ? null : noteOf(reason) };
    } catch (cause) {
      deps.log.error('Memories were searched by words only', { cause });
      return { found: null, note: noteOf('The search could not run.') };
    } finally {
      cancel();
    }
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

function noteOf(reason: string): string {
  return `Searched by words only. ${reason}`;
}

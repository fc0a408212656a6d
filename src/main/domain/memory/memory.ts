// Memory: keep a fact, find it again by its words and its meaning. Scoped by person, so that one never sees another's.
//   keep → table, frame → indexing;  recall → search beside the main loop → rank → rows with their sources
// May not know where vectors are made nor how the search runs. Without either, words alone still find.
import type { Actor } from '../../../contracts/actors.ts';
import { senderOf } from '../gate/policy.ts';
import { joinTaint } from '../gate/taint.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Memory, Recalled, RecalledMemory } from '../ports/abilities.ts';
import type { Embedder } from '../ports/embedding.ts';
import type { FoundMemories, MemoryArea, MemoryRow, MemorySearch, Neighbour } from '../ports/memory.ts';
import type { Stores } from '../ports/stores.ts';
import type { ToolContext } from '../ports/tool.ts';
import type { Clock, Log, MakeId, Redact } from '../ports/world.ts';
import { cleanText } from '../untrusted-text/clean-text.ts';
import type { Indexing } from './indexing.ts';
import { rank } from './rank.ts';

const MAX_MEMORY_CHARACTERS = 2_000;
const MAX_RESULTS = 10;
/** Of what was said around a result, shown with it. */
const MAX_AROUND_CHARACTERS = 200;
/** How long an answer waits for the question's meaning; loading the model takes about a second. */
const PATIENCE_MS = 4_000;

export interface MemoryDeps {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  log: Log;
  embedder: Embedder;
  /** Null where nothing can run beside the main loop. */
  search: MemorySearch | null;
  indexing: Indexing;
}

export function createMemory(deps: MemoryDeps): Memory {
  const { stores, clock, embedder, indexing } = deps;

  async function recall(query: string, context: ToolContext): Promise<Recalled> {
    const area = areaOf(context);
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

  function areaOf(context: ToolContext): MemoryArea {
    const isGroup = stores.conversations.get(context.conversationId)?.chatKind === 'group';
    return {
      // SECURITY: only the scope of who asks.
      scope: scopeOf(context.actor),
      // SECURITY: a group hears the answer; what a person said elsewhere is not told there.
      conversationId: isGroup ? context.conversationId : null,
    };
  }

  function recalled(area: MemoryArea, row: MemoryRow, around: readonly Neighbour[]): RecalledMemory {
    const ids = around.map(({ id }) => id);
    const said = stores.memories.get(area, ids);
    return {
      text: row.text,
      at: new Date(row.createdAt).toISOString(),
      kind: row.kind,
      speaker: row.speaker,
      conversationTitle: stores.conversations.get(row.conversationId)?.title ?? null,
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

  return {
    keep: (text, context, causeFrameId) => {
      const fact = cleanText(text).trim();
      if (fact === '') return { kind: 'refused', reason: 'There is nothing to remember.' };
      if (fact.length > MAX_MEMORY_CHARACTERS)
        return { kind: 'refused', reason: `A memory has at most ${MAX_MEMORY_CHARACTERS} characters.` };
      // SECURITY: a secret kept as a memory would be shown to the model later.
      if (deps.redact(fact) !== fact)
        return { kind: 'refused', reason: 'This looks like a secret. Secrets are not remembered.' };
      const messageId = stores.turns.get(context.turnId)?.messageId ?? null;
      stores.transaction(() => {
        const frame = deps.ledger.record({
          kind: 'memory-kept',
          causeId: causeFrameId,
          actor: context.actor,
          conversationId: context.conversationId,
          turnId: context.turnId,
          payload: { text: fact },
        });
        stores.memories.add({
          id: deps.makeId(),
          scope: scopeOf(context.actor),
          conversationId: context.conversationId,
          kind: 'fact',
          speaker: messageId === null ? null : (stores.messages.get(messageId)?.senderName ?? null),
          messageId,
          text: fact,
          taint: context.taint,
          frameId: frame.id,
          createdAt: clock.now(),
          disabled: false,
          pinned: false,
        });
      });
      indexing.wake();
      return { kind: 'kept' };
    },
    recall,
  };
}

function scopeOf(actor: Actor): string {
  return senderOf(actor) ?? actor.kind;
}

function noteOf(reason: string): string {
  return `Searched by words only. ${reason}`;
}

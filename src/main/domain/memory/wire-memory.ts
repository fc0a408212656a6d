// Memory wired together, top to bottom, from its ports.
//   keep, recall → tools;  indexing beside everything else
import type { Ledger } from '../ledger/ledger.ts';
import type { Memory } from '../ports/abilities.ts';
import { type Embedder, NO_EMBEDDER } from '../ports/embedding.ts';
import type { MemorySearch } from '../ports/memory-search.ts';
import type { Stores } from '../ports/stores.ts';
import type { Clock, Log, MakeId, Redact } from '../ports/world.ts';
import { scopeOf } from './area.ts';
import { createEntities } from './entities/entities.ts';
import { createIndexing } from './finding/indexing.ts';
import { createRecall } from './finding/recall.ts';
import { createKeep } from './keeping/keep.ts';

export interface WiredMemory {
  /** What tools may do. */
  readonly forTools: Memory;
  /** What an earlier run left is taken up, once the start is long over. */
  start(): void;
  stop(): void;
}

export function wireMemory(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  log: Log;
  /** Without these, memories are found by their words alone. */
  embedder?: Embedder;
  memorySearch?: MemorySearch;
}): WiredMemory {
  const { stores } = deps;
  const embedder = deps.embedder ?? NO_EMBEDDER;
  const indexing = createIndexing({ ...deps, embedder });
  const entities = createEntities(deps);
  const keep = createKeep({ ...deps, entities, onKept: indexing.wake });
  const recall = createRecall({ ...deps, embedder, search: deps.memorySearch ?? null, indexing });

  return {
    forTools: {
      recall,
      keep: (text, context, causeFrameId) => {
        const messageId = stores.turns.get(context.turnId)?.messageId ?? null;
        const message = messageId === null ? null : stores.messages.get(messageId);
        const kept = keep({
          scope: scopeOf(context.actor),
          kind: 'fact',
          text,
          taint: context.taint,
          actor: context.actor,
          conversationId: context.conversationId,
          turnId: context.turnId,
          messageId,
          speaker: message?.senderName ?? null,
          at: deps.clock.now(),
          causeFrameId,
        });
        return kept.kind === 'refused' ? { kind: 'refused', reason: kept.reason } : { kind: 'kept' };
      },
    },
    start: indexing.resume,
    stop: indexing.stop,
  };
}

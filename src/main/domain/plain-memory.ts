// Memories on a plain store: keep a sentence, find it by its words. Scoped by person, so that one never sees another's.
import type { Actor } from '../../contracts/actors.ts';
import { senderOf } from './gate/policy.ts';
import { joinTaint } from './gate/taint.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Memory } from './ports/abilities.ts';
import type { Stores } from './ports/stores.ts';
import type { Clock, MakeId, Redact } from './ports/world.ts';
import { cleanText } from './untrusted-text/clean-text.ts';

const MAX_MEMORY_CHARACTERS = 2_000;
const MAX_RESULTS = 10;

export function createMemory(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
}): Memory {
  return {
    keep: (text, context, causeFrameId) => {
      const fact = cleanText(text).trim();
      if (fact === '') return { kind: 'refused', reason: 'There is nothing to remember.' };
      if (fact.length > MAX_MEMORY_CHARACTERS)
        return { kind: 'refused', reason: `A memory has at most ${MAX_MEMORY_CHARACTERS} characters.` };
      // SECURITY: a secret kept as a memory would be shown to the model later.
      if (deps.redact(fact) !== fact)
        return { kind: 'refused', reason: 'This looks like a secret. Secrets are not remembered.' };
      deps.stores.transaction(() => {
        const frame = deps.ledger.record({
          kind: 'memory-kept',
          causeId: causeFrameId,
          actor: context.actor,
          conversationId: context.conversationId,
          turnId: context.turnId,
          payload: { text: fact },
        });
        deps.stores.memories.add({
          id: deps.makeId(),
          scope: scopeOf(context.actor),
          conversationId: context.conversationId,
          text: fact,
          taint: context.taint,
          frameId: frame.id,
          createdAt: deps.clock.now(),
        });
      });
      return { kind: 'kept' };
    },
    recall: (query, context) =>
      // SECURITY: only the scope of who asks.
      deps.stores.memories.search(scopeOf(context.actor), query, MAX_RESULTS).map((row) => ({
        text: row.text,
        at: new Date(row.createdAt).toISOString(),
        taint: joinTaint(row.taint, {
          untrusted: false,
          private: true,
          sources: [{ kind: 'memory', label: 'memory' }],
        }),
      })),
  };
}

function scopeOf(actor: Actor): string {
  return senderOf(actor) ?? actor.kind;
}

// The one place where a memory is written: checked, recorded with its cause, put in the place of what it replaces.
//   new memory → why not → duplicate? → frame and rows in one transaction → indexing
// May not know who found it out: a tool, a model that read a conversation, an import.

import type { Actor } from '../../../../contracts/actors.ts';
import type { Taint } from '../../../../contracts/effects.ts';
import type { MemoryKind } from '../../../../contracts/memory.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Digest, MakeId, Redact } from '../../ports/world.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import type { Entities } from '../entities/entities.ts';
import { stemsOf } from '../finding/question.ts';
import { absoluteDates } from './absolute-dates.ts';
import { type NotKept, whyNotKept } from './not-kept.ts';

export interface NewMemory {
  readonly scope: string;
  readonly kind: Extract<MemoryKind, 'fact' | 'preference' | 'event'>;
  readonly text: string;
  readonly taint: Taint;
  readonly actor: Actor;
  readonly conversationId: string | null;
  readonly turnId: string | null;
  /** The message or step it was drawn from. */
  readonly messageId: string | null;
  readonly speaker: string | null;
  /** When it was said; "tomorrow" is counted from there, or from `wordsFrom`. */
  readonly at: number;
  /** When its words were written, where that is another moment. */
  readonly wordsFrom?: number;
  /** The frame that caused it. */
  readonly causeFrameId: string | null;
  /** What it takes the place of. */
  readonly replaces?: MemoryRow;
  /** Kept as it was before, in an export. */
  readonly pinned?: boolean;
}

export type Keeping =
  | { readonly kind: 'kept'; readonly row: MemoryRow; readonly frameId: string }
  /** The same is known already; nothing was written. */
  | { readonly kind: 'known'; readonly row: MemoryRow }
  | { readonly kind: 'refused'; readonly why: NotKept['why']; readonly reason: string };

export type Keep = (memory: NewMemory) => Keeping;

/** Texts of the same word stems in the same order say the same, unless a sign makes it another: C and C#, 5 and -5. */
export function sameKeyOf(digest: Digest, text: string): string {
  const signs = text.match(/[\p{S}#&%@]|[-−](?=\d)/gu) ?? [];
  const said = [...stemsOf(text), ...signs].join(' ');
  return digest.sha256(said === '' ? text : said).slice(0, 24);
}

export function createKeep(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  digest: Digest;
  entities: Pick<Entities, 'tieKnown'>;
  onKept: () => void;
}): Keep {
  const { stores, ledger } = deps;

  function refuse(memory: NewMemory, { why, reason }: NotKept): Keeping {
    stores.transaction(() => {
      ledger.record({
        kind: 'memory-refused',
        causeId: memory.causeFrameId,
        actor: memory.actor,
        conversationId: memory.conversationId,
        turnId: memory.turnId,
        facts: { why, from: memory.turnId === null ? 'learning' : 'tool' },
      });
    });
    return { kind: 'refused', why, reason };
  }

  function sameAs(memory: NewMemory, sameKey: string): MemoryRow | null {
    const same = stores.memories
      .same(memory.scope, sameKey)
      // SECURITY: what the owner says anew is kept as their own, also when somebody else had said it before.
      .find((row) => row.id !== memory.replaces?.id && (memory.taint.untrusted || !row.taint.untrusted));
    return same ?? null;
  }

  return (memory) => {
    const text = absoluteDates(cleanText(memory.text).trim(), memory.wordsFrom ?? memory.at);
    const refused = whyNotKept(text, memory.taint, deps.redact);
    if (refused !== null) return refuse(memory, refused);
    const sameKey = sameKeyOf(deps.digest, text);
    const same = sameAs(memory, sameKey);
    if (same !== null) return { kind: 'known', row: same };
    const kept = stores.transaction(() => {
      const frame = ledger.record({
        kind: memory.replaces === undefined ? 'memory-kept' : 'memory-changed',
        causeId: memory.causeFrameId,
        actor: memory.actor,
        conversationId: memory.conversationId,
        turnId: memory.turnId,
        facts: {
          kind: memory.kind,
          untrusted: memory.taint.untrusted,
          ...(memory.replaces === undefined ? {} : { replaces: memory.replaces.id, how: 'replaced' }),
        },
        payload: { text },
      });
      const row: MemoryRow = {
        id: deps.makeId(),
        scope: memory.scope,
        conversationId: memory.conversationId,
        kind: memory.kind,
        speaker: memory.speaker,
        messageId: memory.messageId,
        documentId: null,
        place: null,
        text,
        taint: memory.taint,
        frameId: frame.id,
        createdAt: memory.at,
        state: 'kept',
        changedAt: null,
        replacedBy: null,
        sameKey,
        pinned: memory.pinned ?? memory.replaces?.pinned ?? false,
      };
      stores.memories.add(row);
      if (memory.replaces !== undefined)
        stores.memories.change(memory.replaces.id, {
          state: 'replaced',
          replacedBy: row.id,
          changedAt: deps.clock.now(),
        });
      deps.entities.tieKnown(row);
      return { kind: 'kept' as const, row, frameId: frame.id };
    });
    deps.onKept();
    return kept;
  };
}

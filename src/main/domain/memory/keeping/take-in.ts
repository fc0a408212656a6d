// What was said becomes findable: messages and answers of a conversation that is quiet, in the order they came, each with
// its source. Behind everything else, a few at a time; what a kill leaves over is taken in later.
//   turn over → wake → rows beyond the last one taken in → checked → memories and progress in one transaction
// May not know how they are found. Private conversations are passed over.
import type { Taint } from '../../../../contracts/effects.ts';
import { createLastingTaint } from '../../conversation/lasting-taint.ts';
import { taintOfMessage } from '../../gate/taint.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { ConversationRow, MessageRow, StepRow, Stores } from '../../ports/stores.ts';
import type { Clock, Log, MakeId, Redact } from '../../ports/world.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import { labelled } from '../../untrusted-text/label.ts';
import { scopeOf } from '../area.ts';
import type { Entities } from '../entities/entities.ts';
import { cutText, seamsOf } from './cut-text.ts';
import { whyNotKept } from './not-kept.ts';

export interface TakeIn {
  /** Something was said there. */
  wake(conversationId: string): void;
  /** Conversations that an earlier run did not get to. */
  resume(): void;
  stop(): void;
}

/** Answers go before memory: it begins when it has been quiet for a moment. */
const GATHER_MS = 3_000;
/** A start and what comes right after it are not slowed. */
const RESUME_MS = 20_000;
/** Rows of one transaction; a row takes about a tenth of a millisecond. */
const AT_ONCE = 25;
/** Between two transactions, so that answers come in between. */
const PAUSE_MS = 5;
const CONVERSATIONS_RESUMED = 1_000;

/** People's own words, and words they passed on. */
const SAID: readonly MessageRow['kind'][] = ['text', 'edit', 'forwarded'];

interface Said {
  readonly id: string;
  readonly at: number;
  readonly scope: string;
  readonly speaker: string | null;
  readonly text: string;
  readonly taint: Taint;
  readonly frameId: string;
}

export function createTakeIn(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  log: Log;
  makeId: MakeId;
  redact: Redact;
  entities: Pick<Entities, 'tieKnown'>;
  agentName: () => string;
  /** A step of a turn that runs is written after later messages: it would be passed over. */
  isRunning: (conversationId: string) => boolean;
  onKept: () => void;
}): TakeIn {
  const { stores, ledger, clock } = deps;
  const lasting = createLastingTaint(stores);
  const waiting = new Set<string>();
  let cancel: (() => void) | null = null;
  let cancelResume: (() => void) | null = null;
  let hasEnded = false;

  function wake(conversationId: string): void {
    waiting.add(conversationId);
    later(GATHER_MS);
  }

  function later(ms: number): void {
    if (cancel !== null || hasEnded) return;
    cancel = clock.after(ms, () => {
      cancel = null;
      run();
    });
  }

  /** One small transaction, then others may go on. */
  function run(): void {
    const conversationId = [...waiting].find((id) => !deps.isRunning(id));
    if (conversationId === undefined) return; // each is woken when its turn is over
    try {
      if (!takeSome(conversationId)) waiting.delete(conversationId);
    } catch (cause) {
      deps.log.error('What was said could not be taken into memory', { conversationId, cause });
      waiting.delete(conversationId);
    }
    if (waiting.size > 0) later(PAUSE_MS);
  }

  /** True when there may be more. */
  function takeSome(conversationId: string): boolean {
    const conversation = stores.conversations.get(conversationId);
    if (conversation === null || conversation.isPrivate) return false;
    const progress = stores.memoryProgress.of(conversationId);
    const messages = stores.messages.after(conversationId, progress.keptId, AT_ONCE);
    const steps = stores.steps.after(conversationId, progress.keptId, AT_ONCE);
    const all = [...messages.map(ofMessage), ...steps.map((step) => ofStep(conversation, step))];
    const rows = all.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, AT_ONCE);
    const last = rows.at(-1);
    if (last === undefined) return false;
    const kept = stores.transaction(() => {
      const count = rows.reduce((sum, row) => sum + keepSaid(conversation, row), 0);
      stores.memoryProgress.put({ ...progress, keptId: last.id });
      return count;
    });
    if (kept > 0) deps.onKept();
    return all.length > AT_ONCE || messages.length === AT_ONCE || steps.length === AT_ONCE;
  }

  function ofMessage(row: MessageRow): Said | { readonly id: string } {
    if (!SAID.includes(row.kind)) return { id: row.id };
    return {
      id: row.id,
      at: row.at,
      scope: scopeOf(row.actor),
      speaker: row.senderName,
      text: row.text,
      taint: labelled(taintOfMessage(row.actor, row.kind === 'forwarded'), row.text),
      frameId: row.frameId ?? row.id,
    };
  }

  function ofStep(conversation: ConversationRow, row: StepRow): Said | { readonly id: string } {
    const turn = stores.turns.get(row.turnId);
    const asked = turn === null ? null : stores.messages.get(turn.messageId);
    if (asked === null || row.text.trim() === '') return { id: row.id };
    return {
      id: row.id,
      at: row.at,
      scope: scopeOf(asked.actor),
      speaker: deps.agentName(),
      text: row.text,
      // SECURITY: an answer repeats what was read; it is as untrusted as anything its conversation was ever shown.
      taint: lasting.of(conversation.id),
      frameId: row.frameId ?? row.id,
    };
  }

  /** In the transaction. How many memories came of it. */
  function keepSaid(conversation: ConversationRow, said: Said | { readonly id: string }): number {
    if (!('text' in said)) return 0;
    // SECURITY: masked before it is kept; a memory is shown to models and people again and again.
    const text = deps.redact(cleanText(said.text)).trim();
    const pieces = cutText(text);
    // SECURITY: also where two pieces meet; a secret cut in two would be found again, one half after the other.
    const refused = [...pieces, ...seamsOf(pieces)]
      .map((piece) => whyNotKept(piece, said.taint, deps.redact))
      .find((why) => why !== null);
    if (refused !== undefined && refused !== null) {
      ledger.record({
        kind: 'memory-refused',
        causeId: said.frameId === said.id ? null : said.frameId,
        actor: { kind: 'system' },
        conversationId: conversation.id,
        facts: { why: refused.why, from: 'conversation', messageId: said.id },
      });
      return 0;
    }
    for (const piece of pieces) {
      const row: MemoryRow = {
        id: deps.makeId(),
        scope: said.scope,
        conversationId: conversation.id,
        kind: 'message',
        speaker: said.speaker,
        messageId: said.id,
        documentId: null,
        place: null,
        text: piece,
        taint: said.taint,
        frameId: said.frameId,
        createdAt: said.at,
        state: 'kept',
        changedAt: null,
        replacedBy: null,
        sameKey: null,
        pinned: false,
      };
      stores.memories.add(row);
      deps.entities.tieKnown(row);
    }
    return pieces.length;
  }

  return {
    wake,
    resume: () => {
      if (hasEnded) return;
      cancelResume = clock.after(RESUME_MS, () => {
        for (const id of stores.memoryProgress.behind(CONVERSATIONS_RESUMED)) waiting.add(id);
        if (waiting.size > 0) later(0);
      });
    },
    stop: () => {
      hasEnded = true;
      cancel?.();
      cancelResume?.();
    },
  };
}

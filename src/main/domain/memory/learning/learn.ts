// Facts are kept from conversations by a model, once a conversation has been quiet for a while, or before it is shortened.
//   turn over → quiet → window → model → consolidate → progress;  a failure → later, with growing pauses
// May not know which model it is. What was said is kept in any case; this only draws facts out of it.
import { type Learned, learnedSchema } from '../../../../contracts/learned.ts';
import type { MemoryProgress } from '../../../../contracts/memory.ts';
import type { Config } from '../../../../contracts/settings.ts';
import { createFence, MARK_BYTES } from '../../conversation/fence.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { MemoryRow } from '../../ports/memory.ts';
import type { MemorySearch } from '../../ports/memory-search.ts';
import type { Model, ModelUsage } from '../../ports/model.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Log, Random, Redact } from '../../ports/world.ts';
import type { Entities } from '../entities/entities.ts';
import type { Keep } from '../keeping/keep.ts';
import { askModel } from './ask-model.ts';
import { type Consolidated, consolidate } from './consolidate.ts';
import { progressOf } from './progress.ts';
import { KEEP_TOOL, learningRequest } from './request.ts';
import { type LearningWindow, readSince } from './window.ts';

export interface Learning {
  /** Something was said there. */
  wake(conversationId: string): void;
  /** At once, for what is about to be shortened. False when it could not be done. */
  now(conversationId: string, signal: AbortSignal): Promise<boolean>;
  resume(): void;
  state(): Pick<MemoryProgress, 'learning' | 'learningNote'>;
  /** Ends the model call that runs; what it read is read again later. */
  interrupt(): void;
  stop(): void;
}

export interface LearningDeps {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  random: Random;
  log: Log;
  redact: Redact;
  keep: Keep;
  entities: Entities;
  search: MemorySearch | null;
  model: Model;
  config: () => Config;
  isRunning: (conversationId: string) => boolean;
  isPaused: () => boolean;
  /** Changes when something was forgotten. */
  forgotten: () => number;
  onChange: () => void;
}

interface Learnt {
  readonly isWhole: boolean;
  /** Why it has to be tried again. */
  readonly reason: string | null;
}

/** A talk that rests for so long is over for now. */
const QUIET_MS = 180_000;
const RESUME_MS = 90_000;
const FIRST_PAUSE_MS = 300_000;
const LONGEST_PAUSE_MS = 3_600_000;
const CONVERSATIONS_RESUMED = 200;
/** Facts that a window is compared with. */
const KNOWN = 20;
const FORGOTTEN_MEANWHILE = 'Something was forgotten meanwhile; it is read again.';
const UNUSABLE =
  'The model for keeping facts answered nothing that could be used, so no facts were kept of what it read last.';
const QUESTION_CHARACTERS = 600;
const NOTHING: Consolidated = { kept: 0, changed: 0, known: 0, refused: 0 };

export function createLearning(deps: LearningDeps): Learning {
  const { stores, ledger, clock } = deps;
  const due = new Map<string, number>();
  const underWay = new Map<string, Promise<void>>();
  let cancel: (() => void) | null = null;
  let cancelResume: (() => void) | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  let running: AbortController | null = null;
  let trouble: string | null = null;
  /** What hinders nothing and has to be known, until the next good answer. */
  let remark: string | null = null;
  let hasEnded = false;

  function isOff(): boolean {
    return deps.config().memory.learn_from === 'nobody' || deps.model.label() === null;
  }

  function wake(conversationId: string): void {
    due.set(conversationId, clock.now() + QUIET_MS);
    plan();
  }

  function plan(): void {
    if (cancel !== null || hasEnded || running !== null || due.size === 0) return;
    const next = Math.max(0, Math.min(...due.values()) - clock.now());
    cancel = clock.after(next, () => {
      cancel = null;
      void run();
    });
  }

  async function run(): Promise<void> {
    const now = clock.now();
    const ripe = [...due].find(([id, at]) => at <= now && !deps.isRunning(id));
    if (ripe === undefined || deps.isPaused()) {
      // Whatever runs wakes it again when it is over; a pause is looked at again later.
      for (const [id, at] of due) if (at <= now) due.set(id, now + QUIET_MS);
      plan();
      return;
    }
    const [conversationId] = ripe;
    due.delete(conversationId);
    const abort = new AbortController();
    running = abort;
    deps.onChange();
    const done = await learn(conversationId, abort.signal).catch((cause: unknown) => {
      deps.log.error('A conversation could not be looked through', { conversationId, cause });
      return { isWhole: false, reason: 'Something unexpected went wrong. The log has the details.' };
    });
    running = null;
    trouble = done.reason;
    if (done.isWhole) pauseMs = FIRST_PAUSE_MS;
    else {
      due.set(conversationId, clock.now() + pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
    deps.onChange();
    plan();
  }

  /** Everything beyond the last look, window after window. */
  function learn(conversationId: string, signal: AbortSignal): Promise<Learnt> {
    // One after another: two looks at once would keep everything twice.
    const before = underWay.get(conversationId) ?? Promise.resolve();
    const now = before.then(() => learnAll(conversationId, signal));
    const settled = now.then(
      () => undefined,
      () => undefined,
    );
    underWay.set(conversationId, settled);
    void settled.then(() => {
      if (underWay.get(conversationId) === settled) underWay.delete(conversationId);
    });
    return now;
  }

  async function learnAll(conversationId: string, signal: AbortSignal): Promise<Learnt> {
    for (;;) {
      const conversation = stores.conversations.get(conversationId);
      if (conversation === null || conversation.isPrivate || isOff()) return { isWhole: true, reason: null };
      const progress = progressOf(stores, conversationId);
      const naming = { ...deps, agentName: deps.config().agent.name };
      // Taken before anything is read: what is forgotten from here on may stand in what was read.
      const forgotten = deps.forgotten();
      const read = readSince(naming, conversation, progress.learnedId);
      if (read.lastId === '') return { isWhole: true, reason: null };
      for (const window of progress.left(read.windows)) {
        if (deps.config().memory.learn_from === 'owner' && window.scope !== 'owner') continue;
        const reason = await learnFrom(window, forgotten, signal, () => progress.windowDone(window));
        if (reason !== null) return { isWhole: false, reason: signal.aborted ? null : reason };
      }
      stores.transaction(() => progress.allDone(read.lastId));
      if (!read.hasMore) return { isWhole: true, reason: null };
    }
  }

  /** Null when it is done; `isDone` is stored with what came of it. */
  async function learnFrom(
    window: LearningWindow,
    forgotten: number,
    signal: AbortSignal,
    isDone: () => void,
  ): Promise<string | null> {
    const known = await knownFor(window);
    // SECURITY: a new mark for each request; one that was seen before, or guessed, closes nothing.
    const fence = createFence(deps.random.bytes(MARK_BYTES));
    // What was forgotten since it was read is not sent to a model any more.
    if (deps.forgotten() !== forgotten) return FORGOTTEN_MEANWHILE;
    const answer = await askModel(deps.model, learningRequest(window, known, fence), signal);
    if (answer.kind === 'failed') return answer.reason;
    // SECURITY: what was forgotten while the model read does not come back by what it answers.
    if (deps.forgotten() !== forgotten) return FORGOTTEN_MEANWHILE;
    const learned = learnedFrom(answer.calls, answer.text);
    try {
      stores.transaction(() => {
        // Nonsense is not asked for again, it would cost the same again: what was said stays findable word for word.
        const counts = learned === null ? NOTHING : consolidate(deps, window, known, learned);
        record(window, counts, answer.usage, learned === null);
        isDone();
      });
    } catch (cause) {
      deps.entities.forgetNames(); // those that were just noted are not there after all
      throw cause;
    }
    remark = learned === null ? UNUSABLE : null;
    return null;
  }

  async function knownFor({
    scope,
    taint,
    conversation,
    lines,
  }: LearningWindow): Promise<readonly MemoryRow[]> {
    const isGroup = conversation.chatKind === 'group';
    const area = { scope, conversationId: isGroup ? conversation.id : null };
    const text = lines
      .filter((line) => line.isPerson)
      .map((line) => line.text)
      .join(' ')
      .slice(-QUESTION_CHARACTERS);
    const found = await deps.search?.find(area, text, Promise.resolve(null), 0).catch(() => null);
    const ids = (found?.candidates ?? [])
      .filter(({ kind }) => kind !== 'message' && kind !== 'passage')
      .sort((a, b) => (a.wordPlace ?? KNOWN) - (b.wordPlace ?? KNOWN))
      .map(({ id }) => id);
    const newest = stores.memories.facts(scope, KNOWN);
    const rows = [...stores.memories.get(area, ids), ...newest.filter((row) => !ids.includes(row.id))];
    return (
      rows
        .filter((row) => area.conversationId === null || row.conversationId === area.conversationId)
        // SECURITY: words that nobody vouches for are not read among the owner's own: they could steer what becomes of those.
        .filter((row) => taint.untrusted || !row.taint.untrusted)
        .slice(0, KNOWN)
    );
  }

  /** In the transaction. */
  function record(
    { conversation, lines }: LearningWindow,
    counts: Consolidated,
    usage: ModelUsage,
    garbled: boolean,
  ): void {
    ledger.record({
      kind: 'memory-learned',
      causeId: lines.at(-1)?.frameId ?? null,
      actor: { kind: 'system' },
      conversationId: conversation.id,
      facts: {
        model: deps.model.label(),
        lines: lines.length,
        ...counts,
        inputTokens: usage.inputTokens,
        outputTokens: usage.outputTokens,
        ...(garbled ? { garbled } : {}),
      },
    });
  }

  return {
    wake,
    now: async (conversationId, signal) => (await learn(conversationId, signal)).isWhole,
    resume: () => {
      cancelResume = clock.after(RESUME_MS, () => {
        for (const id of stores.memoryProgress.behind(CONVERSATIONS_RESUMED)) if (!due.has(id)) wake(id);
      });
    },
    state: () => ({
      learning: isOff() ? 'off' : running !== null ? 'working' : trouble !== null ? 'trouble' : 'idle',
      learningNote: isOff() ? null : (trouble ?? remark),
    }),
    interrupt: () => running?.abort(),
    stop: () => {
      hasEnded = true;
      cancel?.();
      cancelResume?.();
      running?.abort();
    },
  };
}

/** The call that it had to make; models that cannot call tools write the same as text. */
function learnedFrom(
  calls: readonly { readonly tool: string; readonly inputText: string }[],
  text: string,
): Learned | null {
  const written =
    calls.find(({ tool }) => tool === KEEP_TOOL)?.inputText ??
    text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  try {
    const parsed = learnedSchema.safeParse(JSON.parse(written));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

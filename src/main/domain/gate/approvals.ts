// Questions to the owner. Durable before they are shown; bound to exactly what was shown; settled once.
//   ask → row + frame → window, tray, CLI → allow | deny | expire | withdraw → the asker goes on
// May not know how to run anything. Absence, error, timeout: deny.
import type { Actor } from '../../../contracts/actors.ts';
import type { AllowHow, ApprovalState, Question } from '../../../contracts/approvals.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { ApprovalRow, FrameRow, RuleRow, Stores } from '../ports/stores.ts';
import type { Clock, MakeId } from '../ports/world.ts';
import { type QuestionDraft, toQuestion } from './question-rows.ts';

export type ApprovalAnswer =
  | { readonly kind: 'allowed'; readonly frameId: string }
  | { readonly kind: 'denied'; readonly reason: string | null; readonly frameId: string }
  | { readonly kind: 'expired'; readonly frameId: string }
  | { readonly kind: 'withdrawn' };

export interface AskInput {
  readonly draft: QuestionDraft;
  /** SHA-256 over what was shown and will run. */
  readonly binding: string;
  readonly causeFrameId: string | null;
  readonly turnId: string | null;
  readonly toolCallId: string | null;
  readonly actor: Actor;
  readonly tool: string;
  /** The rule each offered answer would save; null when none may be saved. */
  readonly ruleFor: ((how: Exclude<AllowHow, 'once'>) => RuleRow) | null;
  /** Runs inside the transaction that records `allowed`. */
  readonly onAllow?: (frame: FrameRow) => void;
}

export type Settled = { readonly settled: boolean; readonly message: string };

export interface Approvals {
  /** Asks; the promise settles with the answer. Aborting withdraws the question. */
  ask(input: AskInput, signal: AbortSignal): Promise<ApprovalAnswer>;
  /** Asks without waiting; returns the question's id. */
  post(input: AskInput): string;
  allow(id: string, how: AllowHow, revision: string | null): Settled;
  deny(id: string, reason: string | null): Settled;
  /** Open questions, oldest first. */
  questions(): readonly Question[];
  rows(sinceMs: number, limit: number): readonly ApprovalRow[];
  pendingCount(): number;
  /** Whether a turn of this conversation waits for an answer now. */
  isWaitedFor(conversationId: string): boolean;
  /** Before the storage closes: questions stay as they are, for the next start to ask again. */
  stop(): void;
  /** After a restart: nobody waits for these any more unless their turn asks again. */
  recover(): void;
  /** An earlier answer to the same call, given before a restart and never used. A denial stays one. */
  answeredFor(toolCallId: string, binding: string): ApprovalAnswer | null;
}

const OWNER: Actor = { kind: 'owner' };
const SYSTEM: Actor = { kind: 'system' };
/** A turn is taken up again with the next start; answers to its calls are not older than this. */
const ANSWER_LOOKBACK_MS = 7 * 24 * 60 * 60 * 1000;
const NO_LONGER_OPEN = 'That question was already settled or has expired. Nothing was changed.';

export function createApprovals(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  announce: Announce;
  expireMs: () => number;
  /** The set of open questions changed. */
  onChange: () => void;
}): Approvals {
  const { stores, ledger, clock } = deps;
  const live = new Map<
    string,
    { input: AskInput; settle: (answer: ApprovalAnswer) => void; cancelTimer: () => void }
  >();

  function post(input: AskInput, settle: (answer: ApprovalAnswer) => void = () => undefined): string {
    const id = deps.makeId();
    const now = clock.now();
    const expiresAt = now + deps.expireMs();
    const { conversationId } = input.draft.kind === 'tool-call' ? input.draft : { conversationId: null };
    stores.transaction(() => {
      const frame = ledger.record({
        kind: input.draft.kind === 'setting' ? 'setting-asked' : 'approval-asked',
        causeId: input.causeFrameId,
        actor: SYSTEM,
        conversationId,
        turnId: input.turnId,
        facts: { approvalId: id, subject: subjectOf(input), key: input.tool, binding: input.binding },
        payload: { summary: input.draft.summary, facts: input.draft.facts },
      });
      stores.approvals.add({
        id,
        kind: input.draft.kind,
        state: 'pending',
        conversationId,
        turnId: input.turnId,
        toolCallId: input.toolCallId,
        actor: input.actor,
        tool: input.tool,
        binding: input.binding,
        shownText: JSON.stringify(input.draft),
        reason: input.draft.kind === 'tool-call' ? input.draft.reason : '',
        askedFrameId: frame.id,
        createdAt: now,
        expiresAt,
        settledAt: null,
        answerReason: null,
      });
    });
    const cancelTimer = clock.after(expiresAt - now, () => expire(id));
    live.set(id, { input, settle, cancelTimer });
    changed();
    return id;
  }

  function ask(input: AskInput, signal: AbortSignal): Promise<ApprovalAnswer> {
    if (signal.aborted) return Promise.resolve({ kind: 'withdrawn' });
    return new Promise((resolve) => {
      const id = post(input, (answer) => {
        signal.removeEventListener('abort', withdraw);
        resolve(answer);
      });
      function withdraw(): void {
        if (finish(id, 'withdrawn', null, null) === null) return;
        resolve({ kind: 'withdrawn' });
      }
      signal.addEventListener('abort', withdraw, { once: true });
    });
  }

  function allow(id: string, how: AllowHow, revision: string | null): Settled {
    const row = stores.approvals.get(id);
    if (row === null || row.state !== 'pending') return { settled: false, message: NO_LONGER_OPEN };
    // SECURITY: past its time is denied, also when the timer has not fired yet (the computer slept).
    if (row.expiresAt <= clock.now()) {
      expire(id);
      return { settled: false, message: NO_LONGER_OPEN };
    }
    // SECURITY: the answer is bound to what was shown.
    if (revision !== null && revision !== row.binding) {
      return { settled: false, message: 'The question has changed since it was shown. Look at it again.' };
    }
    const asked = live.get(id);
    // SECURITY: a question nobody waits for any more cannot be allowed into the future.
    if (asked === undefined) return { settled: false, message: NO_LONGER_OPEN };
    let rule: RuleRow | null = null;
    if (how !== 'once') {
      // SECURITY: no standing rule for what cannot be made a safe one.
      if (asked.input.ruleFor === null)
        return { settled: false, message: 'This cannot be allowed for longer than once.' };
      rule = asked.input.ruleFor(how);
    }
    const frame = finish(
      id,
      'allowed',
      null,
      (answered) => {
        if (rule !== null) {
          stores.rules.add(rule);
          ledger.record({
            kind: 'rule-saved',
            causeId: answered.id,
            actor: OWNER,
            facts: { ruleId: rule.id, sentence: rule.sentence },
          });
        }
        asked.input.onAllow?.(answered);
      },
      how,
    );
    if (frame === null) return { settled: false, message: NO_LONGER_OPEN };
    asked.settle({ kind: 'allowed', frameId: frame.id });
    return {
      settled: true,
      message: rule === null ? 'Allowed once.' : `Allowed. Rule saved: ${rule.sentence}`,
    };
  }

  function deny(id: string, reason: string | null): Settled {
    const asked = live.get(id);
    const frame = finish(id, 'denied', reason, null);
    if (frame === null) return { settled: false, message: NO_LONGER_OPEN };
    asked?.settle({ kind: 'denied', reason, frameId: frame.id });
    return { settled: true, message: 'Denied.' };
  }

  function expire(id: string): void {
    const asked = live.get(id);
    const frame = finish(id, 'expired', null, null);
    if (frame !== null) asked?.settle({ kind: 'expired', frameId: frame.id });
  }

  /** State, frame and whatever the answer brings, in one transaction. Null when it was settled before. */
  function finish(
    id: string,
    state: Exclude<ApprovalState, 'pending'>,
    reason: string | null,
    alsoDo: ((answered: FrameRow) => void) | null,
    how: AllowHow | null = null,
  ): FrameRow | null {
    const row = stores.approvals.get(id);
    if (row === null) return null;
    const frame = stores.transaction(() => {
      if (!stores.approvals.settle(id, state, clock.now(), reason)) return null;
      const answered = ledger.record({
        kind: state === 'expired' ? 'approval-expired' : 'approval-answered',
        causeId: row.askedFrameId,
        actor: state === 'allowed' || state === 'denied' ? OWNER : SYSTEM,
        conversationId: row.conversationId,
        turnId: row.turnId,
        facts: { approvalId: id, answer: how === null ? state : `${state} ${how}`, subject: row.tool },
        ...(reason === null ? {} : { payload: { reason } }),
      });
      alsoDo?.(answered);
      return answered;
    });
    if (frame === null) return null;
    live.get(id)?.cancelTimer();
    live.delete(id);
    changed();
    return frame;
  }

  function changed(): void {
    deps.announce('approvals', 'approvals-change', { pending: pendingCount() });
    deps.onChange();
  }

  function pendingCount(): number {
    return stores.approvals.pending().length;
  }

  return {
    ask,
    allow,
    deny,
    pendingCount,
    isWaitedFor: (conversationId) =>
      [...live.values()].some(
        ({ input: { draft } }) => draft.kind === 'tool-call' && draft.conversationId === conversationId,
      ),
    post: (input) => post(input),
    questions: () => stores.approvals.pending().map(toQuestion),
    rows: (sinceMs, limit) => stores.approvals.recent(sinceMs, limit),
    stop: () => {
      for (const { cancelTimer } of live.values()) cancelTimer();
    },
    recover: () => {
      for (const row of stores.approvals.pending()) {
        if (live.has(row.id)) continue; // asked in this run, while starting
        finish(
          row.id,
          row.expiresAt <= clock.now() ? 'expired' : 'withdrawn',
          'Sallyport was restarted.',
          null,
        );
      }
    },
    answeredFor: (toolCallId, binding) => {
      const row = stores.approvals
        .recent(clock.now() - ANSWER_LOOKBACK_MS, 1_000)
        .find((past) => past.toolCallId === toolCallId && isAnswered(past.state));
      if (row === undefined) return null;
      const frameId = row.askedFrameId;
      if (row.state === 'denied') return { kind: 'denied', reason: row.answerReason, frameId };
      // SECURITY: an answer from before a restart counts only for exactly what it was given for.
      if (row.binding !== binding) return null;
      // SECURITY: and only as long as the question itself would still have been open.
      return row.expiresAt > clock.now() ? { kind: 'allowed', frameId } : null;
    },
  };
}

function isAnswered(state: ApprovalState): boolean {
  return state === 'allowed' || state === 'denied';
}

function subjectOf(input: AskInput): string {
  return input.draft.kind === 'setting' ? input.draft.key : input.tool;
}

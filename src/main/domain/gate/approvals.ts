// Questions to the owner. Durable before they are shown; bound to exactly what was shown; settled once.
//   ask → row + frame → window, tray, CLI → allow | deny | expire | withdraw → the asker goes on
// May not know how to run anything. Absence, error, timeout: deny.
import type { Actor } from '../../../contracts/actors.ts';
import type { AllowHow, ApprovalState, Question } from '../../../contracts/approvals.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { ApprovalRow, FrameRow, RuleRow, Stores } from '../ports/stores.ts';
import type { Clock, MakeId } from '../ports/world.ts';
import { type ApprovalAnswer, earlierAnswer } from './earlier-answer.ts';
import { groupOf, groupQuestions, idsOf, type QuestionGroup, revisionOf } from './grouped-questions.ts';
import { type QuestionDraft, toQuestion } from './question-rows.ts';
import { timesAsked } from './repeated-questions.ts';
import { ruleFrame } from './rules/rule-frame.ts';

export type { ApprovalAnswer } from './earlier-answer.ts';

export interface AskInput {
  readonly draft: QuestionDraft;
  /** SHA-256 over what was shown and will run. */
  readonly binding: string;
  readonly causeFrameId: string | null;
  readonly turnId: string | null;
  readonly toolCallId: string | null;
  readonly actor: Actor;
  readonly tool: string;
  /** See repeated-questions.ts; absent for what is no tool call. */
  readonly repeatKey?: string;
  /** Of a setting that concerns one conversation; a tool call's stands in its draft. */
  readonly conversationId?: string | null;
  /** The rule an answer would save, null for one that is not offered; null when none may be saved. */
  readonly ruleFor: ((how: Exclude<AllowHow, 'once'>) => RuleRow | null) | null;
  /** Runs inside the transaction that records `allowed`. */
  readonly onAllow?: (frame: FrameRow) => void;
}

/** Where it was answered, when that was not at this computer. */
export type Via = 'chat' | 'gateway';
export type Settled = { readonly settled: boolean; readonly message: string };

export interface Approvals {
  /** Asks; the promise settles with the answer. Aborting withdraws the question. */
  ask(input: AskInput, signal: AbortSignal): Promise<ApprovalAnswer>;
  /** Asks without waiting; returns the question's id. */
  post(input: AskInput): string;
  allow(id: string, how: AllowHow, revision: string | null, via?: 'chat'): Settled;
  deny(id: string, reason: string | null, via?: Via): Settled;
  /** Open questions, oldest first; identical ones as one. */
  questions(): readonly Question[];
  /** One question whatever its state; null when there is none. */
  question(id: string): Question | null;
  rows(sinceMs: number, limit: number): readonly ApprovalRow[];
  /** Newest first, any state; identical ones with the same state as one. */
  groups(sinceMs: number, limit: number): readonly QuestionGroup[];
  pendingCount(): number;
  /** Whether a turn of this conversation waits for an answer now. */
  isWaitedFor(conversationId: string): boolean;
  /** Before the storage closes: questions stay as they are, for the next start to ask again. */
  stop(): void;
  /** The conversation ends: nobody answers these any more. */
  withdraw(conversationId: string): void;
  /** After a restart: nobody waits for these any more unless their turn asks again. */
  recover(): void;
  /** An earlier answer to the same call, given before a restart and never used. A denial stays one, so does no answer. */
  answeredFor(toolCallId: string, binding: string): ApprovalAnswer | null;
}

/** What waits for an answer in this run. */
interface Waiter {
  readonly input: AskInput;
  readonly settle: (answer: ApprovalAnswer) => void;
  readonly cancelTimer: () => void;
}

const OWNER: Actor = { kind: 'owner' };
const SYSTEM: Actor = { kind: 'system' };
const WAS_OFF = 'It expired while Sallyport was off.';
const NOT_BEYOND =
  'This was asked in a private conversation, so it cannot be allowed for longer than that lasts. Allow it once or in this conversation.';
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
  /** Durable and open from now on. */
  onAsked?: (row: ApprovalRow) => void;
  /** Settled, however; durable. */
  onSettled?: (approvalId: string) => void;
}): Approvals {
  const { stores, ledger, clock } = deps;
  const live = new Map<string, Waiter>();

  function post(input: AskInput, settle: (answer: ApprovalAnswer) => void = () => undefined): string {
    const id = deps.makeId();
    const now = clock.now();
    const expiresAt = now + deps.expireMs();
    const { conversationId = null } = input.draft.kind === 'tool-call' ? input.draft : input;
    const row = stores.transaction(() => {
      const frame = ledger.record({
        kind: input.draft.kind === 'setting' ? 'setting-asked' : 'approval-asked',
        causeId: input.causeFrameId,
        actor: SYSTEM,
        conversationId,
        turnId: input.turnId,
        facts: { approvalId: id, subject: subjectOf(input), key: input.tool, binding: input.binding },
        payload: { summary: input.draft.summary, facts: input.draft.facts },
      });
      const asked: ApprovalRow = {
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
        repeatKey: input.repeatKey ?? null,
        repeated: timesAsked(stores, input.repeatKey ?? null, now),
        askedAgainAt: null,
      };
      stores.approvals.add(asked);
      return asked;
    });
    const cancelTimer = clock.after(expiresAt - now, () => expire(id));
    live.set(id, { input, settle, cancelTimer });
    changed();
    deps.onAsked?.(row);
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
        if (finish([id], 'withdrawn', null).length > 0) resolve({ kind: 'withdrawn' });
      }
      signal.addEventListener('abort', withdraw, { once: true });
    });
  }

  function allow(id: string, how: AllowHow, revision: string | null, via?: Via): Settled {
    const group = openGroup(id);
    if (group === null) return { settled: false, message: NO_LONGER_OPEN };
    // SECURITY: past its time is denied, also when the timer has not fired yet (the computer slept).
    const late = group.filter((row) => row.expiresAt <= clock.now());
    for (const row of late) expire(row.id);
    if (late.length > 0) return { settled: false, message: NO_LONGER_OPEN };
    // SECURITY: the answer is bound to what was shown.
    if (revision !== null && revision !== revisionOf(group)) {
      return { settled: false, message: 'The question has changed since it was shown. Look at it again.' };
    }
    // SECURITY: a question nobody waits for any more cannot be allowed into the future.
    const first = live.get(group[0].id);
    if (first === undefined || !group.every((row) => live.has(row.id)))
      return { settled: false, message: NO_LONGER_OPEN };
    // SECURITY: no standing rule for what cannot be made a safe one.
    if (how !== 'once' && first.input.ruleFor === null)
      return { settled: false, message: 'This cannot be allowed for longer than once.' };
    const rule = how === 'once' ? null : (first.input.ruleFor?.(how) ?? null);
    if (how !== 'once' && rule === null) return { settled: false, message: NOT_BEYOND };
    const settled = finish(idsOf(group), 'allowed', null, { how, rule, via });
    if (settled.length === 0) return { settled: false, message: NO_LONGER_OPEN };
    for (const { waiter, frame } of settled) waiter?.settle({ kind: 'allowed', frameId: frame.id });
    if (rule !== null) return { settled: true, message: `Allowed. Rule saved: ${rule.sentence}` };
    return { settled: true, message: `Allowed once${forEach(settled.length)}.` };
  }

  function deny(id: string, reason: string | null, via?: Via): Settled {
    const group = openGroup(id);
    const settled = group === null ? [] : finish(idsOf(group), 'denied', reason, { via });
    if (settled.length === 0) return { settled: false, message: NO_LONGER_OPEN };
    for (const { waiter, frame } of settled) waiter?.settle({ kind: 'denied', reason, frameId: frame.id });
    return { settled: true, message: `Denied${forEach(settled.length)}.` };
  }

  function expire(id: string): void {
    for (const { waiter, frame } of finish([id], 'expired', null))
      waiter?.settle({ kind: 'expired', frameId: frame.id });
  }

  function openGroup(id: string): QuestionGroup | null {
    return groupOf(stores.approvals.pending(), id);
  }

  /** States, frames and whatever the answer brings, in one transaction. Without those that were settled before. */
  function finish(
    ids: readonly string[],
    state: Exclude<ApprovalState, 'pending'>,
    reason: string | null,
    { how, rule, via }: { how?: AllowHow; rule?: RuleRow | null; via?: Via | undefined } = {},
  ): readonly { readonly waiter: Waiter | undefined; readonly frame: FrameRow }[] {
    const settled = stores.transaction(() =>
      ids.flatMap((id, position) => {
        const row = stores.approvals.get(id);
        if (row === null || !stores.approvals.settle(id, state, clock.now(), reason)) return [];
        const frame = ledger.record({
          kind: state === 'expired' ? 'approval-expired' : 'approval-answered',
          causeId: row.askedFrameId,
          actor: state === 'allowed' || state === 'denied' ? OWNER : SYSTEM,
          conversationId: row.conversationId,
          turnId: row.turnId,
          facts: {
            approvalId: id,
            answer: how === undefined ? state : `${state} ${how}`,
            subject: row.tool,
            ...(via === undefined ? {} : { via }),
          },
          ...(reason === null ? {} : { payload: { reason } }),
        });
        if (rule != null && position === 0) saveRule(rule, frame);
        const waiter = live.get(id);
        if (state === 'allowed') waiter?.input.onAllow?.(frame);
        return [{ id, waiter, frame }];
      }),
    );
    for (const { id, waiter } of settled) {
      waiter?.cancelTimer();
      live.delete(id);
    }
    if (settled.length > 0) changed();
    for (const { id } of settled) deps.onSettled?.(id);
    return settled;
  }

  function saveRule(rule: RuleRow, answered: FrameRow): void {
    stores.rules.add(rule);
    ledger.record(ruleFrame('rule-saved', rule, answered.id));
  }

  function changed(): void {
    deps.announce('approvals', 'approvals-change', { pending: pendingCount() });
    deps.onChange();
  }

  function pendingCount(): number {
    return groupQuestions(stores.approvals.pending()).length;
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
    questions: () => groupQuestions(stores.approvals.pending()).map(toQuestion),
    question: (id) => {
      const row = stores.approvals.get(id);
      if (row === null) return null;
      return toQuestion(openGroup(id) ?? [row]);
    },
    rows: (sinceMs, limit) => stores.approvals.recent(sinceMs, limit),
    groups: (sinceMs, limit) =>
      groupQuestions(stores.approvals.recent(sinceMs, limit).toReversed()).toReversed(),
    stop: () => {
      for (const { cancelTimer } of live.values()) cancelTimer();
    },
    withdraw: (conversationId) => {
      const open = stores.approvals.pending().filter((row) => row.conversationId === conversationId);
      for (const { id } of open) finish([id], 'withdrawn', null)[0]?.waiter?.settle({ kind: 'withdrawn' });
    },
    recover: () => {
      for (const row of stores.approvals.pending()) {
        if (live.has(row.id)) continue; // asked in this run, while starting
        if (row.expiresAt <= clock.now()) finish([row.id], 'expired', WAS_OFF);
        else finish([row.id], 'withdrawn', 'Sallyport was restarted.');
      }
    },
    answeredFor: (toolCallId, binding) => earlierAnswer(stores, toolCallId, binding, clock.now()),
  };
}

function subjectOf(input: AskInput): string {
  return input.draft.kind === 'setting' ? input.draft.key : input.tool;
}

function forEach(calls: number): string {
  return calls === 1 ? '' : `, for each of ${calls} calls`;
}

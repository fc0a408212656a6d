// What a turn writes down: its beginning, each step, its state, its end. One transaction each; told afterwards.
// May not know how a model or a tool works.
import type { Actor } from '../../../contracts/actors.ts';
import type { TurnState } from '../../../contracts/conversations.ts';
import type { CommitTogether } from '../commit-together.ts';
import { cutText } from '../gate/cap-text.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { ModelFailureKind, ModelToolCall } from '../ports/model.ts';
import type { ConversationRow, FrameRow, Stores, ToolCallRow, TurnRow } from '../ports/stores.ts';
import type { Clock, MakeId, Redact } from '../ports/world.ts';
import type { Delivery } from './deliver.ts';
import type { FinishedStep } from './loop.ts';
import { noticeRow } from './notice-row.ts';

/** How a turn ended. `notice` is a line in the conversation; null when there is nothing to say. */
export interface Ending {
  readonly state: TurnState;
  readonly notice: string | null;
  /** What the model reported, when that is why. */
  readonly failure?: ModelFailureKind;
}

export interface TurnRecords {
  begin(turn: TurnRow): Promise<FrameRow>;
  /**
   * The step, its frame, its calls and its words in the outbox: durable before any call runs.
   * With `ending` the turn ends in the same breath, so that no restart can fall between its last words and its end.
   */
  recordStep(
    turn: TurnRow,
    conversation: ConversationRow,
    causeId: string,
    step: FinishedStep,
    ending: Ending | null,
  ): Promise<{ readonly frameId: string; readonly calls: readonly ToolCallRow[] }>;
  setState(turn: TurnRow, state: TurnState): void;
  end(turn: TurnRow, conversation: ConversationRow, causeId: string, ending: Ending): Promise<void>;
}

export interface TurnRecordDeps {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  announce: Announce;
  commit: CommitTogether;
  delivery: Delivery;
  modelLabel: () => string;
  onItem: (conversationId: string, itemId: string) => void;
}

const SYSTEM: Actor = { kind: 'system' };
/** What the list of conversations shows of the newest words. */
export const PREVIEW_CHARACTERS = 140;
const NOT_RUN = 'The turn ended before this. It did not run.';
const UNKNOWN =
  'The turn ended while this ran. It is not known whether it was done. Check before doing it again.';

export function createTurnRecords(deps: TurnRecordDeps): TurnRecords {
  const { stores, ledger, clock } = deps;

  function begin(turn: TurnRow): Promise<FrameRow> {
    return deps.commit(() => {
      stores.turns.setState(turn.id, 'running', null);
      return ledger.record({
        kind: 'turn-started',
        causeId: turn.causeFrameId,
        actor: SYSTEM,
        conversationId: turn.conversationId,
        turnId: turn.id,
        facts: { again: turn.state !== 'queued' },
      });
    });
  }

  async function recordStep(
    turn: TurnRow,
    conversation: ConversationRow,
    causeId: string,
    step: FinishedStep,
    ending: Ending | null,
  ): ReturnType<TurnRecords['recordStep']> {
    const hasText = step.text.trim() !== '';
    const recorded = await deps.commit(() => {
      const frame = addStep(turn, conversation, causeId, step);
      if (hasText) queueText(conversation, turn.id, step.stepId, step.text, frame.id);
      const calls = step.toolCalls.map((call) => addCall(turn, step.stepId, call));
      const noticeId = ending === null ? null : addEnd(turn, conversation, frame.id, ending);
      return { frameId: frame.id, calls, noticeId };
    });
    if (hasText) deps.onItem(conversation.id, step.stepId);
    for (const call of recorded.calls) deps.onItem(conversation.id, call.id);
    if (ending !== null) tellEnd(turn, conversation, ending.state, recorded.noticeId);
    else if (hasText) deps.delivery.pump(conversation);
    return recorded;
  }

  async function end(
    turn: TurnRow,
    conversation: ConversationRow,
    causeId: string,
    ending: Ending,
  ): Promise<void> {
    const noticeId = await deps.commit(() => addEnd(turn, conversation, closeCalls(turn, causeId), ending));
    tellEnd(turn, conversation, ending.state, noticeId);
  }

  function setState(turn: TurnRow, state: TurnState): void {
    stores.transaction(() => stores.turns.setState(turn.id, state, null));
    deps.onItem(turn.conversationId, turn.id);
  }

  function addStep(
    turn: TurnRow,
    conversation: ConversationRow,
    causeId: string,
    step: FinishedStep,
  ): FrameRow {
    const { inputTokens, outputTokens } = step.usage;
    const model = deps.modelLabel();
    const frame = ledger.record({
      kind: 'step-ended',
      causeId,
      actor: SYSTEM,
      conversationId: conversation.id,
      turnId: turn.id,
      facts: {
        stepId: step.stepId,
        model,
        endReason: step.endReason,
        inputTokens,
        outputTokens,
        toolCalls: step.toolCalls.length,
      },
    });
    stores.steps.add({
      id: step.stepId,
      turnId: turn.id,
      conversationId: conversation.id,
      position: step.position,
      text: step.text,
      providerState: step.providerState,
      modelLabel: model,
      endReason: step.endReason,
      inputTokens,
      outputTokens,
      at: clock.now(),
      frameId: frame.id,
    });
    return frame;
  }

  function addCall(turn: TurnRow, stepId: string, call: ModelToolCall): ToolCallRow {
    const row: ToolCallRow = {
      id: deps.makeId(),
      stepId,
      turnId: turn.id,
      conversationId: turn.conversationId,
      callId: call.callId,
      tool: call.tool,
      inputText: call.inputText,
      state: 'deciding',
      decisionKind: null,
      decisionReason: null,
      approvalId: null,
      outputText: null,
      taint: null,
      createdAt: clock.now(),
      endedAt: null,
    };
    stores.toolCalls.add(row);
    return row;
  }

  /** In the transaction. Returns the id of the notice, if there is one. */
  function addEnd(
    turn: TurnRow,
    conversation: ConversationRow,
    causeId: string,
    { state, notice, failure }: Ending,
  ): string | null {
    const shared = { actor: SYSTEM, conversationId: conversation.id, turnId: turn.id };
    let cause = causeId;
    if (failure !== undefined)
      cause = ledger.record({ ...shared, kind: 'model-failed', causeId: cause, facts: { kind: failure } }).id;
    stores.turns.setState(turn.id, state, clock.now());
    const frame = ledger.record({ ...shared, kind: 'turn-ended', causeId: cause, facts: { state } });
    if (notice === null) return null;
    const noticeId = deps.makeId();
    stores.messages.add(noticeRow(noticeId, conversation, notice, clock.now()));
    queueText(conversation, turn.id, noticeId, notice, frame.id);
    return noticeId;
  }

  /** Calls that the end of the turn leaves unanswered: said to be so, not left as if they were still to come. */
  function closeCalls(turn: TurnRow, causeId: string): string {
    let cause = causeId;
    for (const step of stores.steps.ofTurn(turn.id)) {
      for (const call of stores.toolCalls.ofStep(step.id)) {
        if (call.outputText !== null) continue;
        const outputText = call.state === 'running' ? UNKNOWN : NOT_RUN;
        stores.toolCalls.update(call.id, { state: 'interrupted', outputText, endedAt: clock.now() });
        const facts = { toolCallId: call.id, tool: call.tool, outcome: 'interrupted' };
        const { conversationId, turnId } = call;
        cause = ledger.record({
          kind: 'tool-ended',
          causeId: cause,
          actor: SYSTEM,
          conversationId,
          turnId,
          facts,
        }).id;
      }
    }
    return cause;
  }

  function tellEnd(
    turn: TurnRow,
    conversation: ConversationRow,
    state: TurnState,
    noticeId: string | null,
  ): void {
    if (noticeId !== null) deps.onItem(conversation.id, noticeId);
    deps.delivery.pump(conversation);
    deps.announce('conversations', 'turn-end', { conversationId: conversation.id, turnId: turn.id, state });
  }

  function queueText(
    conversation: ConversationRow,
    turnId: string,
    onceKey: string,
    text: string,
    causeId: string,
  ): void {
    // SECURITY: masked before it is cut; half a secret is not recognised any more.
    const preview = cutText(deps.redact(text), PREVIEW_CHARACTERS);
    stores.conversations.update(conversation.id, { lastAt: clock.now(), preview });
    const { channelId, chatId, threadId, id: conversationId } = conversation;
    deps.delivery.queue({ channelId, chatId, threadId, conversationId, turnId, onceKey, text, causeId });
  }

  return { begin, recordStep, setState, end };
}

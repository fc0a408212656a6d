// What a turn writes down: its beginning, each step, its state, its end. One transaction each; told afterwards.
// May not know what a model or a tool is.
import type { TurnState } from '../../../contracts/conversations.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { ConversationRow, FrameRow, Stores, ToolCallRow, TurnRow } from '../ports/stores.ts';
import type { Clock, MakeId } from '../ports/world.ts';
import type { Delivery } from './deliver.ts';
import type { FinishedStep } from './loop.ts';

export interface TurnRecords {
  begin(turn: TurnRow): FrameRow;
  /** The step, its frame, its calls and its words in the outbox: durable before any call runs. */
  recordStep(
    turn: TurnRow,
    conversation: ConversationRow,
    causeId: string,
    step: FinishedStep,
  ): { readonly frameId: string; readonly calls: readonly ToolCallRow[] };
  setState(turn: TurnRow, state: TurnState): void;
  /** `notice` is a line in the conversation; null when there is nothing to say. */
  end(
    turn: TurnRow,
    conversation: ConversationRow,
    state: TurnState,
    causeId: string,
    notice: string | null,
  ): void;
}

export interface TurnRecordDeps {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  announce: Announce;
  delivery: Delivery;
  modelLabel: () => string;
  onItem: (conversationId: string, itemId: string) => void;
}

export function createTurnRecords(deps: TurnRecordDeps): TurnRecords {
  const { stores, ledger, clock } = deps;

  function begin(turn: TurnRow): FrameRow {
    return stores.transaction(() => {
      stores.turns.setState(turn.id, 'running', null);
      return ledger.record({
        kind: 'turn-started',
        causeId: turn.causeFrameId,
        actor: { kind: 'system' },
        conversationId: turn.conversationId,
        turnId: turn.id,
        facts: { again: turn.state !== 'queued' },
      });
    });
  }

  function recordStep(
    turn: TurnRow,
    conversation: ConversationRow,
    causeId: string,
    step: FinishedStep,
  ): ReturnType<TurnRecords['recordStep']> {
    const shared = { stepId: step.stepId, turnId: turn.id, conversationId: conversation.id };
    const recorded = stores.transaction(() => {
      const now = clock.now();
      stores.steps.add({
        id: step.stepId,
        turnId: turn.id,
        conversationId: conversation.id,
        position: step.position,
        text: step.text,
        providerState: step.providerState,
        modelLabel: deps.modelLabel(),
        endReason: step.endReason,
        inputTokens: step.usage.inputTokens,
        outputTokens: step.usage.outputTokens,
        at: now,
      });
      const frame = ledger.record({
        kind: 'step-ended',
        causeId,
        actor: { kind: 'system' },
        conversationId: conversation.id,
        turnId: turn.id,
        facts: {
          stepId: step.stepId,
          model: deps.modelLabel(),
          endReason: step.endReason,
          inputTokens: step.usage.inputTokens,
          outputTokens: step.usage.outputTokens,
          toolCalls: step.toolCalls.length,
        },
      });
      if (step.text.trim() !== '') queueText(conversation, turn.id, step.stepId, step.text, frame.id);
      const calls = step.toolCalls.map((call): ToolCallRow => {
        const row: ToolCallRow = {
          ...shared,
          id: deps.makeId(),
          callId: call.callId,
          tool: call.tool,
          inputText: call.inputText,
          state: 'deciding',
          decisionKind: null,
          decisionReason: null,
          approvalId: null,
          outputText: null,
          taint: null,
          createdAt: now,
          endedAt: null,
        };
        stores.toolCalls.add(row);
        return row;
      });
      return { frameId: frame.id, calls };
    });
    if (step.text.trim() !== '') {
      deps.onItem(conversation.id, step.stepId);
      deps.delivery.pump(conversation);
    }
    for (const call of recorded.calls) deps.onItem(conversation.id, call.id);
    return recorded;
  }

  function setState(turn: TurnRow, state: TurnState): void {
    stores.transaction(() => stores.turns.setState(turn.id, state, null));
    deps.onItem(turn.conversationId, turn.id);
  }

  function end(
    turn: TurnRow,
    conversation: ConversationRow,
    state: TurnState,
    causeId: string,
    notice: string | null,
  ): void {
    const noticeId = deps.makeId();
    stores.transaction(() => {
      const now = clock.now();
      stores.turns.setState(turn.id, state, now);
      const frame = ledger.record({
        kind: 'turn-ended',
        causeId,
        actor: { kind: 'system' },
        conversationId: conversation.id,
        turnId: turn.id,
        facts: { state },
      });
      if (notice === null) return;
      stores.messages.add({
        id: noticeId,
        conversationId: conversation.id,
        channelId: conversation.channelId,
        kind: 'notice',
        senderId: null,
        senderName: null,
        actor: { kind: 'system' },
        text: notice,
        platformMessageId: null,
        at: now,
      });
      queueText(conversation, turn.id, noticeId, notice, frame.id);
    });
    if (notice !== null) {
      deps.onItem(conversation.id, noticeId);
      deps.delivery.pump(conversation);
    }
    deps.announce('conversations', 'turn-end', { conversationId: conversation.id, turnId: turn.id, state });
  }

  function queueText(
    conversation: ConversationRow,
    turnId: string,
    onceKey: string,
    text: string,
    causeId: string,
  ): void {
    stores.conversations.update(conversation.id, { lastAt: clock.now(), preview: text.slice(0, 140) });
    const { channelId, chatId, threadId, id: conversationId } = conversation;
    deps.delivery.queue({ channelId, chatId, threadId, conversationId, turnId, onceKey, text, causeId });
  }

  return { begin, recordStep, setState, end };
}

// What expired is asked anew: a turn of its own that begins with the very call, which passes the gate as every call
// does and becomes a new question, bound afresh.
//   expired question → message, turn, step and call (one transaction) → queue → gate
// May not know how a turn runs, nor what the earlier question was answered with.

import type { Ledger } from '../ledger/ledger.ts';
import type { ApprovalRow, ConversationRow, MessageRow, Stores, ToolCallRow } from '../ports/stores.ts';
import type { Clock, MakeId } from '../ports/world.ts';
import type { Settled } from './approvals.ts';

/** Nothing of the call is quoted here: it counts as the words of whoever asked first, and only the call itself is that. */
const WORDS = 'The question about this expired without an answer. The owner wants to be asked again.';
const NOTHING = 'This was asked again already, or cannot be. Nothing was changed.';

interface Past {
  readonly row: ApprovalRow;
  readonly call: ToolCallRow;
  readonly message: MessageRow;
  readonly conversation: ConversationRow;
}

export function createAskAgain(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  queue: {
    hasRoom(conversationId: string): boolean;
    add(conversationId: string, turnId: string): void;
  };
  onMessage: (conversationId: string, messageId: string) => void;
  /** The list of what expired changed. */
  onChange: () => void;
}): (approvalId: string) => Settled {
  const { stores, clock } = deps;

  return (approvalId) => {
    const past = pastOf(approvalId);
    if (past === null) return { settled: false, message: NOTHING };
    const { id: conversationId } = past.conversation;
    if (!deps.queue.hasRoom(conversationId))
      return { settled: false, message: 'Too much is waiting in this conversation. Ask again later.' };
    const begun = stores.transaction(() => begin(past));
    if (begun === null) return { settled: false, message: NOTHING };
    deps.onChange();
    deps.onMessage(conversationId, begun.messageId);
    deps.queue.add(conversationId, begun.turnId);
    return { settled: true, message: 'The agent asks again.' };
  };

  function pastOf(approvalId: string): Past | null {
    const row = stores.approvals.get(approvalId);
    const call = row?.toolCallId == null ? null : stores.toolCalls.get(row.toolCallId);
    const turn = call === null ? null : stores.turns.get(call.turnId);
    const message = turn === null ? null : stores.messages.get(turn.messageId);
    const conversation = call === null ? null : stores.conversations.get(call.conversationId);
    if (row === null || call === null || message === null || conversation === null) return null;
    return { row, call, message, conversation };
  }

  /** In the transaction. */
  function begin({ row, call, message, conversation }: Past): { turnId: string; messageId: string } | null {
    const now = clock.now();
    if (!stores.approvals.markAskedAgain(row.id, now)) return null;
    const [messageId, turnId, stepId] = [deps.makeId(), deps.makeId(), deps.makeId()];
    const frame = deps.ledger.record({
      kind: 'approval-answered',
      causeId: row.askedFrameId,
      actor: { kind: 'owner' },
      conversationId: conversation.id,
      turnId,
      facts: { approvalId: row.id, answer: 'asked again', subject: row.tool },
    });
    stores.messages.add({
      id: messageId,
      conversationId: conversation.id,
      channelId: conversation.channelId,
      kind: 'notice',
      senderId: message.senderId,
      senderName: message.senderName,
      // SECURITY: asked for whom it was asked before; the owner's wish to see a question lends nobody the owner's rights.
      actor: message.actor,
      text: WORDS,
      platformMessageId: null,
      at: now,
      frameId: null,
    });
    stores.turns.add({
      id: turnId,
      conversationId: conversation.id,
      messageId,
      state: 'queued',
      causeFrameId: frame.id,
      createdAt: now,
      endedAt: null,
    });
    stores.steps.add({
      id: stepId,
      turnId,
      conversationId: conversation.id,
      position: 0,
      text: '',
      providerState: null,
      modelLabel: 'asked again',
      inputTokens: null,
      outputTokens: null,
      endReason: 'tool-calls',
      at: now,
      frameId: frame.id,
    });
    stores.toolCalls.add({
      // SECURITY: a call of its own, so that no answer to the earlier one is found for it.
      id: deps.makeId(),
      stepId,
      turnId,
      conversationId: conversation.id,
      callId: `again-${turnId}`,
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
    });
    return { turnId, messageId };
  }
}

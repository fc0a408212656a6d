// Rows as the windows and the CLI see them. Built where they are shown, from rows alone; everything redacted.
import type {
  AttachmentView,
  ConversationView,
  DeliveryState,
  ToolCallState,
  TranscriptItem,
} from '../../../contracts/conversations.ts';
import { knownType } from '../attachments/file-name.ts';
import type {
  ApprovalRow,
  AttachmentRow,
  ConversationRow,
  MessageRow,
  OutboxState,
  StepRow,
  Stores,
  ToolCallRow,
} from '../ports/stores.ts';
import type { Redact } from '../ports/world.ts';
import { justAfter } from './transcript.ts';

export interface Views {
  conversation(row: ConversationRow): ConversationView;
  conversations(): readonly ConversationView[];
  /** The newest `limit` items before `beforeId`, in time order. */
  items(
    conversationId: string,
    beforeId: string | null,
    limit: number,
  ): { items: readonly TranscriptItem[]; hasEarlier: boolean };
  item(conversationId: string, id: string): TranscriptItem | null;
}

const MAX_SUMMARY_CHARACTERS = 160;
/** Of one page; each message has eleven at most. */
const MAX_ATTACHMENTS = 2_000;

export function createViews(deps: {
  stores: Stores;
  redact: Redact;
  stateOf: (conversationId: string) => ConversationView['state'];
}): Views {
  const { stores, redact } = deps;

  function conversation(row: ConversationRow): ConversationView {
    return {
      id: row.id,
      channelId: row.channelId,
      platform: row.platform,
      chatKind: row.chatKind,
      title: redact(row.title),
      trust: trustOf(row),
      workspaceLabel: row.workspace === null ? 'Own workspace' : lastFolder(row.workspace),
      isPrivate: row.isPrivate,
      state: deps.stateOf(row.id),
      // Somebody may look over the shoulder.
      preview: row.isPrivate ? '' : redact(row.preview),
      lastAt: iso(row.lastAt),
    };
  }

  function trustOf(row: ConversationRow): ConversationView['trust'] {
    if (row.chatKind === 'own') return 'owner';
    if (row.chatKind === 'group') return 'group';
    const standing = row.senderId === null ? null : stores.senders.get(row.channelId, row.senderId)?.standing;
    return standing === 'owner' || standing === 'paired' ? standing : 'listed';
  }

  function messageItem(row: MessageRow, attachments: readonly AttachmentRow[]): TranscriptItem {
    if (row.kind === 'summary') return summaryItem(row);
    return {
      kind: 'message',
      id: row.id,
      turnId: null,
      at: iso(row.at),
      author: row.kind === 'notice' ? 'notice' : 'person',
      senderName: row.senderName,
      text: redact(row.text),
      edited: row.kind === 'edit',
      delivery: row.kind === 'notice' ? deliveryOf(row.id) : null,
      ...(attachments.length === 0 ? {} : { attachments: attachments.map(attachmentView) }),
      usedMemories: 0,
    };
  }

  function attachmentView(row: AttachmentRow): AttachmentView {
    const { id, kind, sizeBytes, state } = row;
    return {
      ...{ id, kind, sizeBytes, mediaType: knownType(row.mediaType) },
      name: row.name === null ? null : redact(row.name),
      state: state === 'forgotten' ? 'missed' : state,
      path: state === 'here' && row.path !== null ? redact(row.path) : null,
      reason: row.reason === null ? null : redact(row.reason),
    };
  }

  function summaryItem(row: MessageRow): TranscriptItem {
    const summary = stores.summaries.get(row.id);
    const [first, last] = [summary?.firstTurnId, summary?.lastTurnId].map((id) =>
      id === undefined ? null : stores.turns.get(id),
    );
    return {
      kind: 'summary',
      id: row.id,
      at: iso(row.at),
      text: redact(row.text),
      turns: summary?.turns ?? 0,
      from: iso(first?.createdAt ?? row.at),
      to: iso(last?.createdAt ?? row.at),
    };
  }

  function stepItem(row: StepRow): TranscriptItem {
    return {
      kind: 'message',
      id: row.id,
      turnId: row.turnId,
      at: iso(row.at),
      author: 'agent',
      senderName: null,
      text: redact(row.text),
      edited: false,
      delivery: deliveryOf(row.id),
      // Said under the answer, not under what was said on the way to it.
      usedMemories: row.endReason === 'tool-calls' ? 0 : stores.memoryUses.count(row.turnId),
    };
  }

  function callItem(row: ToolCallRow, pending: readonly ApprovalRow[]): TranscriptItem {
    const inputText = redact(row.inputText);
    return {
      kind: 'tool-call',
      id: row.id,
      turnId: row.turnId,
      at: iso(row.createdAt),
      tool: row.tool,
      summary: summaryOf(inputText),
      inputText,
      state: row.state,
      decision: decisionWords(row),
      approvalId: pending.find((approval) => approval.toolCallId === row.id)?.id ?? null,
      outputText: row.outputText === null ? null : redact(row.outputText),
    };
  }

  function deliveryOf(ownerId: string): DeliveryState | null {
    return worst(stores.outbox.statesOf(ownerId));
  }

  return {
    conversation,
    conversations: () => stores.conversations.list().map(conversation),
    items: (conversationId, beforeId, limit) => {
      const pending = stores.approvals.pending();
      const messages = stores.messages.page(conversationId, beforeId, limit + 1);
      const attachments = stores.attachments.since(conversationId, messages[0]?.id ?? '~', MAX_ATTACHMENTS);
      const all = [
        ...messages.map((row) =>
          messageItem(
            row,
            attachments.filter(({ messageId }) => messageId === row.id),
          ),
        ),
        ...stores.steps
          .page(conversationId, beforeId, limit + 1)
          .filter((step) => step.text.trim() !== '')
          .map(stepItem),
        ...stores.toolCalls.page(conversationId, beforeId, limit + 1).map((row) => callItem(row, pending)),
      ].sort((a, b) => (a.id < b.id ? -1 : 1));
      return { items: all.slice(-limit), hasEarlier: all.length > limit };
    },
    item: (conversationId, id) => {
      const message = stores.messages.get(id);
      if (message !== null && message.conversationId === conversationId)
        return messageItem(message, stores.attachments.ofMessage(id));
      const call = stores.toolCalls.get(id);
      if (call !== null && call.conversationId === conversationId)
        return callItem(call, stores.approvals.pending());
      const [step] = stores.steps.page(conversationId, justAfter(id), 1);
      return step?.id !== id || step.text.trim() === '' ? null : stepItem(step);
    },
  };
}

/** One line out of the arguments: the command for a command, else the first text. */
function summaryOf(inputText: string): string {
  try {
    const input: unknown = JSON.parse(inputText);
    if (typeof input !== 'object' || input === null) return inputText.slice(0, MAX_SUMMARY_CHARACTERS);
    const argv = 'argv' in input && Array.isArray(input.argv) ? input.argv.map(String).join(' ') : null;
    const text = argv ?? Object.values(input).find((value) => typeof value === 'string') ?? '';
    return text.slice(0, MAX_SUMMARY_CHARACTERS);
  } catch {
    return inputText.slice(0, MAX_SUMMARY_CHARACTERS);
  }
}

function worst(states: readonly OutboxState[]): DeliveryState | null {
  if (states.length === 0) return null;
  if (states.includes('failed')) return 'failed';
  if (states.includes('uncertain')) return 'uncertain';
  return states.every((state) => state === 'sent') ? 'sent' : 'pending';
}

function lastFolder(path: string): string {
  return (
    path
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? path
  );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Null before a decision; a question's answer is told by what became of the call. */
function decisionWords(row: ToolCallRow): string | null {
  const { decisionKind: kind, decisionReason: reason } = row;
  if (kind === null || reason === null) return null;
  if (kind === 'allow') return `Allowed by a rule. ${reason}`;
  if (kind === 'deny') return `Not allowed. ${reason}`;
  const answer: Record<ToolCallState, string> = {
    deciding: 'You are asked.',
    waiting: 'You are asked.',
    running: 'You allowed it.',
    succeeded: 'You allowed it.',
    failed: 'It was put to you.',
    denied: 'You did not allow it.',
    interrupted: 'It was put to you.',
  };
  return `${answer[row.state]} Why you were asked: ${reason}`;
}

// Rows for the storage suite: complete, each field with a value of its own, so that a swapped column shows.
// Ids are 26 characters and sort by the number they are made from.
import type {
  ApprovalRow,
  AttachmentRow,
  ConversationRow,
  ForwardedRow,
  FrameRow,
  MemoryRow,
  MessageRow,
  OutboxRow,
  PairingRequestRow,
  PayloadRow,
  RuleRow,
  SenderRow,
  StepRow,
  Stores,
  ToolCallRow,
  TurnRow,
} from '../../../src/main/domain/ports/stores.ts';

export function id(number: number): string {
  return `01${String(number).padStart(24, '0')}`;
}

export function conversationRow(change: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: id(1),
    channelId: 'telegram',
    platform: 'telegram',
    chatKind: 'direct',
    chatId: '42',
    threadId: null,
    title: 'Ada',
    senderId: 'telegram:user:42',
    workspace: null,
    createdAt: 1_000,
    lastAt: 2_000,
    preview: 'hello',
    isPrivate: false,
    ...change,
  };
}

export function messageRow(change: Partial<MessageRow> = {}): MessageRow {
  return {
    id: id(10),
    conversationId: id(1),
    channelId: 'telegram',
    kind: 'text',
    senderId: 'telegram:user:42',
    senderName: 'Ada',
    actor: { kind: 'paired-sender', senderId: 'telegram:user:42' },
    text: 'what is in the folder?',
    platformMessageId: '7001',
    at: 3_000,
    frameId: id(905),
    ...change,
  };
}

export function turnRow(change: Partial<TurnRow> = {}): TurnRow {
  return {
    id: id(20),
    conversationId: id(1),
    messageId: id(10),
    state: 'queued',
    causeFrameId: id(900),
    createdAt: 4_000,
    endedAt: null,
    ...change,
  };
}

export function stepRow(change: Partial<StepRow> = {}): StepRow {
  return {
    id: id(30),
    turnId: id(20),
    conversationId: id(1),
    position: 0,
    text: 'Let me look.',
    providerState: '{"signature":"x"}',
    modelLabel: 'scripted',
    inputTokens: 11,
    outputTokens: 12,
    endReason: 'tool-calls',
    at: 5_000,
    frameId: id(906),
    ...change,
  };
}

export function toolCallRow(change: Partial<ToolCallRow> = {}): ToolCallRow {
  return {
    id: id(40),
    stepId: id(30),
    turnId: id(20),
    conversationId: id(1),
    callId: 'call_1',
    tool: 'list_files',
    inputText: '{"path":"."}',
    state: 'deciding',
    decisionKind: null,
    decisionReason: null,
    approvalId: null,
    outputText: null,
    taint: null,
    createdAt: 6_000,
    endedAt: null,
    ...change,
  };
}

export function approvalRow(change: Partial<ApprovalRow> = {}): ApprovalRow {
  return {
    id: id(50),
    kind: 'tool-call',
    state: 'pending',
    conversationId: id(1),
    turnId: id(20),
    toolCallId: id(40),
    actor: { kind: 'group-member', senderId: 'telegram:user:43' },
    tool: 'run_command',
    binding: 'b'.repeat(64),
    shownText: '{"summary":"Run ls"}',
    reason: 'No rule covers this.',
    askedFrameId: id(901),
    createdAt: 7_000,
    expiresAt: 8_000,
    settledAt: null,
    answerReason: null,
    repeatKey: 'd'.repeat(64),
    repeated: 1,
    askedAgainAt: null,
    ...change,
  };
}

export function forwardedRow(change: Partial<ForwardedRow> = {}): ForwardedRow {
  return {
    approvalId: id(50),
    conversationId: id(1),
    revision: 'b'.repeat(64),
    code: 'K7M2QXWD',
    mayAllow: true,
    text: 'Question: Run ls',
    state: 'sending',
    platformMessageId: null,
    createdAt: 7_000,
    ...change,
  };
}

export function ruleRow(change: Partial<RuleRow> = {}): RuleRow {
  return {
    id: id(60),
    decision: 'allow',
    actorKind: 'paired-sender',
    senderId: 'telegram:user:42',
    conversationId: id(1),
    channelId: 'telegram',
    session: 'other',
    tool: 'run_command',
    callEffect: 'execute',
    matcher: { kind: 'input', sha256: 'c'.repeat(64) },
    lifetime: 'minutes',
    sentence: 'Ada may run "ls".',
    createdAt: 9_000,
    expiresAt: 10_000,
    lastUsedAt: null,
    ...change,
  };
}

export function pairingRequestRow(change: Partial<PairingRequestRow> = {}): PairingRequestRow {
  return {
    id: id(70),
    channelId: 'telegram',
    senderId: 'telegram:user:44',
    senderName: 'Grace',
    chatId: '44',
    code: 'ABCDEFGH',
    createdAt: 11_000,
    expiresAt: 12_000,
    frameId: id(902),
    ...change,
  };
}

export function senderRow(change: Partial<SenderRow> = {}): SenderRow {
  return {
    channelId: 'telegram',
    senderId: 'telegram:user:42',
    name: 'Ada',
    standing: 'paired',
    since: 13_000,
    ...change,
  };
}

export function outboxRow(change: Partial<OutboxRow> = {}): OutboxRow {
  return {
    id: id(80),
    channelId: 'telegram',
    chatId: '42',
    threadId: null,
    conversationId: id(1),
    turnId: id(20),
    onceKey: `${id(30)}/0`,
    body: 'Two files.',
    format: 'html',
    buttons: [],
    file: null,
    state: 'pending',
    attempts: 0,
    notBefore: 14_000,
    error: null,
    causeFrameId: id(903),
    createdAt: 15_000,
    queuedAt: 15_000,
    repeatUntil: null,
    settledAt: null,
    dismissedAt: null,
    ...change,
  };
}

export function attachmentRow(change: Partial<AttachmentRow> = {}): AttachmentRow {
  return {
    id: id(110),
    messageId: id(10),
    conversationId: id(1),
    channelId: 'telegram',
    kind: 'file',
    name: 'a.pdf',
    mediaType: 'application/pdf',
    sizeBytes: null,
    reference: 'a',
    state: 'waiting',
    path: null,
    reason: null,
    frameId: null,
    ...change,
  };
}

export function frameRow(change: Partial<FrameRow> = {}): FrameRow {
  return {
    id: id(900),
    at: 16_000,
    kind: 'message-received',
    causeId: null,
    conversationId: null,
    turnId: null,
    actor: { kind: 'stranger', senderId: 'telegram:user:45' },
    facts: { channel: 'telegram', size: 3, mentioned: false, thread: null },
    commitment: null,
    previousMac: '0'.repeat(64),
    mac: 'a'.repeat(64),
    ...change,
  };
}

export function payloadRow(change: Partial<PayloadRow> = {}): PayloadRow {
  return { frameId: id(900), salt: 'd'.repeat(32), text: '{"text":"hello"}', ...change };
}

export function memoryRow(change: Partial<MemoryRow> = {}): MemoryRow {
  return {
    id: id(100),
    scope: 'owner',
    conversationId: id(1),
    kind: 'fact',
    speaker: 'Ada',
    messageId: id(10),
    text: 'The garden gate is painted green.',
    taint: { untrusted: true, private: true, sources: [{ kind: 'sender', label: 'Ada' }] },
    frameId: id(904),
    createdAt: 17_000,
    documentId: null,
    place: null,
    state: 'kept',
    changedAt: null,
    replacedBy: null,
    sameKey: null,
    pinned: true,
    ...change,
  };
}

/** One conversation with one message, one turn and one step: what later rows hang on. */
export function addStory(stores: Stores): void {
  stores.transaction(() => {
    stores.conversations.add(conversationRow());
    stores.messages.add(messageRow());
    stores.turns.add(turnRow());
    stores.steps.add(stepRow());
  });
}

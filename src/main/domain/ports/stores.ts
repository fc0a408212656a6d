// Ports of storage: one store a table, all synchronous, all inside `transaction` where state and frame belong together.
import type { FrameKind } from '../../../contracts/activity.ts';
import type { ApprovalState } from '../../../contracts/approvals.ts';
import type { TurnState } from '../../../contracts/conversations.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { EntityStore } from './entities.ts';
import type { CallerStore, GatewayChatStore, GatewayRequestStore } from './gateway-stores.ts';
import type { MemoryStore } from './memory.ts';
import type {
  DocumentStore,
  MemoryProgressStore,
  MemoryUseStore,
  SummaryStore,
  TraceEraser,
} from './memory-records.ts';
import type { VectorStore } from './memory-vectors.ts';
import type {
  ApprovalRow,
  AttachmentRow,
  ConversationRow,
  ForwardedRow,
  FrameRow,
  InvitationRow,
  MessageRow,
  OutboxRow,
  OutboxState,
  PairingRequestRow,
  PayloadRow,
  RuleRow,
  SenderRow,
  StepRow,
  ToolCallChange,
  ToolCallRow,
  TurnRow,
} from './rows.ts';

export type { MemoryRow, MemoryStore } from './memory.ts';
export type * from './rows.ts';

export interface Stores {
  /** Runs `work` in one durable transaction (nested calls join it); rolls back and rethrows on any error. */
  transaction<T>(work: () => T): T;
  readonly inboundKeys: InboundKeyStore;
  readonly conversations: ConversationStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly steps: StepStore;
  readonly toolCalls: ToolCallStore;
  readonly approvals: ApprovalStore;
  readonly forwarded: ForwardedStore;
  readonly rules: RuleStore;
  readonly pairingRequests: PairingRequestStore;
  readonly invitations: InvitationStore;
  readonly senders: SenderStore;
  readonly outbox: OutboxStore;
  readonly attachments: AttachmentStore;
  readonly frames: FrameStore;
  readonly memories: MemoryStore;
  readonly vectors: VectorStore;
  readonly entities: EntityStore;
  readonly memoryProgress: MemoryProgressStore;
  readonly memoryUses: MemoryUseStore;
  readonly documents: DocumentStore;
  readonly summaries: SummaryStore;
  readonly traces: TraceEraser;
  readonly callers: CallerStore;
  readonly gatewayRequests: GatewayRequestStore;
  readonly gatewayChats: GatewayChatStore;
  readonly settings: SettingStore;
}

/** Which updates were taken in, also those that were refused: the same update never counts twice. */
export interface InboundKeyStore {
  /** False when (channelId, dedupKey) was claimed before. */
  claim(channelId: ChannelId, dedupKey: string, at: number): boolean;
  /** Forgets what was claimed before `beforeMs`. */
  prune(beforeMs: number): void;
}

export interface ConversationStore {
  add(row: ConversationRow): void;
  get(id: string): ConversationRow | null;
  find(channelId: ChannelId, chatId: string, threadId: string | null): ConversationRow | null;
  /** Newest activity first. */
  list(): readonly ConversationRow[];
  update(
    id: string,
    change: Partial<Pick<ConversationRow, 'title' | 'workspace' | 'lastAt' | 'preview'>>,
  ): void;
}

export interface MessageStore {
  add(row: MessageRow): void;
  get(id: string): MessageRow | null;
  /** Time order, the newest `limit` before `beforeId` (null: from the end). */
  page(conversationId: string, beforeId: string | null, limit: number): readonly MessageRow[];
  /** Time order, the oldest `limit` after `afterId` (empty: from the beginning). */
  after(conversationId: string, afterId: string, limit: number): readonly MessageRow[];
}

export interface TurnStore {
  add(row: TurnRow): void;
  get(id: string): TurnRow | null;
  setState(id: string, state: TurnState, endedAt: number | null): void;
  /** Time order, the newest `limit` before `beforeId` (null: from the end). */
  page(conversationId: string, beforeId: string | null, limit: number): readonly TurnRow[];
  /** Queued, running or waiting, oldest first: what a restart takes up again. */
  unfinished(): readonly TurnRow[];
}

export interface StepStore {
  add(row: StepRow): void;
  get(id: string): StepRow | null;
  ofTurn(turnId: string): readonly StepRow[];
  /** Time order, the oldest `limit` after `afterId` (empty: from the beginning). */
  after(conversationId: string, afterId: string, limit: number): readonly StepRow[];
  page(conversationId: string, beforeId: string | null, limit: number): readonly StepRow[];
}

export interface ToolCallStore {
  add(row: ToolCallRow): void;
  get(id: string): ToolCallRow | null;
  update(id: string, change: ToolCallChange): void;
  /** In the order the model made them. */
  ofStep(stepId: string): readonly ToolCallRow[];
  page(conversationId: string, beforeId: string | null, limit: number): readonly ToolCallRow[];
}

export interface ApprovalStore {
  add(row: ApprovalRow): void;
  get(id: string): ApprovalRow | null;
  /** Settles only a pending one; false when it was settled before. */
  settle(
    id: string,
    state: Exclude<ApprovalState, 'pending'>,
    settledAt: number,
    answerReason: string | null,
  ): boolean;
  pending(): readonly ApprovalRow[];
  /** Newest first, any state. */
  recent(sinceMs: number, limit: number): readonly ApprovalRow[];
  /** States of the questions with this key since then. */
  repeats(repeatKey: string, sinceMs: number): readonly ApprovalState[];
  /** Marks an expired one as asked anew; false when it is not expired, or was marked before. */
  markAskedAgain(id: string, at: number): boolean;
}

/** Questions that were sent to a chat as well, until their outcome was told there. */
export interface ForwardedStore {
  add(row: ForwardedRow): void;
  byCode(code: string): ForwardedRow | null;
  of(approvalId: string): ForwardedRow | null;
  /** Not closed, oldest first. */
  open(): readonly ForwardedRow[];
  update(approvalId: string, change: Partial<Pick<ForwardedRow, 'state' | 'platformMessageId'>>): void;
  /** Removes closed ones from before this. */
  prune(beforeMs: number): void;
}

/** A new start forgets the rules that live until Sallyport quits. */
export interface RuleStore {
  /** Rules whose time was over when this one was made go with it. */
  add(row: RuleRow): void;
  remove(id: string): boolean;
  list(): readonly RuleRow[];
  /** The same array until a rule is added or removed, for deciding; `lastUsedAt` in it may be older. */
  standing(): readonly RuleRow[];
  touch(id: string, lastUsedAt: number): void;
}

/** Pending requests only: approving, denying and expiry remove the row, the ledger remembers. */
export interface PairingRequestStore {
  add(row: PairingRequestRow): void;
  get(id: string): PairingRequestRow | null;
  bySender(channelId: ChannelId, senderId: string): PairingRequestRow | null;
  list(): readonly PairingRequestRow[];
  remove(id: string): boolean;
}

/** Open invitations only: redeeming, withdrawing and expiry remove the row, the ledger remembers. */
export interface InvitationStore {
  add(row: InvitationRow): void;
  list(): readonly InvitationRow[];
  remove(id: string): boolean;
}

export interface SenderStore {
  /** Adds or replaces (channelId, senderId). */
  put(row: SenderRow): void;
  get(channelId: ChannelId, senderId: string): SenderRow | null;
  list(): readonly SenderRow[];
  remove(channelId: ChannelId, senderId: string): boolean;
}

export interface OutboxStore {
  /** False when onceKey is known: nothing is written. */
  add(row: OutboxRow): boolean;
  get(id: string): OutboxRow | null;
  update(id: string, change: OutboxChange): void;
  /** Pending or sending, oldest first: what a restart takes up again. */
  open(): readonly OutboxRow[];
  /** The oldest pending part of one chat; null when there is none. */
  nextPending(channelId: ChannelId, chatId: string, threadId: string | null): OutboxRow | null;
  /** States of all parts whose onceKey starts with `<ownerId>/`. */
  statesOf(ownerId: string): readonly OutboxState[];
  /** Failed or uncertain and not dismissed, newest first; of one conversation, or of all (null). */
  undelivered(conversationId: string | null, limit: number): readonly OutboxRow[];
  /** The file that goes with a part, until it was sent or dismissed. */
  keepBytes(id: string, bytes: Uint8Array): void;
  bytesOf(id: string): Uint8Array | null;
  dropBytes(id: string): void;
}

export type OutboxChange = Partial<
  Pick<
    OutboxRow,
    | 'state'
    | 'attempts'
    | 'notBefore'
    | 'error'
    | 'causeFrameId'
    | 'queuedAt'
    | 'repeatUntil'
    | 'settledAt'
    | 'dismissedAt'
  >
>;

export interface AttachmentStore {
  add(row: AttachmentRow): void;
  update(id: string, change: Partial<Omit<AttachmentRow, 'id' | 'messageId' | 'conversationId'>>): void;
  /** In the order they came; without forgotten ones. */
  ofMessage(messageId: string): readonly AttachmentRow[];
  /** Of this message and all later ones of the conversation, at most `limit`. */
  since(conversationId: string, messageId: string, limit: number): readonly AttachmentRow[];
  /** Of all files of the conversation that are here, in bytes. */
  totalBytes(conversationId: string): number;
  /** Whether a message of this conversation brought it already. */
  isKnown(conversationId: string, reference: string): boolean;
  /** Whose files are to be removed. */
  forgotten(): readonly AttachmentRow[];
  remove(id: string): void;
}

export interface FrameStore {
  append(frame: FrameRow, payload: PayloadRow | null): void;
  get(id: string): FrameRow | null;
  payload(frameId: string): PayloadRow | null;
  erasePayload(frameId: string): boolean;
  head(): { readonly id: string; readonly mac: string; readonly count: number } | null;
  /** Oldest first, in batches, for verifying. */
  walk(): Iterable<FrameRow>;
  tail(filter: {
    readonly beforeId: string | null;
    readonly limit: number;
    readonly conversationId: string | null;
    readonly kinds: readonly FrameKind[] | null;
  }): readonly FrameRow[];
}

/** Small facts of the app itself: cursors, paused, first run dismissed. */
export interface SettingStore {
  get(key: string): string | null;
  put(key: string, value: string): void;
}

// The rows of storage, one type a table. Times are milliseconds since the epoch. Rows are the whole truth;
// anything derived is computed where it is shown.
import type { FrameFacts, FrameKind } from '../../../contracts/activity.ts';
import type { Actor } from '../../../contracts/actors.ts';
import type { ApprovalState } from '../../../contracts/approvals.ts';
import type { ToolCallState, TurnState } from '../../../contracts/conversations.ts';
import type { Effect, Taint } from '../../../contracts/effects.ts';
import type { SenderStanding } from '../../../contracts/pairing.ts';
import type { RuleDecision, RuleLifetime, RuleMatcher, Session } from '../../../contracts/rules.ts';
import type { ChannelId, Platform } from '../../../contracts/scalars.ts';
import type { InboundAttachment, OutboundFile } from './attachments.ts';
import type { OutboundPart } from './channel.ts';

export interface ConversationRow {
  readonly id: string;
  readonly channelId: ChannelId;
  readonly platform: Platform;
  readonly chatKind: 'own' | 'direct' | 'group';
  readonly chatId: string;
  readonly threadId: string | null;
  readonly title: string;
  /** The person in a direct chat; null in groups and the owner's own. */
  readonly senderId: string | null;
  /** Absolute path chosen by the owner; null: the conversation's own workspace. */
  readonly workspace: string | null;
  readonly createdAt: number;
  readonly lastAt: number;
  readonly preview: string;
  /** Nothing of it is kept in memory, and it is erased when it ends. */
  readonly isPrivate: boolean;
}

export interface MessageRow {
  readonly id: string;
  readonly conversationId: string;
  readonly channelId: ChannelId;
  /**
   * `forwarded`: the sender passed on somebody else's words. `notice`: a line by Sallyport itself. `summary`: what was
   * said before, shortened by a model.
   */
  readonly kind: 'text' | 'edit' | 'button' | 'reaction' | 'forwarded' | 'notice' | 'summary';
  /** Null for a notice by Sallyport itself. */
  readonly senderId: string | null;
  readonly senderName: string | null;
  readonly actor: Actor;
  readonly text: string;
  readonly platformMessageId: string | null;
  readonly at: number;
  /** The frame whose payload holds its words; null for what has none, and for rows of before. */
  readonly frameId: string | null;
}

export interface TurnRow {
  readonly id: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly state: TurnState;
  /** Frame of the message that caused it. */
  readonly causeFrameId: string;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

export interface StepRow {
  readonly id: string;
  readonly turnId: string;
  readonly conversationId: string;
  /** 0, 1, 2 … within the turn. */
  readonly position: number;
  readonly text: string;
  readonly providerState: string | null;
  readonly modelLabel: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly endReason: string;
  readonly at: number;
  /** The frame that recorded it; null for rows of before. */
  readonly frameId: string | null;
}

export interface ToolCallRow {
  readonly id: string;
  readonly stepId: string;
  readonly turnId: string;
  readonly conversationId: string;
  /** The model's own id of the call. */
  readonly callId: string;
  readonly tool: string;
  /** JSON text as the model wrote it. */
  readonly inputText: string;
  readonly state: ToolCallState;
  readonly decisionKind: 'allow' | 'ask' | 'deny' | null;
  readonly decisionReason: string | null;
  readonly approvalId: string | null;
  readonly outputText: string | null;
  readonly taint: Taint | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

export type ToolCallChange = Partial<
  Pick<
    ToolCallRow,
    'state' | 'decisionKind' | 'decisionReason' | 'approvalId' | 'outputText' | 'taint' | 'endedAt'
  >
>;

export interface ApprovalRow {
  readonly id: string;
  readonly kind: 'tool-call' | 'setting';
  readonly state: ApprovalState;
  readonly conversationId: string | null;
  readonly turnId: string | null;
  readonly toolCallId: string | null;
  readonly actor: Actor;
  readonly tool: string;
  /** SHA-256 over everything that was shown and will run; an answer is bound to it. */
  readonly binding: string;
  /** The question as shown, JSON of contracts/approvals `questionSchema` parts. */
  readonly shownText: string;
  readonly reason: string;
  readonly askedFrameId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly settledAt: number | null;
  readonly answerReason: string | null;
  /** The same for the same asker, tool and input, in whatever conversation; null for what is no tool call. */
  readonly repeatKey: string | null;
  /** How often exactly this was asked within a day and never denied, this time included. */
  readonly repeated: number;
  /** When it had expired and the agent was made to ask anew. */
  readonly askedAgainAt: number | null;
}

/** A question that was also sent to a chat of the owner's. */
export interface ForwardedRow {
  readonly approvalId: string;
  readonly conversationId: string;
  /** Binding and count of what was sent: an answer from there holds for exactly this. */
  readonly revision: string;
  /** What the owner writes back; single use. */
  readonly code: string;
  /** False: it can only be denied from there. */
  readonly mayAllow: boolean;
  /** As it was sent, for telling the outcome under it. */
  readonly text: string;
  readonly state: 'sending' | 'sent' | 'closed';
  readonly platformMessageId: string | null;
  readonly createdAt: number;
}

export interface RuleRow {
  readonly id: string;
  readonly decision: RuleDecision;
  /** Null: any. A sender id names one person; actor kinds name a class. */
  readonly actorKind: Actor['kind'] | null;
  readonly senderId: string | null;
  readonly conversationId: string | null;
  readonly channelId: ChannelId | null;
  /** `main`: the owner's own conversations; `other`: all else; null: any. */
  readonly session: Session | null;
  /** `*` for every tool. */
  readonly tool: string;
  /** Only calls that have this effect; null: any call. */
  readonly callEffect: Effect | null;
  /** What of the call it looks at; null: any input. */
  readonly matcher: RuleMatcher | null;
  /** `once` is gone with its first use, `until-quit` with the next start. */
  readonly lifetime: RuleLifetime;
  /** The exact shape in words, as it was shown when saved. */
  readonly sentence: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

export interface PairingRequestRow {
  readonly id: string;
  readonly channelId: ChannelId;
  readonly senderId: string;
  readonly senderName: string | null;
  readonly chatId: string;
  readonly code: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly frameId: string;
}

/** A code the owner gave away: whoever sends it first on this channel is paired. */
export interface InvitationRow {
  readonly id: string;
  readonly channelId: ChannelId;
  readonly code: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly frameId: string;
}

export interface SenderRow {
  readonly channelId: ChannelId;
  readonly senderId: string;
  readonly name: string | null;
  readonly standing: SenderStanding;
  readonly since: number;
}

export type OutboxState = 'pending' | 'sending' | 'sent' | 'failed' | 'uncertain';

export interface OutboxRow {
  readonly id: string;
  readonly channelId: ChannelId;
  readonly chatId: string;
  readonly threadId: string | null;
  readonly conversationId: string | null;
  readonly turnId: string | null;
  /** Unique: the step or notice it carries and the part's number, so that nothing is queued twice. */
  readonly onceKey: string;
  readonly body: string;
  readonly format: 'plain' | 'html';
  readonly buttons: NonNullable<OutboundPart['buttons']>;
  /** Its bytes lie apart until it was sent. */
  readonly file: (Omit<OutboundFile, 'bytes'> & { readonly sizeBytes: number }) | null;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly notBefore: number;
  readonly error: string | null;
  /** The frame that began it: that it was queued, or that the owner had it sent again. */
  readonly causeFrameId: string;
  readonly createdAt: number;
  /** When it was last begun: it is given up so long after. */
  readonly queuedAt: number;
  /**
   * Pending: it may have been delivered, and until then the platform recognises it when it is sent again. Sending:
   * what that will be. Null: certainly not delivered, or the platform recognises nothing.
   */
  readonly repeatUntil: number | null;
  /** When it was sent or given up. */
  readonly settledAt: number | null;
  /** Failed or uncertain, and the owner does not want to see it any more. */
  readonly dismissedAt: number | null;
}

/** `waiting`: to be fetched; `here`: in the workspace; `missed`: did not come; `forgotten`: its file is to be removed. */
export type AttachmentState = 'waiting' | 'here' | 'missed' | 'forgotten';

/** A file that came with a message, or that was sent with one. */
export interface AttachmentRow {
  readonly id: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly channelId: ChannelId;
  readonly kind: InboundAttachment['kind'];
  /** As the sender named it, for showing: untrusted. */
  readonly name: string | null;
  readonly mediaType: string | null;
  readonly sizeBytes: number | null;
  /** What its channel needs to fetch it; empty for what was sent. */
  readonly reference: string;
  readonly state: AttachmentState;
  /** In the workspace. While it waits: where it is being written, after a kill perhaps was. */
  readonly path: string | null;
  /** Why it did not come, as a sentence. */
  readonly reason: string | null;
  /** The frame that says what became of it. */
  readonly frameId: string | null;
}

export interface FrameRow {
  readonly id: string;
  readonly at: number;
  readonly kind: FrameKind;
  readonly causeId: string | null;
  readonly conversationId: string | null;
  readonly turnId: string | null;
  readonly actor: Actor;
  readonly facts: FrameFacts;
  /** HMAC over salt and payload; null without payload. Stays when the payload is erased. */
  readonly commitment: string | null;
  readonly previousMac: string;
  readonly mac: string;
}

export interface PayloadRow {
  readonly frameId: string;
  readonly salt: string;
  readonly text: string;
}

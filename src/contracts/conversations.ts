// What the chat window and the CLI see of conversations: the list, one transcript, sending, stopping, streaming.
// The page never names a path: a workspace is chosen in a dialog that main opens.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { channelIdSchema, emptySchema, idSchema, platformSchema, timeSchema } from './scalars.ts';

export const turnStateSchema = z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'stopped']);
export type TurnState = z.infer<typeof turnStateSchema>;

export const deliveryStateSchema = z.enum(['pending', 'sent', 'failed', 'uncertain']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

export const conversationSchema = z.strictObject({
  id: idSchema,
  channelId: channelIdSchema,
  platform: platformSchema,
  /** `own`: the owner's desktop conversation; `direct`: one person; `group`: several. */
  chatKind: z.enum(['own', 'direct', 'group']),
  title: z.string(),
  /** How far the other side is trusted, in one word for the list. */
  trust: z.enum(['owner', 'paired', 'listed', 'group']),
  workspaceLabel: z.string(),
  /** Nothing of it is kept in memory, and it is erased when it ends. */
  isPrivate: z.boolean(),
  state: z.enum(['idle', 'working', 'waiting']),
  preview: z.string(),
  lastAt: timeSchema,
});
export type ConversationView = z.infer<typeof conversationSchema>;

export const toolCallStateSchema = z.enum([
  'deciding',
  'waiting',
  'running',
  'succeeded',
  'failed',
  'denied',
  'interrupted',
]);
export type ToolCallState = z.infer<typeof toolCallStateSchema>;

/** A file that came with a message, or was sent with one. Its name is the sender's words. */
export const attachmentSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(['image', 'audio', 'video', 'file']),
  name: z.string().nullable(),
  mediaType: z.string().nullable(),
  sizeBytes: z.int().nullable(),
  state: z.enum(['waiting', 'here', 'missed']),
  /** In the workspace of the conversation, when it is there. */
  path: z.string().nullable(),
  /** Why it did not come. */
  reason: z.string().nullable(),
});
export type AttachmentView = z.infer<typeof attachmentSchema>;

export const transcriptItemSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('message'),
    id: idSchema,
    turnId: idSchema.nullable(),
    at: timeSchema,
    /** `notice`: a line by Sallyport itself, for instance that the model could not be reached. */
    author: z.enum(['person', 'agent', 'notice']),
    senderName: z.string().nullable(),
    text: z.string(),
    edited: z.boolean(),
    delivery: deliveryStateSchema.nullable(),
    /** Left out where there are none. */
    attachments: z.array(attachmentSchema).optional(),
    /** Memories that were used in this answer. */
    usedMemories: z.int(),
  }),
  /** What was said before, shortened because it no longer fits what the model reads at once. */
  z.strictObject({
    kind: z.literal('summary'),
    id: idSchema,
    at: timeSchema,
    text: z.string(),
    turns: z.int(),
    /** When the first and the last of what it stands for were said. */
    from: timeSchema,
    to: timeSchema,
  }),
  z.strictObject({
    kind: z.literal('tool-call'),
    id: idSchema,
    turnId: idSchema,
    at: timeSchema,
    tool: z.string(),
    summary: z.string(),
    /** Redacted JSON, for reading only. */
    inputText: z.string(),
    state: toolCallStateSchema,
    /** What was decided about it and why, in words; null before. */
    decision: z.string().nullable(),
    approvalId: idSchema.nullable(),
    outputText: z.string().nullable(),
  }),
]);
export type TranscriptItem = z.infer<typeof transcriptItemSchema>;

export const conversationsContract = defineContract({
  name: 'conversations',
  surfaces: ['chat', 'cli'],
  calls: {
    list: { input: emptySchema, output: z.array(conversationSchema) },
    /** The newest items first in time order; `beforeId` pages back. At most `limit` items. */
    open: {
      input: z.strictObject({
        conversationId: idSchema,
        beforeId: idSchema.optional(),
        limit: z.int().min(1).max(500).default(200),
      }),
      output: z.strictObject({
        conversation: conversationSchema,
        items: z.array(transcriptItemSchema),
        hasEarlier: z.boolean(),
        /** Text of the step that is streaming now, if any. */
        streaming: z.strictObject({ turnId: idSchema, stepId: idSchema, text: z.string() }).nullable(),
      }),
    },
    create: {
      input: z.strictObject({ isPrivate: z.boolean().default(false) }),
      output: conversationSchema,
    },
    /** Ends a private conversation and erases what was said in it. */
    endPrivate: {
      input: z.strictObject({ conversationId: idSchema }),
      output: z.strictObject({ ended: z.boolean() }),
    },
    /** The owner speaks. `clientKey` makes a repeated call harmless. */
    send: {
      input: z.strictObject({
        conversationId: idSchema,
        text: z.string().trim().min(1).max(100_000),
        clientKey: z.string().min(8).max(64),
      }),
      output: z.strictObject({ messageId: idSchema, turnId: idSchema }),
    },
    stopTurn: {
      input: z.strictObject({ conversationId: idSchema }),
      output: z.strictObject({ stopped: z.boolean() }),
    },
    /** Main opens a folder dialog; only for the owner's own conversations. */
    chooseWorkspace: {
      input: z.strictObject({ conversationId: idSchema }),
      output: conversationSchema,
      surfaces: ['chat'],
    },
  },
  events: {
    'conversation-change': conversationSchema,
    /** It was erased. */
    'conversation-end': z.strictObject({ conversationId: idSchema }),
    'item-change': z.strictObject({ conversationId: idSchema, item: transcriptItemSchema }),
    'turn-start': z.strictObject({ conversationId: idSchema, turnId: idSchema }),
    /** Text to append to the streaming step. */
    'turn-text': z.strictObject({
      conversationId: idSchema,
      turnId: idSchema,
      stepId: idSchema,
      delta: z.string(),
    }),
    'turn-end': z.strictObject({ conversationId: idSchema, turnId: idSchema, state: turnStateSchema }),
  },
});

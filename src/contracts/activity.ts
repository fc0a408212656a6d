// The ledger as the Activity page, the export and the CLI read it: frames, causes, explain, verify.
import { z } from 'zod';
import { actorSchema } from './actors.ts';
import { defineContract } from './contract.ts';
import { emptySchema, idSchema, timeSchema } from './scalars.ts';

/** The closed list of what can happen. */
export const FRAME_KINDS = [
  'app-started',
  'app-stopped',
  'recovered',
  'paused',
  'resumed',
  'stopped-all',
  'channel-changed',
  'update-skipped',
  'webhook-refused',
  'message-received',
  'message-refused',
  'pairing-requested',
  'pairing-approved',
  'pairing-denied',
  'pairing-expired',
  'pairing-revoked',
  'pairing-refused',
  'sender-blocked',
  'invitation-made',
  'invitation-withdrawn',
  'invitation-used',
  'turn-started',
  'turn-ended',
  'step-ended',
  'model-failed',
  'tool-called',
  'tool-decided',
  'approval-asked',
  'approval-answered',
  'approval-expired',
  'tool-started',
  'tool-ended',
  'terminal-started',
  'terminal-taken-over',
  'terminal-released',
  'terminal-ended',
  'reply-queued',
  'reply-sent',
  'reply-failed',
  'reply-uncertain',
  'gateway-key-made',
  'gateway-key-revoked',
  'gateway-device-paired',
  'gateway-device-revoked',
  'gateway-refused',
  'gateway-locked-out',
  'reply-retried',
  'reply-dismissed',
  'attachment-fetched',
  'attachment-missed',
  'rule-saved',
  'rule-revoked',
  'setting-asked',
  'setting-changed',
  'credential-set',
  'credential-removed',
  'workspace-chosen',
  'memory-kept',
  'memory-refused',
  'memory-changed',
  'memory-removed',
  'memory-restored',
  'memory-learned',
  'memory-forgotten',
  'entity-changed',
  'memory-imported',
  'memory-exported',
  'core-memory-changed',
  'core-memory-dropped',
  'document-added',
  'document-read',
  'document-removed',
  'conversation-shortened',
  'conversation-erased',
  'payload-erased',
  'checkpoint',
] as const;
export const frameKindSchema = z.enum(FRAME_KINDS);
export type FrameKind = z.infer<typeof frameKindSchema>;

/** Ids and small facts only; what people wrote goes to the payload. */
export const frameFactsSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
export type FrameFacts = z.infer<typeof frameFactsSchema>;

export const frameSchema = z.strictObject({
  id: idSchema,
  at: timeSchema,
  kind: frameKindSchema,
  causeId: idSchema.nullable(),
  conversationId: idSchema.nullable(),
  turnId: idSchema.nullable(),
  actor: actorSchema,
  facts: frameFactsSchema,
  /** Redacted payload as JSON text; null when there was none or it was erased. */
  payloadText: z.string().nullable(),
  /** One sentence for a person. */
  sentence: z.string(),
});
export type FrameView = z.infer<typeof frameSchema>;

export const verificationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('intact'), frames: z.int(), headId: idSchema.nullable() }),
  z.strictObject({
    kind: z.literal('broken'),
    frames: z.int(),
    firstBrokenId: idSchema.nullable(),
    reason: z.string(),
  }),
]);
export type Verification = z.infer<typeof verificationSchema>;

/** What the keychain remembers of the ledger: its head and how many frames there were. */
export const ledgerCheckpointSchema = z.strictObject({ headId: idSchema, mac: z.string(), count: z.int() });
export type LedgerCheckpoint = z.infer<typeof ledgerCheckpointSchema>;

export const activityContract = defineContract({
  name: 'activity',
  surfaces: ['chat', 'cli'],
  calls: {
    /** Newest first. */
    tail: {
      input: z.strictObject({
        beforeId: idSchema.optional(),
        limit: z.int().min(1).max(500).default(100),
        conversationId: idSchema.optional(),
        kinds: z.array(frameKindSchema).optional(),
      }),
      output: z.array(frameSchema),
    },
    /** From the frame back to what began it; first element is the beginning. */
    explain: { input: z.strictObject({ id: idSchema }), output: z.array(frameSchema) },
    verify: { input: emptySchema, output: verificationSchema },
  },
  events: { 'frame-add': z.strictObject({ id: idSchema, kind: frameKindSchema }) },
});

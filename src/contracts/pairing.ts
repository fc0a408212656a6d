// Pairing requests and who is paired, for lists. Approving lives in `authority`.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { channelIdSchema, emptySchema, idSchema, timeSchema } from './scalars.ts';

/** Eight characters that cannot be misread aloud. Source: capabilities A2. */
export const PAIRING_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
export const PAIRING_CODE_LENGTH = 8;

export const pairingRequestSchema = z.strictObject({
  id: idSchema,
  channel: channelIdSchema,
  senderId: z.string(),
  senderName: z.string().nullable(),
  code: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
export type PairingRequestView = z.infer<typeof pairingRequestSchema>;

export const senderStandingSchema = z.enum(['owner', 'paired', 'blocked']);
export type SenderStanding = z.infer<typeof senderStandingSchema>;

export const knownSenderSchema = z.strictObject({
  senderId: z.string(),
  channel: channelIdSchema,
  name: z.string().nullable(),
  standing: senderStandingSchema,
  since: timeSchema,
});
export type KnownSenderView = z.infer<typeof knownSenderSchema>;

/** A single-use code that the owner gave away before the person wrote. */
export const invitationSchema = z.strictObject({
  id: idSchema,
  channel: channelIdSchema,
  code: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
});
export type InvitationView = z.infer<typeof invitationSchema>;

export const pairingContract = defineContract({
  name: 'pairing',
  surfaces: ['chat', 'cli'],
  calls: {
    list: { input: emptySchema, output: z.array(pairingRequestSchema) },
    senders: { input: emptySchema, output: z.array(knownSenderSchema) },
    invitations: { input: emptySchema, output: z.array(invitationSchema) },
    /** Asks in the approval window; the invitation is listed once it was confirmed there. */
    askInvitation: {
      input: z.strictObject({ channel: channelIdSchema }),
      output: z.strictObject({ approvalId: idSchema }),
      surfaces: ['chat'],
    },
    withdrawInvitation: {
      input: z.strictObject({ id: idSchema }),
      output: z.strictObject({ settled: z.boolean(), message: z.string() }),
    },
    /** By request id or by code. */
    deny: {
      input: z.strictObject({ id: z.string().max(64), block: z.boolean().default(false) }),
      output: z.strictObject({ settled: z.boolean(), message: z.string() }),
    },
    revoke: {
      input: z.strictObject({ channel: channelIdSchema, senderId: z.string().max(330) }),
      output: z.strictObject({ settled: z.boolean(), message: z.string() }),
    },
    /** Opens the approval window at this request, as "a person" or as "this is me". Settles nothing. */
    review: {
      input: z.strictObject({ id: idSchema, as: z.enum(['person', 'owner']).default('person') }),
      output: emptySchema,
      surfaces: ['chat'],
    },
  },
  events: { 'pairing-change': z.strictObject({ pending: z.int() }) },
});

// Parts of replies that did not arrive, or may not have: seen by the owner, sent again when the owner says so, dismissed.
// Nothing here writes a word: what is sent again is what was to be sent.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { channelIdSchema, idSchema, timeSchema } from './scalars.ts';

export const undeliveredSchema = z.strictObject({
  id: idSchema,
  /** The item of the transcript that it is a part of. */
  itemId: z.string(),
  conversationId: idSchema.nullable(),
  conversationTitle: z.string().nullable(),
  channelId: channelIdSchema,
  /** `failed`: certainly not delivered. `uncertain`: may have been, so that sent again it may arrive twice. */
  state: z.enum(['failed', 'uncertain']),
  /** Its beginning, without the platform's formatting. */
  preview: z.string(),
  fileName: z.string().nullable(),
  reason: z.string(),
  /** When it was given up. */
  at: timeSchema,
});
export type UndeliveredView = z.infer<typeof undeliveredSchema>;

const outcomeSchema = z.strictObject({ settled: z.boolean(), message: z.string() });

export const outboxContract = defineContract({
  name: 'outbox',
  surfaces: ['chat', 'cli'],
  calls: {
    /** Newest first; of one conversation, or of all. */
    list: {
      input: z.strictObject({
        conversationId: idSchema.optional(),
        limit: z.int().min(1).max(500).default(200),
      }),
      output: z.array(undeliveredSchema),
    },
    /** What may have arrived is sent again only with `mayArriveTwice`; without it the answer says so. */
    retry: {
      input: z.strictObject({ id: idSchema, mayArriveTwice: z.boolean().default(false) }),
      output: outcomeSchema,
    },
    /** It is not sent any more, and no longer listed; its file is removed. */
    dismiss: { input: z.strictObject({ id: idSchema }), output: outcomeSchema },
  },
  /** Parts that wait for the owner's word; no more than 500 are counted. */
  events: { 'outbox-change': z.strictObject({ undelivered: z.int() }) },
});

// What the owner can ask of channels beside their settings: try one now, read what to set up, and see what the webhook
// door would accept. Reads and tries only; nothing here widens.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { channelIdSchema, emptySchema, platformSchema } from './scalars.ts';

export const webhookCheckSchema = z.strictObject({
  /** Port on 127.0.0.1; null while it does not listen. */
  port: z.int().nullable(),
  /** Why it does not listen, or what is wrong; null when all is well. */
  problem: z.string().nullable(),
  publicUrl: z.string(),
  hosts: z.array(z.string()),
  routes: z.array(
    z.strictObject({
      channel: channelIdSchema,
      /** To enter at the platform. */
      url: z.string(),
      methods: z.array(z.string()),
      ready: z.boolean(),
      /** Which keys are set and which are missing, in words. */
      lines: z.array(z.string()),
      /** What our own door answered a request without a signature: 401 or 403 is as it should be; null when not asked. */
      unsignedStatus: z.int().nullable(),
    }),
  ),
});
export type WebhookCheck = z.infer<typeof webhookCheckSchema>;

export const guideSchema = z.strictObject({
  platform: platformSchema.exclude(['desktop', 'gateway']),
  title: z.string(),
  summary: z.string(),
  steps: z.array(z.strictObject({ text: z.string(), link: z.string().optional() })),
  permissions: z.array(z.string()),
  secrets: z.array(
    z.strictObject({
      name: z.string(),
      label: z.string(),
      hint: z.string(),
      optional: z.literal(true).optional(),
      when: z.tuple([z.string(), z.string()]).optional(),
    }),
  ),
  settings: z.array(
    z.strictObject({
      key: z.string(),
      label: z.string(),
      hint: z.string(),
      placeholder: z.string().optional(),
      when: z.tuple([z.string(), z.string()]).optional(),
    }),
  ),
  ids: z.strictObject({ people: z.string(), groups: z.string().nullable() }),
  webhook: z.enum(['never', 'always', 'by choice']),
  limits: z.array(z.string()),
});

export const channelsLinkSchema = z.strictObject({
  /** What it is now and what to do, in sentences. */
  message: z.string(),
  /** Rows of `1` (dark) and `0` (light), with the light border; null while there is none. */
  code: z.array(z.string()).nullable(),
  /** What to know before scanning. */
  warnings: z.array(z.string()),
});
export type ChannelsLink = z.infer<typeof channelsLinkSchema>;

export const channelsContract = defineContract({
  name: 'channels',
  surfaces: ['chat', 'cli'],
  calls: {
    /** Connects anew and asks the platform whether it takes our credentials; waits at most twenty seconds. */
    test: {
      input: z.strictObject({ channel: channelIdSchema }),
      output: z.strictObject({ works: z.boolean(), message: z.string() }),
    },
    /** What to set up for each platform, in the order in which they are shown. */
    guides: { input: emptySchema, output: z.array(guideSchema) },
    /** How this computer is linked to the channel's account, and the code to scan while one is asked for. */
    link: {
      input: z.strictObject({ channel: channelIdSchema }),
      output: channelsLinkSchema,
    },
    checkWebhooks: { input: emptySchema, output: webhookCheckSchema },
  },
  events: {},
});

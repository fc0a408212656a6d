// The state of the whole agent at a glance, and the switches that only narrow: pause, resume, stop everything.
import { z } from 'zod';
import { defineContract } from './contract.ts';
import { channelIdSchema, emptySchema, timeSchema } from './scalars.ts';

export const channelStateSchema = z.enum([
  'off',
  'connecting',
  'connected',
  'trouble',
  'token-missing',
  'token-refused',
]);
export type ChannelState = z.infer<typeof channelStateSchema>;

export const channelStatusSchema = z.strictObject({
  name: channelIdSchema,
  state: channelStateSchema,
  /** When it was last seen to work; never assumed. */
  lastSeenAt: timeSchema.nullable(),
  lastError: z.string().nullable(),
  /** How the platform names our account, for instance `@ada_bot`. */
  account: z.string().nullable(),
});
export type ChannelStatus = z.infer<typeof channelStatusSchema>;

/** Idle, working, waiting for you, paused, trouble. Source: experience.md, Tray. */
export const moodSchema = z.enum(['idle', 'working', 'waiting', 'paused', 'trouble']);
export type Mood = z.infer<typeof moodSchema>;

export const statusSchema = z.strictObject({
  version: z.string(),
  ready: z.boolean(),
  paused: z.boolean(),
  mood: moodSchema,
  channels: z.array(channelStatusSchema),
  pending: z.strictObject({ approvals: z.int(), pairings: z.int() }),
  /** Things the owner should know, each with what to do. */
  notices: z.array(
    z.strictObject({ id: z.string(), level: z.enum(['info', 'warning', 'danger']), text: z.string() }),
  ),
  sandbox: z.strictObject({ available: z.boolean(), detail: z.string() }),
});
export type Status = z.infer<typeof statusSchema>;

export const statusContract = defineContract({
  name: 'status',
  surfaces: ['chat', 'cli', 'approval'],
  calls: {
    get: { input: emptySchema, output: statusSchema },
    pause: { input: emptySchema, output: statusSchema },
    /** Resuming gives back what the owner had; it widens nothing. */
    resume: { input: emptySchema, output: statusSchema },
    /** Stops models, tools, children; pauses. */
    stopAll: { input: emptySchema, output: statusSchema },
    quit: { input: emptySchema, output: emptySchema, surfaces: ['cli'] },
    /** Opens a web link after main has shown its host and the owner agreed. http, https and mailto only. */
    openLink: {
      input: z.strictObject({ url: z.string().max(4096) }),
      output: z.strictObject({ opened: z.boolean() }),
      surfaces: ['chat'],
    },
  },
  events: { 'status-change': statusSchema },
});

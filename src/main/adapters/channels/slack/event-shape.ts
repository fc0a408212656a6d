// The parts of Slack's events and interactions that we read, and nothing else of them.
//   unknown → checked shape | not understood
// Unknown fields are allowed, known ones must have the right type: a field that lies about its type is not guessed at.
// Names with an underscore are Slack's own (docs.slack.dev: "Events API", "block_actions payload").
import { z } from 'zod';
import { shaped } from '../shaped.ts';

const fileSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nonnegative().nullish(),
  /** `tombstone` and `hidden_by_limit`: there is nothing to fetch. */
  mode: z.string().nullish(),
});

/** Words of another message that was passed on. Slack keeps the older name: nothing to do with files. */
const attachmentSchema = z.object({
  is_share: z.boolean().optional(),
  is_msg_unfurl: z.boolean().optional(),
  text: z.string().optional(),
  fallback: z.string().optional(),
});

const wordsSchema = z.object({
  user: z.string().optional(),
  bot_id: z.string().optional(),
  username: z.string().optional(),
  team: z.string().optional(),
  user_team: z.string().optional(),
  source_team: z.string().optional(),
  subtype: z.string().optional(),
  text: z.string().optional(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  parent_user_id: z.string().optional(),
  files: z.array(fileSchema).optional(),
  attachments: z.array(attachmentSchema).optional(),
  edited: z.object({ user: z.string().optional(), ts: z.string() }).optional(),
});

const messageSchema = wordsSchema.extend({
  channel: z.string(),
  channel_type: z.string().optional(),
  /** Only with `message_changed`. */
  message: wordsSchema.optional(),
  previous_message: z.object({ text: z.string().optional() }).optional(),
});

const reactionSchema = z.object({
  user: z.string().optional(),
  reaction: z.string(),
  item_user: z.string().optional(),
  item: z.object({ type: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
  event_ts: z.string().optional(),
});

const callbackSchema = z.object({
  event_id: z.string().optional(),
  team_id: z.string().optional(),
  is_ext_shared_channel: z.boolean().optional(),
  event: z.looseObject({ type: z.string() }),
});

const pressSchema = z.object({
  type: z.literal('block_actions'),
  user: z.object({
    id: z.string().optional(),
    name: z.string().optional(),
    username: z.string().optional(),
    team_id: z.string().optional(),
  }),
  team: z.object({ id: z.string().optional() }).nullish(),
  channel: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  message: z
    .object({ ts: z.string(), thread_ts: z.string().optional(), user: z.string().optional() })
    .optional(),
  actions: z.array(
    z.object({
      type: z.string(),
      action_id: z.string().optional(),
      value: z.string().optional(),
      action_ts: z.string().optional(),
    }),
  ),
});

export type WireFile = z.infer<typeof fileSchema>;
export type WireWords = z.infer<typeof wordsSchema>;
export type WireMessage = z.infer<typeof messageSchema>;
export type WireReaction = z.infer<typeof reactionSchema>;
export type WireCallback = z.infer<typeof callbackSchema>;
export type WirePress = z.infer<typeof pressSchema>;

export const messageOf = (value: unknown): WireMessage | null => shaped(messageSchema, value);
export const reactionOf = (value: unknown): WireReaction | null => shaped(reactionSchema, value);
export const callbackOf = (value: unknown): WireCallback | null => shaped(callbackSchema, value);
export const pressOf = (value: unknown): WirePress | null => shaped(pressSchema, value);

/** Who we are there. Source: `auth.test`. */
const meSchema = z.object({
  team_id: z.string(),
  user_id: z.string(),
  user: z.string().optional(),
  team: z.string().optional(),
  bot_id: z.string().optional(),
});

export interface Me {
  readonly teamId: string;
  readonly userId: string;
  readonly botId: string | null;
  readonly name: string;
  readonly teamName: string | null;
}

export function meOf(value: unknown): Me | null {
  const read = shaped(meSchema, value);
  if (read === null) return null;
  return {
    teamId: read.team_id,
    userId: read.user_id,
    botId: read.bot_id ?? null,
    name: read.user ?? read.user_id,
    teamName: read.team ?? null,
  };
}

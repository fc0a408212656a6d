// The parts of Telegram's updates that we read, and nothing else of them.
//   unknown → ReadableUpdate | not understood
// Unknown fields are allowed, known ones must have the right type: a field that lies about its type is not guessed at.
// Names with an underscore are Telegram's own (Bot API, "Getting updates"). Knows nothing of our messages.
import { z } from 'zod';
import { shaped } from '../shaped.ts';

const idSchema = z.int();
/** Seconds since the epoch; 0 where Telegram cannot say. */
const dateSchema = z.int().nonnegative();

const userSchema = z.object({
  id: idSchema.positive(),
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
});

const chatSchema = z.object({
  id: idSchema,
  type: z.string(),
  title: z.string().optional(),
});

const entitySchema = z.object({
  type: z.string(),
  offset: z.int().nonnegative(),
  length: z.int().nonnegative(),
  user: z.object({ id: idSchema }).optional(),
});

const messageSchema = z.looseObject({
  message_id: idSchema,
  chat: chatSchema,
  from: userSchema.optional(),
  sender_chat: chatSchema.optional(),
  date: dateSchema.optional(),
  edit_date: dateSchema.optional(),
  message_thread_id: idSchema.optional(),
  is_topic_message: z.boolean().optional(),
  text: z.string().optional(),
  entities: z.array(entitySchema).optional(),
  caption: z.string().optional(),
  caption_entities: z.array(entitySchema).optional(),
  reply_to_message: z
    .object({ from: z.object({ id: idSchema }).optional(), forum_topic_created: z.unknown().optional() })
    .optional(),
});

const callbackSchema = z.object({
  id: z.string(),
  from: userSchema,
  data: z.string().optional(),
  /** Absent for inline messages, and then there is no chat to answer in. */
  message: z
    .object({
      message_id: idSchema.optional(),
      chat: chatSchema,
      message_thread_id: idSchema.optional(),
      is_topic_message: z.boolean().optional(),
    })
    .optional(),
});

const reactionTypeSchema = z.object({ type: z.string(), emoji: z.string().optional() });

const reactionSchema = z.object({
  chat: chatSchema,
  message_id: idSchema,
  user: userSchema.optional(),
  actor_chat: chatSchema.optional(),
  date: dateSchema.optional(),
  old_reaction: z.array(reactionTypeSchema),
  new_reaction: z.array(reactionTypeSchema),
});

const contentSchema = z.object({
  message: messageSchema.optional(),
  edited_message: messageSchema.optional(),
  channel_post: messageSchema.optional(),
  edited_channel_post: messageSchema.optional(),
  callback_query: callbackSchema.optional(),
  message_reaction: reactionSchema.optional(),
});

export type WireUser = z.infer<typeof userSchema>;
export type WireChat = z.infer<typeof chatSchema>;
export type WireEntity = z.infer<typeof entitySchema>;
export type WireMessage = z.infer<typeof messageSchema>;
export type WireCallback = z.infer<typeof callbackSchema>;
export type WireReaction = z.infer<typeof reactionSchema>;
export type WireContent = z.infer<typeof contentSchema>;

/** What we ask Telegram for. Channel posts are not wanted: nobody in particular speaks there. */
export const WANTED_UPDATES = ['message', 'edited_message', 'callback_query', 'message_reaction'] as const;

/** The number by which an update is confirmed; null when it has none that can be used. */
export function updateIdOf(update: unknown): number | null {
  return shaped(z.object({ update_id: z.int().nonnegative() }), update)?.update_id ?? null;
}

/** Null when a field that we read does not have its type. */
export function contentOf(update: unknown): WireContent | null {
  return shaped(contentSchema, update);
}

export const meSchema = z.object({ id: idSchema.positive(), username: z.string().optional() });
export type Me = z.infer<typeof meSchema>;

/** The id of a message that was sent; null when the answer does not say. */
export function sentIdOf(result: unknown): string | null {
  const sent = shaped(z.object({ message_id: idSchema }), result);
  return sent === null ? null : String(sent.message_id);
}

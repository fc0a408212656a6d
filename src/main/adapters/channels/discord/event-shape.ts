// The parts of Discord's events and resources that we read, and nothing else of them.
//   unknown → message | interaction | reaction | channel | not understood
// Unknown fields are allowed, known ones must have the right type: a field that lies about its type is not guessed at.
// Names with an underscore are Discord's own (https://discord.com/developers/docs/resources/message and
// /events/gateway-events). Knows nothing of our messages.
import { z } from 'zod';
import { shaped } from '../shaped.ts';
import { isSnowflake } from './snowflake.ts';

export const idSchema = z.string().refine(isSnowflake);
const maybeId = idSchema.nullish();

const userSchema = z.object({
  id: idSchema.optional(),
  username: z.string().nullish(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});

const memberSchema = z.object({ nick: z.string().nullish(), user: userSchema.optional() });

export const attachmentSchema = z.object({
  id: idSchema,
  filename: z.string().optional(),
  content_type: z.string().nullish(),
  size: z.int().nonnegative().optional(),
  url: z.string().optional(),
});

const contentShape = {
  content: z.string().optional(),
  attachments: z.array(attachmentSchema).optional(),
  sticker_items: z.array(z.unknown()).optional(),
  poll: z.unknown().optional(),
  flags: z.int().optional(),
};

const contentSchema = z.object(contentShape);

export const messageSchema = z.object({
  ...contentShape,
  id: idSchema,
  channel_id: idSchema,
  guild_id: maybeId,
  author: userSchema.nullish(),
  webhook_id: maybeId,
  member: memberSchema.nullish(),
  type: z.int().optional(),
  timestamp: z.string().optional(),
  edited_timestamp: z.string().nullish(),
  mentions: z.array(z.object({ id: idSchema })).optional(),
  message_reference: z.object({ type: z.int().optional() }).nullish(),
  referenced_message: z.object({ author: z.object({ id: idSchema }).nullish() }).nullish(),
  message_snapshots: z.array(z.object({ message: contentSchema })).optional(),
});

const interactionSchema = z.object({
  id: idSchema,
  type: z.int(),
  token: z.string(),
  channel_id: maybeId,
  guild_id: maybeId,
  member: memberSchema.nullish(),
  user: userSchema.nullish(),
  message: z.object({ id: idSchema }).nullish(),
  data: z.object({ custom_id: z.string().optional(), component_type: z.int().optional() }).nullish(),
});

const reactionSchema = z.object({
  user_id: idSchema,
  channel_id: idSchema,
  message_id: idSchema,
  guild_id: maybeId,
  member: memberSchema.nullish(),
  message_author_id: maybeId,
  emoji: z.object({ id: maybeId, name: z.string().nullish() }),
});

const channelSchema = z.object({
  id: idSchema,
  type: z.int(),
  guild_id: maybeId,
  parent_id: maybeId,
  name: z.string().nullish(),
  last_message_id: maybeId,
});

const meSchema = z.object({ id: idSchema, username: z.string() });
const gatewaySchema = z.object({
  url: z.string(),
  session_start_limit: z
    .object({ remaining: z.int().nonnegative(), reset_after: z.int().nonnegative() })
    .optional(),
});
const readySchema = z.object({
  session_id: z.string().min(1),
  resume_gateway_url: z.string(),
  guilds: z.array(z.unknown()).default([]),
});

export type WireUser = z.infer<typeof userSchema>;
export type WireMember = z.infer<typeof memberSchema>;
export type WireAttachment = z.infer<typeof attachmentSchema>;
export type WireContent = z.infer<typeof contentSchema>;
export type WireMessage = z.infer<typeof messageSchema>;
export type WireInteraction = z.infer<typeof interactionSchema>;
export type WireReaction = z.infer<typeof reactionSchema>;
export type WireChannel = z.infer<typeof channelSchema>;
/** The bot itself. */
export type Me = z.infer<typeof meSchema>;

// Each null when a field that we read does not have its type.
export const messageOf = (value: unknown): WireMessage | null => shaped(messageSchema, value);
export const interactionOf = (value: unknown): WireInteraction | null => shaped(interactionSchema, value);
export const reactionOf = (value: unknown): WireReaction | null => shaped(reactionSchema, value);
export const channelOf = (value: unknown): WireChannel | null => shaped(channelSchema, value);
export const meOf = (value: unknown): Me | null => shaped(meSchema, value);
export const gatewayOf = (value: unknown): z.infer<typeof gatewaySchema> | null =>
  shaped(gatewaySchema, value);
export const readyOf = (value: unknown): z.infer<typeof readySchema> | null => shaped(readySchema, value);

/** Where an event happened: all that is needed before the rest of it is read. */
export function placeIdsOf(value: unknown): { channelId: string; guildId: string | null } | null {
  const ids = shaped(z.object({ channel_id: idSchema, guild_id: maybeId }), value);
  return ids === null ? null : { channelId: ids.channel_id, guildId: ids.guild_id ?? null };
}

/** The id of a message that was sent; null when the answer does not say. */
export function sentIdOf(value: unknown): string | null {
  return shaped(z.object({ id: idSchema }), value)?.id ?? null;
}

/** Channels of `GET /guilds/{id}/channels` or threads of `/threads/active`: those that can be read. */
export function channelsOf(value: unknown): readonly WireChannel[] {
  const list: unknown =
    typeof value === 'object' && value !== null && 'threads' in value ? value.threads : value;
  return Array.isArray(list) ? list.map(channelOf).filter((channel) => channel !== null) : [];
}

/** Ids of servers, from the list that begins a session. */
export function serversOf(list: readonly unknown[]): readonly string[] {
  return list.map(sentIdOf).filter((id) => id !== null);
}

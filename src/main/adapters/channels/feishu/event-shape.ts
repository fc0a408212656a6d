// The parts of Feishu's events that we read, and nothing else of them.
//   text → envelope (schema 2.0) → event of a known kind | not understood
// Unknown fields are allowed, known ones must have the right type: a field that lies about its type is not guessed at.
// Names with an underscore are Feishu's own (event list, im/v1 and card callbacks). Knows nothing of our messages.
import { z } from 'zod';
import { shaped, shapedJson } from '../shaped.ts';

/** Ids become parts of addresses and keys: letters, digits, dash and underscore only. */
const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/);
const chatIdSchema = z.string().regex(/^oc_[A-Za-z0-9]{4,64}$/);
const messageIdSchema = z.string().regex(/^om_[A-Za-z0-9_-]{4,96}$/);
/** Milliseconds since the epoch, as text. */
const timeSchema = z.string().regex(/^\d{1,16}$/);
const userSchema = z.object({ open_id: z.string().optional() });

const envelopeSchema = z.object({
  schema: z.literal('2.0'),
  header: z.object({
    event_id: idSchema,
    event_type: z.string().max(200),
    create_time: timeSchema.optional(),
    app_id: z.string().optional(),
  }),
  event: z.unknown(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

const mentionSchema = z.object({
  key: z.string(),
  id: userSchema.nullish(),
  name: z.string().optional(),
});

const messageEventSchema = z.object({
  sender: z.object({ sender_id: userSchema.nullish(), sender_type: z.string() }),
  message: z.object({
    message_id: messageIdSchema,
    root_id: messageIdSchema.or(z.literal('')).optional(),
    parent_id: messageIdSchema.or(z.literal('')).optional(),
    thread_id: z.string().optional(),
    create_time: timeSchema.optional(),
    chat_id: chatIdSchema,
    chat_type: z.string(),
    message_type: z.string(),
    content: z.string(),
    mentions: z.array(mentionSchema).nullish(),
  }),
});
export type WireMessage = z.infer<typeof messageEventSchema>['message'];
export type WireMessageEvent = z.infer<typeof messageEventSchema>;

const pressSchema = z.object({
  operator: userSchema,
  action: z.object({ value: z.unknown() }),
  context: z.object({ open_message_id: messageIdSchema.optional(), open_chat_id: chatIdSchema }),
});
export type WirePress = z.infer<typeof pressSchema>;

const reactionSchema = z.object({
  message_id: messageIdSchema,
  reaction_type: z.object({ emoji_type: z.string() }),
  operator_type: z.string(),
  user_id: userSchema.nullish(),
  action_time: timeSchema.optional(),
});
export type WireReaction = z.infer<typeof reactionSchema>;

/** Null when it is not an event of schema 2.0. */
export function envelopeOf(text: string): Envelope | null {
  return shapedJson(envelopeSchema, text);
}

export type WireEvent =
  | { readonly kind: 'message'; readonly event: WireMessageEvent }
  | { readonly kind: 'press'; readonly event: WirePress }
  | { readonly kind: 'reaction'; readonly added: boolean; readonly event: WireReaction }
  | { readonly kind: 'other'; readonly reason: string }
  | { readonly kind: 'malformed' };

export function eventOf({ header, event }: Envelope): WireEvent {
  switch (header.event_type) {
    case 'im.message.receive_v1': {
      const message = shaped(messageEventSchema, event);
      return message === null ? { kind: 'malformed' } : { kind: 'message', event: message };
    }
    case 'card.action.trigger': {
      const press = shaped(pressSchema, event);
      return press === null ? { kind: 'malformed' } : { kind: 'press', event: press };
    }
    case 'im.message.reaction.created_v1':
    case 'im.message.reaction.deleted_v1': {
      const read = reactionSchema.safeParse(event);
      const added = header.event_type === 'im.message.reaction.created_v1';
      return read.success ? { kind: 'reaction', added, event: read.data } : { kind: 'malformed' };
    }
    case 'im.message.recalled_v1':
      return { kind: 'other', reason: 'A message was taken back.' };
    case 'im.message.message_read_v1':
      return { kind: 'other', reason: 'Somebody read a message; nobody wrote anything.' };
    default:
      return { kind: 'other', reason: 'The event is of a kind that Sallyport does not read.' };
  }
}

export function isOpenId(text: string | undefined): text is string {
  return text !== undefined && /^ou_[A-Za-z0-9]{4,64}$/.test(text);
}

export function isChatId(text: string): boolean {
  return chatIdSchema.safeParse(text).success;
}

export function isMessageId(text: string): boolean {
  return messageIdSchema.safeParse(text).success;
}

export interface Me {
  readonly openId: string;
  readonly name: string | null;
}

/** Of the answer of bot/v3/info; null when the app has no bot. */
export function meOf(json: Readonly<Record<string, unknown>>): Me | null {
  const read = z
    .object({ bot: z.object({ open_id: z.string(), app_name: z.string().optional() }) })
    .safeParse(json);
  if (!read.success || !isOpenId(read.data.bot.open_id)) return null;
  return { openId: read.data.bot.open_id, name: read.data.bot.app_name ?? null };
}

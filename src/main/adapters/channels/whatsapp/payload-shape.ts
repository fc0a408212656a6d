// The parts of Meta's webhook payloads that we read, and nothing else of them.
//   unknown → Delivery | WireMessage | WireStatus | not understood
// Unknown fields are allowed, known ones must have the right type: a field that lies about its type is not guessed at.
// Names with an underscore are Meta's own (WhatsApp Business Platform, "messages webhook reference").
import { z } from 'zod';
import { shaped } from '../shaped.ts';

/** `wamid.` and Base64; taken as it comes, but never without end. */
const messageIdSchema = z.string().min(1).max(512);

const contactSchema = z.looseObject({
  profile: z.looseObject({ name: z.string().optional() }).optional(),
  /** The phone number, digits only; absent where a person hides it. */
  wa_id: z.string().optional(),
  /** The person's id within our business (since April 2026). */
  user_id: z.string().optional(),
});

const valueSchema = z.looseObject({
  metadata: z.looseObject({ display_phone_number: z.string().optional(), phone_number_id: z.string() }),
  contacts: z.array(z.unknown()).optional(),
  messages: z.array(z.unknown()).optional(),
  statuses: z.array(z.unknown()).optional(),
  errors: z.array(z.unknown()).optional(),
});

const deliverySchema = z.looseObject({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(
    z.looseObject({ changes: z.array(z.looseObject({ field: z.string(), value: z.unknown() })) }),
  ),
});

const mediaSchema = z.looseObject({
  id: z.string(),
  mime_type: z.string().optional(),
  caption: z.string().optional(),
  filename: z.string().optional(),
  voice: z.boolean().optional(),
});

const replySchema = z.looseObject({ id: z.string() });

const contentShape = {
  type: z.string(),
  text: z.looseObject({ body: z.string() }).optional(),
  image: mediaSchema.optional(),
  audio: mediaSchema.optional(),
  video: mediaSchema.optional(),
  document: mediaSchema.optional(),
  sticker: mediaSchema.optional(),
  location: z.looseObject({}).optional(),
  contacts: z.array(z.unknown()).optional(),
  order: z.looseObject({}).optional(),
  /** A press on a button of ours. */
  interactive: z
    .looseObject({ button_reply: replySchema.optional(), list_reply: replySchema.optional() })
    .optional(),
  /** A press on a button of a template. */
  button: z.looseObject({ payload: z.string().optional(), text: z.string().optional() }).optional(),
  /** No emoji, or an empty one: it was taken back. */
  reaction: z.looseObject({ message_id: messageIdSchema, emoji: z.string().optional() }).optional(),
  context: z
    .looseObject({ forwarded: z.boolean().optional(), frequently_forwarded: z.boolean().optional() })
    .optional(),
};

const messageSchema = z.looseObject({
  ...contentShape,
  id: messageIdSchema,
  from: z.string().optional(),
  from_user_id: z.string().optional(),
  group_id: z.string().optional(),
  /** Seconds since the epoch, as text. */
  timestamp: z.string().optional(),
  system: z.looseObject({ type: z.string().optional() }).optional(),
  edit: z
    .looseObject({ original_message_id: messageIdSchema, message: z.looseObject(contentShape) })
    .optional(),
});

const errorSchema = z.looseObject({ code: z.int() });

const statusSchema = z.looseObject({
  id: messageIdSchema,
  status: z.string(),
  errors: z.array(errorSchema).optional(),
});

export type WireContact = z.infer<typeof contactSchema>;
export type WireValue = z.infer<typeof valueSchema>;
export type WireMedia = z.infer<typeof mediaSchema>;
export type WireMessage = z.infer<typeof messageSchema>;
export type WireContent = Pick<WireMessage, keyof typeof contentShape>;
export type WireStatus = z.infer<typeof statusSchema>;
export type Delivery = z.infer<typeof deliverySchema>;

/** Each null when it is not of this shape. */
export const deliveryOf = (value: unknown): Delivery | null => shaped(deliverySchema, value);
export const changedValueOf = (value: unknown): WireValue | null => shaped(valueSchema, value);
export const contactOf = (value: unknown): WireContact | null => shaped(contactSchema, value);
export const messageOf = (value: unknown): WireMessage | null => shaped(messageSchema, value);
export const statusOf = (value: unknown): WireStatus | null => shaped(statusSchema, value);

/** The id of whatever has one, also when the rest of it is not understood. */
export function idOf(value: unknown): string | null {
  return shaped(z.looseObject({ id: messageIdSchema }), value)?.id ?? null;
}

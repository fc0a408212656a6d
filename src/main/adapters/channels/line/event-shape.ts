// The parts of LINE's webhook that we read, and nothing else of them.
//   bytes → body → events, each understood or not
// Unknown fields are allowed, known ones must have the right type: a field that lies about its type is not guessed at.
// Names are LINE's own (Messaging API reference, "Webhook event objects"). Knows nothing of our messages.
import { z } from 'zod';
import { shaped } from '../shaped.ts';

const bodySchema = z.object({ destination: z.string(), events: z.array(z.unknown()) });

/** A user, group or room: a letter and 32 hexadecimal digits (Messaging API reference, "Source user"). */
const LINE_ID = /^[UCR][0-9a-f]{32}$/;

const messageSchema = z.object({
  id: z.string().regex(/^\d{1,32}$/),
  type: z.string(),
  text: z.string().optional(),
  mention: z
    .object({ mentionees: z.array(z.object({ type: z.string(), isSelf: z.boolean().optional() })) })
    .optional(),
  quotedMessageId: z.string().optional(),
  fileName: z.string().optional(),
  fileSize: z.int().nonnegative().optional(),
  contentProvider: z.object({ type: z.string() }).optional(),
});

const eventSchema = z.object({
  type: z.string(),
  /** `standby`: another module answers for this account. */
  mode: z.string().optional(),
  /** Milliseconds since the epoch. */
  timestamp: z.int().nonnegative().optional(),
  source: z
    .object({
      type: z.string(),
      userId: z.string().optional(),
      groupId: z.string().optional(),
      roomId: z.string().optional(),
    })
    .optional(),
  message: messageSchema.optional(),
  postback: z.object({ data: z.string() }).optional(),
});

export type WireMessage = z.infer<typeof messageSchema>;
export type WireEvent = z.infer<typeof eventSchema>;
export type WireSource = NonNullable<WireEvent['source']>;

/** Null when it is not a body of LINE's. */
export function bodyOf(
  bytes: Uint8Array,
): { readonly destination: string; readonly events: readonly unknown[] } | null {
  try {
    return shaped(bodySchema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

/** The number of an event, the same when it is delivered again (a ULID); null when it has none that can be used. */
export function eventIdOf(event: unknown): string | null {
  const numbered = z.object({ webhookEventId: z.string().regex(/^[0-9A-Za-z]{1,64}$/) });
  return shaped(numbered, event)?.webhookEventId ?? null;
}

/** Null when a field that we read does not have its type. */
export function contentOf(event: unknown): WireEvent | null {
  return shaped(eventSchema, event);
}

export function isLineId(text: string | undefined): text is string {
  return text !== undefined && LINE_ID.test(text);
}

export const meSchema = z.object({
  userId: z.string().regex(/^U[0-9a-f]{32}$/),
  basicId: z.string().optional(),
  displayName: z.string().optional(),
});
export type Me = z.infer<typeof meSchema>;

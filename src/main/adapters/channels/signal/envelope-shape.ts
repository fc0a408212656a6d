// The parts of signal-cli's receive events that we read, and nothing else of them.
//   unknown → Envelope | not understood
// Names are signal-cli's own (its package `json`: JsonMessageEnvelope and what hangs on it). Unknown fields are allowed,
// known ones must have the right type: a field that lies about its type is not guessed at.
import { z } from 'zod';
import { shaped, shapedJson } from '../shaped.ts';

/** Milliseconds since the epoch; also the number by which a sender's message is known. */
const timestampSchema = z.int().nonnegative();
const text = z.string().nullish();

const mentionSchema = z.object({
  number: text,
  uuid: text,
  start: z.int().nonnegative(),
  length: z.int().nonnegative(),
});

const attachmentSchema = z.object({
  contentType: text,
  filename: text,
  id: text,
  size: z.number().nonnegative().nullish(),
});

const dataSchema = z.looseObject({
  timestamp: timestampSchema,
  message: text,
  isExpirationUpdate: z.boolean().nullish(),
  viewOnce: z.boolean().nullish(),
  reaction: z
    .object({
      emoji: z.string(),
      targetAuthorNumber: text,
      targetAuthorUuid: text,
      targetSentTimestamp: timestampSchema,
      isRemove: z.boolean(),
    })
    .nullish(),
  quote: z.object({ authorNumber: text, authorUuid: text }).nullish(),
  mentions: z.array(mentionSchema).nullish(),
  attachments: z.array(attachmentSchema).nullish(),
  groupInfo: z.object({ groupId: z.string(), groupName: text, type: text }).nullish(),
});

const envelopeSchema = z.looseObject({
  sourceNumber: text,
  sourceUuid: text,
  sourceName: text,
  sourceDevice: z.int().nullish(),
  timestamp: timestampSchema,
  dataMessage: dataSchema.nullish(),
  editMessage: z.object({ targetSentTimestamp: timestampSchema, dataMessage: dataSchema }).nullish(),
});

const eventSchema = z.object({
  account: text,
  envelope: envelopeSchema.nullish(),
  /** signal-cli got something that it could not read, for instance from a person whose key changed. */
  exception: z.object({ type: text, message: text }).nullish(),
});

export type WireData = z.infer<typeof dataSchema>;
export type WireMention = z.infer<typeof mentionSchema>;
export type WireAttachment = z.infer<typeof attachmentSchema>;
export type Envelope = z.infer<typeof envelopeSchema>;
export type ReceiveEvent = z.infer<typeof eventSchema>;

/** Null when it is not JSON, or a field that we read does not have its type. */
export function eventOf(data: string): ReceiveEvent | null {
  return shapedJson(eventSchema, data);
}

/** What came of one recipient of a message (JsonSendMessageResult). */
const resultSchema = z.object({ type: z.string(), retryAfterSeconds: z.number().nonnegative().nullish() });
const sentSchema = z.object({
  timestamp: timestampSchema.optional(),
  results: z.array(resultSchema).optional(),
});
export type Sent = z.infer<typeof sentSchema>;

export function sentOf(result: unknown): Sent | null {
  return shaped(sentSchema, result);
}

/** From the data of an error: signal-cli puts there what it would have answered. */
export function sentOfError(data: unknown): Sent | null {
  return shaped(z.object({ response: sentSchema }), data)?.response ?? null;
}

export function accountsOf(
  result: unknown,
): readonly { readonly number: string | null; readonly aci: string | null }[] | null {
  const accounts = shaped(z.array(z.object({ number: text, aci: text })), result);
  return accounts?.map(({ number, aci }) => ({ number: number ?? null, aci: aci ?? null })) ?? null;
}

/** The ids of people that signal-cli knows (listContacts). */
export function contactsOf(
  result: unknown,
): readonly { readonly number: string | null; readonly uuid: string | null }[] {
  const contacts = shaped(z.array(z.object({ number: text, uuid: text })), result) ?? [];
  return contacts.map(({ number, uuid }) => ({ number: number ?? null, uuid: uuid ?? null }));
}

/** Base64 of an attachment (getAttachment). */
export function attachmentDataOf(result: unknown): string | null {
  return shaped(z.object({ data: z.string() }), result)?.data ?? null;
}

// A row as the database gives it, made certain: columns hold what Apple's schema says, or nothing.
// SQLite holds any type in any column, and others' programs write there too. Knows no meaning.
import { z } from 'zod';

const text = z.string().nullable().catch(null);
const number = z.int().nullable().catch(null);
const flag = z.union([z.literal(0), z.literal(1)]).nullable();

const rowSchema = z.object({
  rowId: z.int(),
  guid: z.string().min(1).max(200),
  text: z.string().nullable(),
  body: z.instanceof(Uint8Array).nullable(),
  handle: z.string().nullable(),
  service: z.string().nullable(),
  isFromMe: flag,
  /** Milliseconds since the epoch; null where the column holds nothing usable. */
  sentAtMs: number,
  editedAtMs: number,
  itemType: number,
  associatedType: number,
  associatedGuid: text,
  associatedEmoji: text,
  hasAttachments: number,
  ownAddress: text,
  account: text,
  repliesToOurs: number,
  balloon: text,
  chatIdentifier: text,
  chatStyle: number,
  chatName: text,
});
export type MessageRow = z.infer<typeof rowSchema>;

const attachmentSchema = z.object({
  guid: z.string().min(1).max(200),
  /** `~/Library/Messages/Attachments/…` */
  path: text,
  mediaType: text,
  name: text,
  sizeBytes: number,
  /** 5: here in full. */
  transferState: number,
});
export type AttachmentRow = z.infer<typeof attachmentSchema>;

export type ReadRow =
  | { readonly kind: 'row'; readonly row: MessageRow }
  | { readonly kind: 'malformed'; readonly rowId: number; readonly guid: string | null };

export function readRow(raw: unknown): ReadRow {
  const row = rowSchema.safeParse(raw);
  if (row.success) return { kind: 'row', row: row.data };
  const rest = z.object({ rowId: z.int(), guid: text }).parse(raw);
  return { kind: 'malformed', ...rest };
}

/** Rows that cannot be read are left out: a message with one file that nobody can name is still a message. */
export function readAttachments(raw: readonly unknown[]): readonly AttachmentRow[] {
  return raw.flatMap((one) => {
    const attachment = attachmentSchema.safeParse(one);
    return attachment.success ? [attachment.data] : [];
  });
}

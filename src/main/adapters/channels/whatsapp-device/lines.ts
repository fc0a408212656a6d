// What is said between Sallyport and the program of the add-on: JSON, one object a line, a closed set of kinds. What
// comes from there is judged here, before anything else looks at it. Version 1; addons/whatsapp-device/README.md has
// the table. Knows no process and no channel.
import { z } from 'zod';

export const PROTOCOL_VERSION = 1;
/** A batch of keys is the longest that an honest program sends. */
export const MAX_LINE_BYTES = 2 * 1024 ** 2;
/** Of a file, in base64, in one line. */
const MAX_PIECE = 700_000;
/** WhatsApp's own limit on a message. */
const MAX_TEXT = 65_536;

/** `4915112345678@s.whatsapp.net`, `98765432101234@lid`: people, without the number of a device. */
const PERSON = /^\d{5,20}@(?:lid|s\.whatsapp\.net)$/;
const GROUP = /^\d{5,20}(?:-\d{1,20})?@g\.us$/;

export const isPerson = (id: string): boolean => PERSON.test(id);
export const isGroup = (id: string): boolean => GROUP.test(id);

const personSchema = z.string().regex(PERSON);
const messageIdSchema = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);
const requestIdSchema = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const entryKeySchema = z.string().min(1).max(300);
const chatSchema = z.string().regex(/^[A-Za-z0-9._:-]{1,100}@[a-z.]{1,40}$/);

const attachmentSchema = z.strictObject({
  kind: z.enum(['image', 'audio', 'video', 'file']),
  name: z.string().max(1_000).nullable(),
  mediaType: z.string().max(200).nullable(),
  sizeBytes: z.int().min(0).nullable(),
  /** For the program only: where the file is and how it is read. */
  reference: z.string().min(1).max(4_000),
});

const messageSchema = z.strictObject({
  kind: z.literal('message'),
  id: messageIdSchema,
  chat: chatSchema,
  /** Null when WhatsApp named nobody. */
  lid: z.string().max(100).nullable(),
  phone: z.string().max(100).nullable(),
  name: z.string().max(1_000).nullable(),
  what: z.enum(['text', 'edit', 'reaction']),
  /** The message that was changed or reacted to. */
  target: messageIdSchema.nullable(),
  text: z.string().max(4 * MAX_TEXT),
  attachment: attachmentSchema.nullable(),
  mentions: z.array(z.string().max(100)).max(1_100),
  repliesTo: z.string().max(100).nullable(),
  forwarded: z.boolean(),
  sentAtMs: z.int().min(0).max(8.64e15).nullable(),
});
export type MessageLine = z.infer<typeof messageSchema>;

const bridgeLineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('hello'), version: z.int(), library: z.string().max(64) }),
  z.strictObject({ kind: z.literal('qr'), text: z.string().regex(/^[\x21-\x7e]{1,700}$/) }),
  z.strictObject({
    kind: z.literal('state'),
    state: z.enum(['connecting', 'open', 'closed', 'logged-out', 'replaced']),
    phone: personSchema.nullable(),
    lid: personSchema.nullable(),
  }),
  z.strictObject({
    kind: z.literal('keep'),
    id: requestIdSchema,
    entries: z.record(entryKeySchema, z.string().max(MAX_LINE_BYTES).nullable()),
  }),
  messageSchema,
  /** Something arrived that the program cannot read. */
  z.strictObject({ kind: z.literal('unknown'), id: messageIdSchema, chat: chatSchema }),
  z.strictObject({
    kind: z.literal('answer'),
    id: requestIdSchema,
    outcome: z.enum(['sent', 'rejected', 'retry-later', 'uncertain']),
    messageId: messageIdSchema.nullable(),
    /** WhatsApp's number of an error. */
    code: z.int().min(0).max(9_999).nullable(),
    afterMs: z.int().min(0).nullable(),
  }),
  z.strictObject({
    kind: z.literal('piece'),
    id: requestIdSchema,
    data: z
      .string()
      .max(MAX_PIECE)
      .regex(/^[A-Za-z0-9+/]*={0,2}$/),
    isLast: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('no-file'),
    id: requestIdSchema,
    why: z.enum(['gone', 'too-large', 'trouble']),
  }),
]);
export type BridgeLine = z.infer<typeof bridgeLineSchema>;

export type HostLine =
  /** What was kept, in as many lines as it takes, before `start`. */
  | { readonly kind: 'entries'; readonly entries: Readonly<Record<string, string>> }
  | { readonly kind: 'start'; readonly version: number; readonly isProxied: boolean }
  | { readonly kind: 'kept'; readonly id: number }
  | {
      readonly kind: 'send';
      readonly id: number;
      readonly to: string;
      readonly text: string;
      /** In base64. */
      readonly file: { readonly name: string; readonly mediaType: string; readonly data: string } | null;
    }
  | {
      readonly kind: 'edit';
      readonly id: number;
      readonly to: string;
      readonly target: string;
      readonly text: string;
    }
  | { readonly kind: 'fetch'; readonly id: number; readonly reference: string; readonly maxBytes: number }
  | { readonly kind: 'typing'; readonly to: string }
  | { readonly kind: 'reconnect' };

/** `not-json` and `oversized`: whoever speaks is not the program that we know. */
export type Judged =
  | { readonly kind: 'line'; readonly line: BridgeLine }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-json' };

export function judgeLine(text: string): Judged {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'not-json' };
  }
  // SECURITY: a closed set of kinds, each with exactly its fields: nothing else that it says is looked at.
  const read = bridgeLineSchema.safeParse(value);
  return read.success ? { kind: 'line', line: read.data } : { kind: 'unknown' };
}

export interface LineSplitter {
  /** Whole lines, in order; null once a line was longer than it may be. */
  add(bytes: Uint8Array): readonly string[] | null;
}

export function createLineSplitter(): LineSplitter {
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  return {
    add(bytes) {
      const lines: string[] = [];
      let from = 0;
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
        pieces.push(bytes.subarray(from, at));
        lines.push(Buffer.concat(pieces).toString('utf8'));
        pieces = [];
        waiting = 0;
        from = at + 1;
      }
      pieces.push(Uint8Array.from(bytes.subarray(from)));
      waiting += bytes.length - from;
      // SECURITY: a line that never ends does not fill our memory.
      return waiting > MAX_LINE_BYTES ? null : lines;
    },
  };
}

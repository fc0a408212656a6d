// What is to be said in a chat, as parts for its channel and as rows of the outbox. Pure.
//   text, file → parts → rows;  row → the part it was
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { OutboundFile } from '../ports/attachments.ts';
import type { OutboundPart } from '../ports/channel.ts';
import type { OutboxRow } from '../ports/stores.ts';

export interface OutgoingText {
  readonly channelId: ChannelId;
  readonly chatId: string;
  readonly threadId: string | null;
  readonly conversationId: string | null;
  readonly turnId: string | null;
  /** Id of the step, notice or frame that this text is; the same one is never queued twice. */
  readonly onceKey: string;
  /** Markdown. */
  readonly text: string;
  /** Sent behind the words, or with them where they are short. */
  readonly file?: OutboundFile;
  readonly causeId: string;
}

export type Chat = Pick<OutgoingText, 'channelId' | 'chatId' | 'threadId'>;

/** Words that fit under a file on every platform (Telegram takes 1,024 characters, WhatsApp as many). */
const MAX_CAPTION_CHARACTERS = 900;

/** Short words go under the file, longer ones before it. */
export function withFile(
  parts: readonly OutboundPart[],
  file: OutboundFile | undefined,
): readonly OutboundPart[] {
  if (file === undefined) return parts;
  const [only, ...more] = parts;
  if (only === undefined) return [{ body: '', format: 'plain', file }];
  return more.length === 0 && only.body.length <= MAX_CAPTION_CHARACTERS
    ? [{ ...only, file }]
    : [...parts, { body: '', format: 'plain', file }];
}

export function rowOf(
  text: OutgoingText,
  part: OutboundPart,
  position: number,
  { id, causeFrameId, at }: { readonly id: string; readonly causeFrameId: string; readonly at: number },
): OutboxRow {
  const { file } = part;
  return {
    id,
    channelId: text.channelId,
    chatId: text.chatId,
    threadId: text.threadId,
    conversationId: text.conversationId,
    turnId: text.turnId,
    onceKey: `${text.onceKey}/${position}`,
    body: part.body,
    format: part.format,
    buttons: part.buttons ?? [],
    file:
      file === undefined
        ? null
        : { name: file.name, mediaType: file.mediaType, sizeBytes: file.bytes.byteLength },
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    error: null,
    causeFrameId,
    createdAt: at,
    queuedAt: at,
    repeatUntil: null,
    settledAt: null,
    dismissedAt: null,
  };
}

/** The same each time it is tried: the row's id is what a platform recognises it by. */
export function partOf(row: OutboxRow, bytes: Uint8Array | null): OutboundPart {
  return {
    body: row.body,
    format: row.format,
    onceKey: row.id,
    ...(row.buttons.length === 0 ? {} : { buttons: row.buttons }),
    ...(row.file === null || bytes === null
      ? {}
      : { file: { name: row.file.name, mediaType: row.file.mediaType, bytes } }),
  };
}

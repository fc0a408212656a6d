// A file of ours brought to Feishu: uploaded first, then named by its key in a message.
//   file → image_key | file_key | why not
// Source: open.feishu.cn, "Upload image" (10 MB) and "Upload file" (30 MB). Knows nothing of chats.
import { randomBytes } from 'node:crypto';
import type { OutboundFile } from '../../../domain/ports/attachments.ts';
import type { FailedAnswer, FeishuApi } from './feishu-api.ts';
import type { MessageContent } from './message-content.ts';

export type Upload =
  | { readonly kind: 'picture'; readonly imageKey: string }
  | { readonly kind: 'file'; readonly content: MessageContent }
  /** Nothing was shown to anybody. */
  | { readonly kind: 'too-large'; readonly reason: string }
  | { readonly kind: 'failed'; readonly answer: FailedAnswer };

const DEADLINE_MS = 120_000;
const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
const MAX_FILE_BYTES = 30 * 1024 * 1024;
const PICTURES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp'];

export async function upload(api: FeishuApi, file: OutboundFile, signal: AbortSignal): Promise<Upload> {
  const isPicture = PICTURES.includes(file.mediaType) && file.bytes.length <= MAX_IMAGE_BYTES;
  if (file.bytes.length === 0) return { kind: 'too-large', reason: 'Feishu takes no empty files.' };
  if (file.bytes.length > MAX_FILE_BYTES)
    return { kind: 'too-large', reason: 'Feishu takes files of at most 30 MB.' };
  const fields = isPicture
    ? { image_type: 'message' }
    : { file_type: TYPES.get(file.mediaType) ?? 'stream', file_name: file.name };
  const answer = await api.ask({
    method: 'POST',
    path: isPicture ? '/im/v1/images' : '/im/v1/files',
    form: formOf(fields, isPicture ? 'image' : 'file', file),
    signal,
    deadlineMs: DEADLINE_MS,
  });
  if (answer.kind !== 'ok') return { kind: 'failed', answer };
  const data = answer.json['data'];
  const key: unknown =
    typeof data === 'object' && data !== null
      ? Reflect.get(data, isPicture ? 'image_key' : 'file_key')
      : null;
  if (typeof key !== 'string')
    return { kind: 'too-large', reason: 'Feishu took the file and did not say under which key.' };
  if (isPicture) return { kind: 'picture', imageKey: key };
  return { kind: 'file', content: { msg_type: 'file', content: JSON.stringify({ file_key: key }) } };
}

const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'application/pdf': 'pdf',
    'application/msword': 'doc',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'doc',
    'application/vnd.ms-excel': 'xls',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xls',
    'application/vnd.ms-powerpoint': 'ppt',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'ppt',
  }),
);

/** RFC 7578. */
function formOf(
  fields: Readonly<Record<string, string>>,
  name: string,
  file: OutboundFile,
): { boundary: string; bytes: Uint8Array } {
  const boundary = `sallyport-${randomBytes(16).toString('hex')}`;
  // SECURITY: a quote or line break in a file name would begin a field of its own.
  const fileName = file.name.replace(/["\r\n\\]/g, '_');
  const head = Object.entries(fields)
    .map(
      ([key, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value.replace(/[\r\n]/g, ' ')}\r\n`,
    )
    .join('');
  const begin = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    boundary,
    bytes: Buffer.concat([Buffer.from(head + begin), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

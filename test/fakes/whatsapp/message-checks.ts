// What Meta's Messages API accepts: required fields, lengths, known media.
//   body of POST /{phone-number-id}/messages → what is shown | Meta's refusal
// WhatsApp Business Platform, "Messages API", "Text messages", "Interactive reply buttons messages", "Media" (2026).
import { isObject } from '../loopback/http-body.ts';
import type { WhatsAppPerson } from './payloads.ts';

export interface UploadedMedia {
  readonly mediaType: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ShownOnWhatsApp {
  readonly id: string;
  readonly to: WhatsAppPerson;
  /** As it was sent, signs included. */
  readonly text: string;
  readonly previewUrl: boolean;
  readonly buttons: readonly { readonly id: string; readonly title: string }[];
  readonly files: readonly UploadedMedia[];
}

export interface GraphError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

export type Checked =
  | { readonly kind: 'shown'; readonly message: Omit<ShownOnWhatsApp, 'id'> }
  | { readonly kind: 'read'; readonly messageId: string; readonly isTyping: boolean }
  | { readonly kind: 'refused'; readonly error: GraphError };

export function checkMessage(
  body: Readonly<Record<string, unknown>>,
  known: {
    readonly people: readonly WhatsAppPerson[];
    readonly media: ReadonlyMap<string, UploadedMedia>;
    readonly inboundIds: ReadonlySet<string>;
  },
): Checked {
  if (body['messaging_product'] !== 'whatsapp') return parameter('messaging_product must be whatsapp');
  if (body['status'] !== undefined) return checkRead(body, known.inboundIds);
  if (body['recipient_type'] !== 'individual') return parameter('recipient_type');
  const { to, recipient } = body;
  // With both, the number takes precedence ("Business-scoped user IDs").
  const person =
    to !== undefined
      ? known.people.find(({ waId }) => waId !== null && waId === to)
      : known.people.find(({ userId }) => userId !== null && userId === recipient);
  if (person === undefined) return refused(400, 131_026, 'Message undeliverable');
  const shown = checkContent(body, known.media);
  return 'status' in shown
    ? { kind: 'refused', error: shown }
    : { kind: 'shown', message: { to: person, ...shown } };
}

function checkRead(body: Readonly<Record<string, unknown>>, inboundIds: ReadonlySet<string>): Checked {
  const { status, message_id: messageId, typing_indicator: typing } = body;
  if (status !== 'read' || typeof messageId !== 'string' || !inboundIds.has(messageId))
    return refused(400, 131_009, 'Parameter value is not valid');
  if (typing !== undefined && !(isObject(typing) && typing['type'] === 'text'))
    return parameter('typing_indicator');
  return { kind: 'read', messageId, isTyping: typing !== undefined };
}

type Content = Omit<ShownOnWhatsApp, 'id' | 'to'>;

function checkContent(
  body: Readonly<Record<string, unknown>>,
  media: ReadonlyMap<string, UploadedMedia>,
): Content | GraphError {
  const type = body['type'];
  const content = typeof type === 'string' ? body[type] : undefined;
  if (!isObject(content)) return parameterError('type');
  const nothing = { text: '', previewUrl: false, buttons: [], files: [] };
  switch (type) {
    case 'text': {
      const { body: text, preview_url: previewUrl } = content;
      if (typeof text !== 'string' || text.trim() === '' || text.length > 4_096)
        return parameterError('text.body must be between 1 and 4096 characters long');
      return { ...nothing, text, previewUrl: previewUrl === true };
    }
    case 'interactive':
      return checkButtons(content) ?? { ...nothing, ...readButtons(content) };
    case 'image':
    case 'audio':
    case 'video':
    case 'document': {
      const file = media.get(String(content['id']));
      if (file === undefined) return { status: 400, code: 131_009, message: 'Media id is not valid' };
      if (type !== 'document' && !file.mediaType.startsWith(`${type}/`))
        return { status: 400, code: 131_053, message: 'Media upload error' };
      const caption = content['caption'] ?? '';
      if (typeof caption !== 'string' || caption.length > 1_024 || (type === 'audio' && caption !== ''))
        return parameterError('caption');
      const name = content['filename'];
      return {
        ...nothing,
        text: caption,
        files: [{ ...file, ...(typeof name === 'string' ? { name } : {}) }],
      };
    }
    default:
      return { status: 400, code: 131_051, message: 'Unsupported message type' };
  }
}

function checkButtons(interactive: Readonly<Record<string, unknown>>): GraphError | null {
  const { type, body, action } = interactive;
  if (type !== 'button' || !isObject(body) || !isObject(action)) return parameterError('interactive');
  const text = body['text'];
  if (typeof text !== 'string' || text === '' || text.length > 1_024)
    return parameterError('interactive.body');
  const buttons = action['buttons'];
  if (!Array.isArray(buttons) || buttons.length < 1 || buttons.length > 3)
    return parameterError('interactive.action.buttons');
  const replies = buttons.map((button: unknown) =>
    isObject(button) && button['type'] === 'reply' ? button['reply'] : null,
  );
  const fits = replies.every(
    (reply) =>
      isObject(reply) &&
      isText(reply['id'], 256) &&
      isText(reply['title'], 20) &&
      reply['id'] === String(reply['id']).trim(),
  );
  const titles = new Set(replies.map((reply) => (isObject(reply) ? reply['title'] : null)));
  return fits && titles.size === replies.length ? null : parameterError('interactive.action.buttons.reply');
}

function readButtons(interactive: Readonly<Record<string, unknown>>): Pick<Content, 'text' | 'buttons'> {
  const read = interactive as {
    body: { text: string };
    action: { buttons: { reply: { id: string; title: string } }[] };
  };
  return { text: read.body.text, buttons: read.action.buttons.map(({ reply }) => reply) };
}

function isText(value: unknown, longest: number): boolean {
  return typeof value === 'string' && value !== '' && value.length <= longest;
}

function parameter(what: string): Checked {
  return { kind: 'refused', error: parameterError(what) };
}

function refused(status: number, code: number, message: string): Checked {
  return { kind: 'refused', error: { status, code, message } };
}

function parameterError(what: string): GraphError {
  return { status: 400, code: 100, message: `(#100) Invalid parameter: ${what}` };
}

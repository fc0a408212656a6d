// One form of Twilio's → one InboundMessage, or the reason why it is skipped.
//   fields → message | button | skip
// Pure. People are told apart by the number that Twilio names; profile names are for showing.
// Source: Twilio, "Twilio's request to your incoming message Webhook URL" (March 2026).

import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import type { InboundMessage, SkippedUpdate } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import { wellFormed } from '../well-formed.ts';
import { isAddress, isForUs } from './addresses.ts';
import { referenceOf } from './media.ts';
import { reasonOfFailure } from './refusals.ts';

export interface OurAccount {
  readonly channelId: ChannelId;
  readonly accountSid: string;
  /** As `isOurSender` takes it. */
  readonly from: string;
}

export type Taken =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  /** `isFailure`: a message of ours did not arrive. */
  | { readonly kind: 'skip'; readonly update: SkippedUpdate; readonly isFailure: boolean }
  /** A report on which nothing hangs. */
  | { readonly kind: 'nothing' };

type Form = ReadonlyMap<string, string>;

const MAX_NAME = 200;
/** Twilio takes ten files with a message. */
const MAX_MEDIA = 10;

export function readForm(form: Form, digest: string, ours: OurAccount): Taken {
  const sid = form.get('MessageSid') ?? '';
  if (!/^(?:SM|MM)[0-9a-f]{32}$/i.test(sid))
    return skip(ours, `form:${digest}`, 'The request is of a kind that Sallyport does not read.');
  const key = `${ours.accountSid}:${sid}`;
  const status = form.get('MessageStatus');
  if (status !== undefined && status !== 'received') return readStatus(status, form, key, ours);
  if (form.get('AccountSid') !== ours.accountSid)
    return skip(ours, key, 'The message is for another account.');
  // SECURITY: one address can stand at several numbers; what was written to another one is not for this channel.
  if (!isForUs(ours.from, form.get('To') ?? '', form.get('MessagingServiceSid') ?? null))
    return skip(ours, key, 'The message is for another number of this account.');
  // Twilio answers STOP, START and HELP itself.
  if (form.has('OptOutType'))
    return skip(ours, key, 'A person told Twilio to stop or to begin sending; it answered by itself.');
  const from = form.get('From') ?? '';
  const person = isAddress(from) ? from : null;
  const content = contentOf(form, ours.accountSid);
  if (content === null)
    return skip(ours, key, 'The message has no text and nothing attached that Sallyport knows.');
  const isQuoted = form.get('Forwarded') === 'true' || form.get('FrequentlyForwarded') === 'true';
  return {
    kind: 'message',
    message: {
      channelId: ours.channelId,
      platform: 'twilio',
      dedupKey: key,
      ...content,
      text: isQuoted ? `[forwarded]\n${content.text}` : content.text,
      sender: {
        id: person === null ? null : `twilio:user:${person}`,
        name: shownName(form.get('ProfileName')),
        isBot: false,
      },
      chat: { id: person ?? 'nobody', kind: 'direct', threadId: null, title: null },
      addressed: true,
      platformMessageId: sid,
      sentAtMs: null,
      // SECURITY: words that somebody passed on are not their own, and must not count as theirs.
      ...(isQuoted ? { quoted: true as const } : {}),
    },
  };
}

function readStatus(status: string, form: Form, key: string, ours: OurAccount): Taken {
  if (status !== 'failed' && status !== 'undelivered') return { kind: 'nothing' };
  const code = Number(form.get('ErrorCode') ?? Number.NaN);
  const reason = `A message of ours did not arrive. ${reasonOfFailure(Number.isInteger(code) ? code : null)}`;
  return { ...skip(ours, `${key}:failed`, reason), isFailure: true };
}

function contentOf(
  form: Form,
  accountSid: string,
): Pick<InboundMessage, 'kind' | 'text' | 'attachments'> | null {
  const payload = form.get('ButtonPayload');
  if (payload !== undefined && payload !== '') return { kind: 'button', text: wellFormed(payload) };
  const body = wellFormed(form.get('Body') ?? '');
  const count = Math.min(Number(form.get('NumMedia') ?? 0) || 0, MAX_MEDIA);
  const media = Array.from({ length: count }, (_, at) => mediaAt(form, at, accountSid));
  const placeholders = media.map(({ placeholder }) => placeholder);
  if (form.has('Latitude') && form.has('Longitude')) placeholders.push('[location]');
  const attachments = media.flatMap(({ attachment }) => (attachment === null ? [] : [attachment]));
  const text = [...(body.trim() === '' ? [] : [body]), ...placeholders].join('\n');
  if (text === '') return null;
  return { kind: 'text', text, ...(attachments.length === 0 ? {} : { attachments }) };
}

function mediaAt(
  form: Form,
  at: number,
  accountSid: string,
): { placeholder: string; attachment: InboundAttachment | null } {
  const type = form.get(`MediaContentType${at}`) ?? '';
  const [kind, placeholder] = kindOf(type);
  const reference = referenceOf(form.get(`MediaUrl${at}`) ?? '', accountSid);
  const mediaType = type === '' ? null : type.slice(0, MAX_NAME);
  const attachment = reference === null ? null : { kind, name: null, mediaType, sizeBytes: null, reference };
  return { placeholder, attachment };
}

function kindOf(type: string): readonly [InboundAttachment['kind'], placeholder: string] {
  if (/v-?card/i.test(type)) return ['file', '[contact]'];
  switch (type.split('/')[0]) {
    case 'image':
      return ['image', '[photo]'];
    case 'audio':
      return ['audio', '[audio]'];
    case 'video':
      return ['video', '[video]'];
    default:
      return ['file', '[document]'];
  }
}

function skip(ours: OurAccount, dedupKey: string, reason: string): Taken & { kind: 'skip' } {
  return { kind: 'skip', update: { channelId: ours.channelId, dedupKey, reason }, isFailure: false };
}

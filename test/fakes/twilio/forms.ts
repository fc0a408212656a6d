// What Twilio sends to a webhook when a message comes in, and how it signs it.
//   message → fields → form → X-Twilio-Signature over the public address and the sorted fields
// Twilio, "Twilio's request to your incoming message Webhook URL", "Secure webhooks" (2026). Knows nothing of ours.
import { createHash, createHmac } from 'node:crypto';
import type { Letter } from '../loopback/webhook-courier.ts';

export type Fields = Readonly<Record<string, string>>;

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** E.164. */
  readonly number: string;
}

export interface Incoming {
  readonly sid: string;
  /** `+49…`, `whatsapp:+49…`, a short code or a name. */
  readonly from: string;
  readonly body: string;
  /** Only WhatsApp shows one. */
  readonly profileName?: string;
  readonly media?: readonly { readonly url: string; readonly mediaType: string }[];
  /** Further fields, and others instead. */
  readonly more?: Fields;
}

export function fieldsOf(
  account: TwilioAccount,
  { sid, from, body, profileName, media = [], more }: Incoming,
): Fields {
  const isWhatsApp = from.startsWith('whatsapp:');
  const files = media.flatMap(({ url, mediaType }, at) => [
    [`MediaUrl${at}`, url],
    [`MediaContentType${at}`, mediaType],
  ]);
  return {
    MessageSid: sid,
    SmsSid: sid,
    SmsMessageSid: sid,
    AccountSid: account.accountSid,
    From: from,
    To: isWhatsApp ? `whatsapp:${account.number}` : account.number,
    Body: body,
    NumMedia: String(media.length),
    NumSegments: '1',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
    ...(isWhatsApp ? { WaId: from.replace(/\D/g, ''), MessageType: 'text' } : { FromCountry: 'DE' }),
    ...(profileName === undefined ? {} : { ProfileName: profileName }),
    ...Object.fromEntries(files),
    ...more,
  };
}

/** @param row names and values as they stand in the body, already sorted where they are signed */
export function signatureOf(publicUrl: string, fields: Fields, key: string): string {
  const row = Object.keys(fields)
    .sort()
    .map((name) => `${name}${fields[name]}`)
    .join('');
  return createHmac('sha1', key)
    .update(publicUrl + row, 'utf8')
    .digest('base64');
}

export function letterOf(
  fields: Fields,
  where: { readonly publicUrl: string; readonly localUrl: string; readonly host: string },
  key: string,
): Letter {
  return {
    method: 'POST',
    url: where.localUrl,
    headers: {
      host: where.host,
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      'i-twilio-idempotency-token': '8f0c1d6c-0000-4000-8000-000000000000',
      'x-twilio-signature': signatureOf(where.publicUrl, fields, key),
    },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  };
}

/** Newer events come as JSON; then the address holds the digest of the body, and the signature covers the address. */
export function jsonLetterOf(
  body: string,
  where: { readonly publicUrl: string; readonly localUrl: string; readonly host: string },
  key: string,
): Letter {
  const query = `?bodySHA256=${createHash('sha256').update(body, 'utf8').digest('hex')}`;
  return {
    method: 'POST',
    url: where.localUrl + query,
    headers: {
      host: where.host,
      'content-type': 'application/json',
      'x-twilio-signature': signatureOf(where.publicUrl + query, {}, key),
    },
    body: Buffer.from(body),
  };
}

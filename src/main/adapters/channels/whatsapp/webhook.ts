// Meta's calls to us: the question whether the address is ours, and what people wrote.
//   GET → verify token → challenge given back        POST → X-Hub-Signature-256 over the raw bytes → handed in, all or none
// What is answered with 200 is durable. Meta sends what was not again for up to seven days (Webhooks, "Getting started").
// Knows neither ports nor other routes.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { WebhookRequest, WebhookRoute, WebhookVerdict } from '../../../domain/ports/webhooks.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { inOneCommit } from '../hand-in.ts';
import { sameSecret } from '../same-secret.ts';
import { type Delivered, type OurNumber, readDelivery } from './deliveries.ts';

/** Meta's largest payload (Webhooks for WhatsApp, "Overview"). */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

export function createWhatsAppWebhook(deps: {
  ours: OurNumber;
  secret: ChannelOptions['secret'];
  /** Null while the channel is not started. */
  inbound: () => Inbound | null;
  /** After all of it is durable. */
  onTaken: (delivered: readonly Delivered[]) => void;
}): WebhookRoute {
  const { ours, secret } = deps;

  function verify(request: WebhookRequest): WebhookVerdict {
    return request.method === 'GET'
      ? verifyQuestion(request, secret('verify-token'))
      : verifySignature(request, secret('app-secret'));
  }

  function take(request: WebhookRequest): { status: number; contentType?: string; body?: string } {
    if (request.method === 'GET') return answerQuestion(request);
    const inbound = deps.inbound();
    if (inbound === null) return { status: 503 };
    const delivered = readDelivery(request.rawBody, ours);
    try {
      inOneCommit(inbound, () => {
        for (const one of delivered)
          if (one.kind === 'message') inbound.receive(one.message);
          else inbound.skip(one.update);
      });
    } catch {
      // Meta sends the whole payload again; what of it is durable already carries the same keys.
      return { status: 503 };
    }
    deps.onTaken(delivered);
    return { status: 200 };
  }

  return {
    methods: ['GET', 'POST'],
    maxBodyBytes: MAX_BODY_BYTES,
    verify,
    take,
    explain: () => {
      const has = (name: string): boolean => secret(name) !== null;
      return {
        ready: has('app-secret') && has('verify-token'),
        lines: [
          has('app-secret')
            ? 'The app secret is set: messages signed with it are taken.'
            : 'The app secret is missing: every message is refused.',
          has('verify-token')
            ? 'The verify token is set: Meta can check the address.'
            : 'The verify token is missing: Meta cannot check the address.',
          `Only messages to the phone number id ${ours.phoneNumberId} are taken.`,
        ],
      };
    },
  };
}

/** Source: Webhooks, "Getting started": hub.mode, hub.verify_token, hub.challenge. */
function verifyQuestion({ query }: WebhookRequest, token: string | null): WebhookVerdict {
  // SECURITY: without a token of ours anyone could have the address confirmed as theirs.
  if (token === null) return { kind: 'refused', why: 'no-key' };
  const asked = new URLSearchParams(query);
  const given = asked.get('hub.verify_token');
  if (asked.get('hub.mode') !== 'subscribe' || given === null)
    return { kind: 'refused', why: 'unsigned', status: 403 };
  // SECURITY: in constant time, or the token could be guessed letter by letter.
  return sameSecret(given, token)
    ? { kind: 'genuine' }
    : { kind: 'refused', why: 'wrong-signature', status: 403 };
}

function answerQuestion({ query }: WebhookRequest): { status: number; contentType?: string; body?: string } {
  const challenge = new URLSearchParams(query).get('hub.challenge') ?? '';
  // SECURITY: what comes in an address is given back only where it can be nothing but a number.
  return /^\d{1,32}$/.test(challenge)
    ? { status: 200, contentType: 'text/plain', body: challenge }
    : { status: 400 };
}

/** HMAC-SHA256 of the raw body under the app secret, as `sha256=` and hexadecimal digits (Webhooks, "Validate payloads"). */
function verifySignature({ headers, rawBody }: WebhookRequest, appSecret: string | null): WebhookVerdict {
  // SECURITY: without a key nothing is genuine, an empty body neither.
  if (appSecret === null || appSecret === '') return { kind: 'refused', why: 'no-key' };
  const given = headers['x-hub-signature-256'];
  if (given === undefined || given === '') return { kind: 'refused', why: 'unsigned' };
  const digest = /^sha256=([0-9a-f]{64})$/i.exec(given)?.[1];
  if (digest === undefined) return { kind: 'refused', why: 'wrong-signature' };
  const expected = createHmac('sha256', appSecret).update(rawBody).digest();
  // SECURITY: in constant time, or a signature could be guessed byte by byte.
  return timingSafeEqual(Buffer.from(digest, 'hex'), expected)
    ? { kind: 'genuine' }
    : { kind: 'refused', why: 'wrong-signature' };
}

// What Feishu sends to us in the mode "webhook": signature, time, decryption, token; only then anything is done.
//   verify (sha256 over time, nonce, key, raw body) → five minutes → AES-256-CBC → token → Inbound → 200
// Without an encrypt key and a verification token everything is refused. Knows nothing of messages.
// Source: open.feishu.cn, "Send events to the developer's server" and "Encrypt key". A request that only asks whether
// this address is ours (url_verification) may come without a signature: then it must be encrypted with our key and hold
// our token, and all that is done is to give its own word back (docs/decisions/0022).
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import type {
  WebhookAnswer,
  WebhookRequest,
  WebhookRoute,
  WebhookVerdict,
} from '../../../domain/ports/webhooks.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { fieldsOf } from '../record.ts';
import type { Connection } from './connection.ts';
import type { Intake } from './intake.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Feishu's own advice, and ours for every platform that signs a time. */
const MAX_AGE_MS = 5 * 60_000;

export function createWebhook(deps: {
  options: ChannelOptions;
  intake: Intake;
  connection: Pick<Connection, 'me' | 'seen'>;
}): WebhookRoute {
  const { options } = deps;

  function keys(): { readonly key: string; readonly token: string } | null {
    const [key, token] = [options.secret('encrypt-key'), options.secret('verification-token')];
    return key === null || token === null ? null : { key, token };
  }

  return {
    methods: ['POST'],
    maxBodyBytes: MAX_BODY_BYTES,
    verify: (request) => {
      const both = keys();
      // SECURITY: no key is a refusal, and half of the keys are none.
      if (both === null) return { kind: 'refused', why: 'no-key' };
      const signed = signatureVerdict(request, both.key);
      if (signed.kind === 'refused' && signed.why !== 'unsigned') return signed;
      const content = decrypted(request, both.key);
      const isOurs = content !== null && holdsToken(content, both.token);
      if (signed.kind === 'refused') {
        // SECURITY: without a signature nothing but a question that only Feishu could have encrypted, and one refusal
        // for all else: what exactly was wrong would help to guess.
        return isOurs && content['type'] === 'url_verification' ? { kind: 'genuine' } : signed;
      }
      if (content === null) return { kind: 'refused', why: 'malformed', status: 400 };
      // SECURITY: the token of the app, after the signature: two keys, of which one alone is not enough.
      return isOurs ? { kind: 'genuine' } : { kind: 'refused', why: 'wrong-signature' };
    },
    take: async (request): Promise<WebhookAnswer> => {
      const both = keys();
      const content = both === null ? null : decrypted(request, both.key);
      if (content === null) return { status: 400 };
      deps.connection.seen();
      const { type, challenge } = content;
      if (type === 'url_verification')
        return typeof challenge === 'string' && challenge.length <= 1_000
          ? { status: 200, contentType: 'application/json', body: JSON.stringify({ challenge }) }
          : { status: 400 };
      if (deps.connection.me() === null) return { status: 503 };
      await deps.intake.take(JSON.stringify(content));
      return { status: 200, contentType: 'application/json', body: '{}' };
    },
    explain: () => {
      const lines = [
        [options.secret('encrypt-key'), 'encrypt key'],
        [options.secret('verification-token'), 'verification token'],
        [options.secret('app-secret'), 'app secret'],
      ].map(([value, name]) =>
        value === null ? `No ${name} is set: everything is refused.` : `The ${name} is set.`,
      );
      const ready = keys() !== null && options.secret('app-secret') !== null;
      return {
        ready,
        lines: ready
          ? [...lines, 'What is signed within five minutes and holds the token is accepted.']
          : lines,
      };
    },
  };
}

function signatureVerdict(request: WebhookRequest, key: string): WebhookVerdict {
  const {
    'x-lark-request-timestamp': time,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': signature,
  } = request.headers;
  if (signature === undefined || time === undefined || nonce === undefined)
    return { kind: 'refused', why: 'unsigned' };
  const ours = createHash('sha256').update(time).update(nonce).update(key).update(request.rawBody).digest();
  const theirs = Buffer.from(/^[0-9a-f]{64}$/i.test(signature) ? signature : '', 'hex');
  // SECURITY: compared in constant time, or the signature could be found out piece by piece.
  if (theirs.length !== ours.length || !timingSafeEqual(theirs, ours))
    return { kind: 'refused', why: 'wrong-signature' };
  const sentAtMs = /^\d{1,12}$/.test(time) ? Number(time) * 1_000 : Number.NaN;
  // SECURITY: the time is signed; what was caught on the way cannot be sent again later. Not a number is stale too.
  if (!(Math.abs(request.receivedAtMs - sentAtMs) <= MAX_AGE_MS)) return { kind: 'refused', why: 'stale' };
  return { kind: 'genuine' };
}

/** Null for what was not encrypted with this key. */
function decrypted(request: WebhookRequest, key: string): Readonly<Record<string, unknown>> | null {
  try {
    const { encrypt } = fieldsOf(JSON.parse(Buffer.from(request.rawBody).toString('utf8')));
    if (typeof encrypt !== 'string') return null;
    const bytes = Buffer.from(encrypt, 'base64');
    const secret = createHash('sha256').update(key).digest();
    const decipher = createDecipheriv('aes-256-cbc', secret, bytes.subarray(0, 16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]);
    const content: unknown = JSON.parse(plain.toString('utf8'));
    return typeof content === 'object' && content !== null ? fieldsOf(content) : null;
  } catch {
    return null;
  }
}

/** The token stands in the head of an event, and at the top of a question. */
function holdsToken(content: Readonly<Record<string, unknown>>, token: string): boolean {
  const said = fieldsOf(content['header'])['token'] ?? content['token'];
  const [theirs, ours] = [said, token].map((one) =>
    createHash('sha256')
      .update(typeof one === 'string' ? one : '')
      .digest(),
  );
  // SECURITY: compared as digests in constant time; a token that is not there equals none.
  return (
    typeof said === 'string' && theirs !== undefined && ours !== undefined && timingSafeEqual(theirs, ours)
  );
}

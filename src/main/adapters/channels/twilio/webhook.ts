// Twilio's calls to us: what people wrote, and what became of messages of ours.
//   POST → X-Twilio-Signature over address and fields → handed in → empty TwiML, so that Twilio answers nothing itself
// The signature holds no time: the signed MessageSid is what a repeated request is known by. Knows neither ports nor
// other routes. Source: Twilio, "Secure webhooks", "TwiML for programmable messaging".
import { createHash } from 'node:crypto';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type {
  WebhookAnswer,
  WebhookRequest,
  WebhookRoute,
  WebhookVerdict,
} from '../../../domain/ports/webhooks.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { type OurAccount, readForm, type Taken } from './messages.ts';
import { bodyDigestIn, formOf, isSignedBody, isSignedForm } from './signature.ts';

/** 1,600 letters, ten addresses of files and some forty short fields stay far below this. */
const MAX_BODY_BYTES = 256 * 1024;
const NOTHING_TO_SAY: WebhookAnswer = {
  status: 200,
  contentType: 'text/xml',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
};

export function createTwilioWebhook(deps: {
  ours: OurAccount;
  secret: ChannelOptions['secret'];
  /** Null while the channel is not started. */
  inbound: () => Inbound | null;
  /** After it is durable. `publicUrl`: the address that Twilio called, and calls again with what became of messages. */
  onTaken: (taken: Taken, publicUrl: string) => void;
}): WebhookRoute {
  const { ours, secret } = deps;

  function verify(request: WebhookRequest): WebhookVerdict {
    const key = secret('auth-token');
    // SECURITY: without a key nothing is genuine, an empty body neither.
    if (key === null || key === '') return { kind: 'refused', why: 'no-key', status: 403 };
    const signature = request.headers['x-twilio-signature'];
    if (signature === undefined || signature === '') return { kind: 'refused', why: 'unsigned', status: 403 };
    const { publicUrl, query, rawBody } = request;
    const bodyDigest = bodyDigestIn(query);
    if (bodyDigest !== null) return judged(isSignedBody(signature, key, publicUrl, { bodyDigest, rawBody }));
    const form = formOf(rawBody);
    return form === null
      ? { kind: 'refused', why: 'malformed', status: 403 }
      : judged(isSignedForm(signature, key, publicUrl, form));
  }

  function take({ query, rawBody, publicUrl }: WebhookRequest): WebhookAnswer {
    const inbound = deps.inbound();
    if (inbound === null) return { status: 503 };
    const digest = createHash('sha256').update(rawBody).digest('hex').slice(0, 32);
    // SECURITY: messages come as forms only. Where the address holds the digest, the words of a message could have been
    // made a part of the address by whoever carries it.
    const form = bodyDigestIn(query) === null ? formOf(rawBody) : null;
    const taken = readForm(form ?? new Map(), digest, ours);
    try {
      if (taken.kind === 'message') inbound.receive(taken.message);
      else if (taken.kind === 'skip') inbound.skip(taken.update);
    } catch {
      return { status: 503 };
    }
    deps.onTaken(taken, publicUrl);
    return NOTHING_TO_SAY;
  }

  return {
    methods: ['POST'],
    maxBodyBytes: MAX_BODY_BYTES,
    verify,
    take,
    explain: () => {
      const hasKey = secret('auth-token') !== null;
      return {
        ready: hasKey,
        lines: [
          hasKey
            ? 'The auth token is set: messages signed with it are taken.'
            : 'The auth token is missing: every message is refused.',
          'Twilio signs the address too: what is entered there must be this address, letter by letter.',
          `Only messages to ${ours.from} are taken.`,
        ],
      };
    },
  };
}

function judged(isSigned: boolean): WebhookVerdict {
  return isSigned ? { kind: 'genuine' } : { kind: 'refused', why: 'wrong-signature', status: 403 };
}

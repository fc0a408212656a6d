// Slack's requests that reach us from outside: the Events API and interactivity, by one address.
//   raw bytes → signature and time (verify) → challenge, event or press → durable → 200 (take)
// (docs.slack.dev: "Verifying requests from Slack", "Events API", "Handling user interaction".) The listener has judged
// host, path, method and size before. Knows nothing of what an event means.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type {
  WebhookAnswer,
  WebhookRequest,
  WebhookRoute,
  WebhookVerdict,
} from '../../../domain/ports/webhooks.ts';
import type { Intake } from './intake.ts';

/** An event with a message of 40,000 characters, given twice as text and blocks, stays far below this. */
const MAX_BODY_BYTES = 1_048_576;
/** docs.slack.dev: "If the request timestamp is more than five minutes from local time, […] ignore it." */
const MAX_AGE_SECONDS = 5 * 60;
const MAX_CHALLENGE = 1_000;

export function createWebhookRoute(deps: {
  /** Never throws; null: none is set. */
  signingSecret: () => string | null;
  /** Null until Slack has told us who we are, and after the channel was stopped. */
  intake: () => Intake | null;
  /** Something genuine came. */
  onAlive: () => void;
}): WebhookRoute {
  function verify(request: WebhookRequest): WebhookVerdict {
    const secret = deps.signingSecret();
    // SECURITY: without a key everything is refused, an empty body too: there is nothing to tell Slack by.
    if (secret === null) return { kind: 'refused', why: 'no-key' };
    const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = request.headers;
    if (signature === undefined || timestamp === undefined) return { kind: 'refused', why: 'unsigned' };
    if (!/^\d{1,12}$/.test(timestamp)) return { kind: 'refused', why: 'malformed' };
    const expected = createHmac('sha256', secret)
      .update(`v0:${timestamp}:`)
      .update(request.rawBody)
      .digest('hex');
    // SECURITY: only who knows the secret can sign; compared in constant time, so that it cannot be found out by trying.
    if (!isSame(signature, `v0=${expected}`)) return { kind: 'refused', why: 'wrong-signature' };
    const ageSeconds = Math.abs(request.receivedAtMs / 1_000 - Number(timestamp));
    // SECURITY: a request that somebody recorded is worth nothing after five minutes.
    if (ageSeconds > MAX_AGE_SECONDS) return { kind: 'refused', why: 'stale' };
    return { kind: 'genuine' };
  }

  async function take(request: WebhookRequest): Promise<WebhookAnswer> {
    deps.onAlive();
    const payload = payloadOf(request);
    const challenge = challengeOf(payload);
    if (challenge !== null) return { status: 200, contentType: 'text/plain; charset=utf-8', body: challenge };
    const intake = deps.intake();
    // Slack sends it again: at once, after a minute, after five.
    if (intake === null) return { status: 503 };
    const isRepeat = Number(request.headers['x-slack-retry-num'] ?? 0) > 0;
    return (await intake.take(payload, isRepeat ? 'repeat' : 'live')) === 'saved'
      ? { status: 200 }
      : { status: 503 };
  }

  return {
    methods: ['POST'],
    maxBodyBytes: MAX_BODY_BYTES,
    verify,
    take,
    explain: () => {
      const hasKey = deps.signingSecret() !== null;
      const isKnown = deps.intake() !== null;
      return {
        ready: hasKey && isKnown,
        lines: [
          hasKey
            ? 'The signing secret is set: requests that Slack signed with it within five minutes are accepted.'
            : 'No signing secret is set, so every request is refused. It stands in the settings of the app on Slack, under Basic Information.',
          isKnown
            ? 'The bot token works, so events are taken up.'
            : 'The bot token has not worked yet, so events are answered with 503; Slack sends them again.',
        ],
      };
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Events are JSON; a press is JSON in the field `payload` of a form. Null: neither. */
function payloadOf(request: WebhookRequest): unknown {
  const text = Buffer.from(request.rawBody).toString('utf8');
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  try {
    return JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
  } catch {
    return null;
  }
}

/** Asked once, when the address is written into the settings of the app. */
function challengeOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null || !('type' in payload) || !('challenge' in payload))
    return null;
  const { type, challenge } = payload;
  return type === 'url_verification' && typeof challenge === 'string'
    ? challenge.slice(0, MAX_CHALLENGE)
    : null;
}

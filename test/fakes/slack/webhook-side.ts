// Slack's side of webhooks: signs each request over its raw bytes and the time, and repeats what was not answered 200.
//   payload → JSON (events) or a form (presses) → signed → POST → 200, or again with X-Slack-Retry-Num
// (docs.slack.dev: "Verifying requests from Slack", "Events API".) Times between repeats are shortened. It knows nothing
// of what it carries.
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';

export interface RequestUrl {
  readonly port: number;
  readonly host: string;
  readonly path: string;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WebhookSide {
  deliver(type: 'events_api' | 'interactive', payload: unknown): Promise<void>;
  again(): Promise<void>;
  /** Statuses of all answers, oldest first; 0 where the connection failed. */
  answers(): readonly number[];
}

const TRIES = 8;
const AGAIN_AFTER_MS = 250;

/** @param ageMs how long ago it was signed */
export function signRequest(
  body: string,
  contentType: string,
  { secret, ageMs = 0 }: { secret: string; ageMs?: number },
): SignedRequest {
  const bytes = Buffer.from(body);
  const timestamp = String(Math.floor((Date.now() - ageMs) / 1_000));
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest('hex');
  return {
    headers: {
      'content-type': contentType,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body: bytes,
  };
}

/** What Slack sends for a payload: events as JSON, presses as a form with one field. */
export function requestOf(
  type: 'events_api' | 'interactive',
  payload: unknown,
  how: { secret: string; ageMs?: number },
): SignedRequest {
  const json = JSON.stringify(payload);
  return type === 'events_api'
    ? signRequest(json, 'application/json', how)
    : signRequest(
        new URLSearchParams({ payload: json }).toString(),
        'application/x-www-form-urlencoded',
        how,
      );
}

export function createWebhookSide(deps: { url: () => RequestUrl; secret: () => string }): WebhookSide {
  const answers: number[] = [];
  let last: (() => Promise<void>) | null = null;

  async function deliver(type: 'events_api' | 'interactive', payload: unknown): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const signed = requestOf(type, payload, { secret: deps.secret() });
      const retry: Record<string, string> =
        attempt === 0 ? {} : { 'x-slack-retry-num': String(attempt), 'x-slack-retry-reason': 'http_error' };
      const status = await post(deps.url(), { ...signed, headers: { ...signed.headers, ...retry } });
      answers.push(status);
      if (status === 200 || type === 'interactive') return;
      await new Promise((resolve) => setTimeout(resolve, attempt === 0 ? 0 : AGAIN_AFTER_MS));
    }
  }

  return {
    deliver: (type, payload) => {
      last = () => deliver(type, payload);
      return deliver(type, payload);
    },
    again: async () => {
      await last?.();
    },
    answers: () => [...answers],
  };
}

function post({ port, host, path }: RequestUrl, signed: SignedRequest): Promise<number> {
  return new Promise((resolve) => {
    const headers = { ...signed.headers, host, 'content-length': String(signed.body.length) };
    const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', path, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(0));
    });
    request.on('error', () => resolve(0));
    request.end(signed.body);
  });
}

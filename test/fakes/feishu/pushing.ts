// How Feishu brings events to an app: over its long connections, or as signed and encrypted webhooks.
//   event → frame(s) or request → acknowledged? → else again
// It waits less than Feishu does, for the tests' sake. Knows no message.
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { postRaw, type RawAnswer } from '../loopback/post-raw.ts';
import { readFrame, writeFrame } from './wire-frames.ts';

export interface Pushed {
  readonly text: string;
  readonly id: string;
}

/** Feishu gives three seconds. */
const ACK_MS = 1_500;
/** Feishu tries again after 15 seconds, 5 minutes, 1 hour, 6 hours. */
const AGAIN_MS = 50;
/** Larger events come in pieces. */
const PIECE_BYTES = 60_000;

export interface Line {
  send(bytes: Buffer): void;
}

export interface LinePusher {
  /** Given once acknowledged with 200, whatever connections come and go meanwhile. */
  push(text: string): void;
  opened(line: Line): void;
  closed(line: Line): void;
  received(bytes: Buffer): void;
  /** Payloads of acknowledgements, in order. */
  readonly acks: readonly { readonly id: string; readonly code: number }[];
  readonly pings: () => number;
  close(): void;
}

export function createLinePusher(service: number, pingSeconds: number): LinePusher {
  const waiting: Pushed[] = [];
  const acks: { id: string; code: number }[] = [];
  const lines = new Set<Line>();
  let current: { id: string; done: (code: number | null) => void } | null = null;
  let pings = 0;
  let lastId = 0;
  let busy = false;
  let ended = false;

  /** One after another, as a person writes; a piece that is not acknowledged holds up nothing but itself. */
  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    while (!ended && waiting.length > 0) {
      const line = [...lines].at(-1);
      const next = waiting[0];
      if (line === undefined || next === undefined) break;
      if ((await give(line, next)) === 200) waiting.shift();
      else await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    busy = false;
  }

  function give(line: Line, { text, id }: Pushed): Promise<number | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(null), ACK_MS);
      const done = (code: number | null): void => {
        clearTimeout(timer);
        current = null;
        resolve(code);
      };
      current = { id, done };
      const bytes = Buffer.from(text);
      const sum = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
      for (let seq = 0; seq < sum; seq += 1) {
        const headers = {
          type: 'event',
          message_id: id,
          sum: String(sum),
          seq: String(seq),
          trace_id: 'trace',
        };
        const payload = bytes.subarray(seq * PIECE_BYTES, (seq + 1) * PIECE_BYTES);
        line.send(writeFrame({ seqId: 1, logId: 281_474_976_710_657, service, method: 1, headers, payload }));
      }
    });
  }

  return {
    acks,
    pings: () => pings,
    push: (text) => {
      lastId += 1;
      waiting.push({ text, id: `message-${lastId}` });
      void work();
    },
    opened: (line) => {
      lines.add(line);
      void work();
    },
    closed: (line) => {
      lines.delete(line);
      current?.done(null);
    },
    received: (bytes) => {
      const frame = readFrame(bytes);
      if (frame.method === 0 && frame.headers['type'] === 'ping') {
        pings += 1;
        const payload = Buffer.from(JSON.stringify({ PingInterval: pingSeconds, ReconnectCount: -1 }));
        const pong = writeFrame({
          seqId: 0,
          logId: 0,
          service,
          method: 0,
          headers: { type: 'pong' },
          payload,
        });
        for (const line of lines) line.send(pong);
        return;
      }
      const code = Number((JSON.parse(frame.payload.toString('utf8')) as { code?: unknown }).code);
      if (frame.logId !== 281_474_976_710_657 || frame.headers['biz_rt'] === undefined)
        throw new Error('The acknowledgement is not of the frame that was sent.');
      const id = frame.headers['message_id'] ?? '';
      acks.push({ id, code });
      if (current?.id === id) current.done(code);
    },
    close: () => {
      ended = true;
      current?.done(null);
    },
  };
}

export interface Signing {
  readonly key: string;
  readonly ageMs?: number;
}

/** Body and headers of a webhook, as Feishu makes them with an encrypt key. */
export function signedRequest(
  text: string,
  { key, ageMs = 0 }: Signing,
): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv);
  const encrypt = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
  return signedBody(JSON.stringify({ encrypt }), { key, ageMs });
}

export function signedBody(
  text: string,
  { key, ageMs = 0 }: Signing,
): { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> } {
  const time = String(Math.floor((Date.now() - ageMs) / 1_000));
  const nonce = randomBytes(8).toString('hex');
  const signature = createHash('sha256')
    .update(time + nonce + key + text)
    .digest('hex');
  return {
    body: Buffer.from(text),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-lark-request-timestamp': time,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature,
    },
  };
}

/** Again until it is taken, signed anew each time. Resolves with the first answer. */
export async function pushByWebhook(
  text: string,
  to: { readonly url: string; readonly host: string; readonly key: string; readonly closed: () => boolean },
): Promise<RawAnswer> {
  const once = (): Promise<RawAnswer> => {
    const { body, headers } = signedRequest(text, { key: to.key });
    return postRaw(to.url, body, { ...headers, host: to.host });
  };
  const first = await once();
  const again = async (): Promise<void> => {
    for (let count = 0; count < 200 && !to.closed(); count += 1) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      if ((await once()).status === 200) return;
    }
  };
  if (first.status !== 200) void again();
  return first;
}

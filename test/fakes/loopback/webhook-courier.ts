// Brings requests to a webhook as a platform does: one after another, and again while they are not accepted.
//   letter → POST with its signature → accepted, or tried again until it is
// It knows neither platform nor signature: both come with the letter. Node modules only.
import { request } from 'node:http';

export interface Letter {
  readonly method: 'GET' | 'POST';
  /** Of our listener, on 127.0.0.1. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Courier {
  /** Resolves after the first attempt; what was not accepted is tried again until it is, or given up. */
  bring(letter: () => Letter): Promise<void>;
  /** Letters not accepted so far. */
  waiting(): number;
  /** Gives up what waits. */
  close(): void;
}

const AGAIN_MS = 50;

/** @param attempts after which a letter is given up */
export function createCourier(
  isAccepted: (status: number) => boolean,
  attempts = Number.POSITIVE_INFINITY,
): Courier {
  const timers = new Set<NodeJS.Timeout>();
  let waiting = 0;
  let isClosed = false;

  async function attempt(letter: () => Letter, left: number): Promise<void> {
    const reply = await post(letter()).catch(() => null);
    if (reply !== null && isAccepted(reply.status)) {
      waiting -= 1;
      return;
    }
    if (isClosed || left <= 1) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(letter, left - 1);
    }, AGAIN_MS);
    timers.add(timer);
  }

  return {
    bring: (letter) => {
      waiting += 1;
      return attempt(letter, attempts);
    },
    waiting: () => waiting,
    close: () => {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Rejects when there was no answer. The address is written as it is, without being made tidy. */
export function post({ method, url, headers, body }: Letter): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const path = url.slice(url.indexOf('/', url.indexOf('//') + 2));
    const asked = request(
      { hostname, port, path, method, agent: false, headers: { ...headers, 'content-length': body.length } },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(pieces).toString('utf8'),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

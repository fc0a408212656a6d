// One HTTP exchange with a platform, knowing whether the request can have left this computer.
//   request → connected? → status, headers, bytes | ExchangeError before or after
// Why not the global function of the platform: it hides whether a failed request was written, and that alone
// decides if a reply may be sent again. Redirects are not followed, nothing is tried twice. Knows no platform.
import type { Agent, IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { type Json, recordIn } from './record.ts';

// Not imported: an import reads every export of the module, and one of http's loads the platform's whole HTTP client,
// 40 ms of the start (docs/performance.md).
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** `before`: certainly nothing left. `after`: the request may have arrived and taken effect. */
export class ExchangeError extends Error {
  readonly stage: 'before' | 'after';
  /** System or TLS code (`ECONNREFUSED`), or one of ours: `ABORTED`, `DEADLINE`, `BAD_ADDRESS`, `BAD_REQUEST`, `TOO_LARGE`,
   *  `BAD_PROXY`, `PROXY_REFUSED`, `NOT_JSON`. */
  readonly code: string;
  /** Of an answer that was not what it should be. */
  readonly status: number | null;

  constructor(stage: 'before' | 'after', code: string, status: number | null = null) {
    // SECURITY: no cause and no address: on some platforms the token is a part of the address.
    super(`The exchange failed (${code}).`);
    this.name = 'ExchangeError';
    this.stage = stage;
    this.code = code;
    this.status = status;
  }
}

export interface AbortLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface ExchangeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** http or https. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal: AbortLike;
  /** Milliseconds for connecting, sending and the whole answer; Infinity leaves it to `signal`. */
  readonly deadlineMs: number;
  /** The answer is cut off with `TOO_LARGE` beyond it. Default 32 MiB. */
  readonly maxAnswerBytes?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Uint8Array;
}

export interface Exchange {
  /** Rejects with an ExchangeError only. Every status is an answer. */
  ask(request: ExchangeRequest): Promise<Answer>;
  /** Closes connections that wait for reuse; those in use end by themselves. */
  closeIdle(): void;
}

/** What carries everything to a proxy; made by `proxy-agent.ts`. */
export interface ProxyAgent {
  /** With the login of now; the same one until that changes. Rejects with an ExchangeError `BAD_PROXY`. */
  agent(): Promise<Agent>;
  close(): void;
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** A connection unused for longer may be dead without our knowing (sleep, a change of network): a send on it
 *  would end uncertain for nothing. */
const IDLE_CONNECTION_MS = 15_000;

/** @param proxy what carries everything to a proxy, as `proxy-agent.ts` makes it; null goes straight there */
export function createExchange(proxy: ProxyAgent | null = null): Exchange {
  const options = { keepAlive: true, timeout: IDLE_CONNECTION_MS };
  const own = { http: new http.Agent(options), https: new https.Agent(options) };

  async function ask(asked: ExchangeRequest): Promise<Answer> {
    return proxy === null ? await askThrough(null, asked) : await askThrough(await proxy.agent(), asked);
  }

  function askThrough(carrier: Agent | null, asked: ExchangeRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let stage: 'before' | 'after' = 'before';
      if (asked.signal.aborted) return void reject(new ExchangeError('before', 'ABORTED'));
      const url = URL.canParse(asked.url) ? new URL(asked.url) : null;
      if (url === null || !/^https?:$/.test(url.protocol))
        return void reject(new ExchangeError('before', 'BAD_ADDRESS'));
      const isSecure = url.protocol === 'https:';
      const body = typeof asked.body === 'string' ? Buffer.from(asked.body) : asked.body;
      const headers = {
        ...asked.headers,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      };
      const agent = carrier ?? (isSecure ? own.https : own.http);
      let request: ReturnType<typeof http.request>;
      try {
        request = (isSecure ? https : http).request(url, { method: asked.method, agent, headers });
      } catch {
        // A header with a line break in it, most of all: nothing was written.
        return void reject(new ExchangeError('before', 'BAD_REQUEST'));
      }
      const deadline = Number.isFinite(asked.deadlineMs)
        ? setTimeout(() => end('DEADLINE'), asked.deadlineMs)
        : undefined;
      const abort = (): void => end('ABORTED');
      const release = (): void => {
        clearTimeout(deadline);
        asked.signal.removeEventListener('abort', abort);
      };
      const fail = (code: string): void => {
        release();
        reject(new ExchangeError(stage, code));
      };
      const end = (code: string): void => {
        fail(code);
        request.destroy();
      };
      asked.signal.addEventListener('abort', abort);
      request.on('socket', (socket: Socket) => {
        // A connection taken from the pool writes at once; a new one only when it stands. One through a proxy stands
        // already when it is given.
        if (!socket.connecting) stage = 'after';
        else
          socket.once(isSecure ? 'secureConnect' : 'connect', () => {
            stage = 'after';
          });
      });
      // Of the agent of a proxy: what it said to our wish to be connected. Not the platform's answer.
      request.on('proxyConnect', (connect: { statusCode?: number }) => {
        stage = 'before';
        if (connect.statusCode !== 200) end('PROXY_REFUSED');
        else stage = 'after';
      });
      request.on('error', (error) => fail(codeOf(error)));
      request.on('response', (response) => {
        const pieces: Buffer[] = [];
        let length = 0;
        response.on('data', (piece: Buffer) => {
          length += piece.length;
          if (length <= (asked.maxAnswerBytes ?? MAX_ANSWER_BYTES)) pieces.push(piece);
          else end('TOO_LARGE');
        });
        response.on('error', (error) => fail(codeOf(error)));
        response.on('end', () => {
          release();
          if (!response.complete) return void reject(new ExchangeError('after', 'ECONNRESET'));
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes: Buffer.concat(pieces),
          });
        });
      });
      request.end(body);
    });
  }

  return {
    ask,
    closeIdle: () => {
      for (const agent of [own.http, own.https])
        for (const sockets of Object.values(agent.freeSockets))
          for (const socket of sockets ?? []) socket.destroy();
      proxy?.close();
    },
  };
}

/** A JSON object, or null for anything else. */
export function jsonOf(answer: Pick<Answer, 'bytes'>): Json | null {
  return recordIn(Buffer.from(answer.bytes).toString('utf8'));
}

function codeOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN';
}

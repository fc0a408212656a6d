// One HTTP exchange with a Bot API server, knowing whether the request can have left this computer.
//   url, body → connected? → answer as JSON | TransportError before or after
// Why not the global function of the platform: it hides whether a failed request was written, and that alone
// decides if a reply may be sent again. Knows no method of Telegram, no chat and no message.
import type { Socket } from 'node:net';

// Not imported: an import reads every export of the module, and one of http's loads the platform's whole HTTP client,
// 40 ms of the start (docs/performance.md).
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** `before`: certainly nothing left. `after`: the request may have arrived and taken effect. */
export class TransportError extends Error {
  readonly stage: 'before' | 'after';
  /** System or TLS code (`ECONNREFUSED`), or one of ours: `ABORTED`, `BAD_ADDRESS`, `TOO_LARGE`, `NOT_JSON`. */
  readonly code: string;
  /** HTTP status of an answer that was not JSON. */
  readonly status: number | null;

  constructor(stage: 'before' | 'after', code: string, status: number | null = null) {
    // SECURITY: no cause and no address: the token is a part of every address here.
    super(`The exchange failed (${code}).`);
    this.name = 'TransportError';
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

export interface Transport {
  /** Posts `body` (JSON). Redirects are not followed. Rejects with a TransportError only. */
  post(url: string, body: string, signal: AbortLike): Promise<unknown>;
  /** Closes connections that wait for reuse; those in use end by themselves. */
  closeIdle(): void;
}

/** A hundred updates with long texts and every entity stay far below this. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** A connection unused for longer may be dead without our knowing (sleep, a change of network): a send on it
 *  would end uncertain for nothing. */
const IDLE_CONNECTION_MS = 15_000;

export function createTransport(secure: boolean): Transport {
  const options = { keepAlive: true, timeout: IDLE_CONNECTION_MS };
  const agent = secure ? new https.Agent(options) : new http.Agent(options);
  const open = secure ? https.request : http.request;

  function post(url: string, body: string, signal: AbortLike): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let stage: 'before' | 'after' = 'before';
      if (signal.aborted || !URL.canParse(url)) {
        reject(new TransportError('before', signal.aborted ? 'ABORTED' : 'BAD_ADDRESS'));
        return;
      }
      const bytes = Buffer.from(body);
      const headers = {
        'content-type': 'application/json',
        'content-length': bytes.length,
        accept: 'application/json',
      };
      const request = open(url, { method: 'POST', agent, headers });
      const abort = (): void => {
        fail('ABORTED');
        request.destroy();
      };
      const fail = (code: string, status: number | null = null): void => {
        signal.removeEventListener('abort', abort);
        reject(new TransportError(stage, code, status));
      };
      signal.addEventListener('abort', abort);
      request.on('socket', (socket: Socket) => {
        // A connection taken from the pool writes at once; a new one only when it stands.
        if (!socket.connecting) stage = 'after';
        else
          socket.once(secure ? 'secureConnect' : 'connect', () => {
            stage = 'after';
          });
      });
      request.on('error', (error) => fail(codeOf(error)));
      request.on('response', (response) => {
        const pieces: Buffer[] = [];
        let length = 0;
        response.on('data', (piece: Buffer) => {
          length += piece.length;
          if (length <= MAX_ANSWER_BYTES) pieces.push(piece);
          else {
            fail('TOO_LARGE');
            request.destroy();
          }
        });
        response.on('error', (error) => fail(codeOf(error)));
        response.on('end', () => {
          signal.removeEventListener('abort', abort);
          const answer = readJson(Buffer.concat(pieces).toString('utf8'));
          if (answer === null) fail('NOT_JSON', response.statusCode ?? null);
          else resolve(answer);
        });
      });
      request.end(bytes);
    });
  }

  return {
    post,
    closeIdle: () => {
      for (const sockets of Object.values(agent.freeSockets))
        for (const socket of sockets ?? []) socket.destroy();
    },
  };
}

/** A JSON object, or null for anything else: every answer of the Bot API is one. */
function readJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function codeOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN';
}

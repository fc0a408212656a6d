// One connection in Socket Mode, from its address to its end.
//   hello → envelope → handed on and durable → acknowledged by its id → … → disconnect, silence or a break
// An envelope is acknowledged only when whoever took it says that it is saved; Slack sends the others again
// (docs.slack.dev: "Using Socket Mode"). Knows nothing of what is in an envelope, and connects only once.
import type { Agent } from 'node:http';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../domain/ports/world.ts';
import { sentenceOf } from '../answer-outcome.ts';
import { ExchangeError } from '../exchange.ts';
import { recordIn } from '../record.ts';

export type SocketEnd =
  /** Slack asked us to connect anew; `reason` is its word: `warning`, `refresh_requested`, `link_disabled`. */
  | { readonly kind: 'asked'; readonly reason: string }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'aborted' };

export interface SocketSession {
  /** As Slack named it, and checked. */
  readonly url: string;
  /** The way through a proxy; null goes straight there. */
  readonly agent: Agent | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onHello(): void;
  /** Any sign of life. */
  onAlive(): void;
  /** True: it is durable, acknowledge it. Never rejects. */
  onEnvelope(payload: unknown, isRepeat: boolean): Promise<boolean>;
}

const HANDSHAKE_MS = 20_000;
/** Slack pings every few seconds; we ask too, so that a connection that died in sleep is noticed soon. */
const PING_EVERY_MS = 10_000;
const SILENCE_MS = 30_000;
/** How long the other side has for its part of closing. */
const CLOSE_MS = 500;
/** An event with a message of 40,000 characters, given twice as text and blocks, stays far below this. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Resolves when the connection is over and everything that came by it was dealt with. */
export async function runSocket(session: SocketSession): Promise<SocketEnd> {
  const { WebSocket } = await import('ws');
  const { clock, signal } = session;
  if (signal.aborted) return { kind: 'aborted' };
  const socket = new WebSocket(session.url, {
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    followRedirects: false,
    ...(session.agent === null ? {} : { agent: session.agent }),
  });
  const working = new Set<Promise<void>>();
  const end = await new Promise<SocketEnd>((resolve) => {
    let aliveAt = clock.now();
    let cancelPing = (): void => {};
    const alive = (): void => {
      aliveAt = clock.now();
      session.onAlive();
    };
    const finish = (how: SocketEnd): void => {
      cancelPing();
      signal.removeEventListener('abort', abort);
      socket.close(1_000);
      clock.after(CLOSE_MS, () => socket.terminate());
      resolve(how);
    };
    const abort = (): void => finish({ kind: 'aborted' });
    const ping = (): void => {
      if (clock.now() - aliveAt > SILENCE_MS) {
        finish({ kind: 'lost', reason: 'Slack fell silent, so the connection is made anew.' });
        return;
      }
      if (socket.readyState === WebSocket.OPEN) socket.ping();
      cancelPing = clock.after(PING_EVERY_MS, ping);
    };
    signal.addEventListener('abort', abort);
    socket.on('open', () => {
      aliveAt = clock.now();
      cancelPing = clock.after(PING_EVERY_MS, ping);
    });
    socket.on('ping', alive);
    socket.on('pong', alive);
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      finish({ kind: 'lost', reason: `Slack did not open the connection (status ${response.statusCode}).` });
    });
    socket.on('error', (error) => finish({ kind: 'lost', reason: lostReason(error) }));
    socket.on('close', () => finish({ kind: 'lost', reason: 'The connection to Slack broke.' }));
    socket.on('message', (data) => {
      alive();
      const message = recordIn(data.toString());
      if (message?.['type'] === 'hello') session.onHello();
      else if (message?.['type'] === 'disconnect')
        finish({ kind: 'asked', reason: wordOf(message['reason']) });
      else track(working, answer(socket, message, session));
    });
  });
  await Promise.all(working);
  return end;
}

async function answer(
  socket: WebSocket,
  message: Readonly<Record<string, unknown>> | null,
  session: SocketSession,
): Promise<void> {
  const id = message?.['envelope_id'];
  const isRepeat = Number(message?.['retry_attempt'] ?? 0) > 0;
  const saved = await session.onEnvelope(message === null ? null : (message['payload'] ?? message), isRepeat);
  // SECURITY: not a moment earlier: what is acknowledged is never sent again.
  if (!saved || typeof id !== 'string') return;
  socket.send(JSON.stringify({ envelope_id: id }), () => {
    // Not sent: the connection is over, and Slack sends the envelope again.
  });
}

function track(working: Set<Promise<void>>, work: Promise<void>): void {
  const done = work.finally(() => working.delete(done));
  working.add(done);
}

function lostReason(error: Error): string {
  const code: unknown = 'code' in error ? error.code : null;
  return sentenceOf(
    new ExchangeError('after', typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN'),
    'Slack',
  );
}

function wordOf(value: unknown): string {
  return typeof value === 'string' && /^[a-z_]{1,40}$/.test(value) ? value : 'unknown';
}

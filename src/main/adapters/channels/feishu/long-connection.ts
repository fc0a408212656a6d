// One long connection: frames in, each event acknowledged only after it is durable, pings so that a dead line is seen.
//   open → frame → event → durable → acknowledged with 200, else with 500 so that it comes again
// Ends once, with the reason; opening another is for the caller. `ws` is loaded with the first. Knows no event.
import type { Clock } from '../../../domain/ports/world.ts';
import { jsonOf, type ProxyAgent } from '../exchange.ts';
import { pingMsOf, TOO_MANY_CONNECTIONS } from './endpoint.ts';
import { createFragments } from './fragments.ts';
import { CONTROL, DATA, decodeFrame, encodeFrame, type Frame, headerNamed } from './frames.ts';

export type ConnectionEnd =
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'bad-secret' }
  /** Feishu said no for now. */
  | { readonly kind: 'refused'; readonly reason: string };

const HANDSHAKE_MS = 15_000;
/** After a ping, anything must come within this. */
const ANSWER_MS = 20_000;
const MAX_FRAME_BYTES = 4 * 1024 * 1024;
/** Of the handshake: wrong secret; within it, too many connections. */
const AUTH_FAILED = '514';
const TOO_MANY = '1000040350';

export interface LongConnection {
  readonly url: string;
  readonly service: number;
  readonly pingMs: number;
  readonly proxy: ProxyAgent | null;
  readonly clock: Clock;
  /** Ends the connection, and with it `run`. */
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  /** Each sign of life. */
  readonly onSeen: () => void;
  /** Rejects when it could not be made durable. */
  readonly onEvent: (text: string) => Promise<void>;
  readonly onMalformed: (what: string) => void;
}

/** Resolves when the connection has ended and no event is being taken any more. Never rejects. */
export async function runLongConnection(connection: LongConnection): Promise<ConnectionEnd> {
  const { signal, clock } = connection;
  const { WebSocket } = await import('ws');
  let agent: Awaited<ReturnType<ProxyAgent['agent']>> | undefined;
  try {
    agent = await connection.proxy?.agent();
  } catch {
    // SECURITY: a proxy that cannot be used ends it; the connection never goes around one.
    return { kind: 'lost', reason: 'The proxy cannot be used. Check its address.' };
  }
  if (signal.aborted) return { kind: 'lost', reason: 'It was stopped.' };
  const socket = new WebSocket(connection.url, {
    ...(agent === undefined ? {} : { agent }),
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_MS,
    followRedirects: false,
  });
  const fragments = createFragments(clock);
  const taking = new Set<Promise<void>>();
  let { pingMs } = connection;
  let cancelPing = (): void => {};
  /** Null: nothing is waited for. */
  let cancelAnswer: (() => void) | null = null;

  function stopWaiting(): void {
    cancelAnswer?.();
    cancelAnswer = null;
  }

  function ping(): void {
    const headers = [['type', 'ping']] as const;
    const frame = { seqId: 0n, logId: 0n, service: connection.service, method: CONTROL, headers };
    write({ ...frame, payload: new Uint8Array() });
    // From the first ping that was not answered: a later one must not put it off.
    cancelAnswer ??= clock.after(ANSWER_MS, () => socket.terminate());
    cancelPing = clock.after(pingMs, ping);
  }

  function write(frame: Frame): void {
    if (socket.readyState === socket.OPEN) socket.send(encodeFrame(frame), () => {});
  }

  function receive(bytes: Uint8Array): void {
    stopWaiting();
    connection.onSeen();
    const frame = decodeFrame(bytes);
    if (frame === null) connection.onMalformed('a frame');
    else if (frame.method === DATA) {
      const one = takeEvent(frame).finally(() => taking.delete(one));
      taking.add(one);
    } else if (frame.method === CONTROL && headerNamed(frame, 'type') === 'pong') {
      pingMs = pingMsOf(jsonOf({ bytes: frame.payload }) ?? {}) ?? pingMs;
    }
  }

  async function takeEvent(frame: Frame): Promise<void> {
    // Callbacks of cards come under a name of their own.
    if (!['event', 'card'].includes(headerNamed(frame, 'type') ?? '')) return;
    const joined = fragments.add(frame);
    if (joined.kind === 'malformed') connection.onMalformed('the pieces of an event');
    if (joined.kind !== 'whole') return;
    const began = clock.now();
    let code = 200;
    try {
      await connection.onEvent(Buffer.from(joined.bytes).toString('utf8'));
    } catch {
      code = 500; // not durable: not confirmed, so it comes again
    }
    if (signal.aborted && code === 500) return;
    write({
      ...frame,
      headers: [...frame.headers, ['biz_rt', String(clock.now() - began)]],
      payload: Buffer.from(JSON.stringify({ code })),
    });
  }

  const end = await new Promise<ConnectionEnd>((resolve) => {
    const stop = (): void => {
      resolve({ kind: 'lost', reason: 'It was stopped.' });
      socket.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.on('open', () => {
      connection.onOpen();
      cancelPing = clock.after(pingMs, ping);
    });
    socket.on('message', (data) => receive(bytesOf(data)));
    socket.on('unexpected-response', (request, response) => {
      const status = String(response.headers['handshake-status'] ?? '');
      const inner = String(response.headers['handshake-autherrcode'] ?? '');
      request.destroy();
      if (status === AUTH_FAILED && inner === TOO_MANY)
        resolve({ kind: 'refused', reason: TOO_MANY_CONNECTIONS });
      else if (status === AUTH_FAILED) resolve({ kind: 'bad-secret' });
      else
        resolve({
          kind: 'lost',
          reason: `Feishu did not take the connection (${response.statusCode ?? 0}).`,
        });
    });
    // SECURITY: no cause: the address holds a ticket that opens the connection.
    socket.on('error', () => resolve({ kind: 'lost', reason: 'The connection to Feishu broke.' }));
    socket.on('close', () => {
      signal.removeEventListener('abort', stop);
      resolve({ kind: 'lost', reason: 'The connection to Feishu was closed.' });
    });
  });
  cancelPing();
  stopWaiting();
  socket.terminate();
  await Promise.allSettled(taking);
  return end;
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

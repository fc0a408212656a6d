// One connection to Discord's gateway: says who we are or resumes, keeps it alive, hands out events in order.
//   socket → hello → identify | resume → events, taken one batch after the other → ended
// Why not @discordjs/ws: docs/decisions/0019-discord-gateway.md. What was not taken when it ends is dropped: resuming
// brings it again. Knows neither what an event means nor where it is kept.
import { createHash } from 'node:crypto';
import type { Agent } from 'node:http';
import type { WebSocket } from 'ws';
import type { Clock } from '../../../domain/ports/world.ts';
import { sentenceOf } from '../answer-outcome.ts';
import { ExchangeError } from '../exchange.ts';
import { type Ending, endingOf, frameOf, INTENTS } from './gateway-frames.ts';

export type Incoming =
  | { readonly kind: 'event'; readonly name: string; readonly sequence: number; readonly data: unknown }
  /** No event of the gateway; `digest` tells it from others. */
  | { readonly kind: 'not-understood'; readonly digest: string };

export interface Connection {
  /** What comes next, at most so many; nothing once the connection has ended. */
  take(most: number): Promise<readonly Incoming[]>;
  /** Null while it stands. */
  ending(): Ending | null;
  /** The session stays: Discord keeps it for a few minutes, and what happens meanwhile is replayed. */
  close(): void;
}

export interface GatewayRequest {
  /** As `gatewayAddress` checked it. */
  readonly address: string;
  readonly agent: Agent | null;
  readonly token: string;
  /** Null: a new session. */
  readonly resume: { readonly id: string; readonly sequence: number } | null;
  /** Number of the last event that is durable; null before the first. */
  readonly durableSequence: () => number | null;
  /** Called with every frame. */
  readonly onSign: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const HELLO_DEADLINE_MS = 20_000;
/** Far above the largest event, which describes a whole server at the start. */
const MAX_FRAME_BYTES = 32 * 1024 * 1024;
/** More waiting than this is not kept in memory; resuming brings it when there is room. */
const MOST_WAITING = 5_000;

export async function openGateway(request: GatewayRequest): Promise<Connection> {
  const { WebSocket } = await import('ws');
  const { clock, signal } = request;
  let waiting: Incoming[] = [];
  let ended: Ending | null = null;
  let isGreeted = false;
  let isHeard = true;
  let cancelTimer: () => void = () => {};
  let wake: () => void = () => {};

  // Redirects are not followed: where the token goes was checked, and it is said only once the socket stands.
  const socket: WebSocket = new WebSocket(request.address, {
    ...(request.agent === null ? {} : { agent: request.agent }),
    handshakeTimeout: HELLO_DEADLINE_MS,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });

  function end(ending: Ending): void {
    if (ended !== null) return;
    ended = ending;
    waiting = [];
    cancelTimer();
    signal.removeEventListener('abort', close);
    // Without a closing handshake: codes 1000 and 1001 would end the session, and there is nothing to wait for.
    socket.terminate();
    wake();
  }

  function close(): void {
    end({ kind: 'lost', reason: 'The connection was closed.' });
  }

  function say(op: number, data: unknown): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ op, d: data }));
  }

  function beat(): void {
    // Never what was only received: what is confirmed here need not be kept for us any longer.
    say(1, request.durableSequence());
  }

  function beatEvery(intervalMs: number, firstMs: number): void {
    cancelTimer();
    cancelTimer = clock.after(firstMs, () => {
      if (isHeard) {
        isHeard = false;
        beat();
        beatEvery(intervalMs, intervalMs);
      } else end({ kind: 'lost', reason: 'Discord no longer answered on the connection.' });
    });
  }

  function greet(heartbeatMs: number): void {
    isGreeted = true;
    isHeard = true;
    beatEvery(heartbeatMs, heartbeatMs * Math.random());
    const { token, resume } = request;
    if (resume === null) {
      const properties = { os: process.platform, browser: 'sallyport', device: 'sallyport' };
      say(2, { token, intents: INTENTS, properties });
    } else say(6, { token, session_id: resume.id, seq: resume.sequence });
  }

  function keep(incoming: Incoming): void {
    if (waiting.length < MOST_WAITING) {
      waiting.push(incoming);
      wake();
    } else end({ kind: 'lost', reason: 'More came from Discord than could be saved in time.' });
  }

  function hear(text: string): void {
    request.onSign();
    const frame = frameOf(text);
    switch (frame.kind) {
      case 'dispatch':
        keep({ kind: 'event', name: frame.name, sequence: frame.sequence, data: frame.data });
        break;
      case 'hello':
        greet(frame.heartbeatMs);
        break;
      case 'heartbeat-wanted':
        beat();
        break;
      case 'heartbeat-heard':
        isHeard = true;
        break;
      case 'reconnect':
        end({ kind: 'lost', reason: 'Discord asked to connect anew.' });
        break;
      case 'session-invalid':
        end(
          frame.mayResume
            ? { kind: 'lost', reason: 'Discord asked to resume.' }
            : { kind: 'session-over', reason: 'Discord no longer knew the session.' },
        );
        break;
      case 'not-understood':
        keep({ kind: 'not-understood', digest: digestOf(text) });
    }
  }

  socket.on('message', (data, isBinary) => hear(isBinary ? '' : String(data)));
  socket.on('unexpected-response', (_request, response) => {
    end({ kind: 'unreached', reason: `Discord's gateway answered with status ${response.statusCode}.` });
  });
  socket.on('error', (error) => {
    const isTooLarge = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    if (isTooLarge) end(endingOf(1009));
    else end({ kind: isGreeted ? 'lost' : 'unreached', reason: reasonOf(error) });
  });
  socket.on('close', (code) => {
    const ending = endingOf(code);
    end(isGreeted || ending.kind !== 'lost' ? ending : { ...ending, kind: 'unreached' });
  });
  cancelTimer = clock.after(HELLO_DEADLINE_MS, () =>
    end({ kind: 'unreached', reason: 'Discord did not answer in time.' }),
  );
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();

  return {
    take: async (most) => {
      if (waiting.length === 0 && ended === null)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return waiting.splice(0, most);
    },
    ending: () => ended,
    close,
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  // SECURITY: only a code; the words of an error may hold the address of a proxy and its login.
  return sentenceOf(new ExchangeError('after', /^[A-Z0-9_]{1,60}$/.test(code) ? code : 'UNKNOWN'), 'Discord');
}

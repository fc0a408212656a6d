// The WebSocket: the same door as every route before the upgrade, then a hello in time, then numbered events and messages.
//   upgrade → door → (token) → hello → welcome → subscribe → events; send → sent
// Protocol: contracts/gateway-socket.ts. May not know what is said.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { GATEWAY_ERRORS, type GatewayErrorCode } from '../../../../../contracts/gateway-api.ts';
import {
  HELLO_DEADLINE_MS,
  MAX_FRAME_BYTES,
  MAX_HELLO_BYTES,
  SOCKET_CLOSES,
  type SocketAnswer,
  type SocketClose,
  type SocketRequest,
  socketHelloSchema,
  socketRequestSchema,
} from '../../../../../contracts/gateway-socket.ts';
import type { Caller, Gateway, NumberedEvent } from '../../../../domain/ports/gateway.ts';
import { errorAnswer, placeRefusal, Refusal } from '../answers.ts';
import { admitted, type Places } from '../door/allowed-places.ts';
import type { Authenticate } from '../door/authenticate.ts';
import type { RateLimit } from '../door/rate-limit.ts';
import { MAX_UNREAD_BYTES, PING_EVERY_MS } from '../limits.ts';
import { repliedTo } from '../routes/saying.ts';
import type { Streams } from './streams.ts';

export interface SocketDeps {
  readonly gateway: Gateway;
  readonly streams: Streams;
  readonly places: () => Places;
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimit;
  readonly onProved: (incoming: IncomingMessage) => void;
  readonly onFault: (route: string, cause: unknown) => void;
}

const ROUTE = 'GET /v1/socket';
const READ = ['conversations:read', 'conversations:read-all'] as const;
/** Refused one after another for speed: then it is no mistake any more. */
const MAX_REFUSED_FRAMES = 100;

export function createServeSockets(
  deps: SocketDeps,
): (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false, // a compressed frame could be a thousand times what it says
    // SECURITY: no frame larger than a message can be.
    maxPayload: MAX_FRAME_BYTES,
  });

  return (incoming, socket, head) => {
    // SECURITY: a connection that breaks or lies must not end the process.
    socket.on('error', () => socket.destroy());
    const refuse = (refusal: Refusal, reason: string): void => {
      deps.gateway.refused({ route: ROUTE, reason, callerId: null });
      endWith(socket, refusal);
    };
    // SECURITY: Host and Origin at the HTTP layer, before the upgrade.
    const place = admitted(deps.places(), incoming);
    if (place.kind === 'refused') return void refuse(placeRefusal(place.reason), place.reason);
    if (incoming.method !== 'GET' || (incoming.url ?? '').split('?')[0] !== '/v1/socket')
      return void refuse(new Refusal('token-missing', 'A key is needed.'), 'token-missing');
    const who = deps.authenticate.request(incoming, ROUTE, place.isOwnPage);
    if (who.kind === 'refused')
      return void refuse(new Refusal('token-refused', 'This key does not work.'), 'token-refused');
    if (who.kind === 'locked')
      return void refuse(
        new Refusal('locked-out', 'Too many failed attempts. Wait five minutes.'),
        'locked-out',
      );
    server.handleUpgrade(incoming, socket, head, (opened) => {
      if (who.kind === 'known') deps.onProved(incoming);
      talk(deps, opened, incoming, socket, who.kind === 'known' ? who.caller : null, head.length);
    });
  };
}

function talk(
  deps: SocketDeps,
  opened: WebSocket,
  incoming: IncomingMessage,
  socket: Duplex,
  known: Caller | null,
  already: number,
): void {
  const { gateway } = deps;
  let caller: Caller | null = null;
  let release: (() => void) | null = null;
  let unsubscribe: (() => void) | null = null;
  let refusedFrames = 0;
  let isAlive = true;
  let unprovedBytes = already;

  const countUnproved = (part: Buffer): void => {
    unprovedBytes += part.length;
    // SECURITY: before the hello no more is taken than a hello needs.
    if (caller === null && unprovedBytes > MAX_HELLO_BYTES) socket.destroy();
  };
  socket.on('data', countUnproved);
  // SECURITY: a short time to say who it is.
  const deadline = setTimeout(() => close('hello-late'), HELLO_DEADLINE_MS);
  const pings = setInterval(() => {
    if (!isAlive) return void opened.terminate();
    isAlive = false;
    opened.ping();
  }, PING_EVERY_MS * 2);

  function close(why: SocketClose): void {
    opened.close(SOCKET_CLOSES[why], why);
    // Who does not answer the closing is hung up on.
    setTimeout(() => opened.terminate(), 2_000).unref();
  }

  function answer(message: SocketAnswer): void {
    if (opened.readyState !== opened.OPEN) return;
    // SECURITY: a client that never reads must not fill the memory.
    if (opened.bufferedAmount > MAX_UNREAD_BYTES) {
      close('slow-reader');
      return void opened.terminate();
    }
    opened.send(JSON.stringify(message));
  }

  function fail(id: string | null, code: GatewayErrorCode, message: string): void {
    answer({ type: 'error', id, code, message });
  }

  function prove(who: Caller): void {
    if (!READ.some((scope) => who.scopes.includes(scope))) {
      gateway.refused({ route: ROUTE, reason: 'scope-missing', callerId: who.id });
      return void close('token-refused');
    }
    release = deps.streams.open(who.id, close);
    if (release === null) return void close('rate-limited');
    caller = who;
    clearTimeout(deadline);
    socket.off('data', countUnproved);
    deps.onProved(incoming);
    answer({ type: 'welcome', scopes: [...who.scopes] });
  }

  function hello(value: unknown): void {
    const said = socketHelloSchema.safeParse(value);
    if (!said.success) return void close('bad-frame');
    if (known !== null) return void prove(known);
    const who = deps.authenticate.token(said.data.token ?? '', 'api-key', ROUTE);
    if (who.kind === 'known') return void prove(who.caller);
    const isLocked = who.kind === 'locked';
    gateway.refused({ route: ROUTE, reason: isLocked ? 'locked-out' : 'token-refused', callerId: null });
    close(isLocked ? 'locked-out' : 'token-refused');
  }

  function request(who: Caller, value: unknown): void {
    const parsed = socketRequestSchema.safeParse(value);
    if (!parsed.success) return void close('bad-frame');
    if (!deps.rateLimit.take(who.id)) {
      refusedFrames += 1;
      if (refusedFrames > MAX_REFUSED_FRAMES) return void close('rate-limited');
      return void fail(
        'id' in parsed.data ? parsed.data.id : null,
        'rate-limited',
        'Too many requests. Wait a moment.',
      );
    }
    refusedFrames = 0;
    act(who, parsed.data);
  }

  function act(who: Caller, asked: SocketRequest): void {
    switch (asked.type) {
      case 'ping':
        return void answer({ type: 'pong', id: asked.id });
      case 'subscribe':
        return void subscribe(who, asked);
      case 'send': {
        if (!who.scopes.includes('messages:write'))
          return void fail(asked.id, 'scope-missing', 'This key may not do that.');
        gateway
          .say(who, { conversation: asked.conversation, text: asked.text, onceKey: asked.key })
          .then(repliedTo)
          .then(
            (reply) => answer({ type: 'sent', id: asked.id, ...reply }),
            (cause: unknown) => {
              if (cause instanceof Refusal) return fail(asked.id, cause.code, cause.message);
              deps.onFault(ROUTE, cause);
              fail(asked.id, 'internal', 'Something unexpected went wrong. The log has the details.');
            },
          );
        return;
      }
    }
  }

  function subscribe(who: Caller, { resume }: Extract<SocketRequest, { type: 'subscribe' }>): void {
    unsubscribe?.();
    const early: NumberedEvent[] = [];
    let tell = (numbered: NumberedEvent): void => void early.push(numbered);
    const subscription = gateway.subscribe(who, resume ?? null, (numbered) => tell(numbered));
    if (subscription.kind === 'gone')
      return void fail(
        null,
        'resume-gone',
        'What came after that is no longer kept. Read the messages, then subscribe anew.',
      );
    unsubscribe = subscription.close;
    tell = (numbered) => answer({ type: 'event', ...numbered });
    answer({ type: 'subscribed', stream: subscription.stream, seq: subscription.seq });
    for (const numbered of [...subscription.missed, ...early]) tell(numbered);
  }

  opened.on('pong', () => {
    isAlive = true;
  });
  // SECURITY: a malformed frame closes this connection and nothing else.
  opened.on('error', () => opened.terminate());
  opened.on('message', (data, isBinary) => {
    isAlive = true;
    const value = isBinary ? undefined : jsonOf(String(data));
    if (value === undefined) return void close('bad-frame');
    if (opened.readyState !== opened.OPEN) return;
    if (caller === null) hello(value);
    else request(caller, value);
  });
  opened.on('close', () => {
    clearTimeout(deadline);
    clearInterval(pings);
    unsubscribe?.();
    release?.();
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Where there is no response object yet. */
function endWith(socket: Duplex, refusal: Refusal): void {
  const { headers, body } = errorAnswer(refusal);
  const head = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  socket.end(`HTTP/1.1 ${GATEWAY_ERRORS[refusal.code]} Refused\r\n${head}\r\n${body}`);
}

// The gateway of the fake: hello, identify, resume with replay, heartbeats, and every way in which it ends a connection.
//   socket → hello → identify | resume → events with numbers, kept for replay
// https://discord.com/developers/docs/events/gateway. It refuses what Discord refuses, with its close codes.
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Gateway {
  readonly url: string;
  /** To every session that lives; those that are away get it replayed. */
  dispatch(name: string, data: unknown): void;
  /** The last event once more, with its number. */
  dispatchAgain(): void;
  /** Sends a frame as it is, to all that are connected. */
  sendRaw(text: string): void;
  /** Closes what is connected with a code; the sessions stay. */
  closeAll(code: number): void;
  cut(): void;
  refuse(refusing: boolean): void;
  /** No session can be resumed any longer. */
  forgetSessions(): void;
  identified(): readonly Record<string, unknown>[];
  resumed(): readonly { readonly sequence: number; readonly path: string }[];
  /** The numbers that came with heartbeats. */
  beats(): readonly unknown[];
  connections(): number;
  muteBeats(muted: boolean): void;
  close(): Promise<void>;
}

interface Session {
  readonly id: string;
  sequence: number;
  readonly sent: { readonly sequence: number; readonly text: string }[];
  socket: WebSocket | null;
}

const MAX_PAYLOAD = 4_096;
const MESSAGE_CONTENT = 1 << 15;

export async function startGateway(deps: {
  isToken: (token: unknown) => boolean;
  mayReadContent: () => boolean;
  /** Null: READY comes without its fields. */
  ready: () => Record<string, unknown> | null;
  /** Events that follow READY. */
  greeting: () => readonly (readonly [name: string, data: unknown])[];
  heartbeatMs: () => number;
  changed: () => void;
}): Promise<Gateway> {
  const sessions = new Map<string, Session>();
  const sockets = new Set<Socket>();
  const identified: Record<string, unknown>[] = [];
  const resumed: { sequence: number; path: string }[] = [];
  const beats: unknown[] = [];
  let refusing = false;
  let isMuted = false;
  let lastSession = 0;

  const server = createServer();
  server.on('connection', (socket) => {
    if (refusing) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const webSockets = new WebSocketServer({ server });
  webSockets.on('connection', (socket, request) => {
    const address = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isVersion = address.searchParams.get('v') === '10';
    if (!isVersion || address.searchParams.get('encoding') !== 'json') return socket.close(4012);
    serve(socket, address.pathname);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}`;

  function serve(socket: WebSocket, path: string): void {
    let session: Session | null = null;
    socket.send(JSON.stringify({ op: 10, s: null, t: null, d: { heartbeat_interval: deps.heartbeatMs() } }));
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = null;
      deps.changed();
    });
    socket.on('message', (bytes) => {
      const text = String(bytes);
      const frame = text.length > MAX_PAYLOAD ? null : parse(text);
      if (frame === null) return socket.close(4002);
      const data = frame['d'];
      switch (frame['op']) {
        case 1:
          beats.push(data);
          if (!isMuted) socket.send(JSON.stringify({ op: 11 }));
          break;
        case 2:
          if (session !== null) return socket.close(4005);
          session = identify(socket, data);
          break;
        case 6:
          if (session !== null) return socket.close(4005);
          session = resume(socket, data, path);
          break;
        default:
          socket.close(session === null ? 4003 : 4001);
      }
      deps.changed();
    });
  }

  function identify(socket: WebSocket, data: unknown): Session | null {
    const asked = isRecord(data) ? data : {};
    if (!deps.isToken(asked['token'])) return refuseWith(socket, 4004);
    const intents = asked['intents'];
    if (typeof intents !== 'number' || !Number.isInteger(intents)) return refuseWith(socket, 4013);
    if ((intents & MESSAGE_CONTENT) !== 0 && !deps.mayReadContent()) return refuseWith(socket, 4014);
    if (!isRecord(asked['properties'])) return refuseWith(socket, 4002);
    lastSession += 1;
    const session: Session = { id: `session-${lastSession}`, sequence: 0, sent: [], socket };
    sessions.set(session.id, session);
    identified.push(asked);
    const ready = deps.ready();
    const fields = { session_id: session.id, resume_gateway_url: `${url}/resume` };
    send(session, 'READY', ready === null ? {} : { ...ready, ...fields });
    for (const [name, event] of deps.greeting()) send(session, name, event);
    return session;
  }

  function resume(socket: WebSocket, data: unknown, path: string): Session | null {
    const asked = isRecord(data) ? data : {};
    if (!deps.isToken(asked['token'])) return refuseWith(socket, 4004);
    const session = sessions.get(String(asked['session_id']));
    const sequence = Number(asked['seq']);
    if (session === undefined) {
      socket.send(JSON.stringify({ op: 9, d: false }));
      return null;
    }
    if (!Number.isInteger(sequence) || sequence > session.sequence) return refuseWith(socket, 4007);
    session.socket?.terminate();
    session.socket = socket;
    resumed.push({ sequence, path });
    for (const event of session.sent) if (event.sequence > sequence) socket.send(event.text);
    send(session, 'RESUMED', {});
    return session;
  }

  function send(session: Session, name: string, data: unknown): void {
    session.sequence += 1;
    const text = JSON.stringify({ op: 0, t: name, s: session.sequence, d: data });
    session.sent.push({ sequence: session.sequence, text });
    session.socket?.send(text);
  }

  const alive = () => [...sessions.values()].flatMap(({ socket }) => socket ?? []);
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };

  return {
    url,
    dispatch: (name, data) => {
      for (const session of sessions.values()) send(session, name, data);
      deps.changed();
    },
    dispatchAgain: () => {
      for (const { socket, sent } of sessions.values()) socket?.send(sent.at(-1)?.text ?? '');
    },
    sendRaw: (text) => {
      for (const socket of alive()) socket.send(text);
    },
    closeAll: (code) => {
      for (const socket of alive()) socket.close(code);
    },
    cut,
    refuse: (now) => {
      refusing = now;
      if (now) cut();
    },
    forgetSessions: () => {
      const open = alive();
      sessions.clear();
      for (const socket of open) socket.close(4009);
    },
    identified: () => identified,
    resumed: () => resumed,
    beats: () => beats,
    connections: () => webSockets.clients.size,
    muteBeats: (muted) => {
      isMuted = muted;
    },
    close: () =>
      new Promise((resolve) => {
        webSockets.close();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function refuseWith(socket: WebSocket, code: number): null {
  socket.close(code);
  return null;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Slack's side of Socket Mode: WebSockets on 127.0.0.1 that ask for a ticket, say hello, and wait for acknowledgements.
//   ticket → hello → envelope → acknowledged by its id, or sent again (retry_attempt counts) → disconnect
// (docs.slack.dev: "Using Socket Mode".) The times between repeats are shortened: 0, 1 and 5 minutes there.
// It knows nothing of what is in an envelope.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface SocketSide {
  /** A fresh address; each may be used once. */
  newUrl(): string;
  /** Delivered now, or with the next connection. Interactions are not repeated. */
  deliver(type: 'events_api' | 'interactive' | 'slash_commands', payload: unknown): void;
  /** The last delivery once more, under a new envelope id. */
  again(): void;
  /** Any text at all, to every open connection. */
  sendRaw(text: string): void;
  /** Slack's own wish to be connected to anew. */
  askToLeave(reason: string): void;
  openCount(): number;
  acknowledged(): readonly string[];
  /** Local ports of the clients that ever connected. */
  clientPorts(): readonly number[];
  /** The connections of now answer nothing more, not even a ping, and are not closed: as after sleep. */
  freeze(): void;
  cut(): void;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

interface Envelope {
  readonly type: string;
  readonly payload: unknown;
  attempt: number;
  isDone: boolean;
}

const ACK_WITHIN_MS = 400;
const MAX_ATTEMPTS = 20;

export async function startSocketSide(appId: string): Promise<SocketSide> {
  const tickets = new Set<string>();
  const waiting = new Map<string, Envelope>();
  const acknowledged: string[] = [];
  const ports: number[] = [];
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let last: Envelope | null = null;
  let port = 0;
  let http = createServer();
  let server: WebSocketServer | null = null;

  function onConnection(socket: WebSocket, request: IncomingMessage): void {
    const ticket = new URL(request.url ?? '/', 'ws://127.0.0.1').searchParams.get('ticket') ?? '';
    if (!tickets.delete(ticket)) return void socket.close(1_008, 'ticket');
    ports.push(request.socket.remotePort ?? 0);
    socket.on('message', (data) => onMessage(data.toString()));
    socket.on('error', () => {});
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: server?.clients.size ?? 1,
        debug_info: { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: appId },
      }),
    );
    for (const [id, envelope] of waiting) push(id, envelope);
  }

  function onMessage(text: string): void {
    const { envelope_id: id } = JSON.parse(text) as { envelope_id?: string };
    const envelope = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || envelope === undefined) return;
    envelope.isDone = true;
    waiting.delete(id);
    acknowledged.push(id);
  }

  /** To the newest open connection; tried again until it is acknowledged. */
  function push(id: string, envelope: Envelope): void {
    const open = [...(server?.clients ?? [])].filter((socket) => socket.readyState === socket.OPEN).at(-1);
    if (open === undefined) return;
    const isEvent = envelope.type === 'events_api';
    open.send(
      JSON.stringify({
        envelope_id: id,
        type: envelope.type,
        payload: envelope.payload,
        accepts_response_payload: !isEvent,
        ...(isEvent
          ? { retry_attempt: envelope.attempt, retry_reason: envelope.attempt > 0 ? 'timeout' : '' }
          : {}),
      }),
    );
    envelope.attempt += 1;
    if (!isEvent || envelope.attempt > MAX_ATTEMPTS) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!envelope.isDone) push(id, envelope);
    }, ACK_WITHIN_MS);
    timers.add(timer);
  }

  async function listen(): Promise<void> {
    http = createServer();
    http.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    server = new WebSocketServer({ server: http });
    server.on('connection', onConnection);
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject);
      http.listen(port, '127.0.0.1', resolve);
    });
    port = (http.address() as AddressInfo).port;
  }

  function cut(): void {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  function enqueue(envelope: Envelope): void {
    const id = randomUUID();
    last = envelope;
    waiting.set(id, envelope);
    push(id, envelope);
  }

  await listen();
  return {
    newUrl: () => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `ws://127.0.0.1:${port}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    deliver: (type, payload) => enqueue({ type, payload, attempt: 0, isDone: false }),
    again: () => {
      if (last !== null) enqueue({ ...last, attempt: 0, isDone: false });
    },
    sendRaw: (text) => {
      for (const socket of server?.clients ?? []) socket.send(text);
    },
    askToLeave: (reason) => {
      for (const socket of server?.clients ?? [])
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-fake' } }));
    },
    openCount: () =>
      [...(server?.clients ?? [])].filter((socket) => socket.readyState === socket.OPEN).length,
    acknowledged: () => [...acknowledged],
    clientPorts: () => [...ports],
    freeze: () => {
      for (const socket of sockets) socket.pause();
    },
    cut,
    goAway: async () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      const closing = http;
      server?.close();
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        cut();
      });
    },
    comeBack: async () => {
      if (!http.listening) await listen();
    },
  };
}

// The listener: this computer's own address and no other, with caps on everything that comes before a token.
//   bind → connections (capped, unproved ones more so) → requests, upgrades
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  CHECK_EVERY_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_CONNECTIONS,
  MAX_HEADER_BYTES,
  MAX_UNPROVED_CONNECTIONS,
  REQUEST_TIMEOUT_MS,
  SILENCE_MS,
} from './limits.ts';

export interface Listener {
  readonly port: number;
  /** Somebody proved who he is on this connection: it no longer counts among the unproved. */
  proved(incoming: IncomingMessage): void;
  close(): Promise<void>;
}

/** How long what is being answered may take when the listener closes. */
const CLOSE_WITHIN_MS = 1_000;

export interface Serving {
  readonly request: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** `port` 0 takes a free one. Rejects when it cannot listen. */
export async function openListener(port: number, serving: () => Serving): Promise<Listener> {
  const open = new Set<Duplex>();
  const unproved = new Set<Duplex>();
  const server = createServer({
    // SECURITY: small heads, and a short time for them; Node answers and cuts by itself what is over.
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: CHECK_EVERY_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    rejectNonStandardBodyWrites: true,
  });
  server.timeout = SILENCE_MS;
  server.maxConnections = MAX_CONNECTIONS;
  server.maxRequestsPerSocket = 1_000;
  server.on('connection', (socket: Socket) => {
    // SECURITY: those who never say who they are must not take the places of those who do.
    if (unproved.size >= MAX_UNPROVED_CONNECTIONS) return void socket.destroy();
    open.add(socket);
    unproved.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      unproved.delete(socket);
    });
  });
  server.on('request', (incoming, outgoing) =>
    guarded(outgoing, () => serving().request(incoming, outgoing)),
  );
  server.on('upgrade', (incoming, socket, head) =>
    guarded(socket, () => serving().upgrade(incoming, socket, head)),
  );
  // SECURITY: a malformed head is answered with nothing that names us, and ends that connection only.
  server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
    if (cause.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    socket.end(`HTTP/1.1 ${statusOf(cause.code)}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  server.on('connect', (_incoming: IncomingMessage, socket: Duplex) => socket.destroy());
  await listen(server, port);
  // An error of the listener later on must not end the process.
  server.on('error', () => undefined);

  return {
    port: (server.address() as AddressInfo).port,
    proved: ({ socket }) => void unproved.delete(socket),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => {
        for (const socket of open) socket.destroy();
      }, CLOSE_WITHIN_MS);
      await closed;
      clearTimeout(late);
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // SECURITY: this computer's own address, never a wildcard; what leaves it goes through a tunnel of the owner's.
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A defect of ours costs the connection it met, not the process. */
function guarded(connection: { destroy(): unknown }, serve: () => void): void {
  try {
    serve();
  } catch {
    connection.destroy();
  }
}

function statusOf(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return '431 Request Header Fields Too Large';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return '400 Bad Request';
}

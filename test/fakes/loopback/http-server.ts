// An HTTP server on 127.0.0.1 that can also misbehave: refuse every connection, or cut those that are open.
//   connection → (refused while out) → handler
// It knows neither platform nor protocol above HTTP. Nothing here listens on any other address.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  openConnections(): number;
  /** Cuts every open connection with a reset. */
  dropConnections(): void;
  /** While true every new connection is reset at once, as if the machine were unreachable. */
  refuseConnections(refusing: boolean): void;
  /** Ends listening and cuts what is open. Safe to call twice. */
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Long enough that a pooled client never meets a connection closed under it. */
const KEEP_ALIVE_MS = 120_000;

/** Starts the server; `port` 0 takes a free one. Rejects when the port is taken. */
export async function listenOnLoopback(handle: Handler, port = 0): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let refusing = false;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (request, response) => {
    Promise.resolve(handle(request, response)).catch((error: unknown) => {
      // A fault of the fake itself must be seen by whoever runs the test, not look like one of the client.
      process.stderr.write(
        `The fake server failed: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      response.destroy();
    });
  });
  // A long poll may stay silent for longer than Node's default limits.
  server.requestTimeout = 0;
  server.on('connection', (socket: Socket) => {
    if (refusing) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address() as AddressInfo;

  function dropConnections(): void {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    openConnections: () => sockets.size,
    dropConnections,
    refuseConnections(now) {
      refusing = now;
      if (now) dropConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Cuts the connection under a request, as a failing network does: the client sees a reset, never a reply. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** One reply in one write, so that a fast run measures the product and not the fake. */
export function reply(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

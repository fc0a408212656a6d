// A web server on 127.0.0.1 that answers with exactly the bytes it is told, at the pace it is told, over TLS or not.
//   connection → request head → answer(request, socket)
// Knows no HTTP beyond the empty line. Listens nowhere else, and ends with its test.

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificate.ts';

export interface RawRequest {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Name the client asked for in TLS. */
  readonly serverName: string | null;
}

export interface RawServer {
  readonly port: number;
  readonly requests: readonly RawRequest[];
  /** Every connection, also those that never sent a request. */
  connections(): number;
  open(): number;
  close(): Promise<void>;
}

export type Answer = (request: RawRequest, socket: Socket) => void | Promise<void>;

export async function listenRaw(
  answer: Answer,
  certificate?: Certificate,
  host = '127.0.0.1',
): Promise<RawServer> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const onConnection = (socket: Socket): void => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let head = '';
    socket.on('data', (piece: Buffer) => {
      head += piece.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      const [line = '', ...lines] = head.slice(0, end).split('\r\n');
      head = '';
      const headers = Object.fromEntries(
        lines.map((each) => [
          each.slice(0, each.indexOf(':')).toLowerCase(),
          each.slice(each.indexOf(':') + 1).trim(),
        ]),
      );
      const serverName =
        'servername' in socket && typeof socket.servername === 'string' ? socket.servername : null;
      const request = { line, headers, serverName };
      requests.push(request);
      void Promise.resolve(answer(request, socket)).catch(() => socket.destroy());
    });
  };

  const server: Server =
    certificate === undefined
      ? createServer(onConnection)
      : createTlsServer({ cert: certificate.cert, key: certificate.key }, onConnection);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    connections: () => connections,
    open: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A whole answer, its length said, the connection closed behind it. */
export function reply(
  socket: Socket,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array = '',
): void {
  const bytes = Buffer.from(body as string);
  const said = { 'content-length': String(bytes.length), connection: 'close', ...headers };
  const lines = Object.entries(said).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n`);
  socket.end(bytes);
}

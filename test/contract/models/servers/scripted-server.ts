// A loopback HTTP server that answers each request with the next scripted answer and remembers what it was asked.
// It speaks no protocol itself: the dialects beside it write the frames. It stops with `stop`.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type Answer =
  /** `ending`: close properly, cut the socket, or say nothing more. */
  | {
      readonly kind: 'stream';
      readonly frames: readonly string[];
      readonly ending?: 'close' | 'cut' | 'silence';
    }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: string;
      readonly headers?: Record<string, string>;
    }
  /** Sends `piece` again and again, until the other side goes away. */
  | { readonly kind: 'endless'; readonly piece: string }
  | { readonly kind: 'silence' };

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  /** Settles when the other side closed before the answer was complete. */
  readonly cutByClient: Promise<void>;
}

export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  connections(): number;
  next(...answers: Answer[]): void;
  stop(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const requests: SeenRequest[] = [];
  const script: Answer[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    const cutByClient = new Promise<void>((resolve) => {
      response.on('close', () => {
        if (!response.writableFinished) resolve();
      });
    });
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString('utf8');
      const body: unknown = text === '' ? null : JSON.parse(text);
      requests.push({ path: request.url ?? '', headers: request.headers, body, cutByClient });
      reply(response, script.shift() ?? { kind: 'status', status: 599, body: 'nothing scripted' });
    });
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    next: (...answers) => void script.push(...answers),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function reply(response: ServerResponse, answer: Answer): void {
  switch (answer.kind) {
    case 'status':
      response
        .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
        .end(answer.body);
      return;
    case 'stream': {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const frame of answer.frames) response.write(frame);
      if (answer.ending === 'cut') setImmediate(() => response.destroy());
      else if (answer.ending !== 'silence') response.end();
      return;
    }
    case 'endless': {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = (): void => {
        while (!response.destroyed && response.write(answer.piece));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
      return;
    }
    case 'silence':
      return;
  }
}

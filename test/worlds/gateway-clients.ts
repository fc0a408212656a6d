// Clients of the gateway as tests use them: a reader of server-sent events that keeps what it saw, and a WebSocket that
// waits for what it is told.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

export interface SeenEvent {
  readonly id: string;
  readonly name: string;
  readonly data: { readonly type: string } & Record<string, unknown>;
}

export interface EventReader {
  readonly status: number;
  readonly events: SeenEvent[];
  readonly isOver: () => boolean;
  /** Cuts the connection, as a network does. */
  cut(): void;
  when(check: (events: readonly SeenEvent[]) => boolean): Promise<void>;
}

export function readEvents(port: number, headers: Readonly<Record<string, string>>): Promise<EventReader> {
  const events: SeenEvent[] = [];
  const waiting = new Set<() => void>();
  let isOver = false;
  let rest = '';
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  return new Promise((resolve, reject) => {
    const outgoing: ClientRequest = request(
      { host: '127.0.0.1', port, path: '/v1/events', agent: false, headers },
      (incoming: IncomingMessage) => {
        incoming.setEncoding('utf8').on('data', (part: string) => {
          const blocks = (rest + part).split('\n\n');
          rest = blocks.pop() ?? '';
          for (const block of blocks) {
            const lines = block.split('\n').map((line) => line.split(/: (.*)/s));
            const of = (name: string): string => lines.find(([key]) => key === name)?.[1] ?? '';
            if (of('data') !== '')
              events.push({ id: of('id'), name: of('event'), data: JSON.parse(of('data')) });
          }
          wake();
        });
        incoming.on('error', () => undefined);
        incoming.on('close', () => {
          isOver = true;
          wake();
        });
        resolve({
          status: incoming.statusCode ?? 0,
          events,
          isOver: () => isOver,
          cut: () => incoming.destroy(),
          when: (check) =>
            new Promise((done) => {
              const look = (): void => {
                if (!check(events)) return;
                waiting.delete(look);
                done();
              };
              waiting.add(look);
              look();
            }),
        });
      },
    );
    onTestFinished(() => void outgoing.destroy());
    outgoing.on('error', reject);
    outgoing.end();
  });
}

export interface Told {
  readonly type: string;
  readonly [name: string]: unknown;
}

export interface SocketClient {
  readonly told: Told[];
  readonly socket: WebSocket;
  say(message: unknown): void;
  next(check: (told: Told) => boolean): Promise<Told>;
  readonly closed: Promise<{ readonly code: number; readonly why: string }>;
}

/** Resolves when it is open; rejects with the status where the upgrade was refused. */
export function openSocket(
  port: number,
  headers: Readonly<Record<string, string>> = {},
  path = '/v1/socket',
): Promise<SocketClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers, perMessageDeflate: false });
  const told: Told[] = [];
  const waiting = new Set<() => void>();
  onTestFinished(() => socket.terminate());
  const closed = new Promise<{ code: number; why: string }>((resolve) =>
    socket.once('close', (code, why) => resolve({ code, why: String(why) })),
  );
  socket.on('message', (data) => {
    told.push(JSON.parse(String(data)) as Told);
    for (const look of [...waiting]) look();
  });
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (_request, answer) => {
      answer.resume();
      reject(new Error(String(answer.statusCode)));
      socket.terminate();
    });
    socket.on('error', reject);
    socket.once('open', () =>
      resolve({
        told,
        socket,
        closed,
        say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
        next: (check) =>
          new Promise((done) => {
            const look = (): void => {
              const found = told.find(check);
              if (found === undefined) return;
              waiting.delete(look);
              done(found);
            };
            waiting.add(look);
            look();
          }),
      }),
    );
  });
}

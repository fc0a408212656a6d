// The only way out of a command that has a list of hosts: an HTTP proxy of ours, on the loopback of its own network.
//   CONNECT or an absolute http address → on the list? → resolved once → every address public? → dialled → bytes pass
// It reads no more than the first line and the headers; of HTTPS it sees the name that is asked for, and no more. It
// keeps nothing.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HostAnswer } from '../../../domain/ports/sandbox.ts';
import { parseAbsolute, parseAuthority, refusalOf, type Target } from './host-rules.ts';
import type { Outside } from './outside.ts';
import { serverNameOf } from './server-name.ts';

export interface ProxyOptions {
  readonly allowHosts: readonly string[];
  readonly outside: Outside;
  /** Whether an address is on the public Internet, and nobody's own. */
  readonly isPublicAddress: (address: string) => boolean;
  readonly limits?: Partial<ProxyLimits>;
}

interface ProxyLimits {
  readonly maxConnections: number;
  /** In both directions, of all connections together; then all of them end. */
  readonly maxBytes: number;
  /** To resolve and to connect. */
  readonly dialTimeoutMs: number;
  /** Without a byte in either direction. */
  readonly idleTimeoutMs: number;
}

/** A command that builds something downloads hundreds of megabytes; ten times that is something else. */
const LIMITS: ProxyLimits = {
  maxConnections: 64,
  maxBytes: 4 * 1024 ** 3,
  dialTimeoutMs: 15_000,
  idleTimeoutMs: 60_000,
};
const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const MAX_ANSWERS = 100;
const COUNT_EVERY_MS = 100;
const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';
/** Between the command and the proxy; nothing of it is for the host. */
const HOP_HEADERS = new Set(
  'connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
);

export interface HostProxy {
  /** Serves whoever connects to `listening`. */
  serve(listening: Server): void;
  /** What was asked for so far, each host and port once. */
  answers(): readonly HostAnswer[];
  /** Ends every connection at once. */
  close(): void;
}

export function createProxy(options: ProxyOptions): HostProxy {
  const limits = { ...LIMITS, ...options.limits };
  const asked = new Map<string, HostAnswer>();
  const sockets = new Set<Socket>();
  /** Tunnels for plain HTTP, and where each was asked to lead: their requests are read like all others. */
  const plainTunnels = new WeakMap<object, Target>();
  let listening: Server | null = null;
  let endedBytes = 0;
  const counting = setInterval(() => {
    // SECURITY: a command cannot carry everything away, nor fill the line for ever.
    if (bytesSoFar() > limits.maxBytes) for (const socket of sockets) socket.destroy();
  }, COUNT_EVERY_MS);
  counting.unref();

  const http = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    // A long upload is bounded by silence and by bytes, not by time.
    requestTimeout: 0,
    insecureHTTPParser: false,
  });
  http.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    void tunnel(request, client, head);
  });
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void forward(request, response);
  });
  http.on('clientError', (_problem, client) => client.destroy());

  return {
    serve(server) {
      listening = server;
      server.on('connection', (client: Socket) => {
        // SECURITY: a command cannot take all of our descriptors.
        if (sockets.size >= 2 * limits.maxConnections) return void client.destroy();
        keep(client);
        http.emit('connection', client);
      });
    },
    answers: () => [...asked.values()],
    close() {
      clearInterval(counting);
      listening?.close();
      for (const socket of sockets) socket.destroy();
    },
  };

  async function tunnel(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const target = parseAuthority(request.url ?? '');
    if (target?.port === 80 && refusalOf(target, options.allowHosts) === null) {
      // SECURITY: what goes through is read, or it could ask the same server for a host that is not on the list.
      plainTunnels.set(client, target);
      client.write(ESTABLISHED);
      client.unshift(head);
      http.emit('connection', client);
      return;
    }
    const opened = target === null ? null : await open(target);
    if (target === null || opened === null || opened.kind === 'refused') {
      const reason = opened?.kind === 'refused' ? opened.reason : 'the request names no host and port.';
      client.end(plainAnswer(reason));
      return;
    }
    const { socket } = opened;
    client.on('error', () => socket.destroy());
    client.on('close', () => socket.destroy());
    socket.on('error', () => client.destroy());
    client.write(ESTABLISHED);
    const hello = await helloFrom(client, head);
    // SECURITY: the name inside is the one that was checked; many hosts live at one address.
    if (hello.name !== target.host) {
      refuse(target, 'what goes through is not HTTPS for this host.');
      client.destroy();
      socket.destroy();
      return;
    }
    socket.write(hello.bytes);
    client.pipe(socket).pipe(client);
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const absolute = askedFor(request);
    const opened = absolute === null ? null : await open(absolute.target);
    if (absolute === null || opened === null || opened.kind === 'refused') {
      const reason = opened?.kind === 'refused' ? opened.reason : 'the request names no address.';
      response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(sentence(reason));
      return;
    }
    const { target, path } = absolute;
    const { socket } = opened;
    const passed = httpRequest({
      createConnection: () => socket,
      method: request.method,
      path,
      headers: {
        ...withoutHops(request.headers),
        // SECURITY: the host that was checked is the host that is asked, whatever the header said.
        host: target.port === 80 ? target.host : `${target.host}:${target.port}`,
        connection: 'close',
        // SECURITY: without its length a body would be read as another request, for whatever host.
        ...(request.headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
      },
    });
    passed.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  }

  function askedFor({ socket, url = '' }: IncomingMessage): { target: Target; path: string } | null {
    const target = plainTunnels.get(socket);
    if (target === undefined) return parseAbsolute(url);
    return url.startsWith('/') ? { target, path: url } : null;
  }

  async function open(
    target: Target,
  ): Promise<{ kind: 'open'; socket: Socket } | { kind: 'refused'; reason: string }> {
    const listed = refusalOf(target, options.allowHosts);
    if (listed !== null) return refuse(target, listed);
    const deadline = AbortSignal.timeout(limits.dialTimeoutMs);
    const addresses = await Promise.race([
      options.outside.resolve(target.host).catch(() => []),
      new Promise<readonly string[]>((resolve) => {
        deadline.addEventListener('abort', () => resolve([]));
      }),
    ]);
    const [first] = addresses;
    if (first === undefined) return refuse(target, 'the name leads nowhere.');
    // SECURITY: a name that also leads into somebody's own network leads there the next time.
    if (!addresses.every(options.isPublicAddress)) {
      return refuse(target, 'the name leads to an address that is not public.');
    }
    // SECURITY: exactly the address that was looked at; the name is not resolved again.
    const socket = options.outside.dial(first, target.port);
    keep(socket);
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      deadline.addEventListener('abort', () => resolve(false));
    });
    if (!connected) {
      socket.destroy();
      return { kind: 'refused', reason: 'it does not answer.' };
    }
    note(target, null);
    return { kind: 'open', socket };
  }

  function refuse(target: Target, reason: string): { kind: 'refused'; reason: string } {
    note(target, reason);
    return { kind: 'refused', reason };
  }

  function note({ host, port }: Target, reason: string | null): void {
    if (asked.size >= MAX_ANSWERS) return;
    asked.set(`${host}:${port} ${reason === null}`, { host, port, allowed: reason === null, reason });
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      endedBytes += socket.bytesRead;
    });
    socket.on('error', () => socket.destroy());
    // SECURITY: who says nothing does not stay.
    socket.setTimeout(limits.idleTimeoutMs, () => socket.destroy());
  }

  /** What came in on either side is what went through. */
  function bytesSoFar(): number {
    return [...sockets].reduce((total, socket) => total + socket.bytesRead, endedBytes);
  }
}

/** What a client says first, until its server name was read or there is none; ends with the connection. */
function helloFrom(client: Duplex, head: Buffer): Promise<{ name: string | null; bytes: Buffer }> {
  return new Promise((resolve) => {
    let bytes = head;
    const look = (): boolean => {
      const found = serverNameOf(bytes);
      if (found.kind === 'more') return false;
      client.off('data', take);
      client.pause();
      resolve({ name: found.kind === 'name' ? found.name : null, bytes });
      return true;
    };
    const take = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      look();
    };
    client.once('close', () => resolve({ name: null, bytes }));
    if (!look()) client.on('data', take);
  });
}

function plainAnswer(reason: string): string {
  const text = sentence(reason);
  return `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`;
}

function sentence(reason: string): string {
  return `The sandbox refused this: ${reason}\n`;
}

function withoutHops(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const named = new Set(
    String(headers.connection ?? '')
      .toLowerCase()
      .split(/\s*,\s*/),
  );
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name) && !named.has(name)),
  );
}

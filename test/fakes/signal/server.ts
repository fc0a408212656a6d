// A signal-cli daemon started with --http, on 127.0.0.1: JSON-RPC, server-sent events, and what can go wrong with both.
//   POST /api/v1/rpc → methods.ts; GET /api/v1/events → events.ts; GET /api/v1/check
// From signal-cli-jsonrpc(5) and HttpServerHandler: host and content type are checked as there.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, parseObject, readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import { createEvents, type Events } from './events.ts';
import { callMethod, type Trouble, type World } from './methods.ts';
import { failure, type Person, type RpcResult, type SentMessage } from './wire.ts';

export type SendFault = 'server-error' | 'internal-error' | 'not-found' | 'cut' | 'silence';

export interface SignalServer {
  readonly url: string;
  readonly world: World;
  readonly events: Events;
  /** What happens to the next `send`. `cut`: done, then the connection breaks. */
  faultNext(fault: SendFault): void;
  /** What Signal says of every recipient of the next message. */
  troubleNext(trouble: Trouble): void;
  /** Calls of this method that reached us. */
  calls(method: string): readonly Readonly<Record<string, unknown>>[];
  sentCount(count: number): Promise<readonly SentMessage[]>;
  typingSeen(): Promise<void>;
  listening(): Promise<void>;
  deserted(): Promise<void>;
  /** Nobody listens any more; what is open is cut. */
  goAway(): Promise<void>;
  /** Listens again, on the same port. */
  comeBack(): Promise<void>;
  dropConnections(): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

export async function startSignalServer(options: {
  readonly numbered?: boolean;
  readonly multiAccount?: boolean;
  readonly saysAci?: boolean;
  readonly otherAccounts?: readonly Person[];
  readonly people: readonly Person[];
  readonly groups: World['groups'];
}): Promise<SignalServer> {
  const watch = createWatch();
  const events = createEvents(watch, { numbered: options.numbered ?? true });
  const calls: { readonly method: string; readonly params: Readonly<Record<string, unknown>> }[] = [];
  const faults: SendFault[] = [];
  let clock = Date.now();
  const world: World = {
    self: { aci: randomUUID(), number: '+15550100', name: 'Sallyport' },
    people: options.people,
    groups: options.groups,
    files: new Map(),
    sent: [],
    typing: [],
    trouble: new Map(),
    nextTrouble: [],
    otherAccounts: options.otherAccounts ?? [],
    multiAccount: options.multiAccount ?? true,
    saysAci: options.saysAci ?? true,
    nextTimestamp: () => {
      clock += 1;
      return clock;
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? ''))
      return end(response, 421);
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /api/v1/check':
        return end(response, 200);
      case 'GET /api/v1/events': {
        const account = url.searchParams.get('account');
        const ours = account === null || account === world.self.number || account === world.self.aci;
        return ours ? events.handle(request, response) : end(response, 400);
      }
      case 'POST /api/v1/rpc':
        return handleRpc(request, response);
      default:
        return end(response, url.pathname.startsWith('/api/v1/') ? 405 : 404);
    }
  }

  async function handleRpc(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, MAX_BODY_BYTES);
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return end(response, 415);
    if (body.kind !== 'read') return reset(response);
    const asked = parseObject(body.bytes.toString('utf8'));
    if (asked === null || asked['jsonrpc'] !== '2.0' || typeof asked['method'] !== 'string')
      return answer(response, null, failure(-32600, 'method field must be set'));
    const params = isObject(asked['params']) ? asked['params'] : {};
    calls.push({ method: asked['method'], params });
    watch.changed();
    const fault = asked['method'] === 'send' ? faults.shift() : undefined;
    switch (fault) {
      case 'server-error':
        return end(response, 500);
      case 'not-found':
        return end(response, 404);
      case 'internal-error':
        return answer(response, asked['id'], failure(-32603, 'null pointer'));
      case 'silence':
        return;
      default: {
        const result = callMethod(world, watch, asked['method'], params);
        return fault === 'cut' ? reset(response) : answer(response, asked['id'], result);
      }
    }
  }

  let server = await listenOnLoopback(handle);
  const { url, port } = server;
  return {
    url,
    world,
    events,
    faultNext: (fault) => {
      faults.push(fault);
    },
    troubleNext: (trouble) => {
      world.nextTrouble.push(trouble);
    },
    calls: (method) => calls.filter((call) => call.method === method).map(({ params }) => params),
    sentCount: (count) =>
      watch.until(() => (world.sent.length >= count ? [...world.sent] : undefined), {
        what: `${count} messages at Signal`,
      }),
    typingSeen: async () => {
      await watch.until(() => world.typing[0], { what: 'typing' });
    },
    listening: async () => {
      await watch.until(() => (events.listeners() > 0 ? true : undefined), { what: 'a listener' });
    },
    deserted: async () => {
      await watch.until(() => (events.listeners() === 0 ? true : undefined), { what: 'no listener' });
    },
    goAway: () => server.close(),
    comeBack: async () => {
      server = await listenOnLoopback(handle, port);
    },
    dropConnections: () => server.dropConnections(),
    close: () => server.close(),
  };
}

function answer(response: ServerResponse, id: unknown, result: RpcResult): void {
  const body = result.kind === 'result' ? { result: result.result } : { error: result.error };
  reply(response, 200, JSON.stringify({ jsonrpc: '2.0', ...body, id: id ?? null }));
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': '0' });
  response.end();
}

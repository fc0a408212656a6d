// The door for platforms that call us, apart from everything else of Sallyport, so that a tunnel exposes only this.
//   connection (caps) → host → exact path → method → body (caps) → signature → take (durable) → answer
// Nothing of a request is acted on before its signature holds, and nothing is told to whom has none. Behind a tunnel
// every peer is loopback, so who calls is never told by the peer or by a header. Knows no platform.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { WebhookRequest, WebhookRoute } from '../../domain/ports/webhooks.ts';
import type { Clock, Log } from '../../domain/ports/world.ts';
import { readBody } from './read-body.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import { addressedTo, headersOf, queryOf } from './request-shape.ts';

const http = process.getBuiltinModule('node:http');

export interface WebhookSettings {
  /** https; without a path of its own or with one; empty: nothing is served. */
  readonly publicUrl: string;
  /** Host names accepted beside that of `publicUrl`. */
  readonly allowedHosts: readonly string[];
}

export interface WebhookListener {
  /** Listens on this port, 0 for any free one, or rejects when it is taken. Once listening, again does nothing. */
  open(port: number): Promise<void>;
  /** The port it listens on; null while it does not. */
  port(): number | null;
  close(): Promise<void>;
}

/** Every path is `/hooks/<channel>`, a further account with a dash in place of the colon: `/hooks/slack-work`. */
export function webhookPath(channelId: ChannelId): string {
  return `/hooks/${channelId.replace(':', '-')}`;
}

/** The address to enter at the platform. */
export function webhookUrl(publicUrl: string, channelId: ChannelId): string {
  return `${publicUrl.replace(/\/+$/, '')}${webhookPath(channelId)}`;
}

const MAX_HEADER_BYTES = 16 * 1024;
/** Platforms send a request in one piece; this long is enough for a slow tunnel, and cuts who drips. */
const HEADERS_DEADLINE_MS = 5_000;
const REQUEST_DEADLINE_MS = 10_000;
const MAX_CONNECTIONS = 100;
/** Requests on one connection, so that none is held for ever. */
const MAX_REQUESTS_PER_CONNECTION = 1_000;

export function createWebhookListener(deps: {
  settings: () => WebhookSettings;
  /** The routes of the channels that run now. */
  routes: () => ReadonlyMap<ChannelId, WebhookRoute>;
  clock: Clock;
  log: Log;
  /** At most once a minute for a channel and reason; `count` how many there were since. */
  onRefused: (refusal: Refusal) => void;
}): WebhookListener {
  const refusals = createRefusals(deps);
  let server: Server | null = null;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { publicUrl, allowedHosts } = deps.settings();
    // SECURITY: the name that the request was sent to; a page in a browser that found this port carries another one.
    if (publicUrl === '' || !addressedTo(request, publicUrl, allowedHosts)) return end(response, 421);
    const found = routeOf(request.url ?? '', publicUrl);
    if (found === null) return end(response, 404);
    const { channelId, route, query } = found;
    const method = route.methods.find((name) => name === request.method);
    if (method === undefined) return end(response, 405);
    // SECURITY: a word that the owner chose could be guessed; after ten failures in a minute even the right one is refused.
    if (method === 'GET' && refusals.isLockedOut(channelId)) return end(response, 429);
    const body = await readBody(request, route.maxBodyBytes);
    if (body.kind === 'too-large') return refuse(response, method, channelId, 'too-large', 413);
    if (body.kind === 'broken') return void response.destroy();
    const asked: WebhookRequest = {
      method,
      publicUrl: webhookUrl(publicUrl, channelId) + (query === '' ? '' : `?${query}`),
      query,
      headers: headersOf(request),
      rawBody: body.bytes,
      receivedAtMs: deps.clock.now(),
    };
    const verdict = route.verify(asked);
    // SECURITY: the signature first; before it holds, nothing is read, kept, answered or asked.
    if (verdict.kind === 'refused')
      return refuse(response, method, channelId, verdict.why, verdict.status ?? 401);
    const answer = await route.take(asked);
    end(response, answer.status, answer.body, answer.contentType);
  }

  function routeOf(
    target: string,
    publicUrl: string,
  ): { channelId: ChannelId; route: WebhookRoute; query: string } | null {
    const base = new URL(publicUrl).pathname.replace(/\/+$/, '');
    const { path, query } = queryOf(target);
    // SECURITY: whole and as written; a path that servers read differently (dots, escapes, doubled slashes) is none.
    for (const [channelId, route] of deps.routes())
      if (path === webhookPath(channelId) || path === base + webhookPath(channelId))
        return { channelId, route, query };
    return null;
  }

  function refuse(
    response: ServerResponse,
    method: WebhookRequest['method'],
    channelId: ChannelId,
    why: Refusal['why'],
    status: number,
  ): void {
    refusals.refused(channelId, why, method === 'GET');
    end(response, status);
  }

  function open(port: number): Promise<void> {
    if (server !== null) return Promise.resolve();
    const opening = http.createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: HEADERS_DEADLINE_MS,
        requestTimeout: REQUEST_DEADLINE_MS,
        connectionsCheckingInterval: 1_000,
        keepAliveTimeout: 30_000,
        insecureHTTPParser: false,
      },
      (request, response) => {
        serve(request, response).catch((cause: unknown) => {
          deps.log.error('A webhook could not be taken up', { cause });
          // Not acknowledged, so the platform sends it again.
          end(response, 503);
        });
      },
    );
    opening.maxConnections = MAX_CONNECTIONS;
    opening.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
    // SECURITY: a malformed request ends its connection and nothing else.
    opening.on('clientError', (_cause, socket: Socket) => socket.destroy());
    opening.on('upgrade', (_request, socket) => socket.destroy());
    return new Promise((resolve, reject) => {
      opening.once('error', reject);
      // SECURITY: this computer only; a tunnel is what makes it reachable, and that is the owner's act.
      opening.listen(port, '127.0.0.1', () => {
        opening.off('error', reject);
        opening.on('error', (cause) => deps.log.error('The webhook listener failed', { cause }));
        server = opening;
        resolve();
      });
    });
  }

  return {
    open,
    port: () => (server?.address() as AddressInfo | null)?.port ?? null,
    close: async () => {
      const closing = server;
      server = null;
      refusals.close();
      if (closing === null) return;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        closing.closeAllConnections();
      });
    },
  };
}

function end(response: ServerResponse, status: number, body = '', contentType = 'text/plain'): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // A request that was not read to its end leaves the rest on the connection.
    ...(status >= 400 ? { connection: 'close' } : {}),
  });
  response.end(body);
}

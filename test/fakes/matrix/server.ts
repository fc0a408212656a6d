// A Matrix homeserver on loopback, with rooms to fill and faults to try it.
//   HTTP → token → call → fault of the moment → reply        people → rooms → sync
// It never speaks to Matrix. Source: client-server API v1.11.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseObject, readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import { createCalls, type Route, type StoredMedia } from './calls.ts';
import { createFaults, type Faults } from './faults.ts';
import { createRooms, type Rooms } from './rooms.ts';
import { type AccountData, limitOf, positionOf, syncFor } from './sync.ts';
import { type Content, given, type Reply, refused } from './wire.ts';

export interface MatrixCall {
  readonly name: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly json: Content | null;
}

export interface MatrixServer extends Omit<Faults, 'take' | 'clear'> {
  clearFaults: Faults['clear'];
  readonly url: string;
  /** `example.org`: what stands after the colon of the ids here. */
  readonly name: string;
  readonly token: string;
  /** The account that the token belongs to. */
  readonly account: string;
  readonly rooms: Rooms;
  /** By `server/id`. */
  readonly media: ReadonlyMap<string, StoredMedia>;
  addMedia(media: StoredMedia): string;
  accountData(type: string): Content | undefined;
  setAccountData(type: string, content: Content): void;
  calls(name?: string): readonly MatrixCall[];
  /** Resolves when something that `look` sees is there. */
  until<T>(look: () => T | undefined, what: string): Promise<T>;
  typing(): readonly string[];
  isSyncing(): boolean;
  /** From now on every call gets 401, an open sync too. */
  revokeToken(isSoftLogout?: boolean): void;
  /** A further sign-in; its token is good beside the first. */
  newToken(): string;
  /** What `/.well-known/matrix/client` says; null: 404. */
  setWellKnown(baseUrl: string | null): void;
  /** What came as authorization with each question for it. */
  wellKnownTokens(): readonly (string | null)[];
  offline(now: boolean): void;
  dropConnections(): void;
  openConnections(): number;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;
const LONGEST_SYNC_MS = 60_000;

export async function startMatrixServer(): Promise<MatrixServer> {
  const name = 'example.org';
  const account = `@agent:${name}`;
  const first = 'syt_YWdlbnQ_fakeTokenForLoopbackTests_000001';
  const devices = new Map([[first, 'DEVICE1']]);
  const watch = createWatch();
  const faults = createFaults();
  const rooms = createRooms(name, Date.now, watch.changed);
  const accountData: AccountData[] = [];
  const media = new Map<string, StoredMedia>();
  const typing: string[] = [];
  const calls: MatrixCall[] = [];
  let wellKnown: string | null = null;
  const wellKnownTokens: (string | null)[] = [];
  let isSoftLogout = false;
  let syncing = 0;
  const routes = createCalls({
    rooms,
    accountData,
    media,
    server: name,
    onTyping: (roomId) => {
      typing.push(roomId);
      watch.changed();
    },
    changed: watch.changed,
  });

  async function sync(token: string, query: URLSearchParams, gone: AbortSignal): Promise<Reply> {
    const since = query.has('since') ? positionOf(query.get('since'), rooms.position()) : null;
    if (query.has('since') && since === null) return refused('M_UNKNOWN', 'Invalid stream token');
    const question = { user: account, since, limit: limitOf(query.get('filter')) };
    const timeoutMs = Math.min(Number(query.get('timeout') ?? 0), LONGEST_SYNC_MS);
    syncing += 1;
    watch.changed();
    const look = (): Reply | undefined => {
      if (!devices.has(token)) return unknownToken();
      if (gone.aborted) return given({});
      const answer = syncFor(rooms, accountData, question);
      return answer === null ? undefined : given(answer);
    };
    gone.addEventListener('abort', watch.changed);
    const nothing = given({ next_batch: query.get('since') ?? `s${rooms.position()}` });
    const answer =
      timeoutMs === 0
        ? (look() ?? nothing)
        : await watch.until(look, { timeoutMs, what: 'news' }).catch(() => nothing);
    syncing -= 1;
    return answer;
  }

  function unknownToken(): Reply {
    const more = isSoftLogout ? { soft_logout: true } : {};
    return refused('M_UNKNOWN_TOKEN', 'Unrecognised access token.', more);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', 'http://127.0.0.1');
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body.kind === 'cut-off') return;
    if (body.kind === 'too-large') return answer(response, refused('M_TOO_LARGE', 'Request too large.'));
    if (address.pathname === '/.well-known/matrix/client') {
      wellKnownTokens.push(request.headers.authorization ?? null);
      const wellKnownAnswer = { 'm.homeserver': { base_url: wellKnown } };
      return answer(response, wellKnown === null ? refused('M_NOT_FOUND', '') : given(wellKnownAnswer));
    }
    const found = findRoute(routes, request.method ?? '', address.pathname);
    if (found === null) return answer(response, refused('M_UNRECOGNIZED', 'Unrecognized request'));
    const isJson = (request.headers['content-type'] ?? '').startsWith('application/json');
    const json = isJson ? parseObject(body.bytes.toString('utf8')) : null;
    calls.push({ name: found.name, path: address.pathname, query: address.searchParams, json });
    watch.changed();
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort();
    });

    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    const device = devices.get(token ?? '');
    const run = async (): Promise<Reply> => {
      if (token === undefined) return refused('M_MISSING_TOKEN', 'Missing access token');
      if (device === undefined) return unknownToken();
      if (found.route === null) return sync(token, address.searchParams, gone.signal);
      const asked = {
        user: account,
        device,
        query: address.searchParams,
        json,
        bytes: body.bytes,
        mediaType: request.headers['content-type'] ?? 'application/octet-stream',
      };
      return found.route.handle(asked, found.ids);
    };
    const fault = faults.take(found.name);
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'cut') {
      if (fault.afterHandling) await run();
      return reset(response);
    }
    if (fault?.kind === 'refuse') {
      const text = typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body);
      return reply(response, fault.status, text, fault.headers);
    }
    answer(response, await run());
    watch.changed();
  }

  const server = await listenOnLoopback(handle);

  return {
    failNext: faults.failNext,
    clearFaults: faults.clear,
    url: server.url,
    name,
    token: first,
    account,
    rooms,
    media,
    addMedia: (stored) => {
      const id = `given${media.size + 1}`;
      media.set(`${name}/${id}`, stored);
      return `mxc://${name}/${id}`;
    },
    accountData: (type) => accountData.find((data) => data.type === type)?.content,
    setAccountData: (type, content) => {
      const before = accountData.findIndex((data) => data.type === type);
      if (before !== -1) accountData.splice(before, 1);
      accountData.push({ user: account, type, content, at: rooms.tick() });
    },
    calls: (wanted) => calls.filter((call) => wanted === undefined || call.name === wanted),
    until: (look, what) => watch.until(look, { what, timeoutMs: 15_000 }),
    typing: () => typing,
    isSyncing: () => syncing > 0,
    revokeToken: (soft = false) => {
      isSoftLogout = soft;
      devices.clear();
      watch.changed();
    },
    newToken: () => {
      const token = `syt_YWdlbnQ_fakeTokenForLoopbackTests_00000${devices.size + 2}`;
      devices.set(token, `DEVICE${devices.size + 2}`);
      return token;
    },
    setWellKnown: (baseUrl) => {
      wellKnown = baseUrl;
    },
    wellKnownTokens: () => wellKnownTokens,
    offline: server.refuseConnections,
    dropConnections: server.dropConnections,
    openConnections: server.openConnections,
    close: server.close,
  };
}

interface Found {
  readonly name: string;
  /** Null: sync, which waits. */
  readonly route: Route | null;
  readonly ids: readonly string[];
}

function findRoute(routes: readonly Route[], method: string, path: string): Found | null {
  if (method === 'GET' && path === '/_matrix/client/v3/sync') return { name: 'sync', route: null, ids: [] };
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match !== null) return { name: route.name, route, ids: match.slice(1).map(decodeURIComponent) };
  }
  return null;
}

function answer(response: ServerResponse, given: Reply): void {
  if (response.destroyed) return;
  if (given.kind === 'json') {
    reply(response, given.status, JSON.stringify(given.body), given.headers);
    return;
  }
  response.writeHead(200, { 'content-type': given.mediaType, 'content-length': given.bytes.length });
  response.end(given.bytes);
}

// Slack on loopback: the Web API over HTTP, files, Socket Mode, and people who write; faults to try a client.
//   HTTP → token → fault of the moment → method → answer        people → events → socket or webhook
// It never speaks to Slack. Built from docs.slack.dev ("Web API", "Methods", "Using Socket Mode").
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, readFields } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import { createMethods, type PostedMessage } from './methods.ts';
import { createPeople, type Deliver, type People } from './people.ts';
import { type SocketSide, startSocketSide } from './socket-side.ts';
import { good, no, type Reply } from './wire.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export type SlackFault =
  | { readonly kind: 'rate-limit'; readonly afterMs: number }
  | { readonly kind: 'server-error' }
  | { readonly kind: 'refused'; readonly error: string }
  /** Done, and then the connection breaks without an answer. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

export interface Call {
  readonly method: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface SlackServer {
  readonly apiRoot: string;
  readonly workspace: Workspace;
  readonly people: People;
  readonly socket: SocketSide;
  /** The tokens that are good now; null: none is. */
  setTokens(tokens: { bot: string | null; app: string | null }): void;
  calls(method?: string): readonly Call[];
  /** The next call of one of these methods. */
  faultNext(methods: readonly string[], fault: SlackFault): void;
  posted(): readonly PostedMessage[];
  /** Resolves when so many were posted. */
  postedSoFar(count: number): Promise<readonly PostedMessage[]>;
  changed(ts: string): PostedMessage | undefined;
  statusShown(): Promise<{ readonly chatId: string; readonly threadTs: string; readonly status: string }>;
  /** What `apps.connections.open` and `files.*` name instead of our own addresses. */
  nameInstead(instead: { socketUrl?: string; uploadUrl?: string }): void;
  /** The file server knows no token any more, while the API still does. */
  refuseDownloads(now: boolean): void;
  /** Local ports of all clients that ever connected, by HTTP or by socket. */
  clientPorts(): readonly number[];
  cut(): void;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

const BOT = { appId: 'A0FAKEAPP', botId: 'B0FAKEBOT', userId: 'U0FAKEBOT', name: 'sallyport' };
const MAX_BODY_BYTES = 64 * 1_024 * 1_024;

/** @param deliver where events go; by default over the socket */
export async function startSlackServer(
  tokens: { bot: string; app: string },
  makeDeliver: (socket: SocketSide) => Deliver = (socket) => socket.deliver,
): Promise<SlackServer> {
  const workspace = createWorkspace(BOT);
  const socket = await startSocketSide(BOT.appId);
  const deliver = makeDeliver(socket);
  const watch = createWatch();
  const calls: Call[] = [];
  const posted: PostedMessage[] = [];
  const changed = new Map<string, PostedMessage>();
  const statuses: { chatId: string; threadTs: string; status: string }[] = [];
  const ports = new Set<number>();
  let accepted: { bot: string | null; app: string | null } = tokens;
  let fault: { methods: readonly string[]; fault: SlackFault } | null = null;
  let refusesDownloads = false;
  let named: { socketUrl?: string; uploadUrl?: string } = {};
  let server = await listenOnLoopback(handle);
  const { port } = server;
  const baseUrl = () => `http://127.0.0.1:${port}`;
  const people = createPeople(workspace, baseUrl);
  const methods = createMethods({
    workspace,
    baseUrl,
    onPosted: (message, what) => {
      if (what === 'sent') posted.push(message);
      changed.set(message.ts, message);
      watch.changed();
    },
    onStatus: (chatId, threadTs, status) => {
      statuses.push({ chatId, threadTs, status });
      watch.changed();
    },
    onMessage: (chat, message) => deliver('events_api', people.eventOf(chat, message)),
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    ports.add(request.socket.remotePort ?? 0);
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body.kind !== 'read') return;
    if (path.startsWith('/files-pri/')) return download(request, response, path);
    if (path.startsWith('/upload/v1/')) return upload(response, path, body.bytes);
    const name = /^\/api\/([A-Za-z.]+)$/.exec(path)?.[1];
    if (name === undefined || request.method !== 'POST') return reply(response, 404, 'not found');
    const read = readFields(request.headers['content-type'], body.bytes);
    if (read.kind === 'malformed') return answer(response, no('invalid_form_data'));
    calls.push({ method: name, fields: read.fields });
    watch.changed();
    const { authorization } = request.headers;
    const wanted = name === 'apps.connections.open' ? accepted.app : accepted.bot;
    if (authorization === undefined) return answer(response, no('not_authed'));
    if (wanted === null || authorization !== `Bearer ${wanted}`) return answer(response, no('invalid_auth'));
    const run = (): Reply => runMethod(name, read.fields);
    const now = fault?.methods.includes(name) === true ? fault.fault : null;
    if (now !== null) fault = null;
    switch (now?.kind) {
      case 'rate-limit':
        return answer(response, {
          status: 429,
          headers: { 'retry-after': String(Math.ceil(now.afterMs / 1_000)) },
          body: { ok: false, error: 'ratelimited' },
        });
      case 'server-error':
        return reply(response, 503, '<html>unavailable</html>', { 'content-type': 'text/html' });
      case 'refused':
        return answer(response, no(now.error));
      case 'cut':
        run();
        return reset(response);
      case 'silence':
        return;
      default:
        return answer(response, run());
    }
  }

  function runMethod(name: string, fields: Call['fields']): Reply {
    if (name === 'apps.connections.open') return good({ url: named.socketUrl ?? socket.newUrl() });
    const method = methods.get(name);
    if (method === undefined) return no('unknown_method');
    const result = method(fields);
    const isPlace = name === 'files.getUploadURLExternal' && named.uploadUrl !== undefined;
    return isPlace ? { ...result, body: { ...result.body, upload_url: named.uploadUrl } } : result;
  }

  /** Without a good token Slack shows its sign-in page, with status 200. */
  function download(request: IncomingMessage, response: ServerResponse, path: string): void {
    const file = workspace.file(/^\/files-pri\/[A-Z0-9]+-(F[A-Z0-9]+)\//.exec(path)?.[1] ?? '');
    if (refusesDownloads || request.headers.authorization !== `Bearer ${accepted.bot}`)
      return void reply(response, 200, '<html>Sign in</html>', {
        'content-type': 'text/html; charset=utf-8',
      });
    if (file === undefined) return void reply(response, 404, 'not found');
    response.writeHead(200, { 'content-type': file.wire.mimetype, 'content-length': file.bytes.length });
    response.end(file.bytes);
  }

  function upload(response: ServerResponse, path: string, bytes: Buffer): void {
    const file = workspace.file(path.split('/').at(-1) ?? '');
    if (file === undefined || !file.isPending || bytes.length !== file.wire.size)
      return void reply(response, 400, 'wrong length');
    workspace.setFile({ ...file, bytes: new Uint8Array(bytes) });
    reply(response, 200, `OK - ${bytes.length}`, { 'content-type': 'text/plain' });
  }

  return {
    apiRoot: `${baseUrl()}/api`,
    workspace,
    people,
    socket,
    setTokens: (next) => {
      accepted = next;
    },
    calls: (method) => calls.filter((call) => method === undefined || call.method === method),
    faultNext: (names, next) => {
      fault = { methods: names, fault: next };
    },
    posted: () => [...posted],
    postedSoFar: (count) =>
      watch.until(() => (posted.length >= count ? [...posted] : undefined), { what: `${count} messages` }),
    changed: (ts) => changed.get(ts),
    statusShown: () => watch.until(() => statuses.at(-1), { what: 'a status' }),
    nameInstead: (instead) => {
      named = instead;
    },
    refuseDownloads: (now) => {
      refusesDownloads = now;
    },
    clientPorts: () => [...ports, ...socket.clientPorts()],
    cut: () => {
      server.dropConnections();
      socket.cut();
    },
    goAway: async () => {
      await Promise.all([server.close(), socket.goAway()]);
    },
    comeBack: async () => {
      server = await listenOnLoopback(handle, port);
      await socket.comeBack();
    },
    close: async () => {
      await Promise.all([server.close(), socket.goAway()]);
    },
  };
}

function answer(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  if (!response.destroyed) reply(response, status, JSON.stringify(body), headers);
}

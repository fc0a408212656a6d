// A Discord on loopback: its HTTP API, its gateway and its files, with people to talk to the bot and faults to try it.
//   HTTP → token → fault of the moment → route      people → messages → gateway
// It never speaks to Discord. Built from https://discord.com/developers/docs.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { createPeople, type People } from './people.ts';
import { createRoutes, type Request, type SentFile } from './routes.ts';
import { type Answered, type Message, UNAUTHORIZED } from './wire.ts';
import { createWorld, type World } from './world.ts';

export interface Call {
  readonly request: string;
  readonly headers: IncomingMessage['headers'];
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Sent {
  readonly channelId: string;
  readonly messageId: string;
  readonly files: readonly SentFile[];
  readonly allowed: unknown;
}

export interface DiscordServer extends People {
  /** The API's address, as of the setting `api_root`. */
  readonly apiRoot: string;
  readonly world: World;
  readonly gateway: Gateway;
  readonly faults: Faults;
  readonly token: string;
  calls(request: RegExp): readonly Call[];
  called(request: RegExp, count?: number): Promise<void>;
  sent(): readonly Sent[];
  message(sent: Sent): Message | null;
  until(condition: () => boolean, what: string): Promise<void>;
  /** What `GET /gateway/bot` says; default the truth. */
  sayGateway(url: string | null): void;
  leaveSessions(left: number): void;
  mayReadContent(may: boolean): void;
  spoilReady(now: boolean): void;
  beatEvery(ms: number): void;
  setToken(token: string): void;
  offline(now: boolean): void;
  cut(): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 40 * 1024 * 1024;
const API = '/api/v10';

export async function startDiscordServer(token: string): Promise<DiscordServer> {
  const world = createWorld();
  const watch = createWatch();
  const faults = createFaults();
  const calls: Call[] = [];
  const sent: Sent[] = [];
  const state = {
    token,
    gatewayUrl: null as string | null,
    sessionsLeft: 1_000,
    content: true,
    isReadySpoilt: false,
    beatMs: 45_000,
  };

  const gateway = await startGateway({
    isToken: (given) => given === state.token,
    mayReadContent: () => state.content,
    ready: () =>
      state.isReadySpoilt
        ? null
        : {
            v: 10,
            user: world.bot,
            guilds: [...world.servers].map((id) => ({ id, unavailable: true })),
            application: { id: world.bot.id, flags: 0 },
          },
    greeting: () => [...world.servers].map((id) => ['GUILD_CREATE', { id, name: 'A server' }] as const),
    heartbeatMs: () => state.beatMs,
    changed: watch.changed,
  });
  const people = createPeople({ world, dispatch: gateway.dispatch, filesUrl: () => server.url });
  const route = createRoutes({
    world,
    gatewayUrl: () => state.gatewayUrl ?? gateway.url,
    sessionsLeft: () => state.sessionsLeft,
    filesUrl: () => server.url,
    dispatch: gateway.dispatch,
    onSent: (one) => sent.push(one),
    onTyping: () => {},
    onCallback: people.answered,
  });
  const server = await listenOnLoopback(handle);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = world.files.get(decodeURIComponent(address.pathname));
    if (address.pathname.startsWith('/attachments/')) return serveFile(request, response, file);
    const path = address.pathname.startsWith(API) ? address.pathname.slice(API.length) : '';
    const body = await readBody(request, MAX_BODY_BYTES);
    if (body.kind !== 'read') return;
    const read = await readFields(request.headers['content-type'] ?? '', body.bytes);
    const asked: Request = { method: request.method ?? '', path, query: address.searchParams, ...read };
    const name = `${asked.method} ${path}${address.search}`;
    calls.push({ request: name, headers: request.headers, fields: read.fields });
    const fault = faults.take(name);
    const answer = answerOf(request, asked);
    watch.changed();
    switch (fault?.kind) {
      case undefined:
        return write(response, answer());
      case 'answer':
        return fault.raw === undefined
          ? write(response, { status: fault.status, body: fault.body ?? {}, headers: fault.headers ?? {} })
          : reply(response, fault.status, fault.raw, { 'content-type': 'text/html', ...fault.headers });
      case 'cut':
        answer();
        return reset(response);
      case 'drop':
        return reset(response);
      case 'silence':
        return;
    }
  }

  function answerOf(request: IncomingMessage, asked: Request): () => Answered {
    const isPress = asked.path.startsWith('/interactions/');
    if (!isPress && request.headers.authorization !== `Bot ${state.token}`) return () => UNAUTHORIZED;
    // What stands before Discord turns away programs that do not say who they are.
    if (!/^DiscordBot \(\S+, \S+\)/.test(request.headers['user-agent'] ?? ''))
      return () => ({ status: 403, body: 'error code: 1010' });
    return () => {
      const answer = route(asked);
      watch.changed();
      return answer;
    };
  }

  function serveFile(request: IncomingMessage, response: ServerResponse, file: Uint8Array | undefined): void {
    calls.push({ request: `GET ${request.url}`, headers: request.headers, fields: {} });
    const headers = { 'content-type': 'application/octet-stream' };
    response.writeHead(file === undefined ? 404 : 200, headers);
    response.end(file);
  }

  const matching = (request: RegExp) => calls.filter((call) => request.test(call.request));
  const until = async (condition: () => boolean, what: string) => {
    await watch.until(() => condition() || undefined, { what, timeoutMs: 15_000 });
  };

  return {
    ...people,
    apiRoot: `${server.url}${API}`,
    world,
    gateway,
    faults,
    token,
    calls: matching,
    called: (request, count = 1) => until(() => matching(request).length >= count, `${count} × ${request}`),
    sent: () => sent,
    message: ({ channelId, messageId }) => world.message(channelId, messageId),
    until,
    sayGateway: (url) => {
      state.gatewayUrl = url;
    },
    leaveSessions: (left) => {
      state.sessionsLeft = left;
    },
    spoilReady: (now) => {
      state.isReadySpoilt = now;
    },
    mayReadContent: (may) => {
      state.content = may;
    },
    beatEvery: (ms) => {
      state.beatMs = ms;
    },
    setToken: (next) => {
      state.token = next;
      gateway.closeAll(4004);
    },
    offline: (now) => {
      server.refuseConnections(now);
      gateway.refuse(now);
    },
    cut: () => {
      server.dropConnections();
      gateway.cut();
    },
    close: async () => {
      await gateway.close();
      await server.close();
    },
  };
}

function write(response: ServerResponse, { status, body, headers = {} }: Answered): void {
  if (!response.destroyed) reply(response, status, body === undefined ? '' : JSON.stringify(body), headers);
}

async function readFields(
  contentType: string,
  bytes: Buffer,
): Promise<{ fields: Record<string, unknown>; files: readonly SentFile[] }> {
  if (!contentType.startsWith('multipart/')) return { fields: parsed(bytes.toString('utf8')), files: [] };
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': contentType },
  }).formData();
  const files: SentFile[] = [];
  for (const [, value] of form)
    if (typeof value !== 'string')
      files.push({
        name: value.name,
        mediaType: value.type,
        bytes: new Uint8Array(await value.arrayBuffer()),
      });
  return { fields: parsed(String(form.get('payload_json') ?? '')), files };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

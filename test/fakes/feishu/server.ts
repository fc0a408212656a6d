// Feishu's open platform on loopback: tokens, messages, files, and long connections.
//   HTTP → token → method → fault of the moment → answer        event → long connection → acknowledged
// It never speaks to Feishu. Source: open.feishu.cn, server API.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import { parseObject, readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import type { FeishuEvents } from './events.ts';
import { createMessages, type Messages } from './messages.ts';
import { createLinePusher, type Line, type LinePusher } from './pushing.ts';

export interface FeishuServer extends Omit<Messages, 'handle'> {
  readonly url: string;
  readonly botOpenId: string;
  /** Over the long connection, again until it is acknowledged. */
  push(event: object): void;
  readonly acks: LinePusher['acks'];
  pings(): number;
  tokensGiven(): number;
  /** Of every request with a token, in order: `GET /open-apis/bot/v3/info`. */
  routes(): readonly string[];
  /** Every token that was given is worth nothing from now on, before its time. */
  expireTokens(): void;
  setSecret(secret: string | null): void;
  setName(openId: string, name: string | null): void;
  setChat(chatId: string, chat: { readonly mode: string; readonly name?: string }): void;
  /** What the endpoint names instead of its own long connection. */
  nameEndpoint(url: string | null): void;
  /** The next handshakes are refused with this status of Feishu's. */
  refuseHandshakes(status: { readonly status: string; readonly code?: string } | null): void;
  sendRaw(bytes: Buffer): void;
  openLines(): number;
  away(now: boolean): Promise<void>;
  dropConnections(): void;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 40 * 1024 * 1024;

export async function startFeishuServer(options: {
  appId: string;
  secret: string;
  events: FeishuEvents;
  pingSeconds?: number;
}): Promise<FeishuServer> {
  const botOpenId = 'ou_bot0000000000000000000000000000b0';
  const pingSeconds = options.pingSeconds ?? 90;
  const names = new Map<string, string | null>();
  const chats = new Map<string, { mode: string; name?: string }>();
  const tokens = new Set<string>();
  const routes: string[] = [];
  const watch = createWatch();
  const messages = createMessages({ appId: options.appId, events: options.events, watch });
  const pusher = createLinePusher(7_123, pingSeconds);
  const lines = new Map<Line, () => void>();
  let secret: string | null = options.secret;
  let given = 0;
  let named: string | null = null;
  let handshakes: { status: string; code?: string } | null = null;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readBody(request, MAX_BODY_BYTES);
    if (read.kind !== 'read') return;
    const answer = (status: number, value: object) => reply(response, status, JSON.stringify(value));
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const route = `${request.method} ${url.pathname}`;
    const body = parseObject(read.bytes.toString('utf8')) ?? {};
    if (route === 'POST /open-apis/auth/v3/tenant_access_token/internal') {
      if (body['app_id'] !== options.appId) return answer(400, { code: 10_003, msg: 'invalid param' });
      if (secret === null || body['app_secret'] !== secret)
        return answer(400, { code: 10_014, msg: 'app secret invalid' });
      given += 1;
      const token = `t-g104${String(given).padStart(28, '0')}`;
      tokens.add(token);
      return answer(200, { code: 0, msg: 'ok', tenant_access_token: token, expire: 7_200 });
    }
    if (route === 'POST /callback/ws/endpoint') {
      if (secret === null || body['AppID'] !== options.appId || body['AppSecret'] !== secret)
        return answer(200, { code: 514, msg: 'auth failed' });
      const own = `ws://127.0.0.1:${sockets.port()}/ws/v2?device_id=1&access_key=ticket&service_id=7123&ticket=abc`;
      const config = {
        PingInterval: pingSeconds,
        ReconnectCount: -1,
        ReconnectInterval: 120,
        ReconnectNonce: 30,
      };
      return answer(200, { code: 0, msg: '', data: { URL: named ?? own, ClientConfig: config } });
    }
    routes.push(route);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined)
      return answer(400, { code: 99_991_661, msg: 'Missing access token for authorization.' });
    if (!tokens.has(token))
      return answer(400, { code: 99_991_663, msg: 'Invalid access token for authorization.' });
    if (route === 'GET /open-apis/bot/v3/info')
      return answer(200, {
        code: 0,
        msg: 'ok',
        bot: { activate_status: 2, app_name: 'Example Bot', avatar_url: '', open_id: botOpenId },
      });
    const person = /^GET \/open-apis\/contact\/v3\/users\/(ou_\w+)$/.exec(route)?.[1];
    if (person !== undefined) {
      const name = names.get(person);
      return name
        ? answer(200, { code: 0, msg: 'success', data: { user: { open_id: person, name } } })
        : answer(400, { code: 41_050, msg: 'no user authority error' });
    }
    const chat = /^GET \/open-apis\/im\/v1\/chats\/(oc_\w+)$/.exec(route)?.[1];
    if (chat !== undefined) {
      const found = chats.get(chat);
      return found === undefined
        ? answer(400, { code: 232_006, msg: 'Invalid chat id.' })
        : answer(200, { code: 0, msg: 'success', data: { name: found.name ?? '', chat_mode: found.mode } });
    }
    if (messages.handle({ request, response, route, query: url.searchParams, body, bytes: read.bytes }))
      return;
    answer(404, { code: 404, msg: '404 page not found' });
  }

  async function openSockets(port: number): Promise<{ port: () => number; close: () => Promise<void> }> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port,
      verifyClient: (_info, done) => {
        const refused = handshakes;
        if (refused === null) return done(true);
        done(false, 403, 'Forbidden', {
          'Handshake-Status': refused.status,
          'Handshake-Msg': 'refused',
          ...(refused.code === undefined ? {} : { 'Handshake-Autherrcode': refused.code }),
        });
      },
    });
    server.on('connection', (socket) => {
      const line: Line = { send: (bytes) => socket.send(bytes) };
      lines.set(line, () => socket.terminate());
      socket.on('message', (data) => {
        pusher.received(data as Buffer);
        watch.changed();
      });
      socket.on('close', () => {
        lines.delete(line);
        pusher.closed(line);
      });
      socket.on('error', () => {});
      pusher.opened(line);
    });
    await new Promise((resolve) => server.once('listening', resolve));
    return {
      port: () => (server.address() as { port: number }).port,
      close: () => {
        dropLines();
        return new Promise((resolve) => server.close(() => resolve()));
      },
    };
  }

  function dropLines(): void {
    for (const end of lines.values()) end();
  }

  let server = await listenOnLoopback(handle);
  let sockets = await openSockets(0);
  const { url, port } = server;
  const socketPort = sockets.port();

  return {
    ...messages,
    url,
    botOpenId,
    push: (event) => pusher.push(JSON.stringify(event)),
    acks: pusher.acks,
    pings: pusher.pings,
    tokensGiven: () => given,
    routes: () => [...routes],
    expireTokens: () => tokens.clear(),
    setSecret: (next) => {
      secret = next;
      tokens.clear();
      dropLines();
    },
    setName: (openId, name) => names.set(openId, name),
    setChat: (chatId, chat) => chats.set(chatId, chat),
    nameEndpoint: (address) => {
      named = address;
    },
    refuseHandshakes: (status) => {
      handshakes = status;
    },
    sendRaw: (bytes) => {
      for (const line of lines.keys()) line.send(bytes);
    },
    openLines: () => lines.size,
    away: async (now) => {
      if (now) {
        await Promise.all([server.close(), sockets.close()]);
      } else {
        server = await listenOnLoopback(handle, port);
        sockets = await openSockets(socketPort);
      }
    },
    dropConnections: () => {
      server.dropConnections();
      dropLines();
    },
    close: async () => {
      pusher.close();
      await Promise.all([server.close(), sockets.close()]);
    },
  };
}

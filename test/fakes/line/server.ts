// A LINE platform on loopback: its Messaging API, and the sender of its signed webhooks.
//   HTTP → token → method → fault of the moment → answer        events → signature → webhook → again until it is taken
// It never speaks to LINE. Source: developers.line.biz, "Messaging API reference".
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseObject, readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { postRaw, type RawAnswer } from '../loopback/post-raw.ts';
import { createWatch } from '../loopback/watch.ts';
import { checkPush, type PushedMessage, UUID } from './push-check.ts';

export interface LineServer {
  readonly url: string;
  readonly botUserId: string;
  readonly basicId: string;
  /** Where webhooks go, and the Host they carry. Null: none is set in the console. */
  setWebhook(url: string | null, host?: string): void;
  /** Signs and delivers, again while it is not taken and redelivery is on. Resolves with the first answer. */
  deliver(events: readonly object[]): Promise<RawAnswer>;
  /** One delivery of any body with any signature; null: without one. */
  deliverRaw(body: string | Uint8Array, signature: string | null): Promise<RawAnswer>;
  bodyOf(events: readonly object[], destination?: string): string;
  signatureOf(body: string | Uint8Array, secret?: string): string;
  setName(userId: string, name: string | null): void;
  setGroupName(groupId: string, name: string): void;
  /** `state`: 200 there, 202 being prepared, 410 gone. */
  putContent(
    messageId: string,
    content: { bytes: Uint8Array; mediaType: string; state?: 200 | 202 | 404 | 410 },
  ): void;
  setToken(token: string | null): void;
  failNextPush(fault: PushFault): void;
  /** Requests to push that reached the server, whatever came of them. */
  pushRequests(): number;
  shown(): readonly Shown[];
  shownCount(count: number): Promise<readonly Shown[]>;
  /** People to whom the loading animation was shown. */
  loading(): readonly string[];
  loadingSeen(): Promise<void>;
  nameRequests(): number;
  /** Of every request with the right token, in order: `GET /v2/bot/info`. */
  routes(): readonly string[];
  away(now: boolean): Promise<void>;
  dropConnections(): void;
  close(): Promise<void>;
}

export interface Shown extends PushedMessage {
  readonly id: string;
  readonly to: string;
}

export type PushFault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Taken, then the connection breaks without an answer. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** LINE's own pauses are longer; a test does not wait for them. */
const REDELIVERY_PAUSE_MS = 50;
const MOST_DELIVERIES = 200;

export async function startLineServer(options: { token: string; secret: string }): Promise<LineServer> {
  const botUserId = `U${'b'.repeat(32)}`;
  const basicId = '@216ru';
  const watch = createWatch();
  const names = new Map<string, string | null>();
  const groups = new Map<string, string>();
  const contents = new Map<string, { bytes: Uint8Array; mediaType: string; state?: number }>();
  const taken = new Map<string, readonly { id: string }[]>();
  const faults: PushFault[] = [];
  const shown: Shown[] = [];
  const loading: string[] = [];
  const routes: string[] = [];
  let token: string | null = options.token;
  let webhook: { url: string; host: string | undefined } | null = null;
  let pushes = 0;
  let nameRequests = 0;
  let lastSent = 461_230_966_842_064_000;
  let closed = false;

  const signatureOf = (body: string | Uint8Array, secret = options.secret): string =>
    createHmac('sha256', secret).update(body).digest('base64');

  async function deliverRaw(body: string | Uint8Array, signature: string | null): Promise<RawAnswer> {
    if (webhook === null) return { status: 0, body: '' };
    return postRaw(webhook.url, Buffer.from(body), {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'LineBotWebhook/2.0',
      ...(webhook.host === undefined ? {} : { host: webhook.host }),
      ...(signature === null ? {} : { 'x-line-signature': signature }),
    });
  }

  const bodyOf = (events: readonly object[], destination = botUserId): string =>
    JSON.stringify({ destination, events });

  async function redeliver(events: readonly object[]): Promise<void> {
    const again = events.map((event) => ({ ...event, deliveryContext: { isRedelivery: true } }));
    for (let count = 1; count < MOST_DELIVERIES && !closed; count += 1) {
      await new Promise((resolve) => setTimeout(resolve, REDELIVERY_PAUSE_MS));
      const body = bodyOf(again);
      if ((await deliverRaw(body, signatureOf(body))).status === 200) return;
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readBody(request, MAX_BODY_BYTES);
    if (read.kind !== 'read') return;
    const answer = (status: number, value: object, headers: Readonly<Record<string, string>> = {}) =>
      reply(response, status, JSON.stringify(value), headers);
    if (request.headers.authorization !== `Bearer ${token}` || token === null)
      return answer(401, {
        message: 'Authentication failed. Confirm that the access token in the authorization header is valid.',
      });
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const route = `${request.method} ${path}`;
    routes.push(route);
    const body = parseObject(read.bytes.toString('utf8'));
    if (route === 'GET /v2/bot/info')
      return answer(200, {
        userId: botUserId,
        basicId,
        displayName: 'Example',
        chatMode: 'bot',
        markAsReadMode: 'auto',
      });
    if (route === 'POST /v2/bot/message/push') return push(request, response, body, answer);
    if (route === 'POST /v2/bot/chat/loading/start') {
      const { chatId, loadingSeconds } = body ?? {};
      const isFive =
        typeof loadingSeconds === 'number' &&
        loadingSeconds >= 5 &&
        loadingSeconds <= 60 &&
        loadingSeconds % 5 === 0;
      if (typeof chatId !== 'string' || !/^U[0-9a-f]{32}$/.test(chatId) || !isFive)
        return answer(400, { message: 'The request body has 1 error(s)' });
      loading.push(chatId);
      watch.changed();
      return answer(202, {});
    }
    if (route === 'POST /v2/bot/channel/webhook/test') return testWebhook(answer);
    const profile =
      /^GET \/v2\/bot\/(?:profile|(?:group|room)\/[CR][0-9a-f]{32}\/member)\/(U[0-9a-f]{32})$/.exec(
        route,
      )?.[1];
    if (profile !== undefined) {
      nameRequests += 1;
      const displayName = names.get(profile);
      return displayName
        ? answer(200, { userId: profile, displayName })
        : answer(404, { message: 'Not found' });
    }
    const group = /^GET \/v2\/bot\/group\/(C[0-9a-f]{32})\/summary$/.exec(route)?.[1];
    if (group !== undefined) {
      const groupName = groups.get(group);
      return groupName ? answer(200, { groupId: group, groupName }) : answer(404, { message: 'Not found' });
    }
    const content = contents.get(/^GET \/v2\/bot\/message\/(\d+)\/content$/.exec(route)?.[1] ?? '');
    if (content === undefined) return answer(404, { message: 'Not found' });
    const state = content.state ?? 200;
    if (state !== 200) return answer(state, { message: state === 410 ? 'Gone' : 'Not ready' });
    response.writeHead(200, { 'content-type': content.mediaType, 'content-length': content.bytes.length });
    response.end(content.bytes);
  }

  function push(
    request: IncomingMessage,
    response: ServerResponse,
    body: unknown,
    answer: (status: number, value: object, headers?: Readonly<Record<string, string>>) => void,
  ): void {
    pushes += 1;
    watch.changed();
    const fault = faults.shift();
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'answer') return void answer(fault.status, { message: fault.message }, fault.headers);
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith('application/json')) return void answer(415, { message: 'Unsupported media type' });
    const retryKey = request.headers['x-line-retry-key'];
    if (retryKey !== undefined && !UUID.test(String(retryKey)))
      return void answer(400, { message: 'The value for the retry key is invalid' });
    const before = taken.get(String(retryKey));
    if (before !== undefined)
      return void answer(
        409,
        { message: 'The retry key is already accepted', sentMessages: before },
        { 'x-line-accepted-request-id': '123e4567-e89b-12d3-a456-426655440001' },
      );
    const check = checkPush(body);
    if (check.kind === 'refused') return void answer(400, { message: check.message });
    const sent = check.messages.map((message) => {
      lastSent += 1_000;
      shown.push({ ...message, id: String(lastSent), to: check.to });
      return { id: String(lastSent), quoteToken: 'IStG5h1Tz7b' };
    });
    if (retryKey !== undefined) taken.set(String(retryKey), sent);
    watch.changed();
    if (fault?.kind === 'cut') return void reset(response);
    answer(200, { sentMessages: sent });
  }

  async function testWebhook(answer: (status: number, value: object) => void): Promise<void> {
    if (webhook === null) return void answer(404, { message: 'Not found' });
    const body = bodyOf([]);
    const { status } = await deliverRaw(body, signatureOf(body));
    const success = status === 200;
    answer(200, {
      success,
      timestamp: new Date().toISOString(),
      statusCode: status,
      reason: success ? 'OK' : 'ERROR_STATUS_CODE',
      detail: String(status),
    });
  }

  let server = await listenOnLoopback(handle);
  const { url, port } = server;

  return {
    url,
    botUserId,
    basicId,
    setWebhook: (address, host) => {
      webhook = address === null ? null : { url: address, host };
    },
    deliver: async (events) => {
      const body = bodyOf(events);
      const first = await deliverRaw(body, signatureOf(body));
      if (first.status !== 200) void redeliver(events);
      return first;
    },
    deliverRaw,
    bodyOf,
    signatureOf,
    setName: (userId, name) => names.set(userId, name),
    setGroupName: (groupId, name) => groups.set(groupId, name),
    putContent: (messageId, content) => contents.set(messageId, content),
    setToken: (next) => {
      token = next;
    },
    failNextPush: (fault) => faults.push(fault),
    pushRequests: () => pushes,
    shown: () => [...shown],
    shownCount: (count) =>
      watch.until(() => (shown.length >= count ? [...shown] : undefined), {
        what: `${count} messages on LINE`,
      }),
    loading: () => [...loading],
    loadingSeen: async () => {
      await watch.until(() => loading.length > 0 || undefined, { what: 'the loading animation' });
    },
    nameRequests: () => nameRequests,
    routes: () => [...routes],
    away: async (now) => {
      await server.close();
      if (!now) server = await listenOnLoopback(handle, port);
    },
    dropConnections: () => server.dropConnections(),
    close: async () => {
      closed = true;
      await server.close();
    },
  };
}

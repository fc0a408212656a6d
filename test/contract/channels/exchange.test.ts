// One HTTP exchange with a platform: what it says of a request that failed, and that a proxy is never gone around.
import { afterEach, expect, test } from 'vitest';
import { outcomeOfError, outcomeOfStatus } from '../../../src/main/adapters/channels/answer-outcome.ts';
import {
  createExchange,
  ExchangeError,
  type ExchangeRequest,
} from '../../../src/main/adapters/channels/exchange.ts';
import { createProxyAgent } from '../../../src/main/adapters/channels/proxy-agent.ts';
import { openConnectProxy } from '../../fakes/loopback/connect-proxy.ts';
import {
  type Handler,
  type LoopbackServer,
  listenOnLoopback,
  reply,
} from '../../fakes/loopback/http-server.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serve(handle: Handler): Promise<LoopbackServer> {
  const server = await listenOnLoopback(handle);
  open.push(server);
  return server;
}

const asked = (url: string, more: Partial<ExchangeRequest> = {}): ExchangeRequest => ({
  method: 'POST',
  url,
  body: '{}',
  signal: new AbortController().signal,
  deadlineMs: 5_000,
  ...more,
});

async function failureOf(asking: Promise<unknown>): Promise<[string, string] | 'answered'> {
  try {
    await asking;
    return 'answered';
  } catch (cause) {
    if (!(cause instanceof ExchangeError)) throw cause;
    return [cause.stage, cause.code];
  }
}

test('every status is an answer, and none is followed elsewhere', async () => {
  let other = 0;
  const target = await serve((_request, response) => {
    other += 1;
    reply(response, 200, '{}');
  });
  const server = await serve((request, response) =>
    reply(response, Number(request.url?.slice(1)), 'x', { location: target.url }),
  );
  for (const status of [200, 204, 301, 307, 401, 429, 502])
    expect((await createExchange().ask(asked(`${server.url}/${status}`))).status).toBe(status);
  expect(other).toBe(0);
});

test('says whether the request can have left', async () => {
  const cut = await serve((_request, response) => void response.socket?.resetAndDestroy());
  const silent = await serve(() => {});
  const gone = await serve(() => {});
  await gone.close();
  const exchange = createExchange();
  const abort = new AbortController();
  abort.abort();
  expect(await failureOf(exchange.ask(asked(gone.url)))).toEqual(['before', 'ECONNREFUSED']);
  expect(await failureOf(exchange.ask(asked(cut.url)))).toEqual(['after', 'ECONNRESET']);
  expect(await failureOf(exchange.ask(asked(silent.url, { deadlineMs: 100 })))).toEqual([
    'after',
    'DEADLINE',
  ]);
  expect(await failureOf(exchange.ask(asked(silent.url, { signal: abort.signal })))).toEqual([
    'before',
    'ABORTED',
  ]);
  expect(await failureOf(exchange.ask(asked('ftp://127.0.0.1/')))).toEqual(['before', 'BAD_ADDRESS']);
  expect(await failureOf(exchange.ask(asked(silent.url, { headers: { x: 'a\r\nb: c' } })))).toEqual([
    'before',
    'BAD_REQUEST',
  ]);
});

test('an answer without end is cut off', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200);
    const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.on('close', () => clearInterval(more));
  });
  expect(await failureOf(createExchange().ask(asked(server.url, { maxAnswerBytes: 50_000 })))).toEqual([
    'after',
    'TOO_LARGE',
  ]);
});

test('half an answer is none', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setTimeout(() => response.socket?.destroy(), 50);
  });
  expect(await failureOf(createExchange().ask(asked(server.url)))).toEqual(['after', 'ECONNRESET']);
});

test('goes through the proxy with its login, and nowhere when that is wrong or gone', async () => {
  let seen = 0;
  const server = await serve((_request, response) => {
    seen += 1;
    reply(response, 200, '{}');
  });
  const proxy = await openConnectProxy('ada:open sesame');
  open.push(proxy);
  let login: string | null = 'ada:open sesame';
  const agent = createProxyAgent({
    proxy: proxy.url,
    secret: (name) => (name === 'proxy-login' ? login : null),
  });
  const exchange = createExchange(agent);
  expect((await exchange.ask(asked(server.url))).status).toBe(200);
  expect([seen, proxy.connected()]).toEqual([1, 1]);
  login = 'ada:wrong';
  expect(await failureOf(exchange.ask(asked(server.url)))).toEqual(['before', 'PROXY_REFUSED']);
  login = null;
  expect(await failureOf(exchange.ask(asked(server.url)))).toEqual(['before', 'PROXY_REFUSED']);
  login = 'ada:open sesame';
  expect((await exchange.ask(asked(server.url))).status).toBe(200);
  await proxy.close();
  exchange.closeIdle();
  expect((await failureOf(exchange.ask(asked(server.url))))[0]).toBe('before');
  expect(seen).toBe(2);
});

test.each(['ftp://127.0.0.1:1', 'http://ada:secret@127.0.0.1:1', 'nonsense', 'http://'])(
  'the proxy %s is refused before anything is sent',
  async (proxy) => {
    let seen = 0;
    const server = await serve((_request, response) => {
      seen += 1;
      reply(response, 200, '{}');
    });
    const exchange = createExchange(createProxyAgent({ proxy, secret: () => null }));
    expect(await failureOf(exchange.ask(asked(server.url)))).toEqual(['before', 'BAD_PROXY']);
    expect(seen).toBe(0);
  },
);

test('one outcome for each way to fail', () => {
  const answer = (status: number, headers = {}) => ({ status, headers, bytes: new Uint8Array() });
  expect(outcomeOfError(new ExchangeError('before', 'ECONNREFUSED'), 'Slack', 700)).toEqual({
    kind: 'retry-later',
    afterMs: 700,
    reason: 'Slack refused the connection.',
  });
  expect(outcomeOfError(new ExchangeError('after', 'ECONNRESET'), 'Slack', 700)).toEqual({
    kind: 'uncertain',
    reason: 'The connection to Slack broke.',
  });
  expect(outcomeOfError(new Error('x'), 'Slack', 700).kind).toBe('uncertain');
  expect(outcomeOfStatus(answer(429, { 'retry-after': '7' }), 'Slack')).toMatchObject({
    kind: 'retry-later',
    afterMs: 7_000,
  });
  expect(outcomeOfStatus(answer(429, { 'retry-after': '-1' }), 'Slack')).toMatchObject({ afterMs: 5_000 });
  expect(outcomeOfStatus(answer(429, { 'retry-after': '999999' }), 'Slack')).toMatchObject({
    afterMs: 3_600_000,
  });
  expect([500, 502, 302].map((status) => outcomeOfStatus(answer(status), 'Slack')?.kind)).toEqual([
    'uncertain',
    'uncertain',
    'uncertain',
  ]);
  expect([200, 400, 403].map((status) => outcomeOfStatus(answer(status), 'Slack'))).toEqual([
    null,
    null,
    null,
  ]);
});

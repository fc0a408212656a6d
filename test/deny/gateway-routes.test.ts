// Every route and the socket, as the gateway's own table lists them: none answers without a token, for a foreign Host,
// to a foreign Origin, because of a forwarded header, with a revoked key, or beyond a key's scopes.
import { describe, expect, test } from 'vitest';
import { SCOPES } from '../../src/contracts/gateway.ts';
import { createAttempts } from '../../src/main/adapters/gateway/http/routes/chat-completions.ts';
import type { Route } from '../../src/main/adapters/gateway/http/routes/route.ts';
import { routeTable } from '../../src/main/adapters/gateway/http/routes/route-table.ts';
import { openSocket } from '../worlds/gateway-clients.ts';
import { type Answered, type Asking, type GatewayWorld, gatewayWorld } from '../worlds/gateway-world.ts';

const ROUTES = routeTable(createAttempts(Date.now));
const GUARDED = ROUTES.filter(({ access }) => access !== 'open');
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

function ask({ ask: send }: GatewayWorld, route: Route, asking: Asking = {}): Promise<Answered> {
  const path = route.path.replace('{id}', '01ARZ3NDEKTSV4RRFFQ69G5FAV');
  const query = route.query === undefined ? '' : '?conversation=01ARZ3NDEKTSV4RRFFQ69G5FAV';
  return send(`${path}${query}`, {
    method: route.method,
    ...(route.method === 'POST' ? { body: {} } : {}),
    ...asking,
  });
}

/** Of streams only the head is waited for. */
async function statusOf(opened: GatewayWorld, route: Route, asking: Asking = {}): Promise<number> {
  if (route.path !== '/v1/events') return (await ask(opened, route, asking)).status;
  const { headers = {}, token } = asking;
  const answer = await fetch(`${opened.url}${route.path}`, {
    headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
  });
  await answer.body?.cancel();
  return answer.status;
}

async function everyStatus(
  opened: GatewayWorld,
  routes: readonly Route[],
  asking: Asking,
): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  for (const route of routes) statuses[nameOf(route)] = await statusOf(opened, route, asking);
  return statuses;
}

const all = (routes: readonly Route[], status: number): Record<string, number> =>
  Object.fromEntries(routes.map((route) => [nameOf(route), status]));

const FORWARDED = {
  'x-forwarded-for': '127.0.0.1',
  'x-forwarded-host': 'localhost',
  'x-forwarded-proto': 'https',
  'x-real-ip': '127.0.0.1',
  forwarded: 'for=127.0.0.1;host=localhost;proto=https',
  via: '1.1 localhost',
};

describe('on a fresh install', () => {
  test('every route but health refuses without a token, and says nothing of what it is', async () => {
    const opened = await gatewayWorld();
    expect(await everyStatus(opened, GUARDED, {})).toEqual(all(GUARDED, 401));
    expect(await everyStatus(opened, GUARDED, { headers: FORWARDED })).toEqual(all(GUARDED, 401));
    expect((await opened.ask('/nothing/here')).status).toBe(401);
    const health = await opened.ask('/health');
    expect([health.status, health.text]).toEqual([200, '{"ok":true}']);
    for (const answer of [health, await opened.ask('/v1/conversations')])
      expect(`${JSON.stringify(answer.headers)}${answer.text}`).not.toMatch(/sallyport|hono|node|0\.\d/i);
  });

  test('there is a route for each thing the table lists, and only health is open', () => {
    expect(ROUTES.filter(({ access }) => access === 'open').map(nameOf)).toEqual(['GET /health']);
    expect(ROUTES.filter(({ access }) => access === 'knock').map(nameOf)).toEqual([
      'GET /',
      'POST /v1/pair',
      'GET /v1/pair',
    ]);
  });

  test('a socket that says no token gets nothing but an end', async () => {
    const opened = await gatewayWorld();
    const client = await openSocket(opened.port, FORWARDED);
    client.say({ type: 'subscribe' });
    expect(await client.closed).toEqual({ code: 4003, why: 'bad-frame' });
    expect(client.told).toEqual([]);
  });
});

describe('with the owner’s own key', () => {
  test('a foreign Origin is refused on every route and before the upgrade, whatever is forwarded', async () => {
    const opened = await gatewayWorld();
    const token = opened.gateway.ownKey() ?? '';
    const origins = [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${opened.port + 1}`,
      `http://127.0.0.1.evil.example:${opened.port}`,
      `https://127.0.0.1:${opened.port}`,
      'http://localhost',
    ];
    for (const origin of origins) {
      const asking = { token, headers: { origin, ...FORWARDED, 'x-forwarded-host': 'evil.example' } };
      expect(await everyStatus(opened, ROUTES, asking)).toEqual(all(ROUTES, 403));
      await expect(openSocket(opened.port, { origin, authorization: `Bearer ${token}` })).rejects.toThrow(
        '403',
      );
    }
  });

  test('a browser that says the page is another’s is refused although it sends no Origin', async () => {
    const opened = await gatewayWorld();
    const token = opened.gateway.ownKey() ?? '';
    for (const site of ['cross-site', 'same-site']) {
      const asking = { token, headers: { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' } };
      expect(await everyStatus(opened, ROUTES, asking)).toEqual(all(ROUTES, 403));
    }
  });

  test('a foreign Host is refused on every route and before the upgrade, whatever is forwarded', async () => {
    const opened = await gatewayWorld();
    const token = opened.gateway.ownKey() ?? '';
    for (const host of [
      `evil.example:${opened.port}`,
      '127.0.0.1',
      `127.0.0.1:${opened.port + 1}`,
      `127.0.0.1:${opened.port}.evil.example`,
    ]) {
      const headers = { host, ...FORWARDED };
      for (const route of ROUTES) {
        const { status } = await ask(opened, route, { token, headers });
        expect([nameOf(route), status]).toEqual([nameOf(route), 421]);
      }
      await expect(openSocket(opened.port, { host, authorization: `Bearer ${token}` })).rejects.toThrow(
        '421',
      );
    }
  });

  test('our own page and this computer’s names are let through', async () => {
    const opened = await gatewayWorld();
    const token = opened.gateway.ownKey() ?? '';
    for (const host of [`127.0.0.1:${opened.port}`, `localhost:${opened.port}`, `[::1]:${opened.port}`]) {
      const answer = await opened.ask('/v1/models', { token, headers: { host, origin: `http://${host}` } });
      expect(answer.status).toBe(200);
    }
  });

  test('a page that the owner wrote down is let through, and only it', async () => {
    const opened = await gatewayWorld({ allowed_origins: ['https://mine.example'] });
    const token = opened.gateway.ownKey() ?? '';
    const preflight = await opened.ask('/v1/models', {
      method: 'OPTIONS',
      headers: { origin: 'https://mine.example' },
    });
    expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([
      204,
      'https://mine.example',
    ]);
    const answer = await opened.ask('/v1/models', { token, headers: { origin: 'https://mine.example' } });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([
      200,
      'https://mine.example',
    ]);
    expect(
      (await opened.ask('/v1/models', { token, headers: { origin: 'https://mine.example.evil.example' } }))
        .status,
    ).toBe(403);
    const other = await opened.ask('/v1/models', {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect([other.status, other.headers['access-control-allow-origin']]).toEqual([403, undefined]);
  });
});

test('a revoked key opens no route and no socket', async () => {
  const opened = await gatewayWorld();
  const { id, token } = opened.key(...SCOPES);
  const before = await everyStatus(opened, GUARDED, { token });
  expect(Object.values(before).filter((status) => status === 401)).toHaveLength(3); // what needs a device
  opened.gateway.desk.revoke('api-key', id);
  // Each route is locked for the unknown only after ten failures; this is one each.
  expect(await everyStatus(opened, GUARDED, { token })).toEqual(all(GUARDED, 401));
  await expect(openSocket(opened.port, { authorization: `Bearer ${token}` })).rejects.toThrow('401');
});

test('each scope opens its own routes with their method, and no other', async () => {
  const opened = await gatewayWorld();
  for (const scope of SCOPES) {
    const { token } = opened.key(scope);
    const mayBut = GUARDED.filter(({ access }) => access !== 'knock');
    for (const route of mayBut) {
      const status = await statusOf(opened, route, { token });
      const isOpen = typeof route.access !== 'string' && route.access.includes(scope);
      expect([scope, nameOf(route), isOpen ? status !== 403 && status !== 401 : status]).toEqual([
        scope,
        nameOf(route),
        isOpen ? true : 403,
      ]);
    }
  }
});

test('no route allows anything: of an approval there is list and deny', () => {
  const about = ROUTES.filter(({ path }) => path.includes('approval')).map(nameOf);
  expect(about).toEqual(['GET /v1/approvals', 'POST /v1/approvals/{id}/deny']);
});

test('a form and plain text of another page change nothing', async () => {
  const opened = await gatewayWorld();
  const token = opened.gateway.ownKey() ?? '';
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ]) {
    const answer = await opened.ask('/v1/messages', {
      method: 'POST',
      token,
      headers: { 'content-type': type, 'idempotency-key': 'once-12345' },
      body: '{"text":"Hello"}',
    });
    expect([type, answer.status]).toEqual([type, 415]);
  }
  expect(opened.world.model.requests).toHaveLength(0);
});

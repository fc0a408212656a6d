// The door on the real operating system: where it listens, what it takes before a token, and that nothing that is sent
// to it ends the process.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { gatewayWorld, until } from '../worlds/gateway-world.ts';
import { raw, rawConnection } from '../worlds/raw-request.ts';

/** Local addresses that listen on the port, from the kernel's own tables. `0100007F` is 127.0.0.1. */
function listeningOn(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    readFileSync(table, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${hex}`))
      .map(([, local = '']) => local.split(':')[0] ?? ''),
  );
}

test.runIf(process.platform === 'linux')(
  'it listens on this computer’s own address and on no other',
  async () => {
    const { port } = await gatewayWorld();
    expect(listeningOn(port)).toEqual(['0100007F']);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      const outcome = await new Promise((resolve) => {
        const socket = connect(port, address, () => resolve('connected'));
        socket.on('error', ({ message }) => resolve(message));
      });
      expect(outcome).toContain('ECONNREFUSED');
    }
  },
);

test('switched off in the settings, it ends what is open and lets nobody go on', async () => {
  const opened = await gatewayWorld();
  const { port, world } = opened;
  const { token } = opened.key('messages:write');
  world.agent.pause();
  const headers = { 'idempotency-key': 'once-12345' };
  const said = await opened.ask('/v1/messages', { method: 'POST', token, headers, body: { text: 'Later' } });
  expect(said.status).toBe(202);
  world.configure({ gateway: { enabled: false } });
  world.agent.resume();
  await world.settled();
  expect(world.model.requests).toHaveLength(0);
  await world.agent.channels.apply([]);
  expect(listeningOn(port)).toEqual([]);
  expect(opened.gateway.state()).toMatchObject({ enabled: false, address: null });
});

test('a slow loris is cut: head and body must have come in time', async () => {
  const { port, ask } = await gatewayWorld();
  const slowHead = rawConnection(port, 30_000);
  slowHead.socket.write('GET /health HTTP/1.1\r\n');
  const drip = setInterval(() => slowHead.socket.write('X: y\r\n'), 200);
  const { tookMs, status } = await slowHead.answer;
  clearInterval(drip);
  expect(tookMs).toBeLessThan(9_000);
  expect(status === null || status === 408).toBe(true);
  expect((await ask('/health')).status).toBe(200);
});

test('what is too large is refused before it is read', async () => {
  const { port, ask, gateway } = await gatewayWorld();
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const token = gateway.ownKey() ?? '';
  const heads: [string, number][] = [
    [`GET /health HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    [`GET /${'a'.repeat(3_000)} HTTP/1.1\r\n${host}\r\n`, 400],
    [
      `POST /v1/messages HTTP/1.1\r\n${host}Authorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n`,
      413,
    ],
    // Without a token not a byte of the body is waited for.
    [
      `POST /v1/messages HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n`,
      401,
    ],
  ];
  for (const [bytes, expected] of heads) {
    const { status } = await raw(port, bytes);
    expect([bytes.slice(0, 60), status]).toEqual([bytes.slice(0, 60), expected]);
  }
  const chunked = rawConnection(port);
  chunked.socket.write(
    `POST /v1/messages HTTP/1.1\r\n${host}Authorization: Bearer ${token}\r\nIdempotency-Key: once-12345\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  for (let sent = 0; sent < 80; sent += 1) if (!chunked.socket.destroyed) chunked.socket.write(chunk);
  if (!chunked.socket.destroyed) chunked.socket.write('0\r\n\r\n');
  // It may be cut before it has read the answer; what it must not get is an answer about its words.
  expect([413, null]).toContain((await chunked.answer).status);
  expect((await ask('/health')).status).toBe(200);
});

test('a malformed target, header or frame is refused, and the process goes on', async () => {
  const { port, ask, world } = await gatewayWorld();
  const host = `Host: 127.0.0.1:${port}\r\n`;
  const end = 'Connection: close\r\n\r\n';
  const malformed = [
    `GET http://evil.example/health HTTP/1.1\r\n${host}${end}`,
    `GET //evil.example/health HTTP/1.1\r\n${host}${end}`,
    `GET /v1/../health HTTP/1.1\r\n${host}${end}`,
    `GET /v1/%2e%2e/health HTTP/1.1\r\n${host}${end}`,
    `GET /v1%2fmessages HTTP/1.1\r\n${host}${end}`,
    `GET /%E0%A4%A HTTP/1.1\r\n${host}${end}`,
    `GET /health?a=%E0%A4%A HTTP/1.1\r\n${host}Host: evil.example\r\n${end}`,
    `GET /health HTTP/1.1\r\n${end}`,
    `GET * HTTP/1.1\r\n${host}${end}`,
    `GET \\health HTTP/1.1\r\n${host}${end}`,
    `GET /health HTTP/9.9\r\n${host}${end}`,
    `GET /health HTTP/1.1\r\n${host}Bad Header: x\r\n${end}`,
    `GET /health HTTP/1.1\r\n${host}X: \u0000\r\n${end}`,
    `POST /v1/messages HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST /v1/messages HTTP/1.1\r\n${host}Content-Length: -5\r\n${end}`,
    `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`,
    `TRACE /health HTTP/1.1\r\n${host}${end}`,
    `BREW /health HTTP/1.1\r\n${host}${end}`,
    `GET /v1/socket HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 99\r\n\r\n`,
    `GET /v1/socket HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`,
    `GET /elsewhere HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
    '\r\n\r\n\r\n',
    Buffer.alloc(4_096, 0xff),
  ];
  for (const bytes of malformed) {
    const { status, text } = await raw(port, bytes, 3_000);
    expect([String(bytes).slice(0, 50), status === null || status >= 400]).toEqual([
      String(bytes).slice(0, 50),
      true,
    ]);
    expect(text).not.toMatch(/sallyport|hono|node\b/i);
  }
  expect((await ask('/health')).status).toBe(200);
  expect(world.faults).toEqual([]);
});

test('a socket that sends what is no frame is closed, and the process goes on', async () => {
  const { port, ask, gateway } = await gatewayWorld();
  const upgrade = (extra: string): string =>
    `GET /v1/socket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${extra}\r\n`;
  const key = `Authorization: Bearer ${gateway.ownKey()}\r\n`;
  for (const frame of [
    Buffer.from([0x81, 0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f]), // not masked
    Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), // reserved bits
    Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]), // an endless one
    Buffer.from([0x88, 0x81, 0, 0, 0, 0, 0x01]), // a closing without a code
    Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]), // no UTF-8
  ]) {
    for (const extra of ['', key]) {
      const connection = rawConnection(port, 5_000);
      connection.socket.write(upgrade(extra));
      await until(() => connection.socket.bytesRead > 0);
      connection.socket.write(frame);
      expect((await connection.answer).text).toMatch(/^HTTP\/1\.1 101/);
      expect(connection.socket.destroyed || connection.socket.readableEnded).toBe(true);
    }
  }
  expect((await ask('/health')).status).toBe(200);
});

test('those who never say who they are do not take the places of those who do', async () => {
  const { port, ask, gateway } = await gatewayWorld();
  const idle = Array.from({ length: 300 }, () => rawConnection(port, 60_000));
  const count = (): number => idle.filter(({ socket }) => !socket.destroyed).length;
  await until(() => count() <= 256);
  expect(count()).toBeGreaterThan(200);
  for (const { socket } of idle) socket.destroy();
  // Their places are free again.
  const asked = () =>
    ask('/v1/models', { token: gateway.ownKey() ?? '' }).then(
      ({ status }) => status,
      () => null,
    );
  await expect.poll(asked).toBe(200);
});

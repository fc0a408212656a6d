// What a caller with a key cannot do either: fill the memory, hold the door, be read in two ways.
import { expect, test } from 'vitest';
import { openSocket, readEvents } from '../worlds/gateway-clients.ts';
import { type GatewayWorld, gatewayWorld, until } from '../worlds/gateway-world.ts';
import { rawConnection } from '../worlds/raw-request.ts';

/** A conversation of this key's own, and words in it as the agent would write them. */
function writing({ world, gateway }: GatewayWorld, callerId: string): (delta: string) => void {
  const row = world.agent.newOwnConversation('Anything');
  const id = `${row.id.slice(0, -1)}${row.id.endsWith('0') ? '1' : '0'}`;
  world.stores.transaction(() =>
    world.stores.conversations.add({
      ...row,
      id,
      channelId: 'gateway',
      platform: 'gateway',
      chatId: `${callerId}/main`,
      senderId: `gateway:user:${callerId}`,
    }),
  );
  return (delta) =>
    gateway.desk.hear('conversations', 'turn-text', { conversationId: id, turnId: id, stepId: id, delta });
}

test('a reader of events that does not read is cut off', async () => {
  const opened = await gatewayWorld();
  const { id, token } = opened.key('conversations:read');
  const write = writing(opened, id);
  const { socket } = rawConnection(opened.port, 60_000);
  let isClosed = false;
  socket.on('close', () => {
    isClosed = true;
  });
  socket.write(
    `GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1:${opened.port}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  await until(() => socket.bytesRead > 0);
  socket.pause();
  for (let told = 0; told < 400; told += 1) {
    write('x'.repeat(64 * 1_024));
    if (told % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  socket.resume();
  await until(() => isClosed);
});

test('of what a client missed only so much is kept; who was away longer is told so', async () => {
  const opened = await gatewayWorld();
  const { id, token } = opened.key('conversations:read');
  const write = writing(opened, id);
  const headers = { authorization: `Bearer ${token}` };
  const reader = await readEvents(opened.port, headers);
  await reader.when((events) => events.length > 0);
  const first = reader.events[0]?.id ?? '';
  reader.cut();
  await until(reader.isOver);
  for (let told = 0; told < 2_001; told += 1) write('word ');
  expect((await opened.ask('/v1/events', { headers: { ...headers, 'last-event-id': first } })).status).toBe(
    410,
  );
  const [stream] = first.split(':');
  const later = await readEvents(opened.port, { ...headers, 'last-event-id': `${stream}:1` });
  await later.when((events) => events.length === 2_001);
  later.cut();
  // By size as by number.
  for (let told = 0; told < 3; told += 1) write('y'.repeat(1_000_000));
  expect(
    (await opened.ask('/v1/events', { headers: { ...headers, 'last-event-id': `${stream}:2000` } })).status,
  ).toBe(410);
});

test('a frame larger than a message can be ends its socket', async () => {
  const opened = await gatewayWorld();
  const { token } = opened.key('conversations:read', 'messages:write');
  const client = await openSocket(opened.port, { authorization: `Bearer ${token}` });
  client.say({ type: 'hello' });
  await client.next(({ type }) => type === 'welcome');
  client.socket.send(' '.repeat(2 * 1_024 * 1_024));
  expect([1006, 1009]).toContain((await client.closed).code); // not for what is in it
  expect(opened.world.model.requests).toHaveLength(0);
});

test('a socket that is full of requests is told so, then closed', async () => {
  const opened = await gatewayWorld();
  const { token } = opened.key('conversations:read');
  const client = await openSocket(opened.port, { authorization: `Bearer ${token}` });
  client.say({ type: 'hello' });
  for (let ping = 0; ping < 2_000; ping += 1) client.say({ type: 'ping', id: String(ping) });
  expect((await client.closed).why).toBe('rate-limited');
  expect(client.told.some(({ type, code }) => type === 'error' && code === 'rate-limited')).toBe(true);
});

test('a parameter that is given twice is refused', async () => {
  const opened = await gatewayWorld();
  const { token } = opened.key('conversations:read');
  const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const answer = await opened.ask(`/v1/messages?conversation=${id}&conversation=${id}`, { token });
  expect([answer.status, answer.json().error?.code]).toEqual([400, 'bad-request']);
});

test('a connection that is reset in the middle of an upgrade ends nothing else', async () => {
  const opened = await gatewayWorld();
  for (const host of ['evil.example', `127.0.0.1:${opened.port}`])
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const { socket } = rawConnection(opened.port, 1);
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.write(
        `GET /v1/socket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
      await new Promise((resolve) => setTimeout(resolve, attempt % 5));
      socket.resetAndDestroy();
    }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await opened.ask('/health')).status).toBe(200);
});

test('what became of a device is told to who holds its whole token alone', async () => {
  const opened = await gatewayWorld();
  const own = { origin: `http://127.0.0.1:${opened.port}` };
  const { code } = opened.gateway.desk.open();
  const claim = await opened.ask('/v1/pair', { method: 'POST', headers: own, body: { code, name: 'Phone' } });
  const cookie = claim.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const guessed = `${cookie.slice(0, -43)}${'x'.repeat(43)}`;
  const state = async (given: string) =>
    (await opened.ask('/v1/pair', { headers: { ...own, cookie: given } })).json()['state'];
  expect([await state(cookie), await state(guessed)]).toEqual(['waiting', 'refused']);
  opened.allow();
  expect([await state(cookie), await state(guessed)]).toEqual(['paired', 'refused']);
});

test('a key whose scopes cannot be read opens nothing', async () => {
  const opened = await gatewayWorld();
  const { id, token } = opened.key('chat');
  const row = opened.world.stores.callers.get(id);
  opened.world.stores.transaction(() => {
    opened.world.stores.callers.remove(id);
    if (row !== null) opened.world.stores.callers.add({ ...row, scopes: ['everything' as never] });
  });
  expect(() => opened.world.stores.callers.get(id)).toThrow('never writes');
  expect((await opened.ask('/v1/models', { token })).status).toBe(500);
});

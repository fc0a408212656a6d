// The WebSocket: hello in time, numbered events, resume, named errors, and an end for whoever is no longer let in.
import { expect, test } from 'vitest';
import { openSocket, type Told } from '../../worlds/gateway-clients.ts';
import { gatewayWorld, until } from '../../worlds/gateway-world.ts';
import { holds, says } from '../../worlds/scripted-model.ts';

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const seqs = (told: readonly Told[]): unknown[] =>
  told.filter(({ type }) => type === 'event').map(({ seq }) => seq);

test('hello, subscribe, send: the answer comes as numbered events', async () => {
  const opened = await gatewayWorld({}, says('Good morning.'));
  const { token } = opened.key('messages:write', 'conversations:read');
  const client = await openSocket(opened.port);
  client.say({ type: 'hello', token });
  expect(await client.next(({ type }) => type === 'welcome')).toEqual({
    type: 'welcome',
    scopes: ['messages:write', 'conversations:read'],
  });
  client.say({ type: 'subscribe' });
  await client.next(({ type }) => type === 'subscribed');
  client.say({ type: 'send', id: '1', text: 'Hello', key: 'once-12345' });
  client.say({ type: 'send', id: '2', text: 'Hello', key: 'once-12345' });
  const sent = await client.next(({ type, id }) => type === 'sent' && id === '1');
  const again = await client.next(({ type, id }) => type === 'sent' && id === '2');
  expect(again).toEqual({ ...sent, id: '2', repeated: true });
  await client.next(({ event }) => (event as Told | undefined)?.type === 'turn-end');
  expect(seqs(client.told)).toEqual(seqs(client.told).map((_, at) => at + 1));
  client.say({ type: 'ping', id: 'p' });
  expect(await client.next(({ type }) => type === 'pong')).toEqual({ type: 'pong', id: 'p' });
  expect(opened.world.model.requests).toHaveLength(1);
});

test('dropped in the middle of an answer, it resumes the same history', async () => {
  const held = holds(says('And the rest.'));
  const opened = await gatewayWorld({}, held.answer);
  const { token } = opened.key('messages:write', 'conversations:read');
  const first = await openSocket(opened.port, bearer(token));
  first.say({ type: 'hello' });
  first.say({ type: 'subscribe' });
  const { stream } = (await first.next(({ type }) => type === 'subscribed')) as Told & { stream: string };
  first.say({ type: 'send', id: '1', text: 'Tell me', key: 'once-12345' });
  await first.next(({ event }) => (event as Told | undefined)?.type === 'turn-start');
  first.socket.terminate();
  await first.closed;
  held.release();
  await opened.world.settled();

  const second = await openSocket(opened.port, bearer(token));
  second.say({ type: 'hello' });
  const last = Number(seqs(first.told).at(-1));
  second.say({ type: 'subscribe', resume: { stream, after: last } });
  await second.next(({ event }) => (event as Told | undefined)?.type === 'turn-end');
  const all = [...seqs(first.told), ...seqs(second.told)];
  expect(all).toEqual(all.map((_, at) => at + 1));
  const texts = second.told.map(
    ({ event }) => (event as { message?: { text: string } } | undefined)?.message?.text,
  );
  expect(texts).toContain('And the rest.');
});

test('a place that is not kept is named, and the socket stays', async () => {
  const opened = await gatewayWorld();
  const { token } = opened.key('conversations:read');
  const client = await openSocket(opened.port, bearer(token));
  client.say({ type: 'hello' });
  client.say({ type: 'subscribe', resume: { stream: 'another-run', after: 3 } });
  expect(await client.next(({ type }) => type === 'error')).toMatchObject({ code: 'resume-gone', id: null });
  client.say({ type: 'subscribe' });
  await client.next(({ type }) => type === 'subscribed');
});

test('who says nothing in time is cut off; who says it wrong is told why', async () => {
  const opened = await gatewayWorld();
  const { token } = opened.key('conversations:read');
  const silent = await openSocket(opened.port);
  const wrong = await openSocket(opened.port);
  wrong.say({ type: 'hello', token: `${token}x` });
  expect(await wrong.closed).toEqual({ code: 4001, why: 'token-refused' });
  const rude = await openSocket(opened.port, bearer(token));
  rude.say({ type: 'hello' });
  rude.say('not json');
  expect(await rude.closed).toEqual({ code: 4003, why: 'bad-frame' });
  const binary = await openSocket(opened.port, bearer(token));
  binary.socket.send(Buffer.from('{"type":"hello"}'));
  expect(await binary.closed).toEqual({ code: 4003, why: 'bad-frame' });
  expect(await silent.closed).toEqual({ code: 4002, why: 'hello-late' });
});

test('before the hello no more is taken than a hello needs', async () => {
  const opened = await gatewayWorld();
  const client = await openSocket(opened.port);
  client.say({ type: 'hello', token: 'x'.repeat(100_000) });
  expect((await client.closed).code).toBe(1006);
});

test('scopes hold on the socket too', async () => {
  const opened = await gatewayWorld();
  const reader = opened.key('conversations:read');
  const client = await openSocket(opened.port, bearer(reader.token));
  client.say({ type: 'hello' });
  client.say({ type: 'send', id: '1', text: 'Hello', key: 'once-12345' });
  expect(await client.next(({ type }) => type === 'error')).toMatchObject({ id: '1', code: 'scope-missing' });
  const writer = opened.key('messages:write');
  const other = await openSocket(opened.port, bearer(writer.token));
  other.say({ type: 'hello' });
  expect((await other.closed).why).toBe('token-refused');
  expect(opened.world.model.requests).toHaveLength(0);
});

test('a revoked key is cut off at once, and stopping the app ends every socket', async () => {
  const opened = await gatewayWorld();
  const revoked = opened.key('conversations:read');
  const stays = opened.key('conversations:read');
  const [first, second] = await Promise.all(
    [revoked, stays].map(({ token }) => openSocket(opened.port, bearer(token))),
  );
  for (const client of [first, second]) {
    client?.say({ type: 'hello' });
    await client?.next(({ type }) => type === 'welcome');
  }
  opened.gateway.desk.revoke('api-key', revoked.id);
  expect(await first?.closed).toEqual({ code: 4004, why: 'revoked' });
  expect(second?.socket.readyState).toBe(1);
  await opened.world.agent.channels.stop();
  expect(await second?.closed).toEqual({ code: 1001, why: 'stopping' });
});

test('a reader that does not read is cut off, and the memory stays', async () => {
  const opened = await gatewayWorld();
  const { id, token } = opened.key('conversations:read');
  const client = await openSocket(opened.port, bearer(token));
  client.say({ type: 'hello' });
  client.say({ type: 'subscribe' });
  await client.next(({ type }) => type === 'subscribed');
  client.socket.pause();
  const row = opened.world.agent.newOwnConversation('Anything');
  const conversationId = row.id;
  const own = opened.gateway.ownKey() ?? '';
  expect(own).not.toBe('');
  // What the caller may see: a conversation of its own.
  opened.world.stores.transaction(() =>
    opened.world.stores.conversations.add({
      ...row,
      id: `${conversationId.slice(0, -1)}${conversationId.endsWith('0') ? '1' : '0'}`,
      channelId: 'gateway',
      chatId: `${id}/main`,
      senderId: `gateway:user:${id}`,
    }),
  );
  const seen = opened.world.stores.conversations.find('gateway', `${id}/main`, null)?.id ?? '';
  const delta = 'x'.repeat(64 * 1024);
  let isClosed = false;
  void client.closed.then(() => {
    isClosed = true;
  });
  for (let told = 0; told < 400; told += 1) {
    opened.gateway.desk.hear('conversations', 'turn-text', {
      conversationId: seen,
      turnId: seen,
      stepId: seen,
      delta,
    });
    if (told % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  client.socket.resume();
  await until(() => isClosed);
  expect(client.told.length).toBeLessThan(400);
});

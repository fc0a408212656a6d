// The HTTP API as a program with a key meets it: a real server, the real agent, a scripted model.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { gatewayWorld, until } from '../../worlds/gateway-world.ts';
import { says } from '../../worlds/scripted-model.ts';

const once = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

test('a message goes the way of every message, as the key’s own words, and is answered', async () => {
  const { world, ask, key } = await gatewayWorld({}, says('Good morning.'));
  const { id, token } = key('messages:write', 'conversations:read');
  const said = await ask('/v1/messages', {
    method: 'POST',
    token,
    headers: once(),
    body: { text: 'Hello', conversation: 'day' },
  });
  expect(said.status).toBe(202);
  const { conversationId, turnId } = said.json() as unknown as { conversationId: string; turnId: string };
  await world.settled();

  const list = await ask('/v1/conversations', { token });
  expect(list.json()['conversations']).toEqual([
    {
      id: conversationId,
      name: 'day',
      title: expect.stringContaining('day'),
      channel: 'gateway',
      state: 'idle',
      lastAt: expect.any(String),
    },
  ]);
  const one = await ask(`/v1/conversations/${conversationId}`, { token });
  expect(one.json()['id']).toBe(conversationId);
  const messages = await ask(`/v1/messages?conversation=${conversationId}`, { token });
  expect(messages.json()).toEqual({
    hasEarlier: false,
    messages: [
      {
        id: expect.any(String),
        conversationId,
        turnId: null,
        at: expect.any(String),
        author: 'person',
        text: 'Hello',
      },
      {
        id: expect.any(String),
        conversationId,
        turnId,
        at: expect.any(String),
        author: 'agent',
        text: 'Good morning.',
      },
    ],
  });
  const [frame] = world.agent.ledger
    .tail({ beforeId: null, limit: 500, conversationId: null, kinds: ['message-received'] })
    .map(world.agent.ledger.view);
  expect(frame).toMatchObject({
    actor: { kind: 'api-key', senderId: `gateway:user:${id}` },
    facts: { channel: 'gateway' },
    conversationId,
  });
  expect(world.agent.ledger.verify()).toMatchObject({ kind: 'intact' });
});

test('the same key with the same words is said once; with other words it is a conflict', async () => {
  const { world, ask, key } = await gatewayWorld();
  const { token } = key('messages:write');
  const headers = once();
  const send = (text: string) => ask('/v1/messages', { method: 'POST', token, headers, body: { text } });
  const first = await send('Pay the rent');
  const again = await Promise.all([send('Pay the rent'), send('Pay the rent')]);
  await world.settled();
  expect(again.map((answer) => answer.json())).toEqual(
    [1, 2].map(() => ({ ...first.json(), repeated: true })),
  );
  expect(world.model.requests).toHaveLength(1);
  const other = await send('Pay it twice');
  expect([other.status, other.json().error?.code]).toEqual([409, 'conflict']);
  const without = await ask('/v1/messages', { method: 'POST', token, body: { text: 'x' } });
  expect([without.status, without.json().error?.code]).toEqual([400, 'bad-request']);
  expect(world.model.requests).toHaveLength(1);
});

test('one key sees nothing of another’s conversations, and nobody’s private ones', async () => {
  const { world, ask, key, gateway } = await gatewayWorld();
  const mine = key('messages:write', 'conversations:read');
  const other = key('messages:write', 'conversations:read');
  const said = await ask('/v1/messages', {
    method: 'POST',
    token: mine.token,
    headers: once(),
    body: { text: 'Mine' },
  });
  const { conversationId } = said.json() as unknown as { conversationId: string };
  const hidden = world.agent.newOwnConversation('Hidden', true);
  const open = world.agent.newOwnConversation('Mine at the desk');
  await world.settled();

  expect((await ask('/v1/conversations', { token: other.token })).json()['conversations']).toEqual([]);
  expect((await ask(`/v1/conversations/${conversationId}`, { token: other.token })).status).toBe(404);
  expect((await ask(`/v1/messages?conversation=${conversationId}`, { token: other.token })).status).toBe(404);
  expect((await ask(`/v1/conversations/${open.id}`, { token: mine.token })).status).toBe(404);

  const own = gateway.ownKey() ?? '';
  const all = (await ask('/v1/conversations', { token: own })).json()['conversations'] as unknown as {
    id: string;
  }[];
  expect(all.map(({ id }) => id).sort()).toEqual([conversationId, open.id].sort());
  expect((await ask(`/v1/messages?conversation=${hidden.id}`, { token: own })).status).toBe(404);
});

test('a revoked key fails on the next request', async () => {
  const { ask, key, gateway } = await gatewayWorld();
  const { id, token } = key('conversations:read');
  expect((await ask('/v1/conversations', { token })).status).toBe(200);
  expect(gateway.desk.revoke('api-key', id).settled).toBe(true);
  expect((await ask('/v1/conversations', { token })).status).toBe(401);
  expect(gateway.desk.revoke('api-key', id)).toEqual({
    settled: false,
    message: 'That key was revoked before. Nothing was changed.',
  });
});

test('a key’s turn waits no longer than the key holds', async () => {
  const { world, ask, key, gateway } = await gatewayWorld();
  const { id, token } = key('messages:write');
  world.agent.pause();
  await ask('/v1/messages', { method: 'POST', token, headers: once(), body: { text: 'Later' } });
  gateway.desk.revoke('api-key', id);
  world.agent.resume();
  await world.settled();
  expect(world.model.requests).toHaveLength(0);
});

test('the document names every route, and is made of the schemas that are checked', async () => {
  const { ask, key } = await gatewayWorld();
  const { token } = key('chat');
  const document = (await ask('/v1/openapi.json', { token })).json() as unknown as {
    openapi: string;
    paths: Record<
      string,
      Record<string, { requestBody?: { content: { 'application/json': { schema: object } } } }>
    >;
  };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/health',
      '/v1/messages',
      '/v1/approvals/{id}/deny',
      '/v1/chat/completions',
      '/v1/socket',
    ]),
  );
  expect(
    document.paths['/v1/messages']?.['post']?.requestBody?.content['application/json'].schema,
  ).toMatchObject({
    type: 'object',
    properties: { text: { type: 'string', maxLength: 100_000 } },
    required: ['text'],
    additionalProperties: false,
  });
});

test('tasks are reserved, and say so', async () => {
  const { ask, key } = await gatewayWorld();
  const { token } = key('conversations:read');
  const answer = await ask('/v1/tasks', { token });
  expect([answer.status, answer.json().error?.code]).toEqual([501, 'not-implemented']);
});

test('the port is chosen once and kept; another one only where it is taken', async () => {
  const opened = await gatewayWorld();
  const before = opened.port;
  await opened.restart();
  expect(opened.port).toBe(before);
  await until(() => opened.gateway.state().problem === null);
});

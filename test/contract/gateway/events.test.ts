// Server-sent events: in order, numbered without gaps, resumed after a drop without loss, bounded for who does not read.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { readEvents, type SeenEvent } from '../../worlds/gateway-clients.ts';
import { type GatewayWorld, gatewayWorld, until } from '../../worlds/gateway-world.ts';
import { says } from '../../worlds/scripted-model.ts';

function say({ ask }: GatewayWorld, token: string, text: string) {
  return ask('/v1/messages', {
    method: 'POST',
    token,
    headers: { 'idempotency-key': randomUUID() },
    body: { text },
  });
}

const agentTexts = (events: readonly SeenEvent[]): unknown[] =>
  events
    .map(({ data }) => data as { type: string; message?: { author: string; text: string } })
    .filter(({ type, message }) => type === 'message' && message?.author === 'agent')
    .map(({ message }) => message?.text);

const numbers = (events: readonly SeenEvent[]): number[] =>
  events.filter(({ name }) => name === '').map(({ id }) => Number(id.split(':')[1]));

test('what happens is told in order: words, turn, text as it is written, answer, end', async () => {
  const opened = await gatewayWorld({}, says('Good morning.'));
  const { token } = opened.key('messages:write', 'conversations:read');
  const reader = await readEvents(opened.port, { authorization: `Bearer ${token}` });
  await say(opened, token, 'Hello');
  await reader.when((events) => events.some(({ data }) => data.type === 'turn-end'));
  const types = reader.events.map(({ name, data }) => name || data.type);
  expect(types[0]).toBe('subscribed');
  expect(types.filter((type) => type === 'turn-start')).toHaveLength(1);
  expect(types.indexOf('turn-start')).toBeLessThan(types.indexOf('text'));
  expect(types.indexOf('text')).toBeLessThan(types.lastIndexOf('message'));
  expect(types.at(-1)).toBe('turn-end');
  expect(agentTexts(reader.events)).toEqual(['Good morning.']);
  expect(numbers(reader.events)).toEqual(reader.events.slice(1).map((_, at) => at + 1));
});

test('who was cut off goes on where it was: nothing lost, nothing twice, nothing out of order', async () => {
  let count = 0;
  const opened = await gatewayWorld({}, (request, signal) => {
    count += 1;
    return says(`Answer ${count}`)(request, signal);
  });
  const { token } = opened.key('messages:write', 'conversations:read');
  const headers = { authorization: `Bearer ${token}` };
  const seen: SeenEvent[] = [];
  let last = '';
  for (let round = 0; round < 5; round += 1) {
    const reader = await readEvents(opened.port, {
      ...headers,
      ...(last === '' ? {} : { 'last-event-id': last }),
    });
    expect(reader.status).toBe(200);
    await say(opened, token, `Question ${2 * round}`);
    await reader.when((events) => events.some(({ data }) => data.type === 'turn-end'));
    reader.cut();
    await until(reader.isOver);
    seen.push(...reader.events.filter(({ name }) => name === ''));
    last = reader.events.at(-1)?.id ?? '';
    // While nobody listens.
    await say(opened, token, `Question ${2 * round + 1}`);
    await opened.world.settled();
  }
  const reader = await readEvents(opened.port, { ...headers, 'last-event-id': last });
  await reader.when((events) => agentTexts(events).length >= 1);
  await opened.world.settled();
  seen.push(...reader.events.filter(({ name }) => name === ''));
  expect(agentTexts(seen)).toEqual(Array.from({ length: 10 }, (_, at) => `Answer ${at + 1}`));
  expect(numbers(seen)).toEqual(seen.map((_, at) => at + 1));
});

test('a place that is no longer kept is said to be gone, and so is one of another run', async () => {
  const opened = await gatewayWorld();
  const { token } = opened.key('conversations:read');
  for (const [id, status] of [
    ['0123456789ABCDEFGHJKMNPQRS:4', 410],
    ['nonsense', 400],
    ['a:b:c', 400],
  ] as const) {
    const answer = await opened.ask('/v1/events', { token, headers: { 'last-event-id': id } });
    expect([answer.status, answer.json().error?.code]).toEqual([
      status,
      status === 410 ? 'resume-gone' : 'bad-request',
    ]);
  }
});

test('a revoked key hears nothing any more: its stream ends at once', async () => {
  const opened = await gatewayWorld();
  const { id, token } = opened.key('conversations:read');
  const reader = await readEvents(opened.port, { authorization: `Bearer ${token}` });
  opened.gateway.desk.revoke('api-key', id);
  await until(reader.isOver);
});

test('a key may hold so many streams and no more', async () => {
  const opened = await gatewayWorld();
  const { token } = opened.key('conversations:read');
  const headers = { authorization: `Bearer ${token}` };
  const readers = await Promise.all(Array.from({ length: 128 }, () => readEvents(opened.port, headers)));
  expect(new Set(readers.map(({ status }) => status))).toEqual(new Set([200]));
  const answer = await opened.ask('/v1/events', { token });
  expect([answer.status, answer.json().error?.code]).toEqual([429, 'rate-limited']);
  for (const reader of readers) reader.cut();
});

test('one caller hears nothing of another, nor of a private conversation', async () => {
  const opened = await gatewayWorld();
  const mine = opened.key('messages:write', 'conversations:read');
  const other = opened.key('conversations:read');
  const own = opened.gateway.ownKey() ?? '';
  const [reader, all] = await Promise.all(
    [other.token, own].map((token) => readEvents(opened.port, { authorization: `Bearer ${token}` })),
  );
  const hidden = opened.world.agent.newOwnConversation('Hidden', true);
  opened.world.agent.receive({
    channelId: 'desktop',
    platform: 'desktop',
    dedupKey: 'private-words',
    kind: 'text',
    sender: { id: 'desktop:user:owner', name: null, isBot: false },
    chat: { id: hidden.chatId, kind: 'direct', threadId: null, title: 'Hidden' },
    text: 'Between us',
    addressed: true,
    platformMessageId: null,
    sentAtMs: null,
  });
  await say(opened, mine.token, 'Mine');
  await all?.when((events) => events.some(({ data }) => data.type === 'turn-end'));
  await opened.world.settled();
  expect(reader?.events.map(({ name }) => name)).toEqual(['subscribed']);
  expect(JSON.stringify(all?.events)).not.toContain('Between us');
  expect(JSON.stringify(all?.events)).not.toContain(hidden.id);
});

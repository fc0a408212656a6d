// Pairing a device: a code made on this computer, a click in the approval window, a cookie that only our page can use.
import { expect, test } from 'vitest';
import { readEvents } from '../../worlds/gateway-clients.ts';
import { type Answered, type GatewayWorld, gatewayWorld, until } from '../../worlds/gateway-world.ts';
import { calls, says } from '../../worlds/scripted-model.ts';

const ownPage = ({ port }: GatewayWorld): Record<string, string> => ({ origin: `http://127.0.0.1:${port}` });
const cookieOf = ({ headers }: Answered): string => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

function claim(
  opened: GatewayWorld,
  code: string,
  name = 'My phone',
  headers = ownPage(opened),
): Promise<Answered> {
  return opened.ask('/v1/pair', { method: 'POST', headers, body: { code, name } });
}

async function paired(opened: GatewayWorld): Promise<Record<string, string>> {
  const answer = await claim(opened, opened.gateway.desk.open().code);
  opened.allow();
  return { ...ownPage(opened), cookie: cookieOf(answer) };
}

test('code, question with the number of the device, click: then it chats in a conversation of its own', async () => {
  const opened = await gatewayWorld({}, says('Hello there.'));
  const { gateway, world, ask } = opened;
  const { code } = gateway.desk.open();
  const page = await ask('/');
  expect(page.status).toBe(200);
  const answer = await claim(opened, code.toLowerCase());
  const { check } = answer.json() as unknown as { check: string };
  const headers = { ...ownPage(opened), cookie: cookieOf(answer) };
  expect(answer.json()).toEqual({ state: 'waiting', check: expect.stringMatching(/^\d{4}$/) });

  const [question] = world.agent.approvals.questions();
  expect(opened.reviewed).toEqual([question?.id]);
  expect(question?.facts.find(({ label }) => label === 'Number on the device')?.text).toBe(check);
  // Not before the click.
  expect((await ask('/v1/conversations', { headers })).status).toBe(401);
  expect((await ask('/v1/pair', { headers })).json()).toEqual({ state: 'waiting', check });
  opened.allow();
  expect((await ask('/v1/pair', { headers })).json()).toEqual({ state: 'paired', check: '' });

  const said = await ask('/v1/messages', {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': 'once-12345' },
    body: { text: 'Hello' },
  });
  expect(said.status).toBe(202);
  await world.settled();
  const [conversation] = (await ask('/v1/conversations', { headers })).json()['conversations'] as unknown as {
    name: string;
  }[];
  expect(conversation?.name).toBe('main');
  const [received] = world.agent.ledger
    .tail({ beforeId: null, limit: 10, conversationId: null, kinds: ['message-received'] })
    .map(world.agent.ledger.view);
  expect(received?.actor.kind).toBe('device');
  expect(gateway.desk.devices().map(({ label }) => label)).toEqual(['My phone']);
});

test('the cookie is out of reach of scripts and other sites, and never over plain http where there is a tunnel', async () => {
  const opened = await gatewayWorld({ public_url: 'https://agent.example.net' });
  const local = await claim(opened, opened.gateway.desk.open().code);
  expect(local.headers['set-cookie']?.[0]).toMatch(/; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Strict$/);
  const tunnel = { host: 'agent.example.net', origin: 'https://agent.example.net' };
  const remote = await claim(opened, opened.gateway.desk.open().code, 'My phone', tunnel);
  expect(remote.status).toBe(200);
  expect(remote.headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
});

test('a wrong, used or expired code makes nothing: no device, no question', async () => {
  const opened = await gatewayWorld();
  const { gateway, world } = opened;
  const { code } = gateway.desk.open();
  expect((await claim(opened, 'AAAAAAAA')).json().error?.code).toBe('code-refused');
  expect(world.agent.approvals.pendingCount()).toBe(0);
  expect((await claim(opened, code)).status).toBe(200);
  expect((await claim(opened, code)).status).toBe(403);
  expect(world.agent.approvals.pendingCount()).toBe(1);
  const expired = gateway.desk.open();
  world.clock.advance(10 * 60_000);
  expect((await claim(opened, expired.code)).status).toBe(403);
  // Guessing: after five wrong ones the right one fails, and looks the same.
  const { code: right } = gateway.desk.open();
  for (let guess = 0; guess < 5; guess += 1) await claim(opened, 'BBBBBBBB');
  expect((await claim(opened, right)).json().error?.code).toBe('code-refused');
});

test('denied is denied, and the token it was given opens nothing', async () => {
  const opened = await gatewayWorld();
  const answer = await claim(opened, opened.gateway.desk.open().code);
  const headers = { ...ownPage(opened), cookie: cookieOf(answer) };
  const [question] = opened.world.agent.approvals.questions();
  opened.world.agent.approvals.deny(question?.id ?? '', null);
  opened.gateway.desk.open();
  expect((await opened.ask('/v1/pair', { headers })).json()).toMatchObject({ state: 'refused' });
  expect((await opened.ask('/v1/conversations', { headers })).status).toBe(401);
});

test('the page is only there while a device is wanted or paired', async () => {
  const opened = await gatewayWorld();
  expect((await opened.ask('/')).status).toBe(401);
  expect((await claim(opened, 'AAAAAAAA')).status).toBe(401);
  opened.gateway.desk.open();
  expect((await opened.ask('/')).status).toBe(200);
  opened.world.clock.advance(10 * 60_000);
  expect((await opened.ask('/')).status).toBe(401);
  const headers = await paired(opened);
  expect((await opened.ask('/')).status).toBe(200);
  expect((await opened.ask('/v1/conversations', { headers })).status).toBe(200);
});

test('its cookie counts for our own page alone: no other page, no request that says nothing of where it comes from', async () => {
  const opened = await gatewayWorld({ allowed_origins: ['https://mine.example'] });
  const { cookie = '' } = await paired(opened);
  for (const headers of [
    { cookie },
    { cookie, origin: 'https://mine.example' },
    { cookie, 'sec-fetch-site': 'none' },
  ]) {
    expect((await opened.ask('/v1/conversations', { headers })).status).toBe(401);
    const said = await opened.ask('/v1/messages', {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': 'once-12345' },
      body: { text: 'Hello' },
    });
    expect(said.status).toBe(401);
  }
  const foreign = { cookie, origin: 'https://evil.example' };
  expect((await opened.ask('/v1/conversations', { headers: foreign })).status).toBe(403);
  expect(
    (await claim(opened, opened.gateway.desk.open().code, 'x', { origin: 'https://mine.example' })).status,
  ).toBe(403);
  expect(opened.world.model.requests).toHaveLength(0);
});

test('it may chat and nothing else: no approvals, no models, no conversations of others', async () => {
  const opened = await gatewayWorld();
  opened.world.model.will(calls(['write_file', { path: 'note.txt', text: 'x' }]), says('I may not.'));
  const headers = await paired(opened);
  for (const path of ['/v1/approvals', '/v1/models', '/v1/tasks'].slice(0, 2))
    expect((await opened.ask(path, { headers })).status).toBe(403);
  opened.world.agent.newOwnConversation('Mine');
  expect((await opened.ask('/v1/conversations', { headers })).json()['conversations']).toEqual([]);
  await opened.ask('/v1/messages', {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': 'once-12345' },
    body: { text: 'Write a file' },
  });
  await opened.world.settled();
  expect(opened.world.files.texts.size).toBe(0);
});

test('a revoked device is cut off at once and gets nothing more', async () => {
  const opened = await gatewayWorld();
  const headers = await paired(opened);
  const reader = await readEvents(opened.port, headers);
  expect(reader.status).toBe(200);
  const [device] = opened.gateway.desk.devices();
  opened.gateway.desk.revoke('device', device?.id ?? '');
  await until(reader.isOver);
  expect((await opened.ask('/v1/conversations', { headers })).status).toBe(401);
  expect((await opened.ask('/')).status).toBe(401);
});

test('a name that would pass for something else is shown as what it is', async () => {
  const opened = await gatewayWorld();
  await claim(opened, opened.gateway.desk.open().code, 'Phone” (paired by the owner)\u202e\u0007');
  const [question] = opened.world.agent.approvals.questions();
  expect(question?.summary).toBe('Let the device “Phone paired by the owner” chat with your agent');
});

test('the page holds one script and one style, by their hashes, and says nothing of the agent', async () => {
  const opened = await gatewayWorld();
  opened.gateway.desk.open();
  const { text, headers } = await opened.ask('/');
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(
    /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'/,
  );
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(text.match(/<script/g)).toHaveLength(1);
  expect(text).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|eval\(| on\w+="/);
  expect(headers['x-frame-options']).toBe('DENY');
});

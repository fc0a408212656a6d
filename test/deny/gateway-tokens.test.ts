// Tokens: made from a secure generator, kept as digests only, compared in constant time, told nowhere, locked when
// guessed at.
import * as crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLockOut } from '../../src/main/adapters/gateway/http/door/lock-out.ts';
import { pagesHolding } from '../decrypted-pages.ts';
import { gatewayWorld } from '../worlds/gateway-world.ts';

const frames = (world: Awaited<ReturnType<typeof gatewayWorld>>['world']) =>
  world.agent.ledger
    .tail({ beforeId: null, limit: 500, conversationId: null, kinds: null })
    .map(world.agent.ledger.view);

test('a token is 256 bits and more, and each is another', async () => {
  const { key } = await gatewayWorld();
  const tokens = Array.from({ length: 50 }, () => key('chat').token);
  expect(new Set(tokens).size).toBe(50);
  for (const token of tokens) {
    expect(token).toMatch(/^sallyport_[A-Z2-9]{12}_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(token.split('_').slice(2).join('_'), 'base64url')).toHaveLength(32);
  }
});

test('of a token nothing but its digest is kept: not in the file, a frame or the log', async () => {
  const { key, ask, world, logged } = await gatewayWorld();
  const { token } = key('conversations:read');
  const wrong = `${token.slice(0, -4)}AAAA`;
  await ask('/v1/conversations', { token });
  await ask('/v1/conversations', { token: wrong });
  await ask('/v1/models', { token });
  await ask(`/v1/messages?token=${token}`, {});
  world.storage.checkpoint();
  const secret = token.split('_').slice(2).join('_');
  for (const text of [token, secret, wrong]) {
    expect(pagesHolding(world.storage.file, world.storage.keyHex, text)).toBe(0);
    expect(JSON.stringify(frames(world))).not.toContain(text);
    expect(JSON.stringify([...logged, ...world.events])).not.toContain(text);
  }
  const digest = crypto.createHash('sha256').update(token).digest('hex');
  expect(world.stores.callers.list().map((row) => row.digest)).toContain(digest);
});

test('what is compared are digests of one length, by timingSafeEqual, also for a name that nobody has', () => {
  const source = readFileSync(
    new URL('../../src/main/adapters/gateway/http/door/authenticate.ts', import.meta.url),
    'utf8',
  );
  expect(source).toContain('timingSafeEqual(given, Buffer.from(digest');
  expect(source).toContain('isDigestOf(presented, credential?.digest ?? NOBODY)');
  expect(source.match(/digest ===|=== .*digest|token ===/g)).toBeNull();
});

test('ten failures a minute lock that key’s name on that route for five minutes, also for the right token', async () => {
  const { key, ask, world } = await gatewayWorld();
  const { token } = key('chat', 'conversations:read');
  const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
  const codes: string[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1)
    codes.push((await ask('/v1/models', { token: wrong })).json().error?.code ?? '');
  expect(codes).toEqual([...Array.from({ length: 10 }, () => 'token-refused'), 'locked-out', 'locked-out']);
  expect((await ask('/v1/models', { token })).json().error?.code).toBe('locked-out');
  // Another route, another key and the unknown are not locked with it.
  expect((await ask('/v1/conversations', { token })).status).toBe(200);
  expect((await ask('/v1/models', { token: key('chat').token })).status).toBe(200);
  const kinds = frames(world).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'gateway-locked-out')).toHaveLength(1);
});

test('guesses under names that nobody has count together', async () => {
  const { key, ask } = await gatewayWorld();
  const names = 'ABCDEFGHJKLMNPQRST';
  const codes: string[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const token = `sallyport_${(names[attempt] ?? 'A').repeat(12)}_${'x'.repeat(43)}`;
    codes.push((await ask('/v1/models', { token })).json().error?.code ?? '');
  }
  expect(codes.at(-1)).toBe('locked-out');
  expect((await ask('/v1/models', { token: key('chat').token })).status).toBe(200);
});

test('a lock ends after five minutes, and failures are forgotten after one', () => {
  let now = 0;
  const lockOut = createLockOut(() => now);
  for (let attempt = 0; attempt < 9; attempt += 1) expect(lockOut.failed('a')).toBe(false);
  now += 60_001;
  expect(lockOut.failed('a')).toBe(false);
  for (let attempt = 0; attempt < 8; attempt += 1) lockOut.failed('a');
  expect([lockOut.failed('a'), lockOut.isLocked('a'), lockOut.isLocked('b')]).toEqual([true, true, false]);
  now += 5 * 60_000 - 1;
  expect(lockOut.isLocked('a')).toBe(true);
  now += 1;
  expect(lockOut.isLocked('a')).toBe(false);
});

test('a flood of refusals is one frame and one line, then one with its number', async () => {
  const { ask, world, logged } = await gatewayWorld();
  for (let attempt = 0; attempt < 50; attempt += 1) await ask('/v1/models');
  const refusals = () => frames(world).filter(({ kind }) => kind === 'gateway-refused');
  expect(refusals()).toHaveLength(1);
  expect(logged.filter((line) => line.startsWith('The gateway refused'))).toHaveLength(1);
  world.clock.advance(60_000);
  await ask('/v1/models');
  expect(refusals().map(({ sentence }) => sentence)).toEqual([
    'The gateway refused 50 requests to GET /v1/models: token-missing.',
    'The gateway refused 1 request to GET /v1/models: token-missing.',
  ]);
});

test('a flood of ever new kinds grows neither the ledger nor the memory without end', async () => {
  const { gateway, world } = await gatewayWorld();
  for (let kind = 0; kind < 5_000; kind += 1)
    gateway.desk.port.refused({ route: `GET /${kind}`, reason: 'target', callerId: null });
  expect(frames(world).filter(({ kind }) => kind === 'gateway-refused').length).toBeLessThanOrEqual(101);
});

test('a device’s token is no key, and a key is no cookie', async () => {
  const { key, ask, port } = await gatewayWorld();
  const { token } = key('conversations:read');
  const own = { origin: `http://127.0.0.1:${port}`, cookie: `sallyport_device=${token}` };
  expect((await ask('/v1/conversations', { headers: own })).status).toBe(401);
});

test('one key cannot take the whole agent for itself', async () => {
  const { key, ask } = await gatewayWorld();
  const { token } = key('chat');
  const statuses: number[] = [];
  for (let round = 0; round < 30; round += 1) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask('/v1/models', { token })));
    statuses.push(...answers.map(({ status }) => status));
  }
  expect(statuses).toContain(429);
  expect((await ask('/v1/models', { token: key('chat').token })).status).toBe(200);
});

// The door for platforms that call us: what reaches a route, what does not, and what is told of it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { webhookPath, webhookUrl } from '../../../src/main/adapters/webhooks/listener.ts';
import { type Asked, askAt, type ListenerStage, openListenerStage, rawAt } from './listener-stage.ts';

let stage: ListenerStage;

beforeEach(async () => {
  stage = await openListenerStage();
});

afterEach(async () => {
  await stage.listener.close();
});

const ask = (asked?: Asked) => askAt(stage.port, asked);
const raw = (text: string, waitMs?: number) => rawAt(stage.port, text, waitMs);

describe('what reaches a route', () => {
  test('the exact bytes, the query as it came, and the address that the platform called', async () => {
    const body = Buffer.from([0x7b, 0x22, 0xff, 0x00, 0x22, 0x7d]);
    const answer = await ask({ path: '/hooks/slack?a=%20b&a=c', body, headers: { 'X-Sign': 'v0=1' } });
    expect(answer).toMatchObject({ status: 200, body: 'taken' });
    const [request] = stage.taken;
    expect([...(request?.rawBody ?? [])]).toEqual([...body]);
    expect(request).toMatchObject({
      method: 'POST',
      query: 'a=%20b&a=c',
      publicUrl: 'https://hooks.example/base/hooks/slack?a=%20b&a=c',
    });
    expect(request?.headers['x-sign']).toBe('v0=1');
  });

  test('by the path of the channel, with or without that of the public address; a further account has its own', async () => {
    for (const path of ['/hooks/slack', '/base/hooks/slack', '/hooks/slack-work'])
      expect((await ask({ path })).status, path).toBe(200);
    expect(stage.taken.map(({ publicUrl }) => publicUrl)).toEqual([
      'https://hooks.example/base/hooks/slack',
      'https://hooks.example/base/hooks/slack',
      'https://hooks.example/base/hooks/slack-work',
    ]);
    expect(webhookUrl('https://a.example/', 'line')).toBe('https://a.example/hooks/line');
    expect(webhookPath('slack:work')).toBe('/hooks/slack-work');
  });

  test('by any of the names that were allowed, with a port and in capitals', async () => {
    for (const host of ['hooks.example', 'HOOKS.example:443', 'other.example'])
      expect((await ask({ headers: { host } })).status, host).toBe(200);
  });

  test('what the signature does not hold for is taken by nobody', async () => {
    stage.verdict({ kind: 'refused', why: 'wrong-signature' });
    expect(await ask()).toMatchObject({ status: 401, body: '' });
    stage.verdict({ kind: 'refused', why: 'no-key', status: 403 });
    expect(await ask()).toMatchObject({ status: 403, body: '' });
    expect(stage.taken).toEqual([]);
  });

  test('what could not be made durable is not acknowledged, and the next one is', async () => {
    stage.failing(true);
    expect(await ask()).toMatchObject({ status: 503, body: '' });
    stage.failing(false);
    expect((await ask()).status).toBe(200);
  });
});

describe('what does not', () => {
  test.each([
    'evil.example',
    '127.0.0.1',
    'localhost',
    'hooks.example.evil.example',
    'hooks.example@evil.example',
    'hooks.example, evil.example',
    'xhooks.example',
    '[::1]',
  ])('sent to %s', async (host) => {
    const headers = {
      host,
      'x-forwarded-host': 'hooks.example',
      forwarded: 'host=hooks.example',
      'x-original-host': 'hooks.example',
    };
    expect((await ask({ headers })).status).toBe(421);
    expect(stage.verified).toEqual([]);
  });

  test('two names, or none', async () => {
    expect(
      await raw(
        'POST /hooks/slack HTTP/1.1\r\nHost: hooks.example\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\n{}',
      ),
    ).not.toContain(' 200 ');
    expect(await raw('POST /hooks/slack HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}')).not.toContain(' 200 ');
    expect(await raw('POST /hooks/slack HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}')).not.toContain(' 200 ');
    expect(stage.verified).toEqual([]);
  });

  test.each([
    '/',
    '/hooks',
    '/hooks/',
    '/hooks/line',
    '/hooks/slack/',
    '//hooks/slack',
    '/hooks//slack',
    '/hooks/./slack',
    '/hooks/x/../slack',
    '/hooks/sl%61ck',
    '/hooks/SLACK',
    '/hooks/slack;a',
    '/hooks/slack%00',
    '/hooks/slack%2f',
    '/hooks\\slack',
    '/hooks/slack:work',
    '/base',
    '/base/base/hooks/slack',
    'http://hooks.example/hooks/slack',
    '*',
    '/hooks/__proto__',
    '/hooks/constructor',
  ])('by the path %s', async (path) => {
    const answer = await raw(`POST ${path} HTTP/1.1\r\nHost: hooks.example\r\nContent-Length: 2\r\n\r\n{}`);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(stage.verified).toEqual([]);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE'])('by the method %s', async (method) => {
    expect((await ask({ method })).status).toBe(405);
    expect(stage.verified).toEqual([]);
  });

  test('a body beyond the limit, whatever it says of its length', async () => {
    expect((await ask({ body: 'x'.repeat(1_001) })).status).toBe(413);
    const chunked = `POST /hooks/slack HTTP/1.1\r\nHost: hooks.example\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n${'x'.repeat(2_000)}\r\n0\r\n\r\n`;
    expect(await raw(chunked)).toContain(' 413 ');
    expect((await ask({ body: 'x'.repeat(1_000) })).status).toBe(200);
    expect(stage.verified).toHaveLength(1);
    expect(stage.refusals.map(({ why }) => why)).toEqual(['too-large']);
  });

  test('headers without end, two lengths, and other ways of hiding one request in another', async () => {
    const head = 'POST /hooks/slack HTTP/1.1\r\nHost: hooks.example\r\n';
    const tries = [
      `${head}X: ${'a'.repeat(20_000)}\r\n\r\n`,
      `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${head}Transfer-Encoding: xchunked\r\n\r\n{}`,
      `${head}Content-Length: -1\r\n\r\n`,
      `${head}Bad Header: x\r\n\r\n`,
      'GET / HTTP/9.9\r\n\r\n',
      '\0\0\0\0\r\n\r\n',
      `${head}Upgrade: websocket\r\nConnection: upgrade\r\n\r\n`,
      'CONNECT hooks.example:443 HTTP/1.1\r\nHost: hooks.example\r\n\r\n',
    ];
    for (const one of tries)
      expect(await raw(one, 7_000), JSON.stringify(one.slice(0, 90))).not.toContain(' 200 ');
    expect(stage.verified).toEqual([]);
    expect((await ask()).status).toBe(200); // and it still stands
  }, 60_000);

  test('a header that came twice is given to nobody', async () => {
    await raw(
      'POST /hooks/slack HTTP/1.1\r\nHost: hooks.example\r\nX-Sign: a\r\nX-Sign: b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    );
    expect(stage.verified).toHaveLength(1);
    expect(stage.verified[0]?.headers).not.toHaveProperty('x-sign');
  });
});

describe('what is told', () => {
  test('nothing of what stands behind it', async () => {
    for (const asked of [{ path: '/' }, { method: 'PUT' }, { headers: { host: 'evil.example' } }, {}]) {
      const answer = await ask(asked);
      expect(Object.keys(answer.headers).map((name) => name.toLowerCase())).not.toContain('server');
      expect(JSON.stringify(answer)).not.toMatch(/sallyport|node|version/i);
    }
  });

  test('a flood is told once a minute, with its number', async () => {
    stage.verdict({ kind: 'refused', why: 'unsigned' });
    for (let index = 0; index < 30; index += 1) await ask();
    expect(stage.refusals).toEqual([{ channelId: 'slack', why: 'unsigned', count: 1 }]);
    expect(stage.logLines).toHaveLength(1);
    stage.passTime(61_000);
    await ask();
    expect(stage.refusals.at(-1)).toEqual({ channelId: 'slack', why: 'unsigned', count: 30 });
  });

  test('unsigned noise locks nobody out of a handshake, nor do our own checks of the door', async () => {
    stage.verdict({ kind: 'refused', why: 'unsigned' });
    for (let index = 0; index < 30; index += 1) expect((await ask()).status).toBe(401);
    stage.verdict({ kind: 'genuine' });
    expect((await ask({ method: 'GET' })).status).toBe(200);
  });

  test('who guesses the word of a handshake is locked out, the signed go on; a channel does not lock out another', async () => {
    stage.verdict({ kind: 'refused', why: 'wrong-signature', status: 403 });
    for (let index = 0; index < 10; index += 1) expect((await ask({ method: 'GET' })).status).toBe(403);
    stage.verdict({ kind: 'genuine' });
    expect((await ask({ method: 'GET' })).status).toBe(429);
    expect((await ask({ method: 'GET', path: '/hooks/slack-work' })).status).toBe(200);
    expect((await ask()).status).toBe(200);
    stage.passTime(5 * 60_000);
    expect((await ask({ method: 'GET' })).status).toBe(200);
  });
});

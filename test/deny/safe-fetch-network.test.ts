// Promise: one resolution, checked, then dialled; again at each redirect; and nothing of ours goes to another host.
// Real servers on loopback, reached only because a test may say which addresses count as public. The product cannot.
import { afterEach, describe, expect, it } from 'vitest';
import { FILE_LIMITS, PAGE_LIMITS } from '../../src/main/adapters/web/limits.ts';
import { createSafeFetch } from '../../src/main/adapters/web/safe-fetch.ts';
import { makeCertificate } from '../fakes/web/certificate.ts';
import { fetchFrom } from '../fakes/web/fetch-from.ts';
import { type Answer, listenRaw, type RawServer, reply } from '../fakes/web/raw-server.ts';

const servers: RawServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(
  answer: Answer,
  ...rest: [certificate?: Parameters<typeof listenRaw>[1], host?: string]
) {
  const server = await listenRaw(answer, ...rest);
  servers.push(server);
  return server;
}

const hello: Answer = (_request, socket) => reply(socket, 200, { 'content-type': 'text/plain' }, 'hello');

describe('the address that was checked is the address that is dialled', () => {
  it('a name is resolved once, and the host keeps its name', async () => {
    const server = await serve(hello);
    let asked = 0;
    const outcome = await fetchFrom(`http://site.example:${server.port}/page?q=1`, {
      options: {
        resolve: async () => {
          asked += 1;
          return ['127.0.0.1'];
        },
      },
    });
    expect(outcome).toMatchObject({ kind: 'answer', text: 'hello', answer: { status: 200 } });
    expect(asked).toBe(1);
    expect(server.requests.map(({ line, headers }) => [line, headers['host']])).toEqual([
      ['GET /page?q=1 HTTP/1.1', `site.example:${server.port}`],
    ]);
  });

  it('a name that turns private between two questions is never asked twice', async () => {
    const victim = await serve(hello, undefined, '127.0.0.2');
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2'];
    // Nothing listens for the first answer on this port: a second look-up would reach the victim.
    const outcome = await fetchFrom(`http://rebind.example:${victim.port}/`, {
      options: { resolve: async () => [answers.shift() ?? ''] },
    });
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect(victim.connections()).toBe(0);
    expect(answers).toHaveLength(2);
  });

  it('each redirect is resolved and checked anew', async () => {
    const server = await serve((_request, socket) => reply(socket, 302, { location: '/again' }));
    const answers = ['127.0.0.1', '127.0.0.2'];
    const outcome = await fetchFrom(`http://rebind.example:${server.port}/`, {
      options: { resolve: async () => [answers.shift() ?? ''] },
    });
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('private network') });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['a private address', ['10.0.0.1']],
    ['loopback', ['127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['loopback of version 6', ['::1']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['a private address among public ones', ['8.8.8.8', '192.168.0.1']],
    ['a private address behind a public one of version 6', ['2606:4700::1111', 'fd00::1']],
    ['something that is no address', ['localhost']],
    ['a zone', ['fe80::1%lo']],
    ['a name once more', ['8.8.8.8', 'site.example']],
  ])('a name that leads to %s is not gone to', async (_what, addresses) => {
    const server = await serve(hello);
    const fetchSafely = createSafeFetch({
      hosts: () => ({ allow: [], deny: [] }),
      resolve: async () => addresses,
    });
    const outcome = await fetchSafely(`http://site.example:${server.port}/`, {
      accept: '*/*',
      limits: PAGE_LIMITS,
      signal: new AbortController().signal,
    });
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('private network') });
    expect(server.connections()).toBe(0);
  });

  it('what is no IP address is not dialled, even when a check lets it pass', async () => {
    const server = await serve(hello);
    const outcome = await fetchFrom(`http://site.example:${server.port}/`, {
      options: { resolve: async () => ['localhost'], mayDial: () => true },
    });
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'There is no address to go to.' });
    expect(server.connections()).toBe(0);
  });

  it('a name that is not there is said', async () => {
    expect(await fetchFrom('http://site.example/', { options: { resolve: async () => [] } })).toMatchObject({
      kind: 'refused',
      reason: 'site.example was not found.',
    });
  });

  it('two fetches share no connection', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 X\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok');
    });
    const fetchSafely = createSafeFetch({
      hosts: () => ({ allow: [], deny: [] }),
      resolve: async () => ['127.0.0.1'],
      mayDial: () => true,
    });
    for (const path of ['/1', '/2']) {
      const outcome = await fetchSafely(`http://site.example:${server.port}${path}`, {
        accept: '*/*',
        limits: PAGE_LIMITS,
        signal: new AbortController().signal,
      });
      if (outcome.kind !== 'answer') throw new Error(outcome.kind);
      for await (const piece of outcome.answer.body) expect(Buffer.from(piece).toString()).toBe('ok');
      outcome.answer.close();
    }
    expect(server.connections()).toBe(2);
  });

  it('no proxy of the environment is used', async () => {
    const proxy = await serve(hello);
    const server = await serve((_request, socket) => reply(socket, 200, {}, 'direct'));
    const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names)
      process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : `http://127.0.0.1:${proxy.port}`;
    try {
      expect(await fetchFrom(`http://site.example:${server.port}/`)).toMatchObject({ text: 'direct' });
    } finally {
      for (const [at, name] of names.entries()) {
        if (before[at] === undefined) delete process.env[name];
        else process.env[name] = before[at];
      }
    }
    expect(proxy.connections()).toBe(0);
  });
});

describe('a redirect', () => {
  const redirecting = (location: string, status = 302) =>
    serve((request, socket) =>
      request.line.startsWith('GET /end')
        ? reply(socket, 200, {}, 'end')
        : reply(socket, status, { location, 'set-cookie': 'session=canary; Path=/' }),
    );

  it.each([301, 302, 303, 307, 308])(
    'within the host is followed (%i), and no cookie goes with it',
    async (status) => {
      const server = await redirecting('/end', status);
      expect(await fetchFrom(`http://site.example:${server.port}/`)).toMatchObject({ text: 'end' });
      expect(server.requests.map(({ line }) => line)).toEqual(['GET / HTTP/1.1', 'GET /end HTTP/1.1']);
      expect(JSON.stringify(server.requests)).not.toContain('canary');
      expect(server.requests[1]?.headers['referer']).toBeUndefined();
    },
  );

  it.each([
    ['another host', 'http://other.example/x', 'http://other.example/x'],
    ['a host below', 'http://sub.site.example/', 'http://sub.site.example/'],
    ['a host without its scheme', '//other.example/x', 'http://other.example/x'],
    ['the same host by another port', 'http://site.example:8081/', 'http://site.example:8081/'],
    ['a secure server on another port', 'https://site.example:8444/', 'https://site.example:8444/'],
    ['a host that looks the same', 'http://xn--sit-rdd.example/', 'http://xn--sit-rdd.example/'],
  ])('to %s is not followed but named', async (_what, location, to) => {
    const server = await redirecting(location);
    let resolved = 0;
    const outcome = await fetchFrom(`http://site.example:${server.port}/`, {
      options: {
        resolve: async () => {
          resolved += 1;
          return ['127.0.0.1'];
        },
      },
    });
    expect(resolved).toBe(1);
    expect(server.requests).toHaveLength(1);
    expect(outcome).toEqual({ kind: 'moved', to });
  });

  it.each([
    ['this computer', 'http://127.0.0.1/'],
    ['this computer in decimal', 'http://2130706433/'],
    ['the metadata service', 'http://169.254.169.254/latest/meta-data/'],
    ['localhost', 'http://localhost:9000/'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['an address with a user name', 'http://site.example@other.example/'],
    ['gopher', 'gopher://127.0.0.1:6379/_x'],
    ['nonsense', 'http://[::'],
  ])('to %s is refused', async (_what, location) => {
    const server = await redirecting(location);
    expect(await fetchFrom(`http://site.example:${server.port}/`)).toMatchObject({ kind: 'refused' });
    expect(server.requests).toHaveLength(1);
  });

  it('without end is given up after five', async () => {
    const server = await serve((_request, socket) => reply(socket, 302, { location: '/again' }));
    expect(await fetchFrom(`http://site.example:${server.port}/`)).toMatchObject({
      kind: 'refused',
      reason: 'It redirects again and again.',
    });
    expect(server.requests).toHaveLength(6);
  });

  it('to a host that the settings deny is refused', async () => {
    const server = await redirecting('http://denied.example/');
    const outcome = await fetchFrom(`http://site.example:${server.port}/`, {
      options: { hosts: () => ({ allow: [], deny: ['denied.example'] }) },
    });
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('never fetched from') });
  });

  it('from a secure address to an open one is refused', async () => {
    const certificate = makeCertificate(['site.example']);
    const server = await serve(
      (_request, socket) => reply(socket, 302, { location: 'http://site.example/' }),
      certificate,
    );
    const outcome = await fetchFrom(`https://site.example:${server.port}/`, {
      options: { trusted: [certificate.cert] },
    });
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('not') });
    expect(server.requests).toHaveLength(1);
  });

  it('without a place to go is an answer like any other', async () => {
    const server = await serve((_request, socket) => reply(socket, 302, {}, 'nowhere'));
    expect(await fetchFrom(`http://site.example:${server.port}/`)).toMatchObject({
      kind: 'answer',
      answer: { status: 302 },
    });
  });
});

describe('what is sent', () => {
  it('is the same for every host, and says nothing of this computer or the owner', async () => {
    const server = await serve(hello);
    await fetchFrom(`http://site.example:${server.port}/`);
    expect(server.requests[0]?.headers).toEqual({
      host: `site.example:${server.port}`,
      connection: 'close',
      'user-agent': 'Sallyport/1 (personal agent)',
      accept: '*/*',
      'accept-encoding': 'gzip, br',
      'accept-language': 'en, *;q=0.5',
    });
  });
});

it('the limits of files are no looser than those of pages in how they may be kept waiting', () => {
  expect([FILE_LIMITS.headersMs, FILE_LIMITS.windowMs, FILE_LIMITS.maxHeaderBytes]).toEqual([
    PAGE_LIMITS.headersMs,
    PAGE_LIMITS.windowMs,
    PAGE_LIMITS.maxHeaderBytes,
  ]);
});

// Promise: whatever a server does, it takes bounded time, memory and trust. Real servers on loopback that misbehave.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../fakes/web/certificate.ts';
import { fetchFrom } from '../fakes/web/fetch-from.ts';
import { type Answer, listenRaw, type RawServer, reply } from '../fakes/web/raw-server.ts';

const servers: RawServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: Answer, certificate?: Parameters<typeof listenRaw>[1]): Promise<RawServer> {
  const server = await listenRaw(answer, certificate);
  servers.push(server);
  return server;
}
const at = (server: RawServer) => `http://site.example:${server.port}/`;

describe('a server that takes its time', () => {
  it('and never answers is left', async () => {
    const server = await serve(() => undefined);
    expect(await fetchFrom(at(server), { limits: { headersMs: 150 } })).toEqual({
      kind: 'refused',
      reason: 'The server did not answer in time.',
    });
  });

  it('and sends its headers one by one without end is left', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 X\r\n');
      const trickle = setInterval(() => socket.write('x-more: 1\r\n'), 20);
      socket.on('close', () => clearInterval(trickle));
    });
    expect(await fetchFrom(at(server), { limits: { headersMs: 200 } })).toMatchObject({ kind: 'refused' });
  });

  it('and sends its body byte by byte is left', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 X\r\ncontent-length: 1000000\r\n\r\n');
      const trickle = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => clearInterval(trickle));
    });
    const begun = performance.now();
    const outcome = await fetchFrom(at(server), { limits: { windowMs: 150, minBytesPerWindow: 1_000 } });
    expect(outcome).toMatchObject({ trouble: 'The server sends too slowly.' });
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('and stands still after much is left', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 X\r\ncontent-length: 1000000\r\n\r\n');
      socket.write('x'.repeat(100_000));
    });
    const outcome = await fetchFrom(at(server), { limits: { windowMs: 60, minBytesPerWindow: 100 } });
    expect(outcome).toMatchObject({ trouble: 'The server sends too slowly.' });
  });

  it('within every window, and yet without end, is left when the whole time is over', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n');
      const flow = setInterval(() => socket.write(`3e8\r\n${'x'.repeat(1_000)}\r\n`), 5);
      socket.on('close', () => clearInterval(flow));
    });
    expect(await fetchFrom(at(server), { limits: { totalMs: 400 } })).toMatchObject({
      trouble: 'It took too long.',
    });
  });

  it('in redirects of its own is left when the whole time is over', async () => {
    const server = await serve((_request, socket) => {
      setTimeout(() => reply(socket, 302, { location: '/again' }), 150);
    });
    expect(await fetchFrom(at(server), { limits: { totalMs: 350 } })).toEqual({
      kind: 'refused',
      reason: 'It took too long.',
    });
  });

  it('over TLS before it says who it is is left', async () => {
    const server = await serve(() => undefined);
    const outcome = await fetchFrom(`https://site.example:${server.port}/`, { limits: { connectMs: 150 } });
    expect(outcome).toMatchObject({ kind: 'refused' });
  });

  it('is left at once when the owner stops it', async () => {
    const stop = new AbortController();
    const server = await serve(() => stop.abort());
    expect(await fetchFrom(at(server), { signal: stop.signal })).toEqual({
      kind: 'refused',
      reason: 'It was stopped.',
    });
  });

  it('in the middle of its body is left when the owner stops it', async () => {
    const stop = new AbortController();
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf', () =>
        setTimeout(() => stop.abort(), 50),
      );
    });
    expect(await fetchFrom(at(server), { signal: stop.signal })).toMatchObject({
      trouble: 'It was stopped.',
    });
  });

  it('and is never reached because it was stopped before is not dialled', async () => {
    const stop = new AbortController();
    stop.abort();
    const server = await serve(() => undefined);
    expect(await fetchFrom(at(server), { signal: stop.signal })).toMatchObject({ kind: 'refused' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('an answer that is too much', () => {
  const megabyte = 1024 * 1024;
  const bomb = Buffer.alloc(64 * megabyte);

  it.each([
    ['gzip', gzipSync(bomb)],
    ['br', brotliCompressSync(bomb.subarray(0, 32 * megabyte))],
    ['deflate', deflateSync(bomb)],
  ])('after unpacking (%s) is cut off', async (encoding, packed) => {
    const server = await serve((_request, socket) =>
      reply(socket, 200, { 'content-encoding': encoding }, packed),
    );
    const outcome = await fetchFrom(at(server), { limits: { maxBytes: 2 * megabyte } });
    expect(outcome).toMatchObject({ trouble: 'It is larger than 2 MB.' });
  });

  it('as it comes is cut off, whatever length it says', async () => {
    const server = await serve((_request, socket) => {
      socket.write('HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n');
      const flow = setInterval(() => socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`), 1);
      socket.on('close', () => clearInterval(flow));
    });
    const outcome = await fetchFrom(at(server), { limits: { maxTransferBytes: megabyte } });
    expect(outcome).toMatchObject({ trouble: 'It is larger than 1 MB.' });
  });

  it('in its headers is refused', async () => {
    const server = await serve((_request, socket) =>
      reply(socket, 200, { 'x-much': 'y'.repeat(40_000) }, 'hello'),
    );
    expect(await fetchFrom(at(server))).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('headers of its answer are too large'),
    });
  });

  it.each(['gzip, gzip', 'br, gzip', 'compress', 'zstd', 'x-odd'])(
    'packed as "%s" is not read',
    async (encoding) => {
      const server = await serve((_request, socket) =>
        reply(socket, 200, { 'content-encoding': encoding }, 'hello'),
      );
      expect(await fetchFrom(at(server))).toEqual({
        kind: 'refused',
        reason: 'Its answer is packed in a way that is not read here.',
      });
    },
  );
});

describe('an answer that is not what it says', () => {
  it.each([
    ['gzip that is none', { 'content-encoding': 'gzip' }, Buffer.from('hello')],
    [
      'gzip that is cut short',
      { 'content-encoding': 'gzip' },
      gzipSync(Buffer.alloc(5_000, 'x1y2')).subarray(0, 30),
    ],
  ])('%s is told', async (_what, headers, body) => {
    const server = await serve((_request, socket) => reply(socket, 200, headers, body));
    expect(await fetchFrom(at(server))).toMatchObject({ trouble: 'The answer is not packed as it says.' });
  });

  it('shorter than said is told', async () => {
    const server = await serve((_request, socket) => {
      socket.end('HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf');
    });
    expect(await fetchFrom(at(server))).toMatchObject({ trouble: 'site.example: The connection was cut.' });
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['two lengths', 'HTTP/1.1 200 X\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a header with NUL', 'HTTP/1.1 200 X\r\nx-a: \0\r\n\r\n'],
  ])('%s is told', async (_what, bytes) => {
    const server = await serve((_request, socket) => {
      socket.end(bytes);
    });
    expect(await fetchFrom(at(server))).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/Its answer is not|cut/),
    });
  });

  it('a connection that is reset or refused is told without an address in numbers', async () => {
    const server = await serve((_request, socket) => {
      socket.resetAndDestroy();
    });
    expect(await fetchFrom(at(server))).toMatchObject({ reason: 'site.example: The connection was cut.' });
    const { port } = server;
    await server.close();
    expect(await fetchFrom(`http://site.example:${port}/`)).toMatchObject({
      reason: 'site.example: The server refused the connection.',
    });
  });

  it('a packed answer is given unpacked', async () => {
    for (const [encoding, pack] of [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
      ['deflate', deflateSync],
    ] as const) {
      const server = await serve((_request, socket) =>
        reply(socket, 200, { 'content-encoding': encoding }, pack(Buffer.from('héllo '.repeat(20_000)))),
      );
      expect(await fetchFrom(at(server)), encoding).toMatchObject({ text: 'héllo '.repeat(20_000) });
    }
  });
});

describe('a secure connection', () => {
  const good = makeCertificate(['site.example']);
  const hello: Answer = (_request, socket) => reply(socket, 200, {}, 'hello');
  const secure = (server: RawServer) => `https://site.example:${server.port}/`;

  it('goes to the checked address and still names the host', async () => {
    const server = await serve(hello, good);
    expect(await fetchFrom(secure(server), { options: { trusted: [good.cert] } })).toMatchObject({
      text: 'hello',
    });
    expect(server.requests).toMatchObject([
      { serverName: 'site.example', headers: { host: `site.example:${server.port}` } },
    ]);
  });

  it.each([
    ['signed by nobody known', good, [], /signed by nobody/],
    ['for another host', makeCertificate(['other.example']), 'itself', /belongs to another host/],
    ['that has expired', makeCertificate(['site.example'], -1), 'itself', /has expired/],
  ] as const)(
    'with a certificate %s is refused and told plainly',
    async (_what, certificate, trusted, words) => {
      const server = await serve(hello, certificate);
      const outcome = await fetchFrom(secure(server), {
        options: { trusted: trusted === 'itself' ? [certificate.cert] : trusted },
      });
      expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(words) });
      expect(server.requests).toHaveLength(0);
    },
  );

  it('is checked whatever the environment says', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const server = await serve(hello, good);
      expect(await fetchFrom(secure(server))).toMatchObject({ kind: 'refused' });
      expect(server.requests).toHaveLength(0);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('to a server that speaks none is told plainly', async () => {
    const server = await serve(hello);
    const outcome = await fetchFrom(secure(server), { limits: { connectMs: 2_000, headersMs: 2_000 } });
    expect(outcome).toMatchObject({ kind: 'refused' });
  });
});

// A command with a list of hosts asks those hosts and no other that lives at the same address.
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createProxy } from '../../../src/main/adapters/sandbox/network/proxy.ts';
import { MAX_HELLO_BYTES, serverNameOf } from '../../../src/main/adapters/sandbox/network/server-name.ts';
import { clientHello } from './client-hello.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** What a server at the address of `allowed.test` is told when a command says this to the proxy. */
async function toldAfter(...said: readonly (string | Buffer)[]): Promise<{ told: string; hosts: unknown }> {
  let told = Buffer.alloc(0);
  let reached: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('close', () => reached());
    socket.on('data', (chunk: Buffer) => {
      told = Buffer.concat([told, chunk]);
      // Whoever has its answer hangs up, or the last part came.
      if (/END/.test(told.toString('latin1')))
        socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n');
    });
  });
  const port = await listen(server);
  const proxy = createProxy({
    allowHosts: ['allowed.test'],
    isPublicAddress: () => true,
    outside: { resolve: async () => ['93.184.216.34'], dial: () => connect({ host: '127.0.0.1', port }) },
  });
  const inside = createServer();
  const at = await listen(inside);
  open.push(proxy);
  proxy.serve(inside);
  const client = connect({ host: '127.0.0.1', port: at });
  client.on('error', () => undefined);
  client.on('data', () => undefined);
  const hungUp = new Promise<void>((resolve) => client.once('close', () => resolve()));
  for (const part of said) client.write(part);
  await Promise.race([ended, hungUp]);
  client.destroy();
  return { told: told.toString('latin1'), hosts: proxy.answers() };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

const HIDDEN = 'GET /END HTTP/1.1\r\nHost: other.test\r\n\r\n';
const TUNNEL = 'CONNECT allowed.test:443 HTTP/1.1\r\nHost: x\r\n\r\n';

describe('the proxy passes on', () => {
  it.each(['GET', 'DELETE', 'OPTIONS', 'POST'])(
    'a body of %s as a body, not as a second request',
    async (method) => {
      const { told } = await toldAfter(
        `${method} http://allowed.test/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`,
        `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`,
      );
      expect(told).toMatch(/transfer-encoding: chunked\r\n/i);
      expect(told).toContain(`\r\n\r\n${HIDDEN.length.toString(16)}\r\n${HIDDEN}`);
    },
  );

  it('through a tunnel for plain HTTP, requests for the host that was checked only', async () => {
    const { told } = await toldAfter('CONNECT allowed.test:80 HTTP/1.1\r\nHost: x\r\n\r\n', HIDDEN);
    expect(told).toMatch(/^GET \/END HTTP\/1\.1\r\nhost: allowed\.test\r\n/);
    const elsewhere = HIDDEN.replace('/END', 'http://other.test/END');
    expect((await toldAfter('CONNECT allowed.test:80 HTTP/1.1\r\nHost: x\r\n\r\n', elsewhere)).told).toBe('');
  });

  it('through a tunnel for HTTPS, what asks for that very name, in however many pieces it comes', async () => {
    const hello = await clientHello('allowed.test');
    const { told } = await toldAfter(
      TUNNEL,
      hello.subarray(0, 3),
      hello.subarray(3, 60),
      hello.subarray(60),
      'END',
    );
    expect(told).toBe(`${hello.toString('latin1')}END`);
  });

  it.each([
    ['another name', () => clientHello('other.test')],
    ['no name', () => clientHello(null)],
    ['plain words', async () => Buffer.from(HIDDEN)],
    ['another protocol', async () => Buffer.from('SSH-2.0-x\r\n')],
  ])('through a tunnel for HTTPS, nothing of %s', async (_what, hello) => {
    const { told, hosts } = await toldAfter(TUNNEL, await hello(), 'END');
    expect(told).toBe('');
    expect(hosts).toContainEqual(
      expect.objectContaining({ host: 'allowed.test', port: 443, allowed: false }),
    );
  });
});

describe('the name a client asks for', () => {
  it('is waited for until it is whole, and no longer than a client hello is', async () => {
    const hello = await clientHello('Allowed.Test.');
    for (const bytes of [0, 1, 4, 5, 9, hello.length - 1])
      expect(serverNameOf(hello.subarray(0, bytes))).toEqual({ kind: 'more' });
    expect(serverNameOf(hello)).toEqual({ kind: 'name', name: 'allowed.test' });
    const endless = Buffer.alloc(MAX_HELLO_BYTES);
    endless.set([22, 3, 1, 255, 255, 1, 255, 255, 255]);
    expect(serverNameOf(endless)).toEqual({ kind: 'none' });
  });

  it('is none in bytes that lie about their lengths', async () => {
    const hello = await clientHello('allowed.test');
    for (let at = 9; at < hello.length; at += 1) {
      const broken = Buffer.from(hello);
      broken[at] = 255;
      expect(['name', 'none']).toContain(serverNameOf(broken).kind);
    }
  });
});

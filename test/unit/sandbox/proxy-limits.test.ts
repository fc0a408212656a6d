// What the proxy of a command gives away of our own means: bytes, connections and time are bounded.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createProxy,
  type HostProxy,
  type ProxyOptions,
} from '../../../src/main/adapters/sandbox/network/proxy.ts';
import { clientHello } from './client-hello.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    open.push({ close: () => socket.destroy() });
    onConnection(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

async function proxyTo(
  port: number,
  limits: ProxyOptions['limits'],
): Promise<{ proxy: HostProxy; at: number }> {
  const proxy = createProxy({
    allowHosts: ['allowed.test'],
    isPublicAddress: () => true,
    outside: { resolve: async () => ['93.184.216.34'], dial: () => connect({ host: '127.0.0.1', port }) },
    ...(limits !== undefined && { limits }),
  });
  open.push(proxy);
  const listening: Server = createServer();
  await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
  proxy.serve(listening);
  return { proxy, at: (listening.address() as AddressInfo).port };
}

async function tunnel(at: number): Promise<{ socket: Socket; ended: Promise<number> }> {
  const socket = connect({ host: '127.0.0.1', port: at });
  open.push({ close: () => socket.destroy() });
  socket.on('error', () => undefined);
  socket.write('CONNECT allowed.test:443 HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.write(await clientHello('allowed.test'));
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
  const ended = new Promise<number>((resolve) => socket.once('close', () => resolve(bytes)));
  return { socket, ended };
}

describe('the proxy', () => {
  it('ends everything when more bytes went through than may', async () => {
    const port = await listen((socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(64 * 1024)));
      };
      socket.on('drain', more);
      more();
    });
    const { at } = await proxyTo(port, { maxBytes: 1024 * 1024 });
    expect(await (await tunnel(at)).ended).toBeGreaterThan(100_000);
  });

  it('ends a connection on which nobody says anything', async () => {
    const port = await listen((socket) => socket.resume());
    const { at } = await proxyTo(port, { idleTimeoutMs: 150 });
    expect(await (await tunnel(at)).ended).toBeLessThan(200);
  });

  it('takes no more connections at once than it may', async () => {
    const port = await listen((socket) => socket.resume());
    const { at } = await proxyTo(port, { maxConnections: 2 });
    const tunnels = await Promise.all(Array.from({ length: 8 }, () => tunnel(at)));
    await Promise.race(tunnels.map(({ ended }) => ended));
    expect(tunnels.some(({ socket }) => socket.destroyed)).toBe(true);
  });

  it('does not wait for a name that is never answered, nor for a host that does not answer', async () => {
    const proxy = createProxy({
      allowHosts: ['allowed.test'],
      isPublicAddress: () => true,
      outside: {
        resolve: () => new Promise(() => undefined),
        dial: () => connect({ host: '127.0.0.1', port: 1 }),
      },
      limits: { dialTimeoutMs: 100 },
    });
    open.push(proxy);
    const listening = createServer();
    await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
    proxy.serve(listening);
    await (await tunnel((listening.address() as AddressInfo).port)).ended;
    expect(proxy.answers()).toEqual([
      { host: 'allowed.test', port: 443, allowed: false, reason: 'the name leads nowhere.' },
    ]);
  });
});

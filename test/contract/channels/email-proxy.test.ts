// What a mail server says before we do, and a connection that ends, on the way through a proxy. Against bare sockets on
// loopback.
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectThrough } from '../../../src/main/adapters/channels/email/mail-proxy.ts';

const GREETING = '220 mail.example.org ready\r\n';

let proxy: Server;
let tunnels: Socket[] = [];

beforeEach(async () => {
  tunnels = [];
  proxy = createServer();
  proxy.on('connect', (_request, socket: Socket) => {
    tunnels.push(socket);
    socket.on('error', () => {});
    // Both in one piece, as they come when the mail server is quick.
    socket.write(`HTTP/1.1 200 Connection Established\r\n\r\n${GREETING}`);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const tunnel of tunnels) tunnel.destroy();
  await new Promise((resolve) => proxy.close(resolve));
});

function open(signal: AbortSignal): Promise<Socket> {
  const { port } = proxy.address() as AddressInfo;
  return connectThrough(`http://127.0.0.1:${port}`, 'mail.example.org', 587, signal);
}

describe('through a proxy', () => {
  it('nothing is lost of what the mail server says first', async () => {
    const socket = await open(new AbortController().signal);
    const heard = await new Promise((resolve) => socket.once('data', (bytes) => resolve(String(bytes))));
    expect(heard).toBe(GREETING);
    socket.destroy();
  });

  it.each(['broken by the proxy', 'stopped by us'])(
    'a connection that is %s before it is used ends it and nothing else',
    async (how) => {
      const stop = new AbortController();
      const socket = await open(stop.signal);
      // Nobody listens yet: without a listener of ours an error would be nobody's, and end the app.
      if (how === 'stopped by us') stop.abort();
      else {
        tunnels[0]?.resetAndDestroy();
        socket.write('x');
      }
      await wait(100);
      expect(socket.destroyed).toBe(true);
    },
  );
});

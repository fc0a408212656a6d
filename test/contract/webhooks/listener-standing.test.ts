// How the webhook door stands: where it listens, whom it cuts off, how it closes.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askAt, type ListenerStage, openListenerStage } from './listener-stage.ts';

let stage: ListenerStage;

beforeEach(async () => {
  stage = await openListenerStage();
});

afterEach(async () => {
  await stage.listener.close();
});

describe('how it stands', () => {
  test('on this computer only', () => {
    const port = stage.port.toString(16).toUpperCase().padStart(4, '0');
    const listening = ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => local.endsWith(`:${port}`) && state === '0A')
      .map(([, local = '']) => local.split(':')[0]);
    expect(listening).toEqual(['0100007F']);
  });

  test('without a public address it takes nothing', async () => {
    const closed = await openListenerStage({ publicUrl: '' });
    const before = stage;
    stage = closed;
    expect((await askAt(stage.port)).status).toBe(421);
    expect(closed.verified).toEqual([]);
    await before.listener.close();
  });

  test('who drips, headers or body, is cut off', async () => {
    const began = Date.now();
    const head = 'POST /hooks/slack HTTP/1.1\r\nHost: hooks.example\r\nContent-Length: 500\r\n\r\n';
    const ends = await Promise.all([drip('POST /hooks/sl'), drip(head)]);
    expect(Math.max(...ends) - began).toBeLessThan(15_000);
    expect(stage.verified).toEqual([]);
  }, 40_000);

  test('no more than a hundred connections at once', async () => {
    const sockets = await Promise.all(
      Array.from(
        { length: 130 },
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const socket = connect(stage.port, '127.0.0.1');
            socket.on('error', () => {});
            setTimeout(() => resolve(socket), 300);
          }),
      ),
    );
    expect(
      sockets.filter((socket) => !socket.destroyed && socket.readyState === 'open').length,
    ).toBeLessThanOrEqual(100);
    for (const socket of sockets) socket.destroy();
  });

  test('closes at once, also with somebody on the line', async () => {
    const socket = connect(stage.port, '127.0.0.1');
    socket.on('error', () => {});
    await new Promise((resolve) => socket.on('connect', resolve));
    const began = Date.now();
    await stage.listener.close();
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(stage.listener.port()).toBeNull();
  });

  test('closes also when what it had to tell of refusals cannot be saved', async () => {
    stage.verdict({ kind: 'refused', why: 'unsigned' });
    stage.failingToTell(true);
    expect((await askAt(stage.port)).status).toBe(401);
    expect((await askAt(stage.port)).status).toBe(401); // not told yet
    await stage.listener.close();
    await expect(askAt(stage.port)).rejects.toThrow('ECONNREFUSED');
  });
});

/** When the connection ended. */
function drip(start: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(stage.port, '127.0.0.1', () => socket.write(start));
    const timer = setInterval(() => socket.writable && socket.write('x'), 300);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(timer);
      resolve(Date.now());
    });
  });
}

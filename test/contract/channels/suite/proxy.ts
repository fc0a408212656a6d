// A proxy that was asked for carries everything, and is never gone around.
import { expect, test } from 'vitest';
import { openConnectProxy } from '../../../fakes/loopback/connect-proxy.ts';
import { listening, send } from './cases.ts';
import type { Stage } from './stage.ts';

export const PROXY_CASES = [
  'everything goes through the proxy',
  'nothing goes around a proxy that is not there',
] as const;

export function proxyCases(open: (options: { proxy: string }) => Promise<Stage>): void {
  test(PROXY_CASES[0], async (context) => {
    const proxy = await openConnectProxy();
    const stage = await open({ proxy: proxy.url });
    try {
      if (stage.cannot['a proxy'] !== undefined) context.skip(stage.cannot['a proxy']);
      await listening(stage);
      await stage.write('Through it');
      await stage.recorder.received(1);
      expect(await send(stage)).toMatchObject({ kind: 'sent' });
      expect(proxy.connected()).toBeGreaterThan(0);
      expect(stage.directConnections?.() ?? 0).toBe(0);
    } finally {
      await stage.channel.stop();
      await stage.close();
      await proxy.close();
    }
  });

  test(PROXY_CASES[1], async (context) => {
    const proxy = await openConnectProxy();
    await proxy.close();
    const stage = await open({ proxy: proxy.url });
    try {
      if (stage.cannot['a proxy'] !== undefined) context.skip(stage.cannot['a proxy']);
      stage.channel.start(stage.recorder);
      expect((await send(stage)).kind).toBe('retry-later');
      expect(stage.sendRequests()).toBe(0);
      expect(stage.channel.health().state).not.toBe('connected');
    } finally {
      await stage.channel.stop();
      await stage.close();
    }
  });
}

// The small parts that the others stand on: our note of the last update, waiting times, health, the address, and
// that an app without Telegram never loads grammY.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBackoff } from '../../../src/main/adapters/channels/backoff.ts';
import { createDesktopChannel } from '../../../src/main/adapters/channels/desktop.ts';
import { createExchange } from '../../../src/main/adapters/channels/exchange.ts';
import { createHealthBoard } from '../../../src/main/adapters/channels/health-board.ts';
import { safeAddress } from '../../../src/main/adapters/channels/safe-address.ts';
import { isToken } from '../../../src/main/adapters/channels/telegram/bot-api.ts';
import { cursorOf, offsetAfter } from '../../../src/main/adapters/channels/telegram/cursor.ts';
import { describe as describeError } from '../../contract/channels/recorder.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const silent = { info: () => {}, warn: () => {}, error: () => {} };

describe('our note of the last update', () => {
  const me = { id: 7 };

  it('asks for the next one', () => {
    expect(offsetAfter(cursorOf(me, 41, 1_000), me, 2_000)).toBe(42);
  });

  it('of another bot is not used: it would confirm what was never read', () => {
    expect(offsetAfter(cursorOf(me, 41, 1_000), { id: 8 }, 2_000)).toBeNull();
  });

  it('is not used after a week, when Telegram may number anew', () => {
    expect(offsetAfter(cursorOf(me, 41, 0), me, 5 * DAY_MS)).toBe(42);
    expect(offsetAfter(cursorOf(me, 41, 0), me, 7 * DAY_MS)).toBeNull();
  });

  it('of any other shape is as good as none', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constant(null), fc.constant('7:99999999999999999999:0')),
        (cursor) => {
          expect(offsetAfter(cursor, me, 0)).toBeNull();
        },
      ),
    );
  });
});

describe('waiting times', () => {
  it('double up to a limit, never less than half of it, and begin anew', () => {
    const backoff = createBackoff({ firstMs: 500, maxMs: 30_000 });
    const waits = Array.from({ length: 60 }, () => backoff.nextMs());
    waits.forEach((wait, index) => {
      const step = Math.min(30_000, 500 * 2 ** index);
      expect(wait).toBeGreaterThanOrEqual(step / 2);
      expect(wait).toBeLessThanOrEqual(step);
    });
    backoff.reset();
    expect([backoff.failures(), backoff.nextMs() <= 500]).toEqual([0, true]);
  });

  it('are as long as a server asks, and of our own where it asks for none', () => {
    const backoff = createBackoff({ firstMs: 500, maxMs: 30_000 });
    expect(backoff.askedMs(7_000)).toBe(7_000);
    for (const asked of [0, null, 1]) expect(backoff.askedMs(asked)).toBeGreaterThanOrEqual(500);
    expect(backoff.failures()).toBe(4);
  });
});

describe('health', () => {
  it('is told when it changes, not each time the platform was seen', () => {
    const board = createHealthBoard(silent);
    const seen: string[] = [];
    const stop = board.listen((health) => seen.push(health.state));
    board.set({ state: 'connected', lastSeenAtMs: 1 });
    board.set({ state: 'connected', lastSeenAtMs: 2 });
    board.set({ state: 'trouble', lastError: 'x' });
    stop();
    board.set({ state: 'off' });
    expect(seen).toEqual(['connected', 'trouble']);
    expect(board.get()).toEqual({ state: 'off', lastSeenAtMs: 2, lastError: 'x', account: null });
  });
});

describe('the address of the server', () => {
  it.each([
    ['https://api.telegram.org', 'https://api.telegram.org'],
    ['https://bots.example.org/telegram/', 'https://bots.example.org/telegram'],
    ['http://127.0.0.1:9998', 'http://127.0.0.1:9998'],
    ['http://[::1]:9998/', 'http://[::1]:9998'],
    ['http://localhost:9998', 'http://localhost:9998'],
  ])('%s is used', (given, apiRoot) => {
    expect(safeAddress(given, 'the server')).toEqual({ kind: 'usable', address: apiRoot });
  });

  it.each([
    'http://api.telegram.org',
    'http://192.168.1.5:8081',
    'http://127.0.0.1.example.org',
    'ftp://127.0.0.1',
    'telegram',
    'https://ada:secret@example.org',
    '',
  ])('%j is not: the token would travel in clear, or nowhere', (given) => {
    expect(safeAddress(given, 'the server').kind).toBe('unusable');
  });
});

describe('a token', () => {
  it('is in nothing that an exchange throws, though it is a part of the address', async () => {
    const token = '7000000001:AASecretPart';
    const outcomes = await Promise.allSettled(
      ['http://127.0.0.1:9', 'http://host.invalid', 'http://127.0.0.1:99999'].map((root) =>
        createExchange().ask({
          method: 'POST',
          url: `${root}/bot${token}/getMe`,
          body: '{}',
          signal: new AbortController().signal,
          deadlineMs: 5_000,
        }),
      ),
    );
    const errors = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason : null));
    expect(errors.map((error) => [error?.name, error?.stage])).toEqual(
      errors.map(() => ['ExchangeError', 'before']),
    );
    expect(errors.map(describeError).join()).not.toContain('SecretPart');
  });

  it('cannot change the address that it becomes a part of', () => {
    expect(isToken('7000000001:AA-under_score')).toBe(true);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (token) => {
        if (isToken(token))
          expect(new URL(`https://host/bot${token}/getMe`).pathname).toBe(`/bot${token}/getMe`);
      }),
    );
    for (const token of ['a/b', 'a?b', 'a#b', '..%2f', 'a b', 'a\\b', '']) expect(isToken(token)).toBe(false);
  });
});

describe('the desktop channel', () => {
  it('has sent what it is given: the transcript is the screen', async () => {
    const channel = createDesktopChannel();
    const [part] = channel.render('**as written**');
    expect(part).toEqual({ body: '**as written**', format: 'plain' });
    expect(channel.render(' \n')).toEqual([]);
    const address = { chatId: 'desktop', threadId: null };
    expect(await channel.send(address, part!, new AbortController().signal)).toEqual({
      kind: 'sent',
      platformMessageId: null,
    });
    expect(channel.health().state).toBe('connected');
  });
});

describe('grammY', () => {
  it('is loaded with the first call, not with the channel', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const modules = [];
      registerHooks({ load: (url, context, next) => { modules.push(url); return next(url, context); } });
      const { createTelegramChannel } = await import('./src/main/adapters/channels/telegram/telegram.ts');
      const loaded = () => modules.some((url) => url.includes('grammy'));
      const none = () => {};
      const clock = { now: () => 0, after: (ms, run) => { const timer = setTimeout(run, ms); return () => clearTimeout(timer); } };
      const log = { info: none, warn: none, error: none };
      const channel = createTelegramChannel({ id: 'telegram', apiRoot: 'http://127.0.0.1:9', secret: () => '1:a', onSecretChange: () => none, proxy: '', clock, log });
      channel.render('**words**');
      const before = loaded();
      await channel.send({ chatId: '1', threadId: null }, { body: 'x', format: 'plain' }, new AbortController().signal);
      console.log(JSON.stringify([before, loaded()]));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    expect(JSON.parse(stdout)).toEqual([false, true]);
  });
});

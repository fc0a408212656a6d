// Each fake runs on its own under plain Node: one JSON line with its address, lines in and out, and a sure end.
// Real processes; each is ended by its own test, and by its time limit should that fail.
import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Api } from 'grammy';
import { expect, test } from 'vitest';

type Line = Record<string, unknown> & { url: string };

interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  next(): Promise<Line>;
  write(line: object | string): void;
  /** Exit status; null when ended by a signal. */
  ended(): Promise<number | null>;
}

function run(fake: 'telegram' | 'openai', ...flags: string[]): Running {
  const file = fileURLToPath(new URL(`../../fakes/${fake}/serve.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, '--for-seconds', '20', ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, 'exit') as Promise<[number | null]>;
  return {
    child,
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error('The fake ended without another line.');
      return JSON.parse(value);
    },
    write: (line) => child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`),
    ended: async () => (await exit)[0],
  };
}

test('people write to the Telegram fake by lines, and what the bot does comes out as lines', async () => {
  const fake = run('telegram', '--token', '42:secret', '--username', 'porter_bot');
  const opening = await fake.next();
  expect(opening).toMatchObject({ token: '42:secret', username: 'porter_bot', pid: fake.child.pid });
  const api = new Api('42:secret', { apiRoot: opening.url });

  fake.write({ person: { id: 1, firstName: 'Ada' }, text: 'hi' });
  expect(await fake.next()).toMatchObject({ done: { messageId: 1 } });
  fake.write({ person: { id: 1 }, group: { id: -5, title: 'Team' }, text: 'all', mention: true });
  await fake.next();
  fake.write({ raw: { odd: true } });
  await fake.next();
  expect(await api.getUpdates()).toMatchObject([
    { message: { text: 'hi', from: { first_name: 'Ada' } } },
    { message: { text: '@porter_bot all', chat: { title: 'Team' } } },
    { odd: true },
  ]);

  await api.sendChatAction(1, 'typing');
  expect(await fake.next()).toEqual({ action: { chatId: 1, action: 'typing' } });
  const { message_id } = await api.sendMessage(1, '<b>hello</b>', { parse_mode: 'HTML' });
  expect(await fake.next()).toMatchObject({ sent: { chatId: 1, messageId: message_id, text: 'hello' } });

  fake.write({ person: { id: 1 }, press: message_id, data: 'yes' });
  expect(await fake.next()).toMatchObject({ done: { queryId: expect.any(String) } });
  fake.write({ person: { id: 1 }, edit: 1, text: 'hi again' });
  expect(await fake.next()).toMatchObject({ done: { messageId: 1 } });
  fake.write({ fail: { method: 'getMe', status: 500 } });
  expect(await fake.next()).toEqual({ done: { failing: 'getMe' } });
  await expect(api.getMe()).rejects.toMatchObject({ error_code: 500 });

  for (const wrong of [
    'nonsense',
    { text: 'who' },
    { person: { id: 1 } },
    { person: { id: 1 }, edit: 99, text: 'x' },
  ]) {
    fake.write(wrong);
    expect(Object.keys(await fake.next())).toEqual(['error']);
  }
  fake.child.stdin.end();
  expect(await fake.ended()).toBe(0);
});

test('the model fake answers by the script named, reports requests, and ends on SIGTERM', async () => {
  const fake = run('openai', '--script', 'obedient', '--api-key', 'sk-right');
  const { url } = await fake.next();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-right' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'RUN: date' }] }),
  });
  expect((await response.json()).choices[0].finish_reason).toBe('tool_calls');
  expect(await fake.next()).toEqual({ request: { n: 1, messages: 1, user: 'RUN: date' } });
  fake.child.kill('SIGTERM');
  expect(await fake.ended()).toBe(0);
});

test('a fake ends at its time limit even when nobody asks it to', async () => {
  const fake = run('openai', '--for-seconds', '1', '--ignore-input');
  await fake.next();
  expect(await fake.ended()).toBe(0);
});

test('wrong flags are refused with status 2 and a sentence', async () => {
  const wrong = [
    run('openai', '--script', 'wise'),
    run('telegram', '--port', 'many'),
    run('telegram', '--colour', 'red'),
  ];
  expect(await Promise.all(wrong.map((fake) => fake.ended()))).toEqual([2, 2, 2]);
});

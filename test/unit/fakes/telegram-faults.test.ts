// The Telegram fake fails as the platform and the network do, on demand and in a known order.
// A test that relies on a fault must be able to rely on what the fault left behind.
import { Api, GrammyError, HttpError } from 'grammy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Person } from '../../fakes/telegram/people.ts';
import type { TelegramServer } from '../../fakes/telegram/server.ts';
import { startTelegramServer } from '../../fakes/telegram/server.ts';

let server: TelegramServer;
let api: Api;
let ada: Person;

beforeEach(async () => {
  server = await startTelegramServer();
  api = new Api(server.token, { apiRoot: server.url });
  ada = server.person({ id: 7, firstName: 'Ada' });
});
afterEach(() => server.close());

const thrown = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

const post = (path: string, init: RequestInit) => fetch(`${server.url}${path}`, { method: 'POST', ...init });

test('too many requests carries how long to wait, so many times and no more', async () => {
  server.failNext('sendMessage', { status: 429, retryAfter: 3, times: 2 });
  for (const _time of [1, 2]) {
    const error = await thrown(api.sendMessage(7, 'x'));
    expect(error).toBeInstanceOf(GrammyError);
    expect(error).toMatchObject({
      error_code: 429,
      description: 'Too Many Requests: retry after 3',
      parameters: { retry_after: 3 },
    });
  }
  await api.sendMessage(7, 'x');
  expect(ada.messages()).toHaveLength(1);
});

test('a proxy can answer in place of the platform', async () => {
  server.failNext('*', { status: 502, rawBody: '<html>Bad Gateway</html>' });
  const response = await fetch(`${server.url}/bot${server.token}/getMe`);
  expect([response.status, await response.text()]).toEqual([502, '<html>Bad Gateway</html>']);
});

test('a connection can be lost before anything happened, or after the message was delivered', async () => {
  server.dropConnection('sendMessage');
  expect(await thrown(api.sendMessage(7, 'never'))).toBeInstanceOf(HttpError);
  expect(ada.messages()).toEqual([]);
  server.dropConnection('sendMessage', { afterHandling: true });
  expect(await thrown(api.sendMessage(7, 'delivered'))).toBeInstanceOf(HttpError);
  expect(ada.messages()).toMatchObject([{ text: 'delivered' }]);
});

test('a call that hangs is handled when it is released', async () => {
  const hung = server.hang('sendMessage');
  const sending = api.sendMessage(7, 'late');
  await server.called('sendMessage', 1);
  expect(ada.messages()).toEqual([]);
  hung.release();
  await sending;
  expect(ada.messages()).toMatchObject([{ text: 'late' }]);
});

test('a call that hangs has no effect when the client gives up', async () => {
  const hung = server.hang('sendMessage');
  const patience = new AbortController();
  const sending = thrown(
    post(`/bot${server.token}/sendMessage`, {
      body: new URLSearchParams({ chat_id: '7', text: 'x' }),
      signal: patience.signal,
    }),
  );
  await server.called('sendMessage', 1);
  patience.abort();
  await sending;
  await hung.abandoned;
  hung.release();
  await api.sendMessage(7, 'after');
  expect(ada.messages().map((message) => message.text)).toEqual(['after']);
});

test('a revoked token ends the open poll and every later call, and a new token is good at once', async () => {
  const poll = thrown(api.getUpdates({ timeout: 30 }));
  await server.polled();
  server.revokeToken();
  expect(await poll).toMatchObject({ error_code: 401, description: 'Unauthorized' });
  expect(await thrown(api.getMe())).toMatchObject({ error_code: 401 });
  server.setToken('9:other');
  expect(await new Api('9:other', { apiRoot: server.url }).getMe()).toMatchObject({ id: server.bot.id });
});

test('while offline every connection is reset, afterwards all is as before', async () => {
  const poll = thrown(api.getUpdates({ timeout: 30 }));
  await server.polled();
  server.offline(true);
  expect(await poll).toBeInstanceOf(HttpError);
  expect(await thrown(api.getMe())).toBeInstanceOf(HttpError);
  server.offline(false);
  expect(await api.getMe()).toMatchObject({ is_bot: true });
});

test('a wrong token, an unknown method and an unknown path are told apart', async () => {
  const statuses = await Promise.all(
    [`/bot1:wrong/getMe`, `/bot${server.token}/getNothing`, '/'].map((path) =>
      fetch(`${server.url}${path}`).then((response) => response.json()),
    ),
  );
  expect(statuses).toEqual([
    { ok: false, error_code: 401, description: 'Unauthorized' },
    { ok: false, error_code: 404, description: 'Not Found' },
    { ok: false, error_code: 404, description: 'Not Found' },
  ]);
});

test('a message can be sent in each way the platform takes, and each call is recorded with its fields', async () => {
  const path = `/bot${server.token}/sendMessage`;
  const form = new FormData();
  form.set('chat_id', '7');
  form.set('text', 'multipart\nof two lines');
  form.set('document', new Blob(['bytes']), 'a.txt');
  await fetch(`${server.url}${path}?chat_id=7&text=query`);
  await post(path, { body: new URLSearchParams({ chat_id: '7', text: 'urlencoded é' }) });
  await post(path, {
    body: JSON.stringify({ chat_id: 7, text: 'json' }),
    headers: { 'content-type': 'application/json' },
  });
  await post(path, { body: form });
  await post(path.replace('sendMessage', 'SENDmessage'), {
    body: new URLSearchParams({ chat_id: '7', text: 'any case' }),
  });
  expect(ada.messages().map((message) => message.text)).toEqual([
    'query',
    'urlencoded é',
    'json',
    'multipart\nof two lines',
    'any case',
  ]);
  expect(server.calls('sendMessage').map((call) => [call.http, call.fields])).toEqual([
    ['GET', { chat_id: '7', text: 'query' }],
    ['POST', { chat_id: '7', text: 'urlencoded é' }],
    ['POST', { chat_id: 7, text: 'json' }],
    ['POST', { chat_id: '7', text: 'multipart\r\nof two lines', document: { fileName: 'a.txt', bytes: 5 } }],
    ['POST', { chat_id: '7', text: 'any case' }],
  ]);
});

test('broken bodies are refused', async () => {
  const path = `/bot${server.token}/sendMessage`;
  const json = { 'content-type': 'application/json' };
  const replies = await Promise.all([
    post(path, { body: '{"chat_id":', headers: json }),
    post(path, { body: new Uint8Array([0xff, 0xfe]), headers: json }),
    post(path, { body: 'nothing', headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
    post(path, { body: 'x'.repeat(1_048_577) }),
  ]);
  expect(replies.map((reply) => reply.status)).toEqual([400, 400, 400, 413]);
});

test('waiting in vain ends with a sentence that says for what', async () => {
  await expect(ada.nextMessage({ timeoutMs: 20, matching: /soon/ })).rejects.toThrow(
    'Waited 20 ms in vain for a message matching /soon/ to Ada.',
  );
});

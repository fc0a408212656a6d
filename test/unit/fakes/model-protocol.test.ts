// The model fake speaks OpenAI's protocol: models, completions, streams, keys, refusals, and the ways a stream dies.
// Spoken to with plain fetch, so that nothing but HTTP is assumed.
import { afterEach, expect, test } from 'vitest';
import { echoScript } from '../../fakes/openai/scripts.ts';
import type { ModelServer, ModelServerOptions } from '../../fakes/openai/server.ts';
import { startModelServer } from '../../fakes/openai/server.ts';

const open: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(options: Partial<ModelServerOptions> = {}): Promise<ModelServer> {
  const server = await startModelServer({ script: echoScript, ...options });
  open.push(server);
  return server;
}

const HELLO = { model: 'scripted', messages: [{ role: 'user', content: 'hello' }] };

function ask(server: ModelServer, body: object, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-right' },
    ...init,
  });
}

const events = (text: string) =>
  text
    .split('\n\n')
    .filter((event) => event !== '')
    .map((event) => event.replace(/^data: /, ''));

test('models are listed', async () => {
  const server = await start({ models: ['small', 'large'] });
  const list = await fetch(`${server.baseUrl}/models`).then((reply) => reply.json());
  expect(list).toMatchObject({ object: 'list', data: [{ id: 'small', object: 'model' }, { id: 'large' }] });
  expect(await fetch(`${server.baseUrl}/models/large`).then((reply) => reply.json())).toMatchObject({
    id: 'large',
  });
  expect((await ask(server, { ...HELLO, model: 'huge' })).status).toBe(404);
});

test('a whole completion has content, finish reason and usage', async () => {
  const reply = await (await ask(await start(), HELLO)).json();
  expect(reply).toEqual({
    id: 'chatcmpl-000000000001',
    object: 'chat.completion',
    created: expect.any(Number),
    model: 'scripted',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'You said: hello', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 },
  });
});

test('a stream opens with the role, ends with the finish reason, the usage if asked, and DONE', async () => {
  const response = await ask(await start(), {
    ...HELLO,
    stream: true,
    stream_options: { include_usage: true },
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const all = events(await response.text());
  expect(all.at(-1)).toBe('[DONE]');
  const chunks = all.slice(0, -1).map((event) => JSON.parse(event));
  expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toEqual([
    { role: 'assistant', content: 'You' },
    { content: ' said:' },
    { content: ' hello' },
    {},
    undefined,
  ]);
  expect(chunks.at(-2).choices[0].finish_reason).toBe('stop');
  expect(chunks.at(-1).usage).toEqual({ prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 });
});

test('tool calls are streamed with their arguments in pieces', async () => {
  const server = await start({
    script: () => ({ toolCalls: [{ name: 'read_file', arguments: { path: 'a.txt' } }], chunkSize: 5 }),
  });
  const chunks = events(await (await ask(server, { ...HELLO, stream: true })).text())
    .filter((event) => event !== '[DONE]')
    .map((event) => JSON.parse(event).choices[0]);
  const calls = chunks.flatMap((choice) => choice.delta.tool_calls ?? []);
  expect(calls[0]).toEqual({
    index: 0,
    id: 'call_00000001_0',
    type: 'function',
    function: { name: 'read_file', arguments: '' },
  });
  expect(calls.length).toBe(5);
  expect(calls.map((call) => call.function.arguments).join('')).toBe('{"path":"a.txt"}');
  expect(chunks.at(-1).finish_reason).toBe('tool_calls');
});

test('a wrong or missing key is refused in the envelope, with the key masked', async () => {
  const server = await start({ apiKey: 'sk-right' });
  expect((await ask(server, HELLO)).status).toBe(200);
  const wrong = await ask(server, HELLO, { headers: { authorization: 'Bearer sk-wrong-and-long' } });
  expect([wrong.status, await wrong.json()]).toEqual([
    401,
    {
      error: {
        message:
          'Incorrect API key provided: sk-w****long. You can find your API key at https://platform.openai.com/account/api-keys.',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    },
  ]);
  expect((await fetch(`${server.baseUrl}/models`)).status).toBe(401);
  server.setApiKey('sk-new');
  expect((await ask(server, HELLO)).status).toBe(401);
});

test('a failure has the status, the headers and the body that were asked for', async () => {
  const server = await start({
    script: () => ({ failure: { status: 429, headers: { 'retry-after': '7' } } }),
  });
  const limited = await ask(server, HELLO);
  expect([limited.status, limited.headers.get('retry-after'), (await limited.json()).error.code]).toEqual([
    429,
    '7',
    'rate_limit_exceeded',
  ]);
  server.setScript(() => ({ failure: { status: 502, body: '<html>' } }));
  expect(await (await ask(server, HELLO)).text()).toBe('<html>');
});

test.each([
  ['no messages', { ...HELLO, messages: [] }],
  ['no model', { messages: HELLO.messages }],
  ['an unknown role', { ...HELLO, messages: [{ role: 'robot', content: 'x' }] }],
  [
    'a tool result without a call',
    { ...HELLO, messages: [{ role: 'tool', tool_call_id: 'a', content: 'x' }] },
  ],
  [
    'a call without its result',
    {
      ...HELLO,
      messages: [
        {
          role: 'assistant',
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'user', content: 'and now' },
      ],
    },
  ],
  [
    'a tool name the platform does not take',
    { ...HELLO, tools: [{ type: 'function', function: { name: 'a b' } }] },
  ],
  ['an empty list of tools', { ...HELLO, tools: [] }],
])('the platform would refuse %s, so it is refused', async (_name, body) => {
  const response = await ask(await start(), body);
  expect([response.status, (await response.json()).error.type]).toEqual([400, 'invalid_request_error']);
});

test('a body that is not JSON, another method and another path are refused', async () => {
  const server = await start();
  const statuses = await Promise.all([
    ask(server, {}, { body: '{"model":' }),
    fetch(`${server.baseUrl}/chat/completions`),
    fetch(`${server.baseUrl}/embeddings`, { method: 'POST', body: '{}' }),
  ]);
  expect(statuses.map((response) => response.status)).toEqual([400, 405, 404]);
});

test('garbage stands in the stream between the content and the end', async () => {
  const server = await start({ script: () => ({ text: 'ok', garbage: 'data: {"broken\n\n' }) });
  const all = events(await (await ask(server, { ...HELLO, stream: true })).text());
  expect(all[1]).toBe('{"broken');
  expect(all.at(-1)).toBe('[DONE]');
});

test('a stream cut after two chunks has delivered two chunks, and is not taken for the client leaving', async () => {
  const server = await start({ script: () => ({ text: 'one two three', dropAfterChunks: 2 }) });
  const response = await ask(server, { ...HELLO, stream: true });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const end = await (async () => {
    for (;;) {
      const next = await reader?.read();
      if (next === undefined || next.done) return 'ended';
      heard += next.value;
    }
  })().catch(() => 'cut');
  expect([end, events(heard).length, server.aborts().length]).toEqual(['cut', 2, 0]);
});

test('a client that leaves a hanging stream is seen to leave', async () => {
  const server = await start({ script: () => ({ text: 'one two three', hangAfterChunks: 1 }) });
  const leaving = new AbortController();
  const response = await ask(server, { ...HELLO, stream: true }, { signal: leaving.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  expect([server.openRequests(), server.openConnections()]).toEqual([1, 1]);
  leaving.abort();
  expect(await server.aborted(1)).toMatchObject({ n: 1, chunksSent: 1 });
  expect(server.openRequests()).toBe(0);
});

test('a slow stream comes chunk by chunk', async () => {
  const server = await start({ script: () => ({ text: 'one two three', chunkDelayMs: 15 }) });
  const response = await ask(server, { ...HELLO, stream: true });
  let reads = 0;
  for await (const _piece of response.body ?? []) reads += 1;
  expect(reads).toBeGreaterThan(2);
});

test('requests are recorded with size and headers, or only counted', async () => {
  const server = await start({ apiKey: 'sk-right' });
  await ask(server, HELLO);
  await ask(server, HELLO, { headers: {} });
  const bytes = Buffer.byteLength(JSON.stringify(HELLO));
  expect(await server.requested(1)).toMatchObject({
    n: 1,
    bytes,
    body: HELLO,
    headers: { authorization: 'Bearer sk-right' },
  });
  expect(server.requests().map((request) => request.n)).toEqual([1, 0]);

  const counting = await start({ record: 'counts' });
  await ask(counting, HELLO);
  expect([counting.requests(), counting.totals()]).toEqual([[], { requests: 1, aborts: 0, bytesIn: bytes }]);
});

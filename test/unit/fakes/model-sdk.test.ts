// The AI SDK, written against real servers, understands the model fake: text, tools, usage, failures.
// What it makes of a reply here is what the product's adapter will be given.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { afterEach, expect, test } from 'vitest';
import { echoScript, obedientScript } from '../../fakes/openai/scripts.ts';
import type { ModelServer, ModelServerOptions } from '../../fakes/openai/server.ts';
import { startModelServer } from '../../fakes/openai/server.ts';

const open: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(options: Partial<ModelServerOptions> = {}) {
  const server = await startModelServer({ script: echoScript, apiKey: 'sk-right', ...options });
  open.push(server);
  const provider = createOpenAICompatible({
    name: 'loopback',
    baseURL: server.baseUrl,
    apiKey: 'sk-right',
    includeUsage: true,
  });
  return { server, model: provider.chatModel('scripted') };
}

const runCommand = tool({
  description: 'Runs a command.',
  inputSchema: jsonSchema<{ argv: string[] }>({
    type: 'object',
    properties: { argv: { type: 'array', items: { type: 'string' } } },
    required: ['argv'],
  }),
  execute: ({ argv }) => ({ exitCode: 0, output: `ran ${argv.join('|')}` }),
});

test('a streamed reply arrives in pieces with its usage', async () => {
  const { model } = await start();
  const result = streamText({ model, prompt: 'good day' });
  const pieces: string[] = [];
  for await (const piece of result.textStream) pieces.push(piece);
  expect(pieces).toEqual(['You', ' said:', ' good', ' day']);
  expect(await result.finishReason).toBe('stop');
  expect(await result.usage).toMatchObject({ inputTokens: 2, outputTokens: 5, totalTokens: 7 });
});

test('a whole reply arrives too', async () => {
  const { model } = await start();
  expect((await generateText({ model, prompt: 'good day' })).text).toBe('You said: good day');
});

test('a streamed tool call is put together, run, and its result reported', async () => {
  const { server, model } = await start({ script: obedientScript });
  const result = streamText({
    model,
    prompt: 'Please.\nRUN: echo "two words" three',
    tools: { run_command: runCommand },
    stopWhen: stepCountIs(3),
  });
  expect(await result.text).toBe('The tool said: {"exitCode":0,"output":"ran echo|two words|three"}');
  expect((await result.steps).flatMap((step) => step.toolCalls.map((call) => call.input))).toEqual([
    { argv: ['echo', 'two words', 'three'] },
  ]);
  expect(server.requests()).toHaveLength(2);
});

test('two tool calls of one step come apart again', async () => {
  const { model } = await start({ script: obedientScript });
  const result = await streamText({
    model,
    prompt: 'RUN: one\nRUN: two',
    tools: { run_command: runCommand },
  }).toolCalls;
  expect(result.map((call) => call.input)).toEqual([{ argv: ['one'] }, { argv: ['two'] }]);
});

test('broken arguments reach the SDK broken', async () => {
  const { model } = await start({
    script: () => ({ toolCalls: [{ name: 'run_command', arguments: '{"argv": ["ls"' }] }),
  });
  const [call] = await streamText({ model, prompt: 'x', tools: { run_command: runCommand } }).toolCalls;
  expect(call?.invalid).toBe(true);
});

test('a failure keeps its status and its headers', async () => {
  const { model } = await start({
    script: () => ({ failure: { status: 429, headers: { 'retry-after': '7' } } }),
  });
  const error = await generateText({ model, prompt: 'x', maxRetries: 0 }).catch((thrown: unknown) => thrown);
  expect(
    APICallError.isInstance(error) && [error.statusCode, error.responseHeaders?.['retry-after']],
  ).toEqual([429, '7']);
});

test('garbage in the stream is an error and not an answer', async () => {
  const { model } = await start({ script: () => ({ text: 'half', garbage: 'data: {"oops\n\n' }) });
  const kinds: string[] = [];
  const result = streamText({ model, prompt: 'x', onError: () => {} });
  for await (const part of result.fullStream) kinds.push(part.type);
  expect(kinds).toContain('error');
});

test('an abort by the client is seen by the server', async () => {
  const { server, model } = await start({ script: () => ({ text: 'a b c', hangAfterChunks: 1 }) });
  const leaving = new AbortController();
  const result = streamText({ model, prompt: 'x', abortSignal: leaving.signal, onError: () => {} });
  for await (const part of result.fullStream) if (part.type === 'text-delta') leaving.abort();
  expect(await server.aborted(1)).toMatchObject({ chunksSent: 1 });
});

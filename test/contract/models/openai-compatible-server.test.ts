// The same model against the product's own OpenAI-compatible server, which refuses what the real one refuses:
// a conversation with tools over several steps, a key that changes, a server that breaks off or goes away.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelEvent, ModelMessage } from '../../../src/main/domain/ports/model.ts';
import { obedientScript } from '../../fakes/openai/scripts.ts';
import { type ModelServer, startModelServer } from '../../fakes/openai/server.ts';
import { collect, kinds, modelFor, REQUEST } from './model-suite.ts';
import { chatCompletions } from './servers/chat-completions.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer({ script: obedientScript });
});
afterEach(() => server.close());

const ask = (text: string): ModelMessage => ({ role: 'user', text });
const textOf = (events: readonly ModelEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.delta : '')).join('');

describe('a model behind an OpenAI-compatible server', () => {
  it('goes through several steps with several calls and their results', async () => {
    const { model } = modelFor(chatCompletions, server.url);
    const messages = [ask('RUN: date -u\nTOOL: read_file {"path": "a.txt"}')];
    const first = await collect(model, { ...REQUEST, messages });
    const calls = first.filter((event) => event.type === 'tool-call').map((event) => event.call);
    expect(calls.map(({ tool, inputText }) => ({ tool, input: JSON.parse(inputText) as unknown }))).toEqual([
      { tool: 'run_command', input: { argv: ['date', '-u'] } },
      { tool: 'read_file', input: { path: 'a.txt' } },
    ]);
    messages.push({ role: 'assistant', text: '', toolCalls: calls, providerState: null });
    for (const call of calls)
      messages.push({
        role: 'tool',
        callId: call.callId,
        tool: call.tool,
        text: `${call.tool} done`,
        isError: false,
      });
    const second = await collect(model, { ...REQUEST, messages });
    expect(textOf(second)).toBe('The tool said: run_command done\nread_file done');
    expect(kinds(second).at(-1)).toBe('end');
  });

  it('learns of a wrong key, and goes on with the right one', async () => {
    server.setApiKey('sk-the-right-key-0000000000');
    let key = 'sk-the-wrong-key-0000000000';
    const { model } = modelFor(chatCompletions, server.url, { apiKey: () => key });
    expect(kinds(await collect(model))).toEqual(['failure: refused-credential']);
    key = 'sk-the-right-key-0000000000';
    expect(kinds(await collect(model)).at(-1)).toBe('end');
  });

  it.each([
    [{ text: 'one two three four', dropAfterChunks: 3 }, 'unreachable'],
    [{ text: 'one two three four', garbage: 'data: {"choices": [{]\n\n' }, 'garbled'],
    [{ failure: { status: 429 } }, 'rate-limited'],
    [{ failure: { status: 500, body: 'not even JSON' } }, 'overloaded'],
  ] as const)('ends with one failure when the server answers %o', async (reply, kind) => {
    server.setScript(() => reply);
    expect(kinds(await collect(modelFor(chatCompletions, server.url).model)).at(-1)).toBe(`failure: ${kind}`);
  });

  it('is unreachable while the server is away, and back with it', async () => {
    const { model } = modelFor(chatCompletions, server.url);
    server.offline(true);
    expect(kinds(await collect(model))).toEqual(['failure: unreachable']);
    server.offline(false);
    expect(kinds(await collect(model)).at(-1)).toBe('end');
  });

  it('lets go of the server when it is stopped', async () => {
    server.setScript(() => ({ text: 'one two three four five six', hangAfterChunks: 3 }));
    const stop = new AbortController();
    for await (const event of modelFor(chatCompletions, server.url).model.stream(REQUEST, stop.signal)) {
      if (event.type === 'text') stop.abort();
    }
    await server.aborted(1);
    expect(server.openRequests()).toBe(0);
  });
});

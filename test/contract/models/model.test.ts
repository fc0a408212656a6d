// The model port, once for each of the four providers, against servers that speak their protocols on loopback:
// what a model says, what goes back to it, and what stopping does. Failures are in model-failures.test.ts.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelEvent, ModelMessage } from '../../../src/main/domain/ports/model.ts';
import { collect, KEY, kinds, modelFor, REQUEST } from './model-suite.ts';
import { anthropic } from './servers/anthropic.ts';
import { chatCompletions } from './servers/chat-completions.ts';
import type { Dialect } from './servers/dialect.ts';
import { google } from './servers/google.ts';
import { openaiResponses } from './servers/openai-responses.ts';
import { type ScriptedServer, startScriptedServer } from './servers/scripted-server.ts';

const TWO_CALLS = {
  thought: { text: 'The clock knows.', seal: 'c2VhbC1vZi10aGUtdGhvdWdodA==' },
  texts: ['Let me ', 'look.'],
  calls: [
    { id: 'call_1', name: 'run_command', inputPieces: ['{"argv"', ':["date"]}'] },
    { id: 'call_2', name: 'list_files', inputPieces: ['{"path":"."}'] },
  ],
};

describe.each([anthropic, openaiResponses, google, chatCompletions])(
  'a model of $provider',
  (dialect: Dialect) => {
    let server: ScriptedServer;
    beforeEach(async () => {
      server = await startScriptedServer();
    });
    afterEach(() => server.stop());

    it('streams text in order and ends with usage', async () => {
      server.next({
        kind: 'stream',
        frames: dialect.frames({ texts: ['It is ', 'noon', ' — 12:00 ☀️'], usage: { input: 42, output: 9 } }),
      });
      const events = await collect(modelFor(dialect, server.url).model);
      expect(events.filter((event) => event.type === 'text').map((event) => event.delta)).toEqual([
        'It is ',
        'noon',
        ' — 12:00 ☀️',
      ]);
      expect(events.at(-1)).toMatchObject({
        type: 'end',
        reason: 'stop',
        usage: { inputTokens: 42, outputTokens: 9 },
      });
    });

    it('sends system text, tools, messages and limit, the key in its header, and asks for nothing to be kept', async () => {
      server.next({ kind: 'stream', frames: dialect.frames({ texts: ['ok'] }) });
      await collect(modelFor(dialect, server.url).model);
      const [request] = server.requests;
      expect(dialect.read(request!)).toEqual({
        model: dialect.model,
        key: KEY,
        system: 'You are Sallyport.',
        tools: ['run_command'],
        maxOutputTokens: 4_096,
        turns: [{ role: 'user', text: 'What time is it?' }],
      });
      expect(request?.path).not.toContain(KEY);
      if (dialect.provider === 'openai') expect(request?.body).toMatchObject({ store: false });
    });

    it('passes a call on with its JSON as the model wrote it, and several calls in their order', async () => {
      server.next({ kind: 'stream', frames: dialect.frames(TWO_CALLS) });
      const events = await collect(modelFor(dialect, server.url).model);
      expect(kinds(events)).toEqual(['text', 'text', 'tool-call', 'tool-call', 'end']);
      const calls = events.filter((event) => event.type === 'tool-call').map((event) => event.call);
      expect(calls.map(({ tool, inputText }) => ({ tool, inputText }))).toEqual([
        { tool: 'run_command', inputText: '{"argv":["date"]}' },
        { tool: 'list_files', inputText: '{"path":"."}' },
      ]);
      expect(new Set(calls.map((call) => call.callId)).size).toBe(2);
      expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'tool-calls' });
    });

    it.runIf(dialect.rawInput)(
      'passes a call with broken JSON on as text, and shows it to the model as it was',
      async () => {
        const broken = '{"argv": ["rm", ';
        server.next({
          kind: 'stream',
          frames: dialect.frames({ calls: [{ id: 'call_1', name: 'run_command', inputPieces: [broken] }] }),
        });
        server.next({ kind: 'stream', frames: dialect.frames({ texts: ['Sorry.'] }) });
        const { model } = modelFor(dialect, server.url);
        const events = await collect(model);
        expect(events[0]).toEqual({
          type: 'tool-call',
          call: { callId: 'call_1', tool: 'run_command', inputText: broken },
        });
        const events2 = await collect(model, {
          ...REQUEST,
          messages: [...REQUEST.messages, ...exchange(events)],
        });
        expect(events2.at(-1)).toMatchObject({ type: 'end' });
        expect(JSON.stringify(server.requests[1]?.body)).toContain('rm');
      },
    );

    it('gives tool results and the provider’s own state back with the next request', async () => {
      server.next(
        { kind: 'stream', frames: dialect.frames(TWO_CALLS) },
        { kind: 'stream', frames: dialect.frames({ texts: ['Noon.'] }) },
      );
      const { model } = modelFor(dialect, server.url);
      const first = await collect(model);
      await collect(model, { ...REQUEST, messages: [...REQUEST.messages, ...exchange(first)] });
      const [one, two] = TWO_CALLS.calls.map(dialect.refOf);
      expect(dialect.read(server.requests[1]!).turns).toEqual([
        { role: 'user', text: 'What time is it?' },
        {
          role: 'assistant',
          text: 'Let me look.',
          calls: [
            { ref: one, input: { argv: ['date'] } },
            { ref: two, input: { path: '.' } },
          ],
          seal: TWO_CALLS.thought.seal,
        },
        { role: 'tool', ref: one, text: 'result 1' },
        { role: 'tool', ref: two, text: 'result 2' },
      ]);
    });

    it('never gives state back to another model, nor state that is damaged', async () => {
      server.next({ kind: 'stream', frames: dialect.frames(TWO_CALLS) });
      const first = await collect(modelFor(dialect, server.url).model);
      const messages = [...REQUEST.messages, ...exchange(first)];
      const other = modelFor({ ...dialect, model: `${dialect.model}-other` }, server.url).model;
      const damaged = messages.map((message) =>
        message.role === 'assistant' ? { ...message, providerState: '{"label":' } : message,
      );
      for (const [model, sent] of [
        [other, messages],
        [modelFor(dialect, server.url).model, damaged],
      ] as const) {
        server.next({ kind: 'stream', frames: dialect.frames({ texts: ['ok'] }) });
        const events = await collect(model, { ...REQUEST, messages: sent });
        expect(events.at(-1)).toMatchObject({ type: 'end' });
        expect(JSON.stringify(server.requests.at(-1)?.body)).not.toContain(TWO_CALLS.thought.seal);
      }
    });

    it('uses a changed key with the next call, and the same connection', async () => {
      const answer = { kind: 'stream', frames: dialect.frames({ texts: ['ok'] }) } as const;
      server.next(answer, answer);
      let key = 'sk-first-key-000000000000';
      const { model } = modelFor(dialect, server.url, { apiKey: () => key });
      await collect(model);
      // The end is given before the last bytes are read; the socket is free once they are.
      await new Promise((resolve) => setTimeout(resolve, 20));
      key = 'sk-second-key-00000000000';
      await collect(model);
      expect(server.requests.map((request) => dialect.read(request).key)).toEqual([
        'sk-first-key-000000000000',
        key,
      ]);
      expect(server.connections()).toBe(1);
    });

    it('stops in the middle of an answer at once, and closes the connection', async () => {
      const frames = dialect.frames({ texts: ['one ', 'two '], unfinished: true });
      server.next({ kind: 'stream', frames, ending: 'silence' });
      const stop = new AbortController();
      const events: ModelEvent[] = [];
      let stoppedAt = Number.NaN;
      for await (const event of modelFor(dialect, server.url).model.stream(REQUEST, stop.signal)) {
        events.push(event);
        if (events.length === 2) {
          stoppedAt = performance.now();
          stop.abort();
        }
      }
      expect(performance.now() - stoppedAt).toBeLessThan(100);
      expect(kinds(events)).toEqual(['text', 'text', 'failure: aborted']);
      await server.requests[0]?.cutByClient;
    });

    it('stops before the answer begins, and sends nothing when it was stopped before', async () => {
      server.next({ kind: 'silence' });
      const stop = new AbortController();
      const { model } = modelFor(dialect, server.url);
      const running = collect(model, REQUEST, stop.signal);
      await expect.poll(() => server.requests.length).toBe(1);
      stop.abort();
      expect(kinds(await running)).toEqual(['failure: aborted']);
      await server.requests[0]?.cutByClient;
      expect(kinds(await collect(model, REQUEST, stop.signal))).toEqual(['failure: aborted']);
      expect(server.requests.length).toBe(1);
    });

    it('closes the connection when the reader of its events leaves early', async () => {
      server.next({
        kind: 'stream',
        frames: dialect.frames({ texts: ['one ', 'two '], unfinished: true }),
        ending: 'silence',
      });
      for await (const event of modelFor(dialect, server.url).model.stream(
        REQUEST,
        new AbortController().signal,
      )) {
        if (event.type === 'text') break;
      }
      await server.requests[0]?.cutByClient;
    });
  },
);

/** The messages that follow a step: what the model said, and one result for each of its calls. */
function exchange(events: readonly ModelEvent[]): ModelMessage[] {
  const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  const toolCalls = events.filter((event) => event.type === 'tool-call').map((event) => event.call);
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error(`the step did not end well: ${JSON.stringify(end)}`);
  return [
    { role: 'assistant', text, toolCalls, providerState: end.providerState },
    ...toolCalls.map(
      (call, index): ModelMessage => ({
        role: 'tool',
        callId: call.callId,
        tool: call.tool,
        text: `result ${index + 1}`,
        isError: false,
      }),
    ),
  ];
}

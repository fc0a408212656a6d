// How a model fails, once for each provider, against servers that misbehave on loopback.
// Each failure is one event, the last, of the right kind, in words for a person; the key is in none of them.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelEvent } from '../../../src/main/domain/ports/model.ts';
import { collect, KEY, kinds, modelFor, REQUEST, type Setting } from './model-suite.ts';
import { anthropic } from './servers/anthropic.ts';
import { chatCompletions } from './servers/chat-completions.ts';
import type { Dialect } from './servers/dialect.ts';
import { google } from './servers/google.ts';
import { openaiResponses } from './servers/openai-responses.ts';
import { type Answer, type ScriptedServer, startScriptedServer } from './servers/scripted-server.ts';

const LEAKY = `Bad request for key ${KEY} at https://api.example.com/v1/x?key=${KEY}&a=b\n\u202eodd`;

describe.each([anthropic, openaiResponses, google, chatCompletions])(
  'a failing model of $provider',
  (dialect: Dialect) => {
    let server: ScriptedServer;
    let setting: Setting;
    let seen: ModelEvent[];
    beforeEach(async () => {
      server = await startScriptedServer();
      setting = modelFor(dialect, server.url);
      seen = [];
    });
    afterEach(async () => {
      await server.stop();
      expect(JSON.stringify(seen)).not.toContain(KEY);
      expect(setting.logged.join('\n')).not.toContain(KEY);
    });

    const run = async (...answers: Answer[]): Promise<ModelEvent[]> => {
      server.next(...answers);
      seen = await collect(setting.model);
      return seen;
    };
    const refuse = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
      kind: 'status',
      status,
      headers,
      body: dialect.errorBody(status, message),
    });

    it.each([
      [401, 'refused-credential'],
      [403, 'refused-credential'],
      [402, 'bad-request'],
      [400, 'bad-request'],
      [404, 'bad-request'],
      [422, 'bad-request'],
      [413, 'context-too-long'],
      [408, 'timeout'],
      [429, 'rate-limited'],
      [500, 'overloaded'],
      [503, 'overloaded'],
      [529, 'overloaded'],
    ] as const)('says of status %i that it is %s', async (status, kind) => {
      expect(kinds(await run(refuse(status, LEAKY)))).toEqual([`failure: ${kind}`]);
      expect(server.requests.length).toBe(1);
    });

    it('says how long to wait when the provider does', async () => {
      const events = await run(refuse(429, 'slow down', { 'retry-after': '7' }));
      expect(events).toEqual([
        {
          type: 'failure',
          kind: 'rate-limited',
          message: expect.stringContaining('in 7 seconds') as string,
          retryAfterMs: 7_000,
        },
      ]);
    });

    it('passes the provider’s own sentence on for a refused request: one line, without key or query', async () => {
      const [event] = await run(refuse(400, LEAKY));
      expect(event).toMatchObject({
        message: expect.stringMatching(
          /It says: Bad request for key \[key\] at https:\/\/api\.example\.com\/v1\/x odd$/,
        ) as string,
      });
    });

    it('recognises a conversation that is too long for the model', async () => {
      expect(kinds(await run(refuse(dialect.tooLong.status, dialect.tooLong.message)))).toEqual([
        'failure: context-too-long',
      ]);
    });

    it('recognises trouble that the provider reports inside the stream', async () => {
      const frames = [...dialect.frames({ texts: ['Well, '], unfinished: true }), dialect.overloadedFrame()];
      expect(kinds(await run({ kind: 'stream', frames }))).toEqual(['text', 'failure: overloaded']);
    });

    it('recognises trouble that the provider reports in place of an answer', async () => {
      expect(kinds(await run({ kind: 'stream', frames: [dialect.overloadedFrame()] }))).toEqual([
        'failure: overloaded',
      ]);
    });

    it.each([
      ['a web page', '<!doctype html><title>Welcome to the hotel network</title>'],
      ['broken JSON', 'data: {"choices": [{"de\n\n'],
      ['JSON of another kind', 'data: {"hello": "world"}\n\n'],
      ['bytes that are no text', 'data: \u0000\ufffd\ufffd{}\n\n'],
      ['nothing', ''],
    ])('says of %s that it is garbled', async (_, frame) => {
      expect(kinds(await run({ kind: 'stream', frames: [frame] }))).toEqual(['failure: garbled']);
    });

    it('says that an answer without its end is garbled, and keeps what came', async () => {
      const frames = dialect.frames({ texts: ['half of '], unfinished: true });
      expect(kinds(await run({ kind: 'stream', frames }))).toEqual(['text', 'failure: garbled']);
    });

    it.runIf(dialect.rawInput)('never passes on a call that was cut off in the middle', async () => {
      const call = { id: 'call_1', name: 'run_command', inputPieces: ['{"argv":["rm"'] };
      const events = await run({
        kind: 'stream',
        frames: dialect.frames({ calls: [call], unfinished: true }),
        ending: 'cut',
      });
      expect(kinds(events)).toEqual(['failure: unreachable']);
    });

    it('says that the connection broke off, after the text that came', async () => {
      const frames = dialect.frames({ texts: ['half of '], unfinished: true });
      expect(kinds(await run({ kind: 'stream', frames, ending: 'cut' }))).toEqual([
        'text',
        'failure: unreachable',
      ]);
    });

    it('says that nobody answers when the connection is refused', async () => {
      const free = createServer();
      await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
      const { port } = free.address() as AddressInfo;
      await new Promise((resolve) => free.close(resolve));
      setting = modelFor(dialect, `http://127.0.0.1:${port}`);
      expect(kinds(await run())).toEqual(['failure: unreachable']);
    });

    it('gives up on a server that says nothing, before the answer and in the middle of it', async () => {
      const limits = { firstByteTimeoutMs: 150, stallTimeoutMs: 150 };
      setting = modelFor(dialect, server.url, { limits });
      expect(kinds(await run({ kind: 'silence' }))).toEqual(['failure: timeout']);
      await server.requests[0]?.cutByClient;
      expect(kinds(await run({ kind: 'stream', frames: [], ending: 'silence' }))).toEqual([
        'failure: timeout',
      ]);
      await server.requests[1]?.cutByClient;
      const frames = dialect.frames({ texts: ['half of '], unfinished: true });
      expect(kinds(await run({ kind: 'stream', frames, ending: 'silence' }))).toEqual([
        'text',
        'failure: timeout',
      ]);
      await server.requests[2]?.cutByClient;
    });

    it('ends an answer that never ends: by its size, by the size of one line, and by time', async () => {
      const keepAlive = { kind: 'endless', piece: ': still thinking\n\n' } as const;
      setting = modelFor(dialect, server.url, { limits: { maxBytes: 200_000 } });
      expect(kinds(await run(keepAlive))).toEqual(['failure: garbled']);
      setting = modelFor(dialect, server.url, {
        limits: { maxLineBytes: 50_000, maxBytes: Number.MAX_SAFE_INTEGER, totalTimeoutMs: 500 },
      });
      expect(kinds(await run({ kind: 'endless', piece: 'a'.repeat(1_000) }))).toEqual(['failure: garbled']);
      setting = modelFor(dialect, server.url, {
        limits: { totalTimeoutMs: 150, maxBytes: Number.MAX_SAFE_INTEGER },
      });
      expect(kinds(await run(keepAlive))).toEqual(['failure: timeout']);
      await Promise.all(server.requests.map((request) => request.cutByClient));
    });

    it('does not follow a redirect, which would carry the key to another server', async () => {
      const elsewhere = await startScriptedServer();
      expect(
        kinds(
          await run({ kind: 'status', status: 307, headers: { location: `${elsewhere.url}/v1` }, body: '' }),
        ),
      ).toEqual(['failure: bad-request']);
      expect(elsewhere.requests).toEqual([]);
      await elsewhere.stop();
    });

    it('sends nothing without a model, and nothing without a key where one is needed', async () => {
      setting = modelFor(dialect, server.url, { config: () => ({ context_tokens: 100_000 }) });
      expect(setting.model.label()).toBeNull();
      expect(kinds(await run())).toEqual(['failure: not-configured']);
      setting = modelFor(dialect, server.url, { apiKey: () => null });
      server.next({ kind: 'stream', frames: dialect.frames({ texts: ['ok'] }) });
      const needsNone = dialect.provider === 'openai-compatible';
      expect(kinds(await run()).at(-1)).toBe(needsNone ? 'end' : 'failure: not-configured');
      expect(server.requests.map((request) => dialect.read(request).key)).toEqual(needsNone ? [null] : []);
    });

    it('never looks for a key or an address in the environment', async () => {
      const elsewhere = await startScriptedServer();
      const names = ['ANTHROPIC', 'OPENAI', 'GOOGLE_GENERATIVE_AI'];
      for (const name of names) {
        process.env[`${name}_API_KEY`] = 'sk-from-the-environment-00000';
        process.env[`${name}_BASE_URL`] = elsewhere.url;
      }
      try {
        await run({ kind: 'stream', frames: dialect.frames({ texts: ['ok'] }) });
        expect(elsewhere.requests).toEqual([]);
        expect(dialect.read(server.requests[0]!).key).toBe(KEY);
      } finally {
        for (const name of names) {
          delete process.env[`${name}_API_KEY`];
          delete process.env[`${name}_BASE_URL`];
        }
        await elsewhere.stop();
      }
    });

    it('fails with an event, not an exception, when the key store throws', async () => {
      const locked = (): never => {
        throw new Error(`locked ${KEY}`);
      };
      setting = modelFor(dialect, server.url, { apiKey: locked });
      expect(kinds(await run())).toEqual(['failure: not-configured']);
    });

    it('refuses a key that could not be a header, without quoting it', async () => {
      setting = modelFor(dialect, server.url, { apiKey: () => `${KEY}\nx: y` });
      expect(kinds(await run())).toEqual(['failure: refused-credential']);
      expect(server.requests).toEqual([]);
    });

    it('says the request could not be made for input no provider takes', async () => {
      const circular: Record<string, unknown> = { type: 'object' };
      circular['properties'] = { self: circular };
      seen = await collect(setting.model, {
        ...REQUEST,
        tools: [{ name: 't', description: '', inputSchema: circular }],
      });
      expect(kinds(seen)).toEqual(['failure: bad-request']);
    });
  },
);

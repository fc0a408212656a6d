// A server of vectors that fails, is late or is gone; and where the key and the texts go, over real HTTP on loopback.
import { describe, expect, onTestFinished, test } from 'vitest';
import { type EmbeddingReply, startEmbeddingServer } from '../../fakes/openai/embeddings.ts';
import { KEY, keyIn, never, stageForEach, vectorsOf } from './endpoint-stage.ts';

const stage = stageForEach();

describe('a server that fails', () => {
  const status = (code: number, headers = {}): EmbeddingReply => ({ kind: 'status', status: code, headers });
  test.each([
    [401, 'The model server refused the API key. Enter a valid key in Settings.'],
    [403, 'The model server refused the API key. Enter a valid key in Settings.'],
    [
      404,
      'The model server does not know the model “words”, or the address is wrong. Check both in Settings. It says: It was refused.',
    ],
    [429, 'The model server asks to slow down. Try again in a moment.'],
    [500, 'The model server is overloaded or has trouble (500). Try again in a moment.'],
    [503, 'The model server is overloaded or has trouble (503). Try again in a moment.'],
  ])('%i is one request and one sentence', async (code, sentence) => {
    expect(await stage.reasonFor(status(code))).toBe(sentence);
    expect(stage.server.requests()).toHaveLength(1);
  });

  test('a key that the server wants and does not get, and an unknown model, by the server’s own rules', async () => {
    await stage.server.close();
    stage.server = await startEmbeddingServer({ apiKey: KEY, models: ['other'] });
    expect(await stage.reasonOf(stage.embedderFor({ apiKey: () => null }))).toMatch(
      /^The model server wants an API key/,
    );
    expect(await stage.reasonOf(stage.embedderFor({ apiKey: () => 'wrong' }))).toMatch(
      /^The model server refused the API key/,
    );
    expect(await stage.reasonOf(stage.embedderFor())).toMatch(
      /^The model server does not know the model “words”/,
    );
  });

  test('nobody listens there, or the connection breaks: nothing of conversations is advised', async () => {
    expect(await stage.reasonFor({ kind: 'drop' })).toBe('The connection to the model server broke off.');
    await stage.server.close();
    expect(await stage.reasonOf(stage.embedderFor())).toMatch(
      /^No model server answers at 127\.0\.0\.1:\d+\. Start it/,
    );
  });

  test('one that says nothing is given up', async () => {
    stage.server.next({ kind: 'hang' });
    expect(await stage.reasonOf(stage.embedderFor({ limits: { firstByteTimeoutMs: 60 } }))).toMatch(
      /did not answer in time/,
    );
    await stage.server.aborted(1);
  });

  test('who asked may stop waiting, and so may who closes it: the request ends at the server too', async () => {
    const embedder = stage.embedderFor();
    stage.server.setScript(() => ({ kind: 'hang' }));
    const stop = new AbortController();
    const first = embedder.embed(['a'], stop.signal);
    await stage.server.requested(1);
    stop.abort();
    expect(await first).toEqual({ kind: 'unavailable', reason: 'It was called off.' });
    const second = embedder.embed(['a'], never);
    await stage.server.requested(2);
    embedder.close();
    expect(await second).toEqual({ kind: 'unavailable', reason: 'It was called off.' });
    await stage.server.aborted(2);
    expect(await embedder.embed(['a'], stop.signal)).toEqual({
      kind: 'unavailable',
      reason: 'It was called off.',
    });
    expect([stage.server.requests().length, stage.logged]).toEqual([2, []]);
  });

  test('after three failures one after another it rests a minute, and says why all the while', async () => {
    const embedder = stage.embedderFor();
    stage.server.setScript(() => status(500));
    const told = [
      await stage.reasonOf(embedder),
      await stage.reasonOf(embedder),
      await stage.reasonOf(embedder),
      await stage.reasonOf(embedder),
    ];
    expect([new Set(told).size, stage.server.requests().length]).toEqual([1, 3]);
    stage.server.setScript(null);
    stage.now += 59_999;
    await stage.reasonOf(embedder);
    expect(stage.server.requests()).toHaveLength(3);
    stage.now += 1;
    expect(await vectorsOf(embedder, ['a'])).toHaveLength(1);
  });

  test('a text too long for the model makes the next ones shorter, and does not count as a failure', async () => {
    const embedder = stage.embedderFor();
    // llama.cpp, OpenAI, Google.
    const sentences = [
      [500, 'input (4096 tokens) is too large to process'],
      [400, "Invalid 'input': maximum input length is 8192 tokens."],
      [400, 'The input token count (9000) exceeds the maximum number of tokens allowed (2048).'],
    ] as const;
    stage.server.setScript(({ n, texts }) => {
      const [code, message] = sentences[n - 1] ?? [0, ''];
      if (texts.every((text) => text.length <= 1_000)) return undefined;
      return { kind: 'status', status: code, body: JSON.stringify({ error: { message } }) };
    });
    const long = ['x'.repeat(9_000)];
    for (const _ of [1, 2, 3]) expect(await stage.reasonOf(embedder, long)).toMatch(/sent shorter next time/);
    expect(await vectorsOf(embedder, long)).toHaveLength(1);
    expect(stage.server.texts().map((text) => text.length)).toEqual([8_000, 4_000, 2_000, 1_000]);
    stage.server.setScript(() => ({ kind: 'status', status: 413 }));
    await stage.reasonOf(embedder, long);
    expect(await stage.reasonOf(embedder, long)).toBe(
      'The embedding model cannot read texts of this length.',
    );
  });
});

describe('the key and the texts', () => {
  test('the key is in the header alone, and in no line of the log, whatever the server quotes', async () => {
    const body = JSON.stringify({ error: { message: `bad key ${KEY} for “one”` } });
    expect(await stage.reasonFor({ kind: 'status', status: 400, body })).toContain('bad key [key]');
    const [request] = stage.server.requests();
    expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.stringify([request?.path, request?.body])).not.toContain(KEY);
    expect(stage.logged.join()).toMatch(/an embedding call failed .*bad-request/);
    expect(stage.logged.join()).not.toMatch(/one|bad key/);
  });

  test('a redirect is not followed: neither texts nor key go to the other server', async () => {
    const elsewhere = await startEmbeddingServer();
    onTestFinished(() => elsewhere.close());
    for (const code of [302, 307, 308]) {
      const headers = { location: `${elsewhere.baseUrl}/embeddings` };
      expect(await stage.reasonFor({ kind: 'status', status: code, headers })).toMatch(
        /^The model server answered with a redirect/,
      );
    }
    expect(elsewhere.requests()).toEqual([]);
  });

  test('the environment changes neither the key nor the address', async () => {
    const elsewhere = await startEmbeddingServer();
    onTestFinished(() => elsewhere.close());
    const names = [
      'OPENAI_BASE_URL',
      'OPENAI_API_KEY',
      'GOOGLE_GENERATIVE_AI_API_KEY',
      'HTTP_PROXY',
      'http_proxy',
    ];
    for (const name of names)
      process.env[name] = name.endsWith('KEY') ? 'from-the-environment' : elsewhere.baseUrl;
    onTestFinished(() => {
      for (const name of names) delete process.env[name];
    });
    const addresses = { openai: stage.server.baseUrl, google: stage.server.url };
    for (const provider of ['openai', 'google', 'openai-compatible'] as const) {
      const config = () => ({ provider, name: 'words', base_url: stage.server.baseUrl });
      await vectorsOf(stage.embedderFor({ addresses, config }), ['a']);
    }
    expect(stage.server.requests().map(({ headers }) => keyIn(headers))).toEqual([
      `Bearer ${KEY}`,
      KEY,
      `Bearer ${KEY}`,
    ]);
    expect(elsewhere.requests()).toEqual([]);
  });

  test('nothing is sent where the key would be readable on the way, nor without a key where one is needed', async () => {
    const config = () =>
      ({ provider: 'openai-compatible', name: 'a', base_url: 'http://models.example/v1' }) as const;
    expect(await stage.reasonOf(stage.embedderFor({ config }))).toMatch(
      /^The model server is reached without encryption/,
    );
    const openai = {
      addresses: { openai: stage.server.baseUrl },
      config: () => ({ provider: 'openai', name: 'a' }) as const,
    };
    expect(await stage.reasonOf(stage.embedderFor({ ...openai, apiKey: () => null }))).toMatch(
      /^No API key is stored for OpenAI/,
    );
    const locked = (): never => {
      throw new Error(`locked ${KEY}`);
    };
    for (const _ of [1, 2, 3, 4])
      expect(await stage.reasonOf(stage.embedderFor({ ...openai, apiKey: locked }))).toMatch(
        /locked or missing\. Unlock it\.$/,
      );
    expect(stage.server.requests()).toEqual([]);
  });
});

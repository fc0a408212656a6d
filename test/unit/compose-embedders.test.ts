// Which model of meaning is asked, by what the settings say now; and which server is never asked again.
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { configSchema } from '../../src/contracts/settings.ts';
import { createLocalEmbedder } from '../../src/main/adapters/embedding/local-embedder.ts';
import { composeEmbedders } from '../../src/main/compose-embedders.ts';
import type { Embedder } from '../../src/main/domain/ports/embedding.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../fakes/openai/embeddings.ts';

const LOCAL = 'local:minilm-l6-v2';
const never = new AbortController().signal;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let here: EmbeddingServer;
let elsewhere: EmbeddingServer;
beforeEach(async () => {
  here = await startEmbeddingServer();
  elsewhere = await startEmbeddingServer();
  return async () => {
    await here.close();
    await elsewhere.close();
  };
});

function world(first: unknown = {}) {
  const settingsOf = (embedding: unknown) => configSchema.parse({ memory: { embedding } }).memory.embedding;
  let settings = settingsOf(first);
  let key: string | null = 'first-key';
  const listeners = new Set<(name: string) => void>();
  const start = (): never => {
    throw new Error('No program is started in this test.');
  };
  const embedders = composeEmbedders({
    local: createLocalEmbedder({ start, log }),
    config: () => settings,
    secrets: {
      get: (name) => (name === 'memory.embedding-key' ? key : 'a key of something else'),
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    log,
    addresses: { openai: elsewhere.baseUrl, google: `${elsewhere.url}/v1beta` },
  });
  onTestFinished(() => embedders.close());
  return {
    ...embedders,
    listeners,
    set: (embedding: unknown) => {
      settings = settingsOf(embedding);
    },
    setKey: (value: string | null) => {
      key = value;
      for (const listener of listeners) listener('memory.embedding-key');
    },
  };
}

const at = (server: EmbeddingServer, name = 'words') => ({
  provider: 'openai-compatible',
  name,
  base_url: server.baseUrl,
});
const embedded = async (embedder: Embedder | null): Promise<boolean> =>
  (await embedder?.embed(['a text'], never))?.kind === 'embedded';

describe('the one that is wanted', () => {
  test('is the model that ships with the app, until the settings say otherwise, and again after that', () => {
    const app = world();
    expect(app.wanted().model).toBe(LOCAL);
    app.set(at(here));
    expect(app.wanted().model).toBe(`openai-compatible:words at ${here.baseUrl}`);
    app.set({ provider: 'google', name: 'gem' });
    expect(app.wanted().model).toBe('google:gem');
    app.set({ provider: 'local', name: 'gem', base_url: here.baseUrl });
    expect(app.wanted().model).toBe(LOCAL);
  });

  test('is the same one as long as the settings are', async () => {
    const app = world(at(here));
    const first = app.wanted();
    expect([app.wanted(), app.of(first.model)]).toEqual([first, first]);
    expect(app.wanted()).toBe(first);
    app.set({ ...at(here), base_url: `${here.baseUrl}/` });
    expect(app.wanted()).toBe(first);
    app.set(at(here, ' words '));
    expect(app.wanted()).toBe(first);
    expect(await embedded(first)).toBe(true);
  });

  test('has another model’s name for every server and name, and no password in it', () => {
    const app = world();
    const models = [
      at(here),
      at(elsewhere),
      at(here, 'other'),
      { provider: 'openai', name: 'words' },
      { provider: 'google', name: 'words' },
      { ...at(here), base_url: 'https://ada:hunter2@models.example/v1?key=hunter2#hunter2' },
    ].map((settings) => {
      app.set(settings);
      return app.wanted().model;
    });
    expect(new Set(models).size).toBe(models.length);
    expect(models.join()).not.toContain('hunter2');
    expect(models.at(-1)).toBe('openai-compatible:words at https://models.example/v1');
  });

  test('another key is used at once, without the rest that the old one brought about', async () => {
    const app = world({ provider: 'openai', name: 'words' });
    elsewhere.setScript(({ headers }) =>
      headers.authorization === 'Bearer first-key' ? { kind: 'status', status: 401 } : undefined,
    );
    for (const _ of [1, 2, 3, 4]) expect(await embedded(app.wanted())).toBe(false);
    expect(elsewhere.requests()).toHaveLength(3);
    app.setKey('second-key');
    expect(await embedded(app.wanted())).toBe(true);
    expect(elsewhere.requests().at(-1)?.headers.authorization).toBe('Bearer second-key');
  });

  test('without a key of its own it is sent none, least of all another one', async () => {
    const app = world(at(here));
    app.setKey(null);
    expect(await embedded(app.wanted())).toBe(true);
    expect(here.requests()[0]?.headers.authorization).toBeUndefined();
    app.set({ provider: 'openai', name: 'words' });
    expect(await embedded(app.wanted())).toBe(false);
    expect(elsewhere.requests()).toEqual([]);
  });

  test('what is under way at a server ends when the settings leave it', async () => {
    const app = world(at(here));
    here.setScript(() => ({ kind: 'hang' }));
    const asked = app.wanted().embed(['a'], never);
    await here.requested(1);
    app.set({});
    app.wanted();
    expect(await asked).toEqual({ kind: 'unavailable', reason: 'It was called off.' });
    await here.aborted(1);
  });
});

describe('the one of an earlier model', () => {
  test('the model of this computer is asked at any time, for its own vectors', () => {
    const app = world(at(here));
    expect(app.of(LOCAL)?.model).toBe(LOCAL);
    expect([app.of('local:another'), app.of('none'), app.of('')]).toEqual([null, null, null]);
  });

  test('another model of the same server is asked still, also after a start', async () => {
    const before = `openai-compatible:before at ${here.baseUrl}`;
    const app = world(at(here));
    expect(app.of(before)?.model).toBe(before);
    expect(await embedded(app.of(before))).toBe(true);
    expect(here.requests().map(({ model }) => model)).toEqual(['before']);
    app.set({ provider: 'openai', name: 'large' });
    expect(await embedded(app.of('openai:small'))).toBe(true);
    expect(elsewhere.requests().map(({ model }) => model)).toEqual(['small']);
  });

  test('a server that was taken out of the settings is not asked again', async () => {
    const app = world(at(here));
    const model = app.wanted().model;
    expect(await embedded(app.of(model))).toBe(true);
    for (const settings of [
      {},
      at(elsewhere),
      { ...at(here), base_url: `${here.url}/v2` },
      { provider: 'openai', name: 'words' },
      { provider: 'google', name: 'words', base_url: here.baseUrl },
      { provider: 'local', name: 'words', base_url: here.baseUrl },
    ]) {
      app.set(settings);
      expect(app.of(model)).toBeNull();
    }
    app.set(at(here));
    expect([
      app.of('openai:words'),
      app.of('google:words'),
      app.of(`openai-compatible: at ${here.baseUrl}`),
    ]).toEqual([null, null, null]);
    expect(here.requests()).toHaveLength(1);
  });

  test('nor by who still holds on to it: neither text nor key go there', async () => {
    const app = world(at(here));
    const held = app.wanted();
    app.set(at(elsewhere));
    expect(await held.embed(['a'], never)).toEqual({
      kind: 'unavailable',
      reason: 'This server is no longer in the settings.',
    });
    expect(here.requests()).toEqual([]);
    app.set(at(here, 'other'));
    expect(await embedded(held)).toBe(true);
  });

  test('after the end nothing listens any more', () => {
    const app = world(at(here));
    expect(app.listeners.size).toBe(1);
    app.close();
    expect(app.listeners.size).toBe(0);
  });
});

// Model servers found on loopback, among servers that are something else, slow, or not there at all.
import { afterEach, describe, expect, it } from 'vitest';
import { findLocalModels } from '../../../src/main/adapters/models/local-servers.ts';
import { type Answer, type ScriptedServer, startScriptedServer } from './servers/scripted-server.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function serve(label: string, answer: Answer): Promise<{ label: string; port: number }> {
  const server = await startScriptedServer();
  servers.push(server);
  server.next(answer);
  return { label, port: Number(new URL(server.url).port) };
}
const json = (body: unknown): Answer => ({ kind: 'status', status: 200, body: JSON.stringify(body) });

describe('finding local models', () => {
  it('lists what a model server offers, and leaves out everything that is none', async () => {
    const ollama = await serve(
      'Ollama',
      json({
        object: 'list',
        data: [{ id: 'qwen3:8b' }, { id: 'nomic-embed-text:latest' }, { id: 'llama3.2' }],
      }),
    );
    const others = await Promise.all([
      serve('web page', { kind: 'status', status: 200, body: '<!doctype html>' }),
      serve('refuses', { kind: 'status', status: 401, body: '{}' }),
      serve('other JSON', json({ data: 'none' })),
      serve('hostile names', json({ data: [{ id: '<script>' }, { id: 7 }, null, { id: 'x'.repeat(500) }] })),
      serve('redirects', {
        kind: 'status',
        status: 302,
        headers: { location: 'http://127.0.0.1:1/' },
        body: '',
      }),
      serve('endless', { kind: 'endless', piece: ' '.repeat(10_000) }),
    ]);
    expect(await findLocalModels([...others, ollama])).toEqual([
      { label: 'Ollama', baseUrl: `http://127.0.0.1:${ollama.port}/v1`, models: ['qwen3:8b', 'llama3.2'] },
    ]);
  });

  it('waits no longer than a third of a second for servers that say nothing', async () => {
    const silent = await Promise.all([
      serve('a', { kind: 'silence' }),
      serve('b', { kind: 'silence' }),
      serve('c', { kind: 'silence' }),
    ]);
    const startedAt = performance.now();
    expect(await findLocalModels([...silent, { label: 'nobody', port: 1 }])).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(600);
  });
});

// Promise: the product as it is composed reaches public addresses only. No setting, no tool input and no environment
// opens this computer to it; only the search server that the owner wrote down may be here, and by search alone.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/contracts/settings.ts';
import { composeTools } from '../../src/main/compose-tools.ts';
import type { Tool, ToolContext, ToolOutput } from '../../src/main/domain/ports/tool.ts';
import { listenRaw, type RawServer, reply } from '../fakes/web/raw-server.ts';
import { createNoFileSending } from '../worlds/no-file-sending.ts';
import { createNoMemory } from '../worlds/no-memory.ts';
import { createNoTerminals } from '../worlds/no-terminals.ts';

let home: string;
let server: RawServer;
let close: () => void = () => undefined;
beforeEach(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'composed-')));
  mkdirSync(join(home, 'workspaces/c'), { recursive: true });
  server = await listenRaw((request, socket) =>
    reply(
      socket,
      200,
      { 'content-type': 'application/json' },
      JSON.stringify({ results: [{ title: 'T', url: 'https://site.example/', content: request.line }] }),
    ),
  );
});
afterEach(async () => {
  close();
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

function composed(web: Record<string, unknown>): readonly Tool[] {
  const config = configSchema.parse({ web });
  const tools = composeTools({
    home,
    userHome: home,
    appRoot: join(home, 'app'),
    config: () => config,
    secretOf: () => 'a key',
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  close = () => tools.close();
  return tools.tools({
    memory: createNoMemory(),
    outgoing: { find: () => ({ kind: 'none', reason: 'nobody' }), send: () => undefined },
    fileSending: createNoFileSending(),
    terminals: createNoTerminals(),
  });
}

async function used(tools: readonly Tool[], name: string, input: unknown): Promise<ToolOutput | string> {
  const parsed = tools.find(({ definition }) => definition.name === name)?.parse(input);
  if (parsed?.kind !== 'parsed') return parsed?.reason ?? 'There is no such tool.';
  const context: ToolContext = {
    conversationId: 'c',
    turnId: 't',
    actor: { kind: 'owner' },
    workspace: join(home, 'workspaces/c'),
    frameId: 'f',
    taint: { untrusted: false, private: false, sources: [] },
  };
  const prepared = await parsed.call.prepare(context);
  return prepared.kind === 'refused'
    ? prepared.reason
    : prepared.action.run(new AbortController().signal, 'f');
}

describe('this computer is not reached', () => {
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    'localhost',
    'x.localhost',
  ];

  it.each(['fetch_url', 'download'])(
    'by %s, however it is named, even when the settings list it',
    async (name) => {
      const tools = composed({ allow_hosts: ['127.0.0.1', 'localhost', '*.app.localhost', '0.0.0.0'] });
      for (const host of hosts) {
        const output = await used(tools, name, {
          url: `http://${host}:${server.port}/`,
          ...(name === 'download' ? { path: 'x' } : {}),
        });
        expect(typeof output === 'string' || output.isError, host).toBe(true);
      }
      expect(server.connections()).toBe(0);
    },
  );

  it('by input that asks for it: there is nothing to ask with', async () => {
    const tools = composed({});
    for (const more of [
      { resolve: '127.0.0.1' },
      { proxy: 'http://127.0.0.1' },
      { headers: {} },
      { method: 'POST' },
      { body: 'x' },
    ])
      expect(await used(tools, 'fetch_url', { url: 'https://site.example/', ...more })).toContain(
        'do not fit',
      );
  });
});

describe('the search server of the owner’s own', () => {
  it('may be on this computer, and is asked for a search and nothing else', async () => {
    const tools = composed({ search: 'searxng', searxng_url: `http://127.0.0.1:${server.port}/sub/` });
    expect(await used(tools, 'search_web', { query: 'bread & butter' })).toEqual({
      text: `1. T\n   https://site.example/\n   GET /sub/search?q=bread+%26+butter&format=json HTTP/1.1`,
      isError: false,
      taint: { untrusted: true, private: false, sources: [{ kind: 'web', label: '127.0.0.1' }] },
    });
    expect(await used(tools, 'fetch_url', { url: `http://127.0.0.1:${server.port}/sub/` })).toContain(
      'private network',
    );
    expect(server.requests).toHaveLength(1);
    expect(JSON.stringify(server.requests)).not.toContain('a key');
  });
});

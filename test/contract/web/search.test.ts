// Search by three providers, each against a server of ours that answers as it does: what is sent, with which key, and
// that a key goes nowhere else.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/contracts/settings.ts';
import { createSearch } from '../../../src/main/adapters/web/search/create-search.ts';
import type { SearchOptions } from '../../../src/main/adapters/web/search/providers.ts';
import { createSearchWeb } from '../../../src/main/tools/search-web.ts';
import { type Certificate, makeCertificate } from '../../fakes/web/certificate.ts';
import { type Answer, listenRaw, type RawServer, reply } from '../../fakes/web/raw-server.ts';

const certificate: Certificate = makeCertificate(['search.example']);
let secure: RawServer;
let plain: RawServer;
let answer: Answer;
let secrets: Record<string, string>;
beforeEach(async () => {
  secrets = {
    'web.brave-key': 'brave canary',
    'web.tavily-key': 'tavily canary',
    'model.api-key': 'other canary',
  };
  secure = await listenRaw((request, socket) => answer(request, socket), certificate);
  plain = await listenRaw((request, socket) => answer(request, socket));
});
afterEach(async () => {
  await Promise.all([secure.close(), plain.close()]);
});

function searching(web: Record<string, unknown>, options: Partial<SearchOptions> = {}) {
  const base = new URL(`https://search.example:${secure.port}`);
  return createSearch({
    config: () => configSchema.parse({ web }).web,
    secretOf: (name) => secrets[name] ?? null,
    resolve: async () => ['127.0.0.1'],
    mayDial: () => true,
    trusted: [certificate.cert],
    bases: { brave: base, tavily: base },
    ...options,
  });
}
const json =
  (value: unknown): Answer =>
  (_request, socket) =>
    reply(socket, 200, { 'content-type': 'application/json' }, JSON.stringify(value));
const never = new AbortController().signal;

describe('each provider', () => {
  it('Brave is asked with its own key, and its answer is read', async () => {
    answer = json({
      web: {
        results: [
          { title: 'A <strong>b</strong>', url: 'https://a.example/x', description: 'c\n d' },
          { title: 'no', url: 'javascript:alert(1)' },
        ],
      },
    });
    expect(await searching({ search: 'brave' }).search('bread & butter', 3, never)).toEqual({
      kind: 'results',
      results: [{ title: 'A b', url: 'https://a.example/x', text: 'c d' }],
    });
    expect(secure.requests.map(({ line, headers }) => [line, headers['x-subscription-token']])).toEqual([
      ['GET /res/v1/web/search?q=bread+%26+butter&count=3 HTTP/1.1', 'brave canary'],
    ]);
    expect(JSON.stringify(secure.requests)).not.toMatch(/tavily canary|other canary/);
  });

  it('Tavily is asked with its own key, and its answer is read', async () => {
    answer = json({ results: [{ title: 'A', url: 'https://a.example/', content: 'c', score: 1 }] });
    expect(await searching({ search: 'tavily' }).search('bread', 3, never)).toMatchObject({
      results: [{ title: 'A', url: 'https://a.example/', text: 'c' }],
    });
    expect(secure.requests[0]).toMatchObject({
      line: 'POST /search HTTP/1.1',
      headers: { authorization: 'Bearer tavily canary' },
    });
  });

  it('SearXNG is asked at the address the owner wrote, without any key, also on this computer', async () => {
    answer = json({ results: [{ title: 'A', url: 'https://a.example/', content: 'c' }] });
    const search = searching(
      { search: 'searxng', searxng_url: `http://127.0.0.1:${plain.port}/sub` },
      { mayDial: () => false },
    );
    expect(await search.search('bread', 3, never)).toMatchObject({ kind: 'results' });
    expect(plain.requests[0]?.line).toBe('GET /sub/search?q=bread&format=json HTTP/1.1');
    expect(JSON.stringify(plain.requests)).not.toContain('canary');
  });
});

describe('a search that cannot be', () => {
  const asked = async (web: Record<string, unknown>, options?: Partial<SearchOptions>) => {
    const outcome = await searching(web, options).search('bread', 3, never);
    return outcome.kind === 'refused' ? outcome.reason : 'it was';
  };

  it('because none is chosen says how to choose one', async () => {
    expect(await asked({})).toContain('[web] search');
  });

  it('because there is no key says which, and sends nothing', async () => {
    secrets = {};
    expect(await asked({ search: 'brave' })).toContain('web.brave-key');
    secrets = { 'web.tavily-key': '' };
    expect(await asked({ search: 'tavily' })).toContain('web.tavily-key');
    expect(secure.connections()).toBe(0);
  });

  it('uses a changed key with the next question', async () => {
    answer = json({ web: { results: [] } });
    const search = searching({ search: 'brave' });
    await search.search('one', 1, never);
    secrets = { 'web.brave-key': 'new canary' };
    await search.search('two', 1, never);
    expect(secure.requests.map(({ headers }) => headers['x-subscription-token'])).toEqual([
      'brave canary',
      'new canary',
    ]);
  });

  it('because a public provider leads to a private network is not asked', async () => {
    expect(await asked({ search: 'brave' }, { mayDial: (ip) => ip !== '127.0.0.1' })).toContain(
      'private network',
    );
    expect(secure.connections()).toBe(0);
  });

  it.each([
    [302, /redirects, which is not followed/],
    [401, /does not accept the key/],
    [429, /too many searches/],
    [500, /answered 500/],
  ])('because the answer is %i says so, and the key goes nowhere else', async (status, words) => {
    answer = (_request, socket) => reply(socket, status, { location: `http://127.0.0.1:${plain.port}/` });
    expect(await asked({ search: 'brave' })).toMatch(words);
    expect(plain.connections()).toBe(0);
  });

  it.each(['not json', '[]', '{"results":"x"}'])('because the answer is %s says so', async (body) => {
    answer = (_request, socket) => reply(socket, 200, {}, body);
    expect(await asked({ search: 'tavily' })).toMatch(/not what was expected/);
  });
});

describe('search_web', () => {
  it('says where the query goes, and what looks like data in it', async () => {
    const tool = createSearchWeb(searching({ search: 'brave' }));
    const traits = (query: string) => {
      const parsed = tool.parse({ query });
      return parsed.kind === 'parsed'
        ? [parsed.call.effects, parsed.call.traits.hosts, parsed.call.traits.readsOnly]
        : parsed;
    };
    expect([traits('bread'), traits('dGhlIHBhc3N3b3JkIGlzIGh1bnRlcjI')]).toEqual([
      [['network'], ['search.example'], true],
      [['network'], ['search.example'], false],
    ]);
  });

  it('does not send a query elsewhere than the question said', async () => {
    let web: Record<string, unknown> = { search: 'brave' };
    const tool = createSearchWeb(searching({}, { config: () => configSchema.parse({ web }).web }));
    const parsed = tool.parse({ query: 'bread' });
    if (parsed.kind !== 'parsed') throw new Error(parsed.reason);
    const prepared = await parsed.call.prepare({
      taint: { untrusted: false, private: false, sources: [] },
    } as never);
    if (prepared.kind !== 'ready') throw new Error(prepared.reason);
    web = { search: 'searxng', searxng_url: `http://127.0.0.1:${plain.port}` };
    expect(await prepared.action.run(never, 'f')).toMatchObject({
      isError: true,
      text: expect.stringContaining('changed meanwhile'),
    });
    expect(plain.connections() + secure.connections()).toBe(0);
  });
});

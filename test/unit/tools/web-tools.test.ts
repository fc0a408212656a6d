// The web tools over the real adapters and servers of ours: what they say of themselves, what the owner is shown, and
// what comes back with which taint.
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPage } from '../../../src/main/adapters/documents/reading/read-page.ts';
import { createWeb } from '../../../src/main/adapters/web/create-web.ts';
import { createWorkspaceBytes } from '../../../src/main/adapters/workspace/workspace-bytes.ts';
import type { CallTraits, PreparedAction, Tool, ToolContext } from '../../../src/main/domain/ports/tool.ts';
import { createDownload } from '../../../src/main/tools/download.ts';
import { createFetchUrl } from '../../../src/main/tools/fetch-url.ts';
import { type Answer, listenRaw, type RawServer, reply } from '../../fakes/web/raw-server.ts';

let workspace: string;
let server: RawServer;
let answer: Answer;
let denied: string[];
beforeEach(async () => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'web-tools-')));
  denied = [];
  answer = (_request, socket) => reply(socket, 200, { 'content-type': 'text/plain; charset=utf-8' }, 'hello');
  server = await listenRaw((request, socket) => answer(request, socket));
});
afterEach(async () => {
  await server.close();
  rmSync(workspace, { recursive: true, force: true });
});

const web = createWeb({
  hosts: () => ({ allow: [], deny: denied }),
  resolve: async () => ['127.0.0.1'],
  mayDial: (ip) => ip === '127.0.0.1',
  read: readPage,
});
const fetchUrl = createFetchUrl(web);
const download = createDownload(
  web,
  createWorkspaceBytes(process.platform, () => null),
);
const at = (path = '/') => `http://site.example:${server.port}${path}`;

function traitsOf(tool: Tool, input: unknown): CallTraits {
  const parsed = tool.parse(input);
  if (parsed.kind !== 'parsed') throw new Error(parsed.reason);
  return parsed.call.traits;
}

async function prepared(tool: Tool, input: unknown): Promise<PreparedAction | string> {
  const parsed = tool.parse(input);
  if (parsed.kind !== 'parsed') throw new Error(parsed.reason);
  const context: ToolContext = {
    conversationId: 'c',
    turnId: 't',
    actor: { kind: 'owner' },
    workspace,
    frameId: 'f',
    taint: { untrusted: false, private: false, sources: [] },
  };
  const outcome = await parsed.call.prepare(context);
  return outcome.kind === 'refused' ? outcome.reason : outcome.action;
}

async function used(tool: Tool, input: unknown) {
  const action = await prepared(tool, input);
  if (typeof action === 'string') return action;
  return action.run(new AbortController().signal, 'f');
}

const FROM_SITE = { untrusted: true, private: false, sources: [{ kind: 'web', label: 'site.example' }] };

describe('what a fetch says of itself', () => {
  it('names its host, and reads only when its address is plain', () => {
    expect([
      traitsOf(fetchUrl, { url: 'https://Site.Example./wiki/Bread?page=2' }),
      traitsOf(fetchUrl, { url: 'https://site.example/?k=AKIAIOSFODNN7EXAMPLE123456' }),
      traitsOf(fetchUrl, { url: 'http://127.0.0.1/' }),
      traitsOf(download, { url: 'https://site.example/a', path: 'b' }),
    ]).toMatchObject([
      { readsOnly: true, hosts: ['site.example'], paths: [] },
      { readsOnly: false, hosts: ['site.example'] },
      { readsOnly: false, hosts: [] },
      { readsOnly: false, hosts: ['site.example'], paths: ['b'] },
    ]);
  });

  it('asks nobody before the owner was asked: no name is resolved, nothing is dialled', async () => {
    let resolved = 0;
    const quiet = createFetchUrl(
      createWeb({
        hosts: () => ({ allow: [], deny: [] }),
        resolve: async () => {
          resolved += 1;
          return [];
        },
        read: readPage,
      }),
    );
    await prepared(quiet, { url: 'https://secret-word.evil.example/' });
    expect(resolved).toBe(0);
  });

  it('shows the whole address, both ways of writing its host, and what may be carried out', async () => {
    const action = await prepared(fetchUrl, {
      url: 'https://p\u0430ypal.example/?q=dGhlIHBhc3N3b3JkIGlzIGh1bnRlcjI',
    });
    if (typeof action === 'string') throw new Error(action);
    expect(action.facts).toEqual([
      {
        label: 'Address',
        text: 'https://xn--pypal-4ve.example/?q=dGhlIHBhc3N3b3JkIGlzIGh1bnRlcjI',
        style: 'code',
      },
      { label: 'Host', text: 'xn--pypal-4ve.example\nwritten as p\u0430ypal.example', style: 'code' },
      {
        label: 'Sent',
        text: 'A request for this address, with nothing of yours: no log-in, no cookies. Look at it: a part of it looks like data, and whatever is in it is sent.',
        style: 'plain',
      },
    ]);
    expect(action.mayBecomeRule).toBe(false);
  });
});

describe('fetch_url', () => {
  it('gives a page as Markdown with where it is from, tainted as another’s words', async () => {
    answer = (_request, socket) =>
      reply(
        socket,
        200,
        { 'content-type': 'text/html' },
        '<title>Bread</title><h1>Bread</h1><p>Flour <b>and</b> water.',
      );
    const output = await used(fetchUrl, { url: at('/bread') });
    expect(output).toEqual({
      text: `Address: ${at('/bread')}\nTitle: Bread\nSize: 64 bytes, 33 characters of text\n\n# Bread\n\nFlour **and** water.`.replace(
        /Size: \d+ bytes, \d+/,
        (typeof output === 'string' ? '' : output.text).match(/Size: \d+ bytes, \d+/)?.[0] ?? 'none',
      ),
      isError: false,
      taint: FROM_SITE,
    });
  });

  it('gives a long text in parts, and asks the server once for them', async () => {
    answer = (_request, socket) =>
      reply(
        socket,
        200,
        { 'content-type': 'text/plain', 'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT' },
        `${'a'.repeat(20_000)}${'b'.repeat(5)}`,
      );
    const url = at('/long');
    expect(await used(fetchUrl, { url })).toMatchObject({
      text: expect.stringContaining(
        'Date: Sat, 21 Nov 2026 00:00:00 GMT\nSize: 20005 bytes, 20005 characters of text\nShown: characters 0 to 20000. Go on with offset 20000.',
      ),
    });
    expect(await used(fetchUrl, { url, offset: 20_000 })).toMatchObject({
      text: expect.stringMatching(/\n\nbbbbb$/),
    });
    expect(await used(fetchUrl, { url, offset: 30_000 })).toMatchObject({
      text: expect.stringContaining('no more text'),
    });
    expect(server.requests).toHaveLength(1);
    expect(await used(fetchUrl, { url })).toMatchObject({ isError: false });
    expect(server.requests).toHaveLength(2);
  });

  it('gives nothing it kept of a host that is denied by now', async () => {
    const url = at('/kept');
    await used(fetchUrl, { url });
    const action = await prepared(fetchUrl, { url, offset: 1 });
    if (typeof action === 'string') throw new Error(action);
    denied = ['site.example'];
    expect(await action.run(new AbortController().signal, 'f')).toMatchObject({
      isError: true,
      text: expect.stringContaining('never fetched from'),
    });
  });

  it.each([
    ['a picture', { 'content-type': 'image/png' }, 'x', /not a page but a file \(image\/png\)/],
    ['an archive', { 'content-type': 'application/zip' }, 'PK', /Use download/],
    ['bytes that say they are text', { 'content-type': 'text/plain' }, 'a\0b', /not text/],
    ['a damaged PDF', { 'content-type': 'application/pdf' }, '%PDF-1.7 nothing', /could not be read/],
  ])('refuses %s', async (_what, headers, body, words) => {
    answer = (_request, socket) => reply(socket, 200, headers, body);
    expect(await used(fetchUrl, { url: at() })).toMatchObject({
      isError: true,
      text: expect.stringMatching(words),
    });
  });

  it.each([
    [404, /no such page/],
    [401, /log-in/],
    [429, /later/],
    [500, /trouble/],
    [304, /gave no page/],
  ])('says what a server says (%i)', async (status, words) => {
    answer = (_request, socket) => reply(socket, status, {}, '');
    expect(await used(fetchUrl, { url: at() })).toMatchObject({
      isError: true,
      text: expect.stringMatching(words),
      taint: FROM_SITE,
    });
  });

  it('names another host it is sent to, and does not go there', async () => {
    answer = (_request, socket) => reply(socket, 302, { location: 'http://other.example/?d=1' });
    expect(await used(fetchUrl, { url: at() })).toEqual({
      text: 'It redirects to http://other.example/?d=1. That is another place, so it was not followed; fetch that address if you want it.',
      isError: true,
      taint: FROM_SITE,
    });
  });

  it('reads text in the script it says', async () => {
    answer = (_request, socket) =>
      reply(
        socket,
        200,
        { 'content-type': 'text/plain; charset=iso-8859-1' },
        Buffer.from('gr\u00fc\u00dfe', 'latin1'),
      );
    expect(await used(fetchUrl, { url: at() })).toMatchObject({
      text: expect.stringMatching(/\n\ngr\u00fc\u00dfe$/),
    });
  });
});

describe('download', () => {
  it('writes the file under the name asked for, whatever the server calls it', async () => {
    answer = (_request, socket) =>
      reply(
        socket,
        200,
        { 'content-disposition': 'attachment; filename="../../.bashrc"', 'content-type': 'application/zip' },
        'bytes',
      );
    expect(await used(download, { url: at('/x.sh'), path: 'in/file.zip' })).toEqual({
      text: 'Saved in/file.zip: 5 bytes, application/zip, SHA-256 277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9.',
      isError: false,
      taint: FROM_SITE,
    });
    expect(readFileSync(join(workspace, 'in/file.zip'), 'utf8')).toBe('bytes');
  });

  it.each(['../x', '.bashrc', '.git/hooks/pre-commit', '/tmp/x', '~/x'])(
    'refuses to write %s before it goes anywhere',
    async (path) => {
      expect(typeof (await prepared(download, { url: at(), path }))).toBe('string');
      expect(server.connections()).toBe(0);
    },
  );

  it('keeps nothing of a file that breaks off, and replaces none that is there', async () => {
    answer = (_request, socket) => {
      socket.end('HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf');
    };
    expect(await used(download, { url: at(), path: 'x' })).toMatchObject({
      isError: true,
      text: 'Nothing was kept: site.example: The connection was cut.',
    });
    expect(readdirSync(workspace)).toEqual([]);
    answer = (_request, socket) => reply(socket, 200, {}, 'whole');
    expect(await used(download, { url: at(), path: 'x' })).toMatchObject({ isError: false });
    expect(await used(download, { url: at(), path: 'x' })).toContain('exists already');
  });
});

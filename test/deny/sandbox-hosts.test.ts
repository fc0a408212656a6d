// Promise: a command with a list of hosts reaches these by HTTP and HTTPS, and nobody else in any way; and what it
// tried is told. The network behind the proxy is this test's: names lead where it says, and a public address to its
// own servers.

import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createPlainServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostAnswer } from '../../src/main/domain/ports/sandbox.ts';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

const PUBLIC = '93.184.216.34';
const NAMES: Record<string, readonly string[]> = {
  'allowed.test': [PUBLIC],
  'sub.allowed.test': [PUBLIC],
  'other.test': [PUBLIC],
  'private.test': ['10.0.0.7'],
  'loopback.test': ['127.0.0.1'],
  'mixed.test': [PUBLIC, '192.168.1.1'],
  'metadata.test': ['169.254.169.254'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'sixtofour.test': ['2002:7f00:1::'],
  'inside.test': ['fd00::1'],
};

let world: SandboxWorld;
let server: Server;
let port = 0;
const asked: { url: string; headers: IncomingMessage['headers']; body: string }[] = [];
const resolved: string[] = [];
const dialled: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      asked.push({ url: request.url ?? '', headers: request.headers, body });
      response.end('hello from outside');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
  world = makeSandboxWorld({
    outside: {
      async resolve(host) {
        resolved.push(host);
        return NAMES[host] ?? Promise.reject(new Error('no such name'));
      },
      dial(address, at) {
        dialled.push(`${address}:${at}`);
        return connect({ host: '127.0.0.1', port });
      },
    },
  });
});
afterAll(async () => {
  world.dispose();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const allowHosts = [
  'allowed.test',
  '*.wild.test',
  ...Object.keys(NAMES).filter((name) => !/other|sub/.test(name)),
];
const ask = async (script: string, ...args: string[]) => {
  const outcome = await world.run(['bash', '-c', script, 'bash', ...args], { profile: { allowHosts } });
  if (outcome.kind !== 'ended') throw new Error(JSON.stringify(outcome));
  return { text: outcome.output.trim(), hosts: (outcome.hosts ?? []) as readonly HostAnswer[], outcome };
};
/** What a client without a proxy of its own would say to one. */
const RAW = 'exec 3<>/dev/tcp/127.0.0.1/3128; printf "$1" >&3; head -c 400 <&3';

describe('a command with a list of hosts', () => {
  it('reaches one on the list, by plain HTTP and through a tunnel, with the tools that people use', async () => {
    const plain = await ask('curl -sS -d sent http://allowed.test/path?x=1');
    expect(plain.text).toBe('hello from outside');
    expect(asked.at(-1)).toMatchObject({ url: '/path?x=1', body: 'sent', headers: { host: 'allowed.test' } });
    const tunnel = await ask('curl -sS -p http://allowed.test:80/tunnelled');
    expect(tunnel.text).toBe('hello from outside');
    expect(asked.at(-1)).toMatchObject({ url: '/tunnelled' });
    expect(tunnel.hosts).toEqual([{ host: 'allowed.test', port: 80, allowed: true, reason: null }]);
    expect(dialled.at(-1)).toBe(`${PUBLIC}:80`);
  });

  it('reaches no other, and what it tried is told, in its output and as values', async () => {
    dialled.length = 0;
    resolved.length = 0;
    for (const host of [
      'other.test',
      'sub.allowed.test',
      'allowed.test.evil.test',
      'evilallowed.test',
      'wild.test',
    ]) {
      const { text, hosts } = await ask('curl -s -o /dev/null http://$1/; curl -s https://$1/; true', host);
      expect(text, host).toContain(`[It tried to reach ${host}:80: refused, it is not on the list.]`);
      expect(text, host).toContain(`[It tried to reach ${host}:443: refused, it is not on the list.]`);
      expect(hosts.map(({ allowed }) => allowed)).toEqual([false, false]);
    }
    // SECURITY: nor is the name told to anybody: a name can carry what the command read.
    expect(resolved).toEqual([]);
    expect(dialled).toEqual([]);
  });

  it('reaches no address that is not public, whatever name is on the list for it', async () => {
    dialled.length = 0;
    for (const host of Object.keys(NAMES).filter((name) => !/allowed|other/.test(name))) {
      const { text } = await ask('curl -s -o /dev/null http://$1/; true', host);
      expect(text, host).toContain('the name leads to an address that is not public');
    }
    expect(dialled).toEqual([]);
  });

  it('reaches no address written as a number, and no other port', async () => {
    dialled.length = 0;
    const numbers = [
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      PUBLIC,
      '169.254.169.254',
    ];
    for (const address of numbers) {
      const { text } = await ask(RAW, `CONNECT ${address}:443 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`);
      expect(text, address).toContain('403 Forbidden');
    }
    for (const target of [
      '[::1]:443',
      '[::ffff:127.0.0.1]:443',
      'allowed.test:22',
      'allowed.test:3128',
      'a@allowed.test:443',
    ])
      expect((await ask(RAW, `CONNECT ${target} HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n`)).text, target).toContain(
        '403',
      );
    for (const url of [
      'http://127.0.0.1/',
      'http://allowed.test@other.test/',
      'http://[::1]/',
      'https://allowed.test/',
      'ftp://allowed.test/',
      '/relative',
    ])
      expect((await ask(RAW, `GET ${url} HTTP/1.1\\r\\nHost: allowed.test\\r\\n\\r\\n`)).text, url).toContain(
        '403',
      );
    expect(dialled).toEqual([]);
  });

  it('cannot ask one host by another’s address: the checked name is the one that is asked', async () => {
    await ask(
      RAW,
      'GET http://allowed.test/h HTTP/1.1\\r\\nHost: other.test\\r\\nConnection: close\\r\\n\\r\\n',
    );
    expect(asked.at(-1)).toMatchObject({ url: '/h', headers: { host: 'allowed.test' } });
    const smuggled =
      'GET http://allowed.test/s HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\nGET http://other.test/ HTTP/1.1\\r\\n\\r\\n';
    await ask(RAW, smuggled);
    expect(asked.at(-1)?.url).toBe('/h');
  });

  it('has no other way out: no name service, no datagram, no socket of the system, no way on which we take things', async () => {
    const { text } = await ask(
      `(exec 3<>/dev/tcp/${PUBLIC}/80) 2>/dev/null && echo direct
       (echo x > /dev/udp/8.8.8.8/53) 2>/dev/null && echo datagram
       getent hosts allowed.test && echo named
       env | grep -i channel && echo channel
       ls /proc/self/fd | tr '\\n' ' '
       tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '
       perl -e 'use Socket; print socket(my $s, PF_INET, SOCK_RAW, 1) ? "raw" : "no raw", socket(my $u, PF_UNIX, SOCK_STREAM, 0) ? "unix" : " no unix"'`,
    );
    expect(text).toMatch(/^0 1 2 (?:\d{3} )*3 lo\nno raw no unix$/);
  });

  it('has names of the proxy in its environment, and they are part of what is shown', async () => {
    const request = {
      ...world.request(['true']),
      profile: { confined: true, backend: 'system' as const, image: '', readOnly: [], allowHosts },
    };
    const prepared = await world.sandbox.prepare(request);
    expect(prepared).toMatchObject({
      command: { environment: { https_proxy: 'http://127.0.0.1:3128' }, profile: { allowHosts } },
    });
    if (prepared.kind !== 'prepared') return;
    const wider = { ...request, profile: { ...request.profile, allowHosts: [...allowHosts, 'more.test'] } };
    expect(await world.sandbox.run(wider, prepared.command, new AbortController().signal)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('confined changed'),
    });
  });

  it('without a list has no proxy at all', async () => {
    const outcome = await world.run([
      'bash',
      '-c',
      '(exec 3<>/dev/tcp/127.0.0.1/3128) 2>/dev/null && echo there; env | grep -ci proxy; true',
    ]);
    expect(outcome).toMatchObject({ output: '0\n' });
  });

  it('ends with its connections: a server that says nothing keeps nobody', async () => {
    const silent = createPlainServer((socket) => socket.resume());
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const before = port;
    port = (silent.address() as AddressInfo).port;
    const outcome = await world.run(['curl', '-s', 'http://allowed.test/'], {
      profile: { allowHosts },
      limits: { timeoutMs: 700 },
    });
    expect(outcome).toMatchObject({ kind: 'ended', timedOut: true });
    port = before;
    await new Promise((done) => silent.close(done));
  });
});

describe('the programs that make the socket inside', () => {
  it('are of the system: what lies in the workspace is not asked', async () => {
    for (const name of ['Socket.pm', 'socket.py', 'sitecustomize.py', 'strict.pm'])
      writeFileSync(join(world.workspace, name), 'print "taken over"; die');
    expect((await ask('curl -sS http://allowed.test/')).text).toBe('hello from outside');
  });
});

it('a sandbox that was not told which addresses are public reaches none', async () => {
  const lonely = makeSandboxWorld({
    isPublicAddress: null,
    outside: { resolve: async () => [PUBLIC], dial: () => connect({ host: '127.0.0.1', port }) },
  });
  const outcome = await lonely.run(['curl', '-s', 'http://allowed.test/'], { profile: { allowHosts } });
  expect(outcome).toMatchObject({ output: expect.stringContaining('not public') });
  lonely.dispose();
});

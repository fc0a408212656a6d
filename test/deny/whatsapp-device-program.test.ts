// Which program runs as the add-on, and what it reaches: what the owner agreed to, and WhatsApp alone.
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lookAtAddon } from '../../src/main/adapters/channels/whatsapp-device/addon-files.ts';
import { healthIs, stateIs } from '../contract/channels/suite/cases.ts';
import { marked, open, programOf, sentenceOf } from './whatsapp-device-world.ts';

const MARKING = "fs.writeFileSync(MARK, 'it ran');";

it('an add-on that nobody agreed to is not started, and its fingerprint is shown', async () => {
  const stage = await open({ program: programOf(MARKING), agreed: '' });
  const look = await lookAtAddon(stage.addonFolder, null);
  const sentence = await sentenceOf(stage);
  expect(sentence).toContain(look.kind === 'found' ? look.sha256 : 'nothing');
  expect(sentence).toMatch(/addon_fingerprint/);
  expect(marked()).toBeNull();
});

it.each([
  ['its program', (folder: string) => appendFileSync(join(folder, 'bridge.mjs'), '\n// changed')],
  ['a file that it brings', (folder: string) => writeFileSync(join(folder, 'server.json'), '{}')],
  [
    'a file more',
    (folder: string) => {
      mkdirSync(join(folder, 'node_modules'));
      writeFileSync(join(folder, 'node_modules', 'x.js'), '');
    },
  ],
])('an add-on that changed since is not started: %s', async (_what, change) => {
  const stage = await open({ program: programOf(MARKING) });
  change(stage.addonFolder);
  expect(await sentenceOf(stage)).toContain('not the one that you agreed to');
  expect(marked()).toBeNull();
});

it('a link in the add-on brings nothing in', async () => {
  const stage = await open({ program: programOf(MARKING) });
  symlinkSync('/etc/hostname', join(stage.addonFolder, 'hostname'));
  const copy = join(stage.profile, 'copy');
  mkdirSync(copy);
  expect((await lookAtAddon(stage.addonFolder, copy)).kind).toBe('found');
  expect(() => readFileSync(join(copy, 'hostname'))).toThrow();
});

it('an add-on that is missing is said to be', async () => {
  const stage = await open({ program: '' });
  const empty = join(stage.profile, 'nowhere');
  expect(await lookAtAddon(empty, null)).toEqual({ kind: 'missing' });
});

it('confined it sees no home folder, no profile and no network but that of WhatsApp, and none of our variables', async () => {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.env['DEVICE_TEST_SECRET'] = 'not for it';
  const stage = await open({
    isConfined: true,
    program: programOf(`
      import { connect } from 'node:net';
      const tried = (work) => { try { return String(work()); } catch (cause) { return cause.code; } };
      const reach = (host, to) => new Promise((done) => {
        const socket = connect(to, host, () => done('reached'));
        socket.on('error', (cause) => done(cause.code));
      });
      const ask = (host) => new Promise((done) => {
        const socket = connect(3128, '127.0.0.1', () => socket.write('CONNECT ' + host + ':443 HTTP/1.1\\r\\n\\r\\n'));
        socket.on('data', (bytes) => done(String(bytes)));
        socket.on('error', (cause) => done(cause.code));
      });
      say(OPEN);
      const found = [
        tried(() => fs.readdirSync(PROFILE)),
        tried(() => fs.readdirSync('/root').length),
        tried(() => fs.writeFileSync(MARK, 'it ran')),
        await reach('127.0.0.1', ${port}),
        await reach('93.184.216.34', 443),
        await ask('example.com'),
        Object.keys(process.env).join(' '),
      ];
      say({ ...MESSAGE, text: JSON.stringify(found) });
    `).replace('PROFILE', JSON.stringify('/home')),
  });
  stage.channel.start(stage.recorder);
  const [message] = await stage.recorder.received(1);
  listener.close();
  delete process.env['DEVICE_TEST_SECRET'];
  const [homes, root, written, local, other, asked, names] = JSON.parse(message?.text ?? '[]') as string[];
  expect([homes, root]).toEqual([
    expect.stringMatching(/ENOENT|EACCES|^$/),
    expect.stringMatching(/ENOENT|EACCES|0/),
  ]);
  expect(written).not.toBe('undefined');
  expect(marked()).toBeNull();
  expect([local, other]).not.toContain('reached');
  expect(asked).toContain('not on the list');
  expect(names).not.toContain('DEVICE_TEST_SECRET');
});

it('nothing of it is left when the channel stops', async () => {
  const stage = await open({
    program: programOf(`
      import { spawn } from 'node:child_process';
      const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
      fs.writeFileSync(MARK, String(child.pid));
      say(OPEN);
    `),
  });
  stage.channel.start(stage.recorder);
  await stateIs(stage.channel, 'connected');
  const pid = Number(marked());
  expect(isAlive(pid)).toBe(true);
  await stage.channel.stop();
  expect(isAlive(pid)).toBe(false);
});

it('what is kept of the link is sealed, comes back, and opens with its own key only', async () => {
  const first = await open({});
  first.channel.start(first.recorder);
  await stateIs(first.channel, 'connected');
  await first.channel.stop();
  const sealed = readFileSync(first.sessionFile);
  const [creds] = first.server.creds;
  expect(creds).toBeDefined();
  expect(sealed.includes(creds ?? '')).toBe(false);
  expect(sealed.includes('creds')).toBe(false);

  // Kept: no new code is asked for.
  first.server.scans(false);
  const again = first.again();
  again.start(first.recorder);
  await stateIs(again, 'connected');
  await again.stop();

  first.vault.set('device-key', Buffer.alloc(32, 7).toString('base64'));
  const before = readFileSync(first.sessionFile);
  const other = first.again();
  other.start(first.recorder);
  const { lastError } = await healthIs(other, ({ state }) => state === 'trouble');
  expect(lastError).toContain('cannot be read');
  await other.stop();
  expect(readFileSync(first.sessionFile)).toEqual(before); // nothing is thrown away
});

it('with a proxy set it stays off, and is not started around it', async () => {
  const stage = await open({ program: programOf(MARKING), proxy: 'http://127.0.0.1:9' });
  stage.channel.start(stage.recorder);
  expect(stage.channel.health()).toMatchObject({
    state: 'trouble',
    lastError: expect.stringContaining('cannot go through a proxy'),
  });
  expect(marked()).toBeNull();
});

/** A process that is only waiting to be forgotten has no words any more. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

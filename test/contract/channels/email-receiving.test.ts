// What is mail's own in receiving: who is believed, where we are in the mailbox, and what crosses the network.
// Against a mail provider on loopback.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDetour } from '../../fakes/email/detour.ts';
import type { MailDraft } from '../../fakes/email/mail-source.ts';
import { AGENT, type EmailStage, openEmailStage, PASSWORDS, received } from './email-stage.ts';
import { createRecorder } from './recorder.ts';
import { healthIs, listening, pauseMs } from './suite/cases.ts';

describe('a mailbox receives', () => {
  let stage: EmailStage;
  const never = new AbortController().signal;

  beforeEach(async () => {
    stage = await openEmailStage();
  });
  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  it.each<[string, Partial<MailDraft>]>([
    ['without a word of our server', { received: [] }],
    [
      'with the word of another server',
      { received: ['Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org'] },
    ],
    [
      'with a word below that of our server',
      {
        more: ['Authentication-Results: mx.example.net; dmarc=pass'],
        received: received('example.org', 'dmarc=fail'),
      },
    ],
    ['of another domain than was judged', { received: received('evil.example') }],
    ['with two authors in one field', { from: 'ada@example.org, eve@example.com' }],
    ['with two author fields', { more: ['From: eve@example.com'] }],
    ['with a name that is an address', { from: '"ada@example.org" <eve@evil.example>' }],
  ])('a mail %s from nobody in particular', async (_name, draft) => {
    await listening(stage);
    stage.arrive({ text: 'Believe me', ...draft });
    const [message] = await stage.recorder.received(1);
    expect(message?.sender.id).toBeNull();
  });

  it('nothing of what lay there before it was first started', async () => {
    stage.arrive({ text: 'Long ago' });
    const recorder = createRecorder();
    const fresh = stage.another({});
    fresh.start(recorder);
    await healthIs(fresh, ({ state }) => state === 'connected');
    stage.arrive({ text: 'From now on' });
    expect((await recorder.received(1)).map(({ text }) => text)).toEqual(['From now on']);
  });

  it('each mail under the same key after the server numbered the mailbox anew', async () => {
    await listening(stage);
    stage.arrive({ text: 'One' });
    const [one] = await stage.recorder.received(1);
    await stage.channel.stop();
    stage.server.store.renumber();
    stage.arrive({ text: 'Two' });
    await listening(stage);
    await stage.recorder.until(
      () => stage.recorder.messages.some(({ text }) => text === 'Two'),
      'the second mail',
    );
    const keys = new Map(stage.recorder.messages.map(({ dedupKey, text }) => [dedupKey, text]));
    expect([...keys.values()]).toEqual(['One', 'Two']);
    expect(keys.get(one?.dedupKey ?? '')).toBe('One');
  });

  it('passes over a mail whose header has no end, once', async () => {
    await listening(stage);
    stage.arrive({
      text: 'Huge',
      more: Array.from({ length: 20_000 }, (_, at) => `X-Fill-${at}: ${'x'.repeat(40)}`),
    });
    stage.arrive({ text: 'After it' });
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['After it']);
    expect(stage.recorder.skipped).toHaveLength(1);
  });

  it('goes on behind a mail that the server has and cannot give, and says so', async () => {
    await listening(stage);
    stage.server.seen.broken.add(stage.server.store.uidNext());
    stage.arrive({ text: 'Lost in the server' });
    stage.arrive({ text: 'After it' });
    for (let tries = 0; tries < 10 && stage.recorder.messages.length === 0; tries += 1) {
      stage.channel.reconnect?.(); // instead of waiting
      await pauseMs(500);
    }
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['After it']);
    expect(stage.recorder.skipped).toMatchObject([
      { reason: expect.stringContaining('could not be fetched') },
    ]);
  });

  it('no mail as lost that could not be saved for long', async () => {
    await listening(stage);
    stage.recorder.failing(true);
    stage.arrive({ text: 'Keep me' });
    for (let tries = 0; tries < 8; tries += 1) {
      await stage.recorder.until(() => stage.recorder.failures() > tries, 'a failure');
      stage.channel.reconnect?.();
    }
    stage.recorder.failing(false);
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['Keep me']);
    expect(stage.recorder.skipped).toEqual([]);
  });

  it('and changes nothing there: the mailbox is opened for reading', async () => {
    await listening(stage);
    stage.arrive({ text: 'Hello' });
    await stage.recorder.received(1);
    const commands = stage.server.seen.lines.map((line) => line.split(' ').slice(1, 3).join(' '));
    expect(commands.some((command) => /^EXAMINE/.test(command))).toBe(true);
    expect(
      commands.filter((command) => /^(?:SELECT|UID STORE|STORE|EXPUNGE|UID MOVE|APPEND)/.test(command)),
    ).toEqual([]);
  });

  it('no attachment of a mail that was deleted, or of a mailbox numbered anew', async () => {
    await listening(stage);
    const file = { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('words') };
    stage.arrive({ text: 'See', files: [file] });
    const [message] = await stage.recorder.received(1);
    const reference = message?.attachments?.[0]?.reference ?? '';
    const limits = { maxBytes: 1_000, signal: never };
    const fetched = await stage.channel.fetchAttachment?.(reference, limits);
    expect(fetched).toMatchObject({ kind: 'fetched', mediaType: 'text/plain' });
    stage.server.store.remove(stage.server.store.uidNext() - 1);
    expect(await stage.channel.fetchAttachment?.(reference, limits)).toMatchObject({ kind: 'gone' });
    const other = reference.replace(/^\["\d+"/, '["1"');
    expect(await stage.channel.fetchAttachment?.(other, limits)).toMatchObject({ kind: 'gone' });
    await stage.channel.stop();
    expect(await stage.channel.fetchAttachment?.(reference, limits)).toMatchObject({ kind: 'trouble' });
  });

  it('a plain answer to a check', async () => {
    expect(await stage.channel.check?.(never)).toEqual({
      works: true,
      message: `Both mail servers let in ${AGENT}.`,
    });
    stage.server.setPassword(PASSWORDS.new);
    expect(await stage.channel.check?.(never)).toMatchObject({
      works: false,
      message: expect.stringContaining('refused'),
    });
    const noSending = stage.another({ smtpPort: 1, secret: () => PASSWORDS.new });
    expect(await noSending.check?.(never)).toMatchObject({
      works: false,
      message: expect.stringMatching(/^Receiving works, sending does not: .*refused the connection\.$/),
    });
  });

  it('nothing, and says why, while a setting is missing', async () => {
    const channel = stage.another({ trustedServer: '' });
    channel.start(createRecorder());
    expect(channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringContaining('trusted_authserv'),
    });
    expect(stage.server.connections()).toBeGreaterThan(0);
  });

  it.each([
    ['asked for and not offered', 143, 587],
    ['wanted from the first byte', 993, 465],
  ])('only where TLS is given: %s', async (_name, imapPort, smtpPort) => {
    const detour = await openDetour((port) =>
      port === imapPort ? stage.server.imapPort : stage.server.smtpPort,
    );
    try {
      const before = stage.server.seen.lines.length;
      const channel = stage.another({
        proxy: detour.httpUrl,
        imapHost: 'imap.example.net',
        smtpHost: 'smtp.example.net',
        imapPort,
        smtpPort,
      });
      channel.start(createRecorder());
      expect((await healthIs(channel, ({ lastError }) => lastError !== null)).state).not.toBe('connected');
      const outcome = await channel.send(stage.people.ada.address, { body: 'Hi', format: 'plain' }, never);
      expect(outcome).toMatchObject({ kind: 'retry-later' });
      expect(detour.asked).toEqual(
        expect.arrayContaining([`imap.example.net:${imapPort}`, `smtp.example.net:${smtpPort}`]),
      );
      expect(stage.server.seen.lines.slice(before).join('\n')).not.toMatch(/LOGIN/i);
      expect(stage.server.attempts()).toBe(0);
      await channel.stop();
    } finally {
      await detour.close();
    }
  });

  it('through a SOCKS proxy with its login, both ways, and not with a wrong one', async () => {
    const detour = await openDetour((port) => port, 'ada:s3cret');
    try {
      const recorder = createRecorder();
      const secret = (name: string) => (name === 'password' ? PASSWORDS.good : 'ada:s3cret');
      for (const proxy of [detour.socksUrl, detour.httpUrl]) {
        const channel = stage.another({ proxy, secret });
        channel.start(recorder);
        await healthIs(channel, ({ state }) => state === 'connected');
        expect(
          await channel.send(stage.people.ada.address, { body: 'Hi', format: 'plain' }, never),
        ).toMatchObject({ kind: 'sent' });
        await channel.stop();
        const wrong = stage.another({
          proxy,
          secret: (name) => (name === 'password' ? PASSWORDS.good : 'ada:guess'),
        });
        expect(
          await wrong.send(stage.people.ada.address, { body: 'Hi', format: 'plain' }, never),
        ).toMatchObject({ kind: 'retry-later', reason: expect.stringContaining('proxy') });
      }
      expect(detour.asked).toEqual(
        expect.arrayContaining([`127.0.0.1:${stage.server.smtpPort}`, `127.0.0.1:${stage.server.imapPort}`]),
      );
    } finally {
      await detour.close();
    }
  });

  it('nothing through a proxy whose address holds a login', async () => {
    const channel = stage.another({ proxy: 'http://ada:s3cret@127.0.0.1:1' });
    channel.start(createRecorder());
    expect(await healthIs(channel, ({ lastError }) => lastError !== null)).toMatchObject({
      lastError: expect.stringContaining('holds no login'),
    });
    expect(JSON.stringify([channel.health(), stage.logLines])).not.toContain('s3cret');
  });
});

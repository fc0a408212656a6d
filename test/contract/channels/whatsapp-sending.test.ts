// What is WhatsApp's own in sending: its refusals in words, files, buttons, and where the access token may go.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundPart } from '../../../src/main/domain/ports/channel.ts';
import { graphErrorBody } from '../../fakes/whatsapp/server.ts';
import { healthIs, listening, send, stateIs } from './suite/cases.ts';
import { openWhatsAppStage, PEOPLE, type WhatsAppStage } from './whatsapp-stage.ts';

let stage: WhatsAppStage;

beforeEach(async () => {
  stage = await openWhatsAppStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const limits = { maxBytes: 1_000, signal: new AbortController().signal };
const bytes = new Uint8Array([1, 2, 3]);

function refuseNext(code: number, status = 400, headers: Readonly<Record<string, string>> = {}): void {
  const body = graphErrorBody({ code, message: `(#${code}) In Meta's words` });
  stage.server.failNext('messages', { kind: 'answer', status, body, headers });
}

describe('a refusal', () => {
  it.each([
    [131_047, 400, /24 hours/],
    [131_026, 400, /cannot be reached/],
    [131_030, 400, /list of recipients/],
    [131_053, 400, /type or its size/],
    [999_999, 400, /WhatsApp refused the message: .*In Meta's words/],
  ])('%d is final and said in words', async (code, status, reason) => {
    refuseNext(code, status);
    expect(await send(stage)).toMatchObject({ kind: 'rejected', reason: expect.stringMatching(reason) });
  });

  it.each([
    [131_056, 6_000],
    [130_429, 5_000],
    [80_007, 60_000],
    [4, 60_000],
  ])('%d asks for a pause', async (code, afterMs) => {
    refuseNext(code);
    expect(await send(stage)).toMatchObject({ kind: 'retry-later', afterMs });
  });

  it('waits as long as Meta says in its own header', async () => {
    const use = { '102290129340398': [{ type: 'whatsapp', estimated_time_to_regain_access: 7 }] };
    refuseNext(80_007, 400, { 'x-business-use-case-usage': JSON.stringify(use) });
    expect(await send(stage)).toMatchObject({ kind: 'retry-later', afterMs: 420_000 });
    refuseNext(80_007, 400, { 'x-business-use-case-usage': 'no JSON' });
    expect(await send(stage)).toMatchObject({ kind: 'retry-later', afterMs: 60_000 });
  });

  it('of the token or of what it may do waits for another one, and asks no more', async () => {
    await listening(stage);
    stage.server.setToken('another');
    const refused = stateIs(stage.channel, 'token-refused');
    expect(await send(stage)).toMatchObject({
      kind: 'retry-later',
      reason: 'Meta refused the access token.',
    });
    await refused;
    const asked = stage.server.calls('account');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(stage.server.calls('account')).toBe(asked);
    refuseNext(10, 403);
    stage.server.setToken(stage.secrets[0] ?? '');
    expect(await send(stage)).toMatchObject({
      kind: 'retry-later',
      reason: expect.stringContaining('permission'),
    });
  });

  it('does not show the token that Meta repeats', async () => {
    const message = `Malformed access token ${stage.server.token}`;
    stage.server.failNext('messages', {
      kind: 'answer',
      status: 400,
      body: graphErrorBody({ code: 100, message }),
    });
    const outcome = await send(stage);
    expect(outcome).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('[token]') });
    expect(JSON.stringify(outcome)).not.toContain(stage.server.token);
  });
});

describe('a message', () => {
  it('goes to the id that the person is known by, and asks for no preview of links', async () => {
    expect(await send(stage, { body: 'https://e.org/?secret' })).toMatchObject({ kind: 'sent' });
    const to = { chatId: PEOPLE.ada.waId, threadId: null };
    const part: OutboundPart = { body: 'by number', format: 'plain' };
    expect(await stage.channel.send(to, part, limits.signal)).toMatchObject({ kind: 'sent' });
    expect(stage.server.shown().map(({ to: person, previewUrl }) => [person.name, previewUrl])).toEqual([
      ['Ada', false],
      ['Ada', false],
    ]);
  });

  it('shows three buttons, and writes as a list what cannot be pressed', async () => {
    const button = (label: string, data = label) => ({ label, data });
    await send(stage, { buttons: [button('A very long label that goes on'), button('B')] });
    await send(stage, { buttons: ['A', 'B', 'C', 'D'].map((label) => button(label)) });
    await send(stage, { body: 'x'.repeat(2_000), buttons: [button('A')] });
    await send(stage, { buttons: [button('Same', '1'), button('Same', '2')] });
    const shown = await stage.shown(4);
    expect(shown.map(({ buttons }) => buttons)).toEqual([['A very long label t…', 'B'], [], [], []]);
    expect(shown[1]?.text).toBe('Hello\n\n• A\n• B\n• C\n• D');
  });

  it('shows no sign of typing where nobody wrote', async () => {
    await listening(stage);
    stage.channel.showTyping(stage.people.eve.address);
    await send(stage);
    expect(stage.server.calls('typing')).toBe(0);
  });
});

describe('a file', () => {
  const file = (mediaType: string, name = 'a.bin') => ({ file: { name, mediaType, bytes } });

  it.each(['application/zip', 'image/gif', 'text', 'x/y\r\nX-Evil: 1'])(
    'of the type %s is refused in words, before anything is sent',
    async (mediaType) => {
      expect(await send(stage, file(mediaType))).toMatchObject({
        kind: 'rejected',
        reason: expect.stringContaining('no files of this type'),
      });
      expect(stage.server.calls('upload')).toBe(0);
    },
  );

  it('keeps its name, whatever signs are in it', async () => {
    await send(stage, file('application/pdf', 'a"; name="type"\r\nX: y.pdf'));
    const [shown] = await stage.shown(1);
    expect(shown?.files).toHaveLength(1);
    expect(shown?.files[0]?.name).toContain('a"; name="type"');
  });

  it('comes after its words where they do not fit with it', async () => {
    const body = 'w'.repeat(1_500);
    expect(await send(stage, { body, ...file('image/png') })).toMatchObject({ kind: 'sent' });
    expect(await send(stage, { body: 'listen', ...file('audio/mpeg') })).toMatchObject({ kind: 'sent' });
    const shown = await stage.shown(4);
    expect(shown.map(({ text, files }) => [text.length, files.length])).toEqual([
      [1_500, 0],
      [0, 1],
      [6, 0],
      [0, 1],
    ]);
  });

  it('that fails after its words is not tried again with them', async () => {
    stage.server.failNext('upload', { kind: 'answer', status: 500, body: '{}' });
    expect(await send(stage, { body: 'listen', ...file('audio/mpeg') })).toMatchObject({
      kind: 'uncertain',
      reason: expect.stringMatching(/^The words arrived, the file did not/),
    });
  });

  it('whose upload may have arrived can be tried again: nobody saw it', async () => {
    stage.server.failNext('upload', { kind: 'cut' });
    expect(await send(stage, file('image/png'))).toMatchObject({ kind: 'retry-later' });
    expect(stage.server.shown()).toEqual([]);
  });
});

describe('an attachment', () => {
  it('is not fetched from elsewhere: the token goes to Meta alone', async () => {
    const asked: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.end('stolen');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const id = stage.server.keepMedia({ name: 'a', mediaType: 'image/png', bytes });
    for (const url of [
      `http://127.0.0.1:${port}/lookaside.fbsbx.com`,
      `http://lookaside.fbsbx.com@127.0.0.1:${port}/`,
      'http://lookaside.fbsbx.com/a',
      'https://evilfbsbx.com/a',
      'nonsense',
    ]) {
      stage.server.mediaAddress(url);
      expect(await stage.channel.fetchAttachment?.(id, limits), url).toEqual({
        kind: 'gone',
        reason: 'The attachment lies outside WhatsApp.',
      });
    }
    expect(asked).toEqual([]);
    other.close();
  });

  it('says what it is that does not come', async () => {
    const fetch = (id: string) => stage.channel.fetchAttachment?.(id, limits);
    expect(await fetch('1/../106540352242922')).toMatchObject({ kind: 'gone' });
    expect(stage.server.calls('account') + stage.server.calls('media')).toBe(0);
    expect(await fetch('404')).toEqual({ kind: 'gone', reason: 'WhatsApp keeps this attachment no longer.' });
    const large = stage.server.keepMedia({ name: 'a', mediaType: 'a/b', bytes: new Uint8Array(2_000) });
    expect(await fetch(large)).toEqual({ kind: 'too-large', sizeBytes: 2_000 });
    expect(stage.server.calls('file')).toBe(0);
    const small = stage.server.keepMedia({ name: 'a', mediaType: 'a/b', bytes });
    stage.server.failNext('file', { kind: 'answer', status: 503, body: '' });
    expect(await fetch(small)).toMatchObject({ kind: 'trouble' });
    stage.setSecret('access-token', null);
    expect(await fetch(small)).toEqual({ kind: 'trouble', reason: 'No access token is set.' });
  });
});

describe('the channel', () => {
  it('says by a trial what Meta answers', async () => {
    expect(await stage.channel.check?.(limits.signal)).toEqual({
      works: true,
      message: 'WhatsApp knows this number as Example (+49 170 9999999).',
    });
    stage.setSecret('app-secret', null);
    expect(await stage.channel.check?.(limits.signal)).toMatchObject({
      works: false,
      message: expect.stringContaining('app secret'),
    });
  });

  it('looks again at what failed, and tells', async () => {
    await listening(stage);
    await stage.goAway();
    const lost = healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect((await send(stage)).kind).toBe('retry-later');
    expect((await lost).lastError).toMatch(/refused the connection/);
    const back = stateIs(stage.channel, 'connected');
    await stage.comeBack();
    await back;
  });

  it.each([
    [{ phoneNumberId: '' }, /phone number id is missing/],
    [{ phoneNumberId: '1/../2' }, /phone number id is missing/],
    [{ apiRoot: 'http://graph.example.com/v26.0' }, /must begin with https/],
  ])('that cannot work says why and sends nothing: %o', async (settings, reason) => {
    const odd = await openWhatsAppStage(settings);
    odd.channel.start(odd.recorder);
    expect(odd.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(reason),
    });
    expect(await send(odd)).toMatchObject({ kind: 'rejected', reason: expect.stringMatching(reason) });
    expect(odd.channel.webhook).toBeUndefined();
    await odd.close();
  });
});

// Files both ways against the fake: what is attached is listed and fetched, what is too large, gone or elsewhere is said;
// a file goes out as it is, with its words; the token is in no answer and no log.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundFile } from '../../../src/main/domain/ports/attachments.ts';
import type { InboundMessage, SendOutcome } from '../../../src/main/domain/ports/channel.ts';
import { openTelegramStage, type TelegramStage } from './telegram-stage.ts';

let stage: TelegramStage;

beforeEach(async () => {
  stage = await openTelegramStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const LIMITS = { maxBytes: 1_000, signal: new AbortController().signal };

async function received(fields: Record<string, unknown>): Promise<InboundMessage> {
  const before = stage.recorder.messages.length;
  stage.channel.start(stage.recorder);
  stage.person.send(fields);
  await expect.poll(() => stage.recorder.messages.length).toBe(before + 1);
  return stage.recorder.messages.at(-1)!;
}

function fetched(reference: string, limits = LIMITS) {
  return stage.channel.fetchAttachment?.(reference, limits);
}

function send(file: OutboundFile, body = '', format: 'plain' | 'html' = 'plain'): Promise<SendOutcome> {
  return stage.channel.send(stage.address, { body, format, file }, new AbortController().signal);
}

describe('a file that comes with a message', () => {
  it('is listed as the platform describes it, and fetched byte for byte', async () => {
    const { fileId } = stage.server.files.put(bytesOf('the report'));
    const message = await received({
      caption: 'Look',
      document: { file_id: fileId, file_name: '../report.pdf', mime_type: 'application/pdf', file_size: 10 },
    });
    expect([message.text, message.attachments]).toEqual([
      'Look\n[document]',
      [
        {
          ...{ kind: 'file', name: '../report.pdf', mediaType: 'application/pdf', sizeBytes: 10 },
          reference: fileId,
        },
      ],
    ]);
    expect(await fetched(fileId)).toEqual({
      kind: 'fetched',
      bytes: Buffer.from('the report'),
      mediaType: null,
    });
  });

  it.each([
    [
      'a photo, the largest of its sizes',
      {
        photo: [
          { file_id: 'S', width: 90, height: 90 },
          { file_id: 'L', width: 800, height: 600, file_size: 7 },
        ],
      },
      { kind: 'image', name: null, mediaType: 'image/jpeg', sizeBytes: 7, reference: 'L' },
    ],
    [
      'a voice message',
      { voice: { file_id: 'V', duration: 3 } },
      { kind: 'audio', name: null, mediaType: 'audio/ogg', sizeBytes: null, reference: 'V' },
    ],
    [
      'an animation, once',
      { animation: { file_id: 'A', mime_type: 'video/mp4' }, document: { file_id: 'D' } },
      { kind: 'video', name: null, mediaType: 'video/mp4', sizeBytes: null, reference: 'A' },
    ],
    [
      'a sticker',
      { sticker: { file_id: 'T', is_animated: false, is_video: false } },
      { kind: 'image', name: null, mediaType: 'image/webp', sizeBytes: null, reference: 'T' },
    ],
    [
      'a picture sent as a file',
      { document: { file_id: 'P', mime_type: 'image/png', file_name: 'a.png' } },
      { kind: 'image', name: 'a.png', mediaType: 'image/png', sizeBytes: null, reference: 'P' },
    ],
  ])('of the kind %s', async (_kind, fields, expected) => {
    expect((await received(fields)).attachments).toEqual([expected]);
  });

  it.each([
    ['an id that would change the address', { file_id: '../../getMe?x=' }],
    ['an id of the wrong type', { file_id: 7 }],
    ['a size that is none', { file_id: 'OK', file_size: -1 }],
  ])('with %s is no attachment; the message still counts', async (_what, document) => {
    const message = await received({ document });
    expect([message.text, message.attachments]).toEqual(['[document]', undefined]);
  });

  it('that is larger than wanted is not fetched, whatever was said of it', async () => {
    const { fileId } = stage.server.files.put(new Uint8Array(1_001));
    expect(await fetched(fileId)).toEqual({ kind: 'too-large', sizeBytes: 1_001 });
    expect(stage.server.callCount('file')).toBe(0);
    stage.server.failNext('getFile', { status: 400, description: 'Bad Request: file is too big' });
    expect(await fetched(fileId)).toEqual({ kind: 'too-large', sizeBytes: null });
  });

  it('that grew since its size was said is cut off', async () => {
    const { fileId, path } = stage.server.files.put(new Uint8Array(10));
    const at = stage.server.files.at;
    Object.assign(stage.server.files, {
      at: (wanted: string) => (wanted === path ? new Uint8Array(5_000) : at(wanted)),
    });
    expect(await fetched(fileId)).toEqual({ kind: 'too-large', sizeBytes: null });
  });

  it('that is gone is said to be so; what may pass is trouble', async () => {
    expect(await fetched('unknown')).toEqual({ kind: 'gone', reason: 'Telegram no longer has the file.' });
    const { fileId } = stage.server.files.put(bytesOf('x'));
    stage.server.failNext('file', { status: 502, description: 'Bad Gateway' });
    expect(await fetched(fileId)).toMatchObject({ kind: 'trouble' });
    stage.server.failNext('getFile', { status: 429, description: 'Too Many Requests', retryAfter: 5 });
    expect(await fetched(fileId)).toMatchObject({ kind: 'trouble' });
    stage.server.dropConnection('file');
    expect(await fetched(fileId)).toMatchObject({ kind: 'trouble' });
    expect(await fetched(fileId)).toMatchObject({ kind: 'fetched' });
  });

  it.each([
    '/var/lib/telegram/7/secret',
    '../../bot/getMe',
    'a//b',
    'documents/x?y=1',
    'http://evil.example/x',
    'a/../b',
  ])('that a server says is at %s is not asked for', async (path) => {
    const { fileId } = stage.server.files.put(bytesOf('x'), path);
    expect(await fetched(fileId)).toEqual({
      kind: 'gone',
      reason: 'Telegram did not say where the file is.',
    });
    expect(stage.server.callCount('file')).toBe(0);
  });
});

describe('a file on its way out', () => {
  const REPORT = { name: 'report.csv', mediaType: 'text/csv', bytes: bytesOf('a,b\r\n--x--\r\n') };
  const PICTURE = { name: 'chart.png', mediaType: 'image/png', bytes: new Uint8Array([0x89, 0x50, 1, 2]) };

  it('arrives byte for byte under its name, with its words formatted', async () => {
    stage.person.write('Hello');
    expect(await send(REPORT, '<b>Here</b> it is', 'html')).toMatchObject({ kind: 'sent' });
    const shown = await stage.person.nextMessage();
    expect(shown).toMatchObject({ text: 'Here it is', parseMode: 'HTML' });
    expect(shown.entities.map(({ type }) => type)).toEqual(['bold']);
    expect(shown.files).toEqual([REPORT]);
  });

  it('is shown as a picture when it is one, and goes as a document when Telegram cannot show it', async () => {
    stage.person.write('Hello');
    expect(await send(PICTURE)).toMatchObject({ kind: 'sent' });
    const odd = { ...PICTURE, bytes: bytesOf('not a picture') };
    expect(await send(odd)).toMatchObject({ kind: 'sent' });
    expect(['sendPhoto', 'sendDocument'].map((method) => stage.server.callCount(method))).toEqual([2, 1]);
    expect(stage.person.messages().map(({ files }) => files?.[0]?.bytes)).toEqual([PICTURE.bytes, odd.bytes]);
  });

  it('cannot end its part of the form by what it is called or holds', async () => {
    stage.person.write('Hello');
    const name = 'a"\r\ncontent-disposition: form-data; name="chat_id"\r\n\r\n1';
    await send({ ...REPORT, name });
    expect(stage.server.calls('sendDocument').at(-1)?.fields).toMatchObject({
      chat_id: stage.address.chatId,
      document: { bytes: REPORT.bytes.byteLength },
    });
  });

  it('ends like every send: refused, later, uncertain', async () => {
    stage.person.write('Hello');
    stage.server.failNext('sendDocument', { status: 429, description: 'Too Many Requests', retryAfter: 7 });
    expect(await send(REPORT)).toMatchObject({ kind: 'retry-later', afterMs: 7_000 });
    stage.server.failNext('sendDocument', { status: 502, description: 'Bad Gateway' });
    expect(await send(REPORT)).toMatchObject({ kind: 'uncertain' });
    stage.server.dropConnection('sendDocument', { afterHandling: true });
    expect(await send(REPORT)).toMatchObject({ kind: 'uncertain' });
    stage.person.block();
    expect(await send(REPORT)).toEqual({ kind: 'rejected', reason: 'This person has blocked the bot.' });
    await stage.server.close();
    const { channel } = stage.another(); // without a connection that stands already
    const part = { body: '', format: 'plain', file: REPORT } as const;
    expect(await channel.send(stage.address, part, new AbortController().signal)).toMatchObject({
      kind: 'retry-later',
    });
    expect(stage.logLines.join('\n')).not.toContain(stage.token);
  });

  it('with a token that is none, or none at all, does not leave', async () => {
    stage.setToken('1:a/../b');
    expect(await send(REPORT)).toMatchObject({ kind: 'retry-later' });
    expect(stage.server.openConnections()).toBe(0);
    stage.setToken(null);
    expect([await send(REPORT), await fetched('x')]).toMatchObject([
      { kind: 'retry-later' },
      { kind: 'trouble' },
    ]);
    expect(stage.server.callCount('sendDocument')).toBe(0);
  });
});

// What leaves for the homeserver: the exact events, transactions, files, and each refusal as its outcome. Against the fake.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundPart } from '../../../src/main/domain/ports/channel.ts';
import { type MatrixStage, openMatrixStage } from './matrix-stage.ts';
import { listening, send } from './suite/cases.ts';

let stage: MatrixStage;

beforeEach(async () => {
  stage = await openMatrixStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const signal = new AbortController().signal;
const sentContents = () => stage.server.calls('send').map(({ json }) => json);
const file = { name: 'notes.txt', mediaType: 'text/plain', bytes: new Uint8Array([104, 105]) };

describe('an event', () => {
  it('has formatting and the same words without it, and mentions nobody', async () => {
    const [part] = stage.channel.render('Hi **@room** and [this](https://example.org/a_b)');
    expect(await send(stage, part)).toMatchObject({ kind: 'sent' });
    expect(sentContents()).toEqual([
      {
        msgtype: 'm.text',
        body: 'Hi @room and this (https://example.org/a_b)',
        format: 'org.matrix.custom.html',
        formatted_body: 'Hi <strong>@room</strong> and <a href="https://example.org/a_b">this</a>',
        'm.mentions': {},
      },
    ]);
  });

  it('in a thread says so, and is a reply where there are no threads', async () => {
    await send(stage, {}, 'thread');
    expect(sentContents()[0]?.['m.relates_to']).toEqual({
      rel_type: 'm.thread',
      event_id: stage.thread?.threadId,
      is_falling_back: true,
      'm.in_reply_to': { event_id: stage.thread?.threadId },
    });
  });

  it('that changes another carries the new words, mentions nobody anew, and fits where those are long', async () => {
    const [part] = stage.channel.render(`**${'€'.repeat(6_000)}**`);
    const first = await send(stage, part);
    const id = first.kind === 'sent' ? (first.platformMessageId ?? '') : '';
    const to = stage.people.ada.address;
    expect(await stage.channel.edit?.(to, id, part as OutboundPart, signal)).toMatchObject({ kind: 'sent' });
    const change = sentContents()[1];
    expect(change).toMatchObject({
      'm.relates_to': { rel_type: 'm.replace', event_id: id },
      'm.new_content': { body: '€'.repeat(6_000), 'm.mentions': {} },
      'm.mentions': {},
    });
  });

  it('of a file is of the kind that the file is, with its name beside the words', async () => {
    await send(stage, { file, body: '' });
    await send(stage, {
      file: { ...file, name: 'a.ogg', mediaType: 'audio/ogg' },
      body: 'Listen',
      format: 'plain',
    });
    expect(sentContents()).toMatchObject([
      {
        msgtype: 'm.file',
        body: 'notes.txt',
        filename: 'notes.txt',
        info: { mimetype: 'text/plain', size: 2 },
      },
      { msgtype: 'm.audio', body: 'Listen', filename: 'a.ogg' },
    ]);
    expect([...stage.server.media.values()].map(({ mediaType, name }) => [mediaType, name])).toEqual([
      ['text/plain', 'notes.txt'],
      ['audio/ogg', 'a.ogg'],
    ]);
  });

  it.each(['日本語の文です。', '👩‍👩‍👧‍👦', '"<&>\\', '**ab** c '])(
    'of many times %j is taken: its size is counted in bytes',
    async (text) => {
      const parts = stage.channel.render(text.repeat(Math.ceil(60_000 / text.length)));
      for (const part of parts) expect(await send(stage, part)).toMatchObject({ kind: 'sent' });
      expect(parts.length).toBeGreaterThan(1);
    },
  );
});

describe('a transaction', () => {
  it('has the key of the part, so that the homeserver knows it again', async () => {
    const onceKey = '01JABCDEFGHJKMNPQRSTVWXYZ0';
    await send(stage, { onceKey });
    await send(stage, { onceKey });
    await send(stage);
    const paths = stage.server.calls('send').map(({ path }) => path.split('/').at(-1));
    expect(paths.slice(0, 2)).toEqual([onceKey, onceKey]);
    expect(paths[2]).not.toBe(onceKey);
    expect(await stage.shown(2)).toHaveLength(2);
  });

  it('that may have arrived under one sign-in is not sent again under another', async () => {
    const onceKey = '01JABCDEFGHJKMNPQRSTVWXYZ0';
    stage.server.failNext('send', { kind: 'cut', afterHandling: true });
    expect(await send(stage, { onceKey })).toMatchObject({ kind: 'uncertain' });
    stage.giveToken('new');
    expect(await send(stage, { onceKey })).toMatchObject({ kind: 'uncertain' });
    expect(await stage.shown(1)).toHaveLength(1);
    stage.giveToken('good');
    expect(await send(stage, { onceKey })).toMatchObject({ kind: 'sent' });
    expect(await stage.shown(1)).toHaveLength(1);
  });

  it('never names another path than that of its room', async () => {
    const to = { chatId: '!x/../../../y?z=1#:example.org', threadId: null };
    expect(
      (await stage.channel.send(to, { body: 'Hi', format: 'plain', onceKey: 'a/../b' }, signal)).kind,
    ).toBe('rejected');
    for (const { path } of stage.server.calls())
      expect(path).toContain('!x%2F..%2F..%2F..%2Fy%3Fz%3D1%23%3Aexample.org');
  });
});

describe('an outcome', () => {
  const refuse = (
    status: number,
    body: Record<string, unknown> | string,
    headers: Record<string, string> = {},
  ) => stage.server.failNext('send', { kind: 'refuse', status, body, headers });

  it('of a homeserver that asks for a pause is its own time, by either way of saying it', async () => {
    refuse(429, { errcode: 'M_LIMIT_EXCEEDED', error: 'Too fast' }, { 'retry-after': '9' });
    refuse(429, { errcode: 'M_LIMIT_EXCEEDED', error: 'Too fast', retry_after_ms: 1_234 });
    refuse(429, 'slow down');
    const outcomes = [await send(stage), await send(stage), await send(stage)];
    expect(outcomes.map((outcome) => outcome.kind === 'retry-later' && outcome.afterMs)).toEqual([
      9_000, 1_234, 5_000,
    ]);
  });

  it.each([
    [401, { errcode: 'M_UNKNOWN_TOKEN', soft_logout: true }, 'retry-later'],
    [403, { errcode: 'M_CONSENT_NOT_GIVEN', error: 'Accept', consent_uri: 'https://x' }, 'rejected'],
    [413, { errcode: 'M_TOO_LARGE', error: 'event too large' }, 'rejected'],
    [404, { errcode: 'M_NOT_FOUND', error: 'No' }, 'rejected'],
    [418, {}, 'rejected'],
    [503, '<html>', 'uncertain'],
    [302, '', 'uncertain'],
    [200, 'not json', 'uncertain'],
  ])('of status %i with %j is %s', async (status, body, kind) => {
    refuse(status, body);
    const outcome = await send(stage);
    expect(outcome).toMatchObject({ kind, reason: expect.stringMatching(/\S \S.*\.?$/) });
  });

  it('of a file whose type fits into no header is sent all the same', async () => {
    const odd = { ...file, mediaType: 'text/plain\r\nX: y' };
    expect(await send(stage, { file: odd })).toMatchObject({ kind: 'sent' });
  });

  it('of a file that could not be brought is that nothing was sent', async () => {
    stage.server.failNext('upload', { kind: 'cut', afterHandling: true });
    expect(await send(stage, { file })).toMatchObject({ kind: 'retry-later' });
    stage.server.failNext('upload', { kind: 'refuse', status: 413, body: { errcode: 'M_TOO_LARGE' } });
    expect(await send(stage, { file })).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/large/),
    });
    expect(stage.sendRequests()).toBe(0);
  });

  it('of a homeserver that repeats the token in its words does not', async () => {
    refuse(400, { errcode: 'M_UNKNOWN', error: `Bad header: Bearer ${stage.server.token}` });
    expect(JSON.stringify(await send(stage))).not.toContain(stage.server.token);
  });
});

describe('typing', () => {
  it('is shown under the name of the account, and not at all to what is no room', async () => {
    await listening(stage);
    stage.channel.showTyping({ chatId: '#x:example.org', threadId: null });
    stage.channel.showTyping(stage.people.ada.address);
    await stage.typingSeen();
    expect(stage.server.calls('typing')).toMatchObject([{ json: { typing: true, timeout: 20_000 } }]);
  });
});

describe('an attachment', () => {
  const fetch = (reference: string) => stage.channel.fetchAttachment?.(reference, { maxBytes: 100, signal });

  it('is asked for with the token, at our homeserver only', async () => {
    const reference = stage.server.addMedia({
      bytes: new Uint8Array([1]),
      mediaType: 'image/png',
      name: null,
    });
    expect(await fetch(reference)).toMatchObject({ kind: 'fetched', mediaType: 'image/png' });
    for (const bad of [
      'mxc://example.org/../../account/whoami',
      'mxc://example.org/a?b',
      'mxc:///x',
      'https://x/y',
    ])
      expect(await fetch(bad), bad).toMatchObject({ kind: 'gone' });
    expect(stage.server.calls()).toHaveLength(1);
  });

  it.each([
    [404, { errcode: 'M_NOT_FOUND' }, 'gone'],
    [404, { errcode: 'M_UNRECOGNIZED' }, 'gone'],
    [502, { errcode: 'M_TOO_LARGE' }, 'too-large'],
    [504, { errcode: 'M_NOT_YET_UPLOADED' }, 'trouble'],
    [429, { errcode: 'M_LIMIT_EXCEEDED' }, 'trouble'],
    [307, '', 'trouble'],
  ])('that is answered with %i %j is %s', async (status, body, kind) => {
    stage.server.failNext('download', { kind: 'refuse', status, body });
    expect(await fetch('mxc://example.org/abc')).toMatchObject({ kind });
  });
});
